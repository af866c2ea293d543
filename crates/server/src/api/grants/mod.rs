//! Data grants: asking, offering, agreeing, ending. Who may make which move is decided in `alliance`.

mod making;
mod shown;
mod telling;

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, Grant, GrantId, GrantState, Knowledge, OrganisationId, StoredGrant};
use verdigris_store::Paging;
use verdigris_wording::Kind;

use self::shown::GrantShown;
pub(super) use self::shown::can;
use super::names::Names;
use crate::{
    Shared,
    http::{
        etag,
        extract::{Path, Query},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list, making::open)).routes(routes!(one)).routes(routes!(making::go_on))
}

/// Organisations an asker has a mandate in now. A mandate that does not read gives nothing.
pub(super) fn organisations(asker: &Asker) -> Vec<OrganisationId> {
    let held = asker.viewer.mandates.iter().filter_map(|stored| stored.read().ok());
    let mut all: Vec<_> = held.filter(|mandate| mandate.holds(asker.at)).map(|mandate| mandate.organisation).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// How many pages of storage one page of a filtered list may cost.
const ROUNDS: u32 = 20;

/// Which grants.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct GrantQuery {
    /// Only those in this state now.
    #[param(value_type = Option<crate::api::words::GrantState>)]
    state: Option<String>,
}

/// A grant that may be seen; one that does not read gives nothing and is shown to nobody.
pub(super) fn visible(asker: &Asker, stored: &StoredGrant, knowledge: &Knowledge) -> Option<Grant> {
    let see = Action::SeeGrant { owner: stored.owner, reader: stored.reader };
    asker.may(see, knowledge).ok()?;
    stored.read().inspect_err(|error| tracing::error!(grant = %stored.id, %error, "a stored grant does not read")).ok()
}

/// The standings that bear on grants.
pub(super) async fn knowledge(platform: &Shared, asker: &Asker, grants: &[StoredGrant]) -> Result<Knowledge, Refusal> {
    let parties: Vec<_> = grants.iter().flat_map(|grant| [grant.owner, grant.reader]).collect();
    asker.knowledge(platform, &parties).await
}

/// Grants one's organisations give or receive, newest first.
#[utoipa::path(get, path = "/grants", tag = "grants", params(GrantQuery, PageQuery),
    responses((status = 200, body = Page<GrantShown>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Query(GrantQuery { state }): Query<GrantQuery>,
    Query(page): Query<PageQuery>,
    Paged(_checked): Paged,
) -> Result<axum::Json<Page<GrantShown>>, Refusal> {
    let state: Option<GrantState> = state
        .map(|word| word.parse())
        .transpose()
        .map_err(|_| Refusal::new("bad-query", Kind::Usage).with("reason", "state"))?;
    let mine = organisations(&asker);
    let PageQuery { limit, mut cursor } = page;
    let mut wanted = limit.unwrap_or(50) as usize;
    let mut names = Names::new(&platform, &asker).await?;
    let mut items = Vec::new();
    for _ in 0..ROUNDS {
        let paging = Paging::new(wanted as u32, cursor.take());
        let page = platform.store.grants_of(&mine, &paging).await?;
        let knowledge = knowledge(&platform, &asker, &page.items).await?;
        for stored in &page.items {
            let Some(grant) = visible(&asker, stored, &knowledge) else { continue };
            if state.is_none_or(|state| grant.state(asker.at) == state) {
                items.push(shown::shown(&asker, &grant, &knowledge, &mut names).await?);
                wanted = wanted.saturating_sub(1);
            }
        }
        cursor = page.next;
        if cursor.is_none() || wanted == 0 {
            break;
        }
    }
    Ok(axum::Json(Page { items, next: cursor }))
}

/// A grant that may be seen, with what bears on decisions about it.
async fn found(platform: &Shared, asker: &Asker, id: GrantId) -> Result<(Grant, Knowledge), Refusal> {
    let stored = platform.store.grant(id).await?.ok_or_else(Refusal::not_found)?;
    let knowledge = knowledge(platform, asker, std::slice::from_ref(&stored)).await?;
    let grant = visible(asker, &stored, &knowledge).ok_or_else(Refusal::not_found)?;
    Ok((grant, knowledge))
}

/// A grant with its history.
#[utoipa::path(get, path = "/grants/{id}", tag = "grants", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = GrantShown), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn one(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<GrantId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (grant, knowledge) = found(&platform, &asker, id).await?;
    let mut names = Names::new(&platform, &asker).await?;
    let shown = shown::shown(&asker, &grant, &knowledge, &mut names).await?;
    // The clock moves the state, and mandates what one may do: both are part of what was read.
    let tag = format!("\"{}-{}-{}\"", grant.history().len(), grant.state(asker.at), shown.can.len());
    Ok(etag::tagged(&headers, &tag, &shown))
}

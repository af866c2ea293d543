//! Organisations of the alliance: known to every signed-in person by name, kind and region.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{
    Action, Knowledge, MemberMove, MemberState, OrganisationId, OrganisationKind, PersonId, Role, access,
};
use verdigris_quantity::Label;
use verdigris_store::{NewOrganisation, OrganisationFilter, StoredOrganisation};

use super::shapes::OrganisationName;
use crate::{
    Mode, Shared,
    http::{
        etag::{IfMatch, tag, versioned},
        extract::{Json, Path, Query},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
    names, text,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(get, edit)).routes(routes!(step))
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
struct OrganisationShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: OrganisationId,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// What it is.
    #[schema(value_type = super::words::OrganisationKind)]
    kind: OrganisationKind,
    /// Code of its region.
    region: String,
    /// Name of its region.
    #[schema(value_type = crate::schema::Label)]
    region_name: Label,
    /// Where it stands as a member.
    #[schema(value_type = super::words::MemberState)]
    state: MemberState,
    /// The organisation that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    holding: Option<OrganisationName>,
    /// Whether it is an invented example.
    example: bool,
    /// Number of its plants, for its own people.
    #[serde(skip_serializing_if = "Option::is_none")]
    plants: Option<u64>,
    /// What the viewer may do: `edit`, `people`, `add-person`, `add-plant`, `accesses`, and steps of membership.
    can: Vec<&'static str>,
}

/// Which organisations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OrganisationQuery {
    /// Part of a name in either language.
    q: Option<String>,
    /// Kind.
    #[param(value_type = Option<super::words::OrganisationKind>, inline)]
    kind: Option<String>,
    /// Region code.
    region: Option<String>,
}

/// A new organisation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrganisationWanted {
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// What it is.
    #[schema(value_type = super::words::OrganisationKind)]
    kind: OrganisationKind,
    /// Code of its region.
    region: String,
    /// The organisation that holds it.
    #[schema(value_type = Option<crate::schema::Id>)]
    holding: Option<OrganisationId>,
}

/// What may be changed; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrganisationChange {
    /// Its name.
    #[schema(value_type = Option<crate::schema::Label>)]
    name: Option<Label>,
    /// Code of its region.
    region: Option<String>,
    /// The organisation that holds it; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<crate::schema::Id>)]
    holding: Change,
}

/// Left as it is, or set to something, or to nothing.
#[derive(Clone, Copy, Debug, Default)]
enum Change {
    #[default]
    Stays,
    To(Option<OrganisationId>),
}

/// Tells `null` from absent.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Change, D::Error> {
    Deserialize::deserialize(from).map(Change::To)
}

/// A step of membership.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StepWanted {
    /// `vet`, `admit`, `suspend`, `reinstate` or `withdraw`.
    #[serde(rename = "move")]
    #[schema(value_type = super::words::MemberMove)]
    what: MemberMove,
}

/// Whether no person with an open account administers an organisation now.
pub(super) async fn is_vacant(
    platform: &Shared,
    organisation: OrganisationId,
    at: jiff::Timestamp,
) -> Result<bool, Refusal> {
    for mandate in platform.store.mandates_in(organisation).await? {
        if mandate.role == Role::Administrator && mandate.holds(at) && is_open(platform, mandate.person).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn is_open(platform: &Shared, person: PersonId) -> Result<bool, Refusal> {
    Ok(platform.store.person(person).await?.is_some_and(|person| person.disabled.is_none()))
}

async fn shown(
    platform: &Shared,
    asker: &Asker,
    knowledge: &Knowledge,
    stored: StoredOrganisation,
) -> Result<OrganisationShown, Refusal> {
    let organisation = stored.organisation;
    let id = organisation.id;
    let may = |action| access::may(&asker.viewer, action, knowledge, asker.at).is_ok();
    let mut can = Vec::new();
    for (word, action) in [
        ("edit", Action::EditOrganisation { organisation: id }),
        ("people", Action::SeePeople { organisation: id }),
        ("add-person", Action::AddPerson { organisation: id }),
        ("add-plant", Action::AddPlant { owner: id }),
        ("accesses", Action::SeeAccesses { owner: id }),
    ] {
        if may(action) {
            can.push(word);
        }
    }
    for what in organisation.state.moves() {
        if may(Action::MoveMember { organisation: id, what }) {
            can.push(what.as_str());
        }
    }
    let own = asker.viewer.mandates.iter().any(|mandate| {
        mandate.organisation == id
            && mandate.read().is_ok_and(|mandate| mandate.holds(asker.at) && mandate.role.reads_own())
    });
    let plants = if own { Some(platform.store.plant_count(id).await?) } else { None };
    let holding = match organisation.holding {
        Some(holding) => Some(OrganisationName::of(platform, holding).await?),
        None => None,
    };
    Ok(OrganisationShown {
        id,
        name: organisation.name,
        kind: organisation.kind,
        region_name: names::region(&organisation.region),
        region: organisation.region,
        state: organisation.state,
        holding,
        example: organisation.example,
        plants,
        can,
    })
}

/// Organisations of the alliance.
#[utoipa::path(get, path = "/organisations", tag = "organisations", params(OrganisationQuery, PageQuery),
    responses((status = 200, body = Page<OrganisationShown>), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Query(query): Query<OrganisationQuery>,
    Paged(paging): Paged,
) -> Result<Json<Page<OrganisationShown>>, Refusal> {
    asker.must_read()?;
    let kind = query.kind.as_deref().filter(|word| !word.is_empty()).map(str::parse).transpose();
    let kind = kind.map_err(|error: verdigris_alliance::AllianceError| {
        Refusal::new("bad-query", verdigris_wording::Kind::Usage).with("reason", error.to_string())
    })?;
    let filter = OrganisationFilter { text: query.q, kind, region: query.region };
    let page = platform.store.organisations(&filter, &paging).await?;
    let also: Vec<OrganisationId> = page.items.iter().map(|stored| stored.organisation.id).collect();
    let knowledge = asker.knowledge(&platform, &also).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for stored in page.items {
        items.push(shown(&platform, &asker, &knowledge, stored).await?);
    }
    Ok(Json(Page { items, next: page.next }))
}

/// Register an organisation.
#[utoipa::path(post, path = "/organisations", tag = "organisations", request_body = OrganisationWanted,
    responses((status = 201, body = OrganisationShown), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn add(
    State(platform): State<Shared>,
    asker: Asker,
    Json(wanted): Json<OrganisationWanted>,
) -> Result<Response, Refusal> {
    asker.must(&platform, Action::RegisterOrganisation, &[]).await?;
    let new = NewOrganisation {
        name: text::label("name", &wanted.name)?,
        kind: wanted.kind,
        region: names::known_region("region", &wanted.region)?,
        holding: wanted.holding,
        example: platform.configuration.mode == Mode::Demo,
    };
    check_holding(&platform, wanted.holding).await?;
    let organisation = platform.store.add_organisation(&new, Some(asker.person.id), asker.at).await?;
    let knowledge = asker.knowledge(&platform, &[organisation.id]).await?;
    let shown = shown(&platform, &asker, &knowledge, StoredOrganisation { organisation, version: 1 }).await?;
    Ok((StatusCode::CREATED, [("etag", tag(1))], Json(shown)).into_response())
}

async fn check_holding(platform: &Shared, holding: Option<OrganisationId>) -> Result<(), Refusal> {
    let Some(id) = holding else { return Ok(()) };
    let known = platform.store.organisation(id).await?.is_some();
    if known { Ok(()) } else { Err(Refusal::invalid("holding", "unknown-value")) }
}

async fn stored(platform: &Shared, id: OrganisationId) -> Result<StoredOrganisation, Refusal> {
    platform.store.organisation(id).await?.ok_or_else(Refusal::not_found)
}

/// An organisation.
#[utoipa::path(get, path = "/organisations/{id}", tag = "organisations", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = OrganisationShown), (status = 304), (status = 401, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn get(
    State(platform): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<OrganisationId>,
) -> Result<Response, Refusal> {
    asker.must_read()?;
    let stored = stored(&platform, id).await?;
    let knowledge = asker.knowledge(&platform, &[id]).await?;
    let version = stored.version;
    let shown = shown(&platform, &asker, &knowledge, stored).await?;
    Ok(versioned(&headers, version, &shown))
}

/// Change an organisation's name, region or holding.
#[utoipa::path(patch, path = "/organisations/{id}", tag = "organisations", request_body = OrganisationChange,
    params(("id" = crate::schema::Id, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = OrganisationShown), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 412, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails)))]
async fn edit(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<OrganisationId>,
    IfMatch(version): IfMatch,
    Json(change): Json<OrganisationChange>,
) -> Result<Response, Refusal> {
    let organisation = stored(&platform, id).await?.organisation;
    asker.must(&platform, Action::EditOrganisation { organisation: id }, &[id]).await?;
    let name = match &change.name {
        Some(name) => text::label("name", name)?,
        None => organisation.name,
    };
    let region = match &change.region {
        Some(region) => names::known_region("region", region)?,
        None => organisation.region,
    };
    let holding = match change.holding {
        Change::Stays => organisation.holding,
        Change::To(holding) => holding,
    };
    if holding == Some(id) {
        return Err(Refusal::invalid("holding", "unknown-value"));
    }
    check_holding(&platform, holding).await?;
    platform.store.edit_organisation(id, &name, &region, holding, version).await?;
    let stored = stored(&platform, id).await?;
    let knowledge = asker.knowledge(&platform, &[id]).await?;
    let etag = tag(stored.version);
    Ok(([("etag", etag)], Json(shown(&platform, &asker, &knowledge, stored).await?)).into_response())
}

/// Make a step of membership.
#[utoipa::path(post, path = "/organisations/{id}/moves", tag = "organisations", request_body = StepWanted,
    params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = OrganisationShown), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn step(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<OrganisationId>,
    Json(StepWanted { what }): Json<StepWanted>,
) -> Result<Json<OrganisationShown>, Refusal> {
    stored(&platform, id).await?;
    asker.must(&platform, Action::MoveMember { organisation: id, what }, &[id]).await?;
    platform.store.move_member(id, what, Some(asker.person.id), asker.at).await?;
    let knowledge = asker.knowledge(&platform, &[id]).await?;
    Ok(Json(shown(&platform, &asker, &knowledge, stored(&platform, id).await?).await?))
}

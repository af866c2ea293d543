//! The home board: what one would look for first.

use axum::{extract::State, http::HeaderMap};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{GrantState, Side};
use verdigris_store::{Paging, PlantFilter};

use super::{
    grants,
    jobs::JobShown,
    notices::NoticeShown,
    plants::{self, PlantSummary},
};
use crate::{
    Shared,
    documents::{DocumentHit, newest},
    http::{
        extract::Json,
        language,
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

/// Items of each list.
const FEW: u32 = 8;

/// Plants shown at once.
const PLANTS: u32 = 50;

/// Grants looked through for those that wait.
const GRANTS: u32 = 200;

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(home))
}

/// The home board.
#[derive(Debug, Serialize, ToSchema)]
struct Home {
    /// Plants of which one may read something.
    plants: Vec<PlantSummary>,
    /// The latest notices.
    notices: Vec<NoticeShown>,
    /// One's latest jobs.
    jobs: Vec<JobShown>,
    /// The newest documents.
    documents: Vec<DocumentHit>,
    /// Grants that wait for one's answer.
    grants_waiting: u64,
}

/// The home board: plants, notices, jobs, new documents, grants that wait.
#[utoipa::path(get, path = "/home", tag = "home",
    responses((status = 200, body = Home), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)))]
async fn home(State(platform): State<Shared>, asker: Asker, headers: HeaderMap) -> Result<Json<Home>, Refusal> {
    asker.must_read()?;
    let few = Paging::new(FEW, None);
    let plants = plants::page(&platform, &asker, &PlantFilter::default(), &Paging::new(PLANTS, None)).await?.items;
    let notices = platform.store.notices_of(asker.person.id, &few).await?.items;
    let jobs = platform.store.jobs_of(asker.person.id, &few).await?.items;
    Ok(Json(Home {
        plants,
        notices: notices.into_iter().map(NoticeShown::from).collect(),
        jobs: jobs.into_iter().map(JobShown::from).collect(),
        documents: newest(&platform, language::asked(&headers), asker.at, FEW as usize).await?,
        grants_waiting: waiting(&platform, &asker).await?,
    }))
}

/// Grants whose next word is the asker's.
async fn waiting(platform: &Shared, asker: &Asker) -> Result<u64, Refusal> {
    let mine = grants::organisations(asker);
    let page = platform.store.grants_of(&mine, &Paging::new(GRANTS, None)).await?;
    let knowledge = grants::knowledge(platform, asker, &page.items).await?;
    let turn = |state| match state {
        GrantState::Requested => Some(Side::Owner),
        GrantState::Offered => Some(Side::Reader),
        _ => None,
    };
    let waits = |stored| {
        let grant = grants::visible(asker, stored, &knowledge)?;
        let side = turn(grant.state(asker.at))?;
        grants::can(asker, &grant, &knowledge).into_iter().find(|(_, possible)| *possible == side)
    };
    Ok(page.items.iter().filter_map(waits).count() as u64)
}

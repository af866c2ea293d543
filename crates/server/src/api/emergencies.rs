//! Break-glass: asked by one, seconded by another, in full view of the owner.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, Emergency, EmergencyId, EmergencyState, Knowledge, OrganisationId, PlantId};

use super::{
    grants::organisations,
    names::{Names, PlantName},
    shapes::{OrganisationName, PersonName},
};
use crate::{
    Shared,
    http::{
        extract::{Json, Path},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
    text,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list, ask)).routes(routes!(second)).routes(routes!(end))
}

/// An emergency.
#[derive(Debug, Serialize, ToSchema)]
struct EmergencyShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: EmergencyId,
    /// Whose data.
    owner: OrganisationName,
    /// Which plant; all of the owner's where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    plant: Option<PlantName>,
    /// Why.
    reason: String,
    /// Who asked, and alone will read.
    asked_by: PersonName,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// Who seconded.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconded_by: Option<PersonName>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    seconded_at: Option<Timestamp>,
    /// First moment it is no longer open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// Since when it is ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// Where it stands now.
    #[schema(value_type = crate::api::words::EmergencyState)]
    state: EmergencyState,
    /// `second` and `end`, where the asker can.
    can: Vec<&'static str>,
}

async fn shown(
    asker: &Asker,
    case: Emergency,
    knowledge: &Knowledge,
    names: &mut Names<'_>,
) -> Result<EmergencyShown, Refusal> {
    let state = case.state(asker.at);
    let second = Action::SecondEmergency { owner: case.owner, asked_by: case.asked_by };
    let end = Action::EndEmergency { owner: case.owner };
    let mut can = Vec::new();
    if state == EmergencyState::Asked && asker.may(second, knowledge).is_ok() {
        can.push("second");
    }
    if state != EmergencyState::Over && asker.may(end, knowledge).is_ok() {
        can.push("end");
    }
    let plant = match case.plant {
        Some(plant) => Some(names.plant(plant).await?),
        None => None,
    };
    let seconded_by = match case.seconded_by {
        Some(person) => Some(names.person(person).await?),
        None => None,
    };
    Ok(EmergencyShown {
        id: case.id,
        owner: names.organisation(case.owner).await?,
        plant,
        reason: case.reason,
        asked_by: names.person(case.asked_by).await?,
        asked_at: case.asked_at,
        seconded_by,
        seconded_at: case.seconded_at,
        until: case.until,
        ended_at: case.ended_at,
        state,
        can,
    })
}

/// Emergencies that concern one's organisations; all, for those who may open and audit them.
#[utoipa::path(get, path = "/emergencies", tag = "grants", params(PageQuery),
    responses((status = 200, body = Page<EmergencyShown>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Paged(paging): Paged,
) -> Result<Json<Page<EmergencyShown>>, Refusal> {
    let knowledge = asker.knowledge(&platform, &[]).await?;
    let sees = |owner: OrganisationId| asker.may(Action::SeeEmergencies { owner }, &knowledge).is_ok();
    // An owner that does not exist is seen by those only who see everybody's.
    let page = if sees(OrganisationId::from_bits(0)) {
        platform.store.emergencies(None, &paging).await?
    } else {
        let mut mine = organisations(&asker);
        mine.retain(|owner| sees(*owner));
        platform.store.emergencies(Some(&mine), &paging).await?
    };
    let owners: Vec<_> = page.items.iter().map(|case| case.owner).collect();
    let knowledge = asker.knowledge(&platform, &owners).await?;
    let mut names = Names::new(&platform, &asker).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for case in page.items {
        items.push(shown(&asker, case, &knowledge, &mut names).await?);
    }
    Ok(Json(Page { items, next: page.next }))
}

/// A request for break-glass.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEmergency {
    /// Whose data.
    #[schema(value_type = crate::schema::Id)]
    owner: OrganisationId,
    /// Which plant; all of the owner's where absent.
    #[schema(value_type = Option<crate::schema::Id>)]
    plant: Option<PlantId>,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Ask for break-glass. Nothing can be read before another person seconds it; the owner's people are told at once.
#[utoipa::path(post, path = "/emergencies", tag = "grants", request_body = NewEmergency,
    responses((status = 201, body = EmergencyShown), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn ask(
    State(platform): State<Shared>,
    asker: Asker,
    Json(NewEmergency { owner, plant, reason }): Json<NewEmergency>,
) -> Result<Response, Refusal> {
    let knowledge = asker.knowledge(&platform, &[owner]).await?;
    let permit = asker.may(Action::AskEmergency { owner }, &knowledge);
    if platform.store.organisation(owner).await?.is_none() {
        return Err(Refusal::invalid("owner", "unknown-value"));
    }
    permit?;
    let reason = text::note("reason", &reason)?;
    if reason.is_empty() {
        return Err(Refusal::invalid("reason", "empty"));
    }
    if let Some(plant) = plant
        && platform.store.plant_object(plant).await?.is_none_or(|object| object.owner != owner)
    {
        return Err(Refusal::invalid("plant", "unknown-value"));
    }
    let case = platform.store.ask_emergency(owner, plant, &reason, asker.person.id, asker.at).await?;
    tracing::warn!(emergency = %case.id, "break-glass asked");
    platform.metrics.event("emergency", "asked");
    let mut names = Names::new(&platform, &asker).await?;
    let shown = shown(&asker, case, &knowledge, &mut names).await?;
    Ok((StatusCode::CREATED, axum::Json(shown)).into_response())
}

/// An emergency that may be seen.
async fn found(platform: &Shared, asker: &Asker, id: EmergencyId) -> Result<(Emergency, Knowledge), Refusal> {
    let case = platform.store.emergency(id).await?.ok_or_else(Refusal::not_found)?;
    let knowledge = asker.knowledge(platform, &[case.owner]).await?;
    match asker.may(Action::SeeEmergencies { owner: case.owner }, &knowledge) {
        Ok(_) => Ok((case, knowledge)),
        Err(_) => Err(Refusal::not_found()),
    }
}

/// Second a request: its asker may read for 24 hours.
#[utoipa::path(post, path = "/emergencies/{id}/second", tag = "grants", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = EmergencyShown), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)))]
async fn second(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<EmergencyId>,
) -> Result<Json<EmergencyShown>, Refusal> {
    let (case, knowledge) = found(&platform, &asker, id).await?;
    asker.may(Action::SecondEmergency { owner: case.owner, asked_by: case.asked_by }, &knowledge)?;
    let case = platform.store.second_emergency(id, asker.person.id, asker.at).await?;
    tracing::warn!(emergency = %id, "break-glass open");
    platform.metrics.event("emergency", "seconded");
    let mut names = Names::new(&platform, &asker).await?;
    Ok(Json(shown(&asker, case, &knowledge, &mut names).await?))
}

/// End break-glass, or a request for it, before its time.
#[utoipa::path(post, path = "/emergencies/{id}/end", tag = "grants", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = EmergencyShown), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)))]
async fn end(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<EmergencyId>,
) -> Result<Json<EmergencyShown>, Refusal> {
    let (case, knowledge) = found(&platform, &asker, id).await?;
    asker.may(Action::EndEmergency { owner: case.owner }, &knowledge)?;
    let case = platform.store.end_emergency(id, asker.person.id, asker.at).await?;
    platform.metrics.event("emergency", "ended");
    let mut names = Names::new(&platform, &asker).await?;
    Ok(Json(shown(&asker, case, &knowledge, &mut names).await?))
}

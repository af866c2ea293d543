//! Moves made.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use verdigris_alliance::{
    Action, Field, Grant, GrantId, Move, OrganisationId, PlantId, Plants, Purpose, Side, Terms, grant::Step,
};
use verdigris_wording::Kind;

use super::{
    shown::{GrantShown, can, shown},
    telling::Audience,
};
use crate::{
    Shared,
    api::names::Names,
    http::{
        extract::{Json, Path},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
    text,
};

/// Most plants named in a grant; beyond it `"all"` is meant.
const PLANTS: usize = 500;

/// Which side begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Direction {
    /// The reader asks.
    Request,
    /// The owner offers.
    Offer,
}

/// Which plants: `"all"`, those to come included, or a list of ids.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum PlantsNamed {
    /// `all`
    Word(AllPlants),
    /// These.
    List(BTreeSet<PlantId>),
}

/// The word for all plants.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AllPlants {
    /// Those to come included.
    All,
}

/// Terms as sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTerms {
    /// Which plants.
    #[schema(value_type = crate::api::words::Plants)]
    plants: PlantsNamed,
    /// Which parts of their data.
    #[schema(value_type = Vec<crate::api::words::Field>, min_items = 1)]
    fields: BTreeSet<Field>,
    /// What for.
    #[schema(value_type = crate::api::words::Purpose)]
    purpose: Purpose,
    /// First moment; from agreement where absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// First moment it no longer holds.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// A grant asked for or offered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewGrant {
    /// `request` by the reader or `offer` by the owner.
    direction: Direction,
    /// Whose data.
    #[schema(value_type = crate::schema::Id)]
    owner: OrganisationId,
    /// Who may read.
    #[schema(value_type = crate::schema::Id)]
    reader: OrganisationId,
    /// Which plants.
    #[schema(value_type = crate::api::words::Plants)]
    plants: PlantsNamed,
    /// Which parts of their data.
    #[schema(value_type = Vec<crate::api::words::Field>, min_items = 1)]
    fields: BTreeSet<Field>,
    /// What for.
    #[schema(value_type = crate::api::words::Purpose)]
    purpose: Purpose,
    /// First moment; from agreement where absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// First moment it no longer holds.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// What is said with it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
}

/// A move.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMove {
    /// The move.
    #[serde(rename = "move")]
    #[schema(value_type = crate::api::words::Move)]
    what: Move,
    /// What is said with it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
    /// Other terms, with a request or an offer.
    terms: Option<NewTerms>,
}

/// Terms that can be stored: the plants are the owner's, and for the reader's side such as it sees.
async fn sound(
    names: &Names<'_>,
    platform: &Shared,
    owner: OrganisationId,
    side: Side,
    terms: NewTerms,
) -> Result<Terms, Refusal> {
    let plants = match terms.plants {
        PlantsNamed::Word(AllPlants::All) => Plants::All,
        PlantsNamed::List(list) if list.is_empty() => return Err(Refusal::invalid("plants", "empty")),
        PlantsNamed::List(list) if list.len() > PLANTS => return Err(Refusal::invalid("plants", "too-long")),
        PlantsNamed::List(list) => {
            for plant in &list {
                let known = match side {
                    Side::Owner => platform.store.plant_object(*plant).await?.map(|object| object.owner),
                    Side::Reader => names.reading().plant(*plant).await?.map(|plant| plant.organisation),
                };
                if known != Some(owner) {
                    return Err(Refusal::invalid("plants", "unknown-value"));
                }
            }
            Plants::List(list)
        }
    };
    if terms.fields.is_empty() {
        return Err(Refusal::invalid("fields", "empty"));
    }
    if terms.from.is_some_and(|from| from >= terms.until) {
        return Err(Refusal::invalid("until", "grant-period"));
    }
    Ok(Terms { plants, fields: terms.fields, purpose: terms.purpose, from: terms.from, until: terms.until })
}

async fn exists(platform: &Shared, field: &str, id: OrganisationId) -> Result<(), Refusal> {
    match platform.store.organisation(id).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::invalid(field, "unknown-value")),
    }
}

/// Ask for a grant, or offer one.
#[utoipa::path(post, path = "/grants", tag = "grants", request_body = NewGrant,
    responses((status = 201, body = GrantShown), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
pub(super) async fn open(
    State(platform): State<Shared>,
    asker: Asker,
    Json(new): Json<NewGrant>,
) -> Result<Response, Refusal> {
    let NewGrant { direction, owner, reader, plants, fields, purpose, from, until, note } = new;
    let (side, what) = match direction {
        Direction::Request => (Side::Reader, Move::Request),
        Direction::Offer => (Side::Owner, Move::Offer),
    };
    exists(&platform, "owner", owner).await?;
    exists(&platform, "reader", reader).await?;
    let knowledge = asker.knowledge(&platform, &[owner, reader]).await?;
    asker.may(Action::MoveGrant { owner, reader, side, what }, &knowledge)?;
    let note = text::note("note", &note)?;
    let mut names = Names::new(&platform, &asker).await?;
    let terms = sound(&names, &platform, owner, side, NewTerms { plants, fields, purpose, from, until }).await?;
    let step = Step { what, side, by: asker.person.id, at: asker.at, terms: Some(terms), note };
    let audience = Audience::of(&platform, &asker, (owner, reader), side, &mut names).await?;
    let mut writing = platform.store.writing().await?;
    let grant = writing.open_grant(owner, reader, step).await?;
    writing.add_notices(&audience.notices(&grant), asker.at).await?;
    writing.commit().await?;
    answer(StatusCode::CREATED, &asker, &grant, &mut names, &knowledge).await
}

/// Make a move of a grant.
#[utoipa::path(post, path = "/grants/{id}/moves", tag = "grants", params(("id" = crate::schema::Id, Path)), request_body = NewMove,
    responses((status = 200, body = GrantShown), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
pub(super) async fn go_on(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<GrantId>,
    Json(NewMove { what, note, terms }): Json<NewMove>,
) -> Result<Response, Refusal> {
    let (grant, knowledge) = super::found(&platform, &asker, id).await?;
    let possible = can(&asker, &grant, &knowledge).into_iter().find(|(possible, _)| *possible == what);
    let Some((_, side)) = possible else {
        return Err(impossible(&asker, &grant, what, &knowledge));
    };
    if terms.is_some() && !what.has_terms() {
        return Err(Refusal::invalid("terms", "terms-with-this-move"));
    }
    let note = text::note("note", &note)?;
    let mut names = Names::new(&platform, &asker).await?;
    let terms = match terms {
        Some(terms) => Some(sound(&names, &platform, grant.owner, side, terms).await?),
        None => None,
    };
    let step = Step { what, side, by: asker.person.id, at: asker.at, terms, note };
    let audience = Audience::of(&platform, &asker, (grant.owner, grant.reader), side, &mut names).await?;
    let mut writing = platform.store.writing().await?;
    let grant = writing.move_grant(id, step).await?;
    writing.add_notices(&audience.notices(&grant), asker.at).await?;
    writing.commit().await?;
    answer(StatusCode::OK, &asker, &grant, &mut names, &knowledge).await
}

/// Why a move cannot be made: it is not for this person, or not in this state.
fn impossible(asker: &Asker, grant: &Grant, what: Move, knowledge: &verdigris_alliance::Knowledge) -> Refusal {
    let sides = what.side().map_or(vec![Side::Owner, Side::Reader], |side| vec![side]);
    let mut denied = None;
    for side in sides {
        match asker.may(Action::MoveGrant { owner: grant.owner, reader: grant.reader, side, what }, knowledge) {
            Ok(_) => {
                let refused = grant.state(asker.at).after(what, side);
                return refused.err().map_or_else(|| Refusal::new("grant-move", Kind::Conflict), Refusal::from);
            }
            Err(refusal) => denied = Some(refusal),
        }
    }
    denied.unwrap_or_else(Refusal::not_found)
}

async fn answer(
    status: StatusCode,
    asker: &Asker,
    grant: &Grant,
    names: &mut Names<'_>,
    knowledge: &verdigris_alliance::Knowledge,
) -> Result<Response, Refusal> {
    let mut response = (status, axum::Json(shown(asker, grant, knowledge, names).await?)).into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/grants/{}", grant.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

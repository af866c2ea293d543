//! Diagnoses asked for, and what they gave: each part as far as the viewer's fields reach.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, Field, PlantId, ResultId, SubmissionId};
use verdigris_store::{NewJob, Outcome, PartInfo};
use verdigris_study::{
    Packaged,
    figures::{self, Figures},
    path,
};
use verdigris_wording::{Kind, Problem};

use super::{
    diagnose::{PARTS, Wish},
    footprints::{Opened, PathQuery, opened},
    wish::within,
};
use crate::{
    Shared,
    api::jobs::JobShown,
    http::{
        etag,
        extract::{Json, Path, Query},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
    stored,
};

/// How often a diagnosis may be begun: a server killed twice by the same one does not try a fourth time.
const ATTEMPTS: u32 = 3;

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(ask))
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(trace))
        .routes(routes!(files))
        .routes(routes!(file))
}

/// Diagnose a plant's year; the job tells how far it is.
#[utoipa::path(post, path = "/plants/{id}/diagnoses", tag = "diagnoses", params(("id" = crate::schema::Id, Path)),
    request_body = Wish, responses((status = 202, body = JobShown),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn ask(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<PlantId>,
    Json(wish): Json<Wish>,
) -> Result<Response, Refusal> {
    let owner = {
        let reading = asker.reading(&platform).await?;
        reading.plant(id).await?.ok_or_else(Refusal::not_found)?.organisation
    };
    asker.must(&platform, Action::Diagnose { owner }, &[owner]).await?;
    within("runs", wish.runs.unwrap_or(1), 0, super::wish::RUNS)?;
    if let Some(rate) = wish.discount_rate.filter(|rate| !(0.0..1.0).contains(rate)) {
        return Err(Problem::new("bad-rate", Kind::Input).with("rate", rate.to_string()).into());
    }
    let packaged = Packaged::get()?;
    for scheme in &wish.schemes {
        packaged.schemes.scheme(scheme).map_err(Problem::from)?;
    }
    let reading = asker.reading(&platform).await?;
    for year in [Some(wish.year), wish.reference_year].into_iter().flatten() {
        if reading.latest_submission(id, year).await?.is_none() {
            return Err(Problem::new("no-submission", Kind::Conflict).with("year", year.to_string()).into());
        }
    }
    drop(reading);
    let question = serde_json::to_value(&wish).map_err(|error| Refusal::internal(&error))?;
    let new = NewJob {
        kind: "diagnosis".to_owned(),
        person: asker.person.id,
        plant: Some(id),
        question,
        attempts_allowed: ATTEMPTS,
    };
    let job = platform.store.enqueue(&new, asker.at).await?;
    platform.jobs.wake();
    Ok((StatusCode::ACCEPTED, Json(JobShown::from(job))).into_response())
}

/// A result.
#[derive(Debug, Serialize, ToSchema)]
struct ResultShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: ResultId,
    /// Of which plant.
    #[schema(value_type = crate::schema::Id)]
    plant: PlantId,
    /// Of which year.
    year: i32,
    /// The submission it is computed from.
    #[schema(value_type = crate::schema::Id)]
    submission: SubmissionId,
    /// Counts the results of that submission from 1.
    version: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// Program and version that computed it.
    engine: String,
    /// What was asked.
    #[schema(value_type = Object)]
    question: Value,
    /// Totals by scheme (scheme, name, value, unit); null where the accounts are withheld.
    #[schema(value_type = Option<Vec<Object>>)]
    totals: Value,
}

impl From<Outcome> for ResultShown {
    fn from(outcome: Outcome) -> Self {
        let Outcome { id, plant, year, submission, version, created, engine, question, totals, .. } = outcome;
        Self { id, plant, year, submission, version, created, engine, question, totals }
    }
}

/// Which results.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ResultQuery {
    /// Of one year.
    #[param(minimum = 1990, maximum = 2100)]
    year: Option<i32>,
}

/// A plant's results, newest first.
#[utoipa::path(get, path = "/plants/{id}/results", tag = "diagnoses", params(("id" = crate::schema::Id, Path), ResultQuery, PageQuery),
    responses((status = 200, body = Page<ResultShown>),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<PlantId>,
    Query(query): Query<ResultQuery>,
    Paged(paging): Paged,
) -> Result<Json<Page<ResultShown>>, Refusal> {
    let reading = asker.reading(&platform).await?;
    if reading.plant(id).await?.is_none() {
        return Err(Refusal::not_found());
    }
    let page = reading.results(id, query.year, &paging).await?;
    Ok(Json(Page { items: page.items.into_iter().map(ResultShown::from).collect(), next: page.next }))
}

/// A result: the parts whose fields may be read, side by side; `withheld` names the other fields.
#[utoipa::path(get, path = "/results/{id}", tag = "diagnoses", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = Object, content_type = "application/json"), (status = 304),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn one(
    State(platform): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<ResultId>,
) -> Result<Response, Refusal> {
    let reading = asker.reading(&platform).await?;
    let outcome = reading.result(id).await?.ok_or_else(Refusal::not_found)?;
    let mut whole = Map::new();
    let (mut withheld, mut told) = (Vec::new(), String::new());
    for (name, field) in PARTS {
        let part = reading.part(id, name).await?;
        told.push(if part.is_some() { '1' } else { '0' });
        match part.and_then(|part| serde_json::from_slice::<Map<String, Value>>(&part.body).ok()) {
            Some(part) => merge(&mut whole, part),
            None => withheld.push(field),
        }
    }
    let head = serde_json::to_value(ResultShown::from(outcome)).map_err(|error| Refusal::internal(&error))?;
    if let Value::Object(head) = head {
        for (name, value) in head {
            whole.entry(if name == "plant" { "plant_id".to_owned() } else { name }).or_insert(value);
        }
    }
    whole.insert("withheld".to_owned(), serde_json::json!(withheld));
    // A result never changes, but how much of it may be read does.
    Ok(etag::tagged(&headers, &format!("\"{told}\""), &whole))
}

/// Joins objects: those under the same name are joined in turn.
fn merge(whole: &mut Map<String, Value>, part: Map<String, Value>) {
    for (name, value) in part {
        match (whole.get_mut(&name), value) {
            (Some(Value::Object(known)), Value::Object(more)) => merge(known, more),
            (_, value) => {
                whole.insert(name, value);
            }
        }
    }
}

/// Which figures of a result to open, and where.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FiguresQuery {
    /// `accounts` (the default), `ladders`, `measures` or `footprint`.
    #[param(inline)]
    of: Option<Figures>,
}

/// The part that holds the figures.
const fn part_of(figures: Figures) -> &'static str {
    match figures {
        Figures::Accounts => "accounts.json",
        Figures::Ladders => "diagnosis.json",
        Figures::Measures => "measures.json",
        Figures::Footprint => "footprint.json",
    }
}

/// Opens a figure of a result on its way down to formulas, records, references and factors.
#[utoipa::path(get, path = "/results/{id}/trace", tag = "diagnoses",
    params(("id" = crate::schema::Id, Path), FiguresQuery, PathQuery), responses((status = 200, body = Opened),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn trace(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<ResultId>,
    Query(FiguresQuery { of }): Query<FiguresQuery>,
    Query(query): Query<PathQuery>,
) -> Result<Json<Opened>, Refusal> {
    let figures = of.unwrap_or_default();
    let name = part_of(figures);
    let reading = asker.reading(&platform).await?;
    let part = reading.part(id, name).await?.ok_or_else(Refusal::not_found)?;
    let path = query.path.unwrap_or_default();
    let steps = path::steps(&path)?;
    let found = super::answers::blocking(move || {
        let bad = |error: serde_json::Error| stored::unreadable(name, &error);
        let mut stored: Value = serde_json::from_slice(&part.body).map_err(bad)?;
        let whole = figures::tree(&mut stored, figures).map_err(bad)?.ok_or_else(|| figures::absent(figures))?;
        opened(&whole, &steps, &path)
    })
    .await?;
    Ok(Json(found))
}

/// A file of a result.
#[derive(Debug, Serialize, ToSchema)]
struct FileShown {
    /// Its name.
    name: String,
    /// Its media type.
    media_type: String,
    /// Its length.
    bytes: u64,
    /// SHA-256 of its bytes.
    sha256: String,
    /// The field it belongs to.
    #[schema(value_type = String)]
    field: Field,
}

impl From<PartInfo> for FileShown {
    fn from(info: PartInfo) -> Self {
        Self { name: info.name, media_type: info.media_type, bytes: info.bytes, sha256: info.sha256, field: info.field }
    }
}

/// Files of a result that may be read: report, workbook, pictures.
#[utoipa::path(get, path = "/results/{id}/files", tag = "diagnoses", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = Vec<FileShown>),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn files(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<ResultId>,
) -> Result<Json<Vec<FileShown>>, Refusal> {
    let reading = asker.reading(&platform).await?;
    reading.result(id).await?.ok_or_else(Refusal::not_found)?;
    let parts = reading.parts(id).await?.into_iter();
    let own = |info: &PartInfo| !PARTS.iter().any(|(name, _)| *name == info.name);
    Ok(Json(parts.filter(own).map(FileShown::from).collect()))
}

/// A file of a result.
#[utoipa::path(get, path = "/results/{id}/files/{name}", tag = "diagnoses",
    params(("id" = crate::schema::Id, Path), ("name" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn file(
    State(platform): State<Shared>,
    asker: Asker,
    Path((id, name)): Path<(ResultId, String)>,
) -> Result<Response, Refusal> {
    if PARTS.iter().any(|(known, _)| *known == name) {
        return Err(Refusal::not_found());
    }
    let reading = asker.reading(&platform).await?;
    let part = reading.part(id, &name).await?.ok_or_else(Refusal::not_found)?;
    let media_type =
        HeaderValue::from_str(&part.info.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    // Names of parts are made here and plain; a picture or report is saved, never shown within the site.
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", part.info.name))
        .unwrap_or(HeaderValue::from_static("attachment"));
    Ok(([(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, disposition)], part.body).into_response())
}

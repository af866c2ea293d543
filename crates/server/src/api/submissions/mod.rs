//! Submissions: versions of a plant's year, with the file, its records, findings, and what a version changed.

mod changes;

use std::collections::HashSet;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_activity::Activity;
use verdigris_alliance::{PlantId, SubmissionId};
use verdigris_store::{Paging, Part, Reading, Submission};

use self::changes::SubmissionChanges;
use super::{
    names::{Names, PlantName},
    shapes::PersonName,
};
use crate::{
    Shared,
    http::{
        etag,
        extract::{Json, Path, Query},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

/// Part with the file as submitted.
pub const FILE: &str = "file";

/// Part with the records as read: an `Activity` in JSON.
pub const RECORDS: &str = "records.json";

/// Part with the findings, a list in JSON.
pub const FINDINGS: &str = "findings.json";

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(file))
        .routes(routes!(records))
        .routes(routes!(changed))
}

/// A submission.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubmissionShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: SubmissionId,
    /// Of which plant.
    plant: PlantName,
    /// Of which year.
    year: i32,
    /// Counts the submissions of this plant's year from 1.
    version: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// By whom.
    by: PersonName,
    /// What the file is called.
    file_name: String,
    /// SHA-256 of the file.
    sha256: String,
    /// Numbers of findings by severity.
    #[schema(value_type = Object)]
    counts: Value,
    /// Place in the log.
    log_index: u64,
    /// What was found, where the records may be read; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    findings: Option<Value>,
}

/// A submission as told.
pub(crate) async fn shown(names: &mut Names<'_>, submission: Submission) -> Result<SubmissionShown, Refusal> {
    let Submission { id, plant, year, version, created, by, file_name, sha256, counts, log_index, .. } = submission;
    let (plant, by) = (names.plant(plant).await?, names.person(by).await?);
    Ok(SubmissionShown { id, plant, year, version, created, by, file_name, sha256, counts, log_index, findings: None })
}

/// Which submissions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SubmissionQuery {
    /// Of one year.
    #[param(minimum = 1990, maximum = 2100)]
    year: Option<i32>,
}

/// A plant's submissions, newest first.
#[utoipa::path(get, path = "/plants/{id}/submissions", tag = "submissions", params(("id" = crate::schema::Id, Path), SubmissionQuery, PageQuery),
    responses((status = 200, body = Page<SubmissionShown>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Path(plant): Path<PlantId>,
    Query(SubmissionQuery { year }): Query<SubmissionQuery>,
    Paged(paging): Paged,
) -> Result<Json<Page<SubmissionShown>>, Refusal> {
    let mut names = Names::new(&platform, &asker).await?;
    if names.reading().plant(plant).await?.is_none() {
        return Err(Refusal::not_found());
    }
    let page = names.reading().submissions(plant, year, &paging).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for submission in page.items {
        items.push(shown(&mut names, submission).await?);
    }
    Ok(Json(Page { items, next: page.next }))
}

async fn found(reading: &Reading<'_>, id: SubmissionId) -> Result<Submission, Refusal> {
    reading.submission(id).await?.ok_or_else(Refusal::not_found)
}

/// A submission, with its findings where the records may be read.
#[utoipa::path(get, path = "/submissions/{id}", tag = "submissions", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = SubmissionShown), (status = 304), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn one(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<SubmissionId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let mut names = Names::new(&platform, &asker).await?;
    let submission = found(names.reading(), id).await?;
    let part = names.reading().part(id, FINDINGS).await?;
    let findings = part.and_then(|part| serde_json::from_slice(&part.body).ok());
    let shown = SubmissionShown { findings, ..shown(&mut names, submission).await? };
    // It never changes, but how much of it may be read does.
    let tag = format!("\"{}-{}\"", shown.version, u8::from(shown.findings.is_some()));
    Ok(etag::tagged(&headers, &tag, &shown))
}

/// A part as a download: never shown within the site.
fn download(part: Part, name: &str) -> Response {
    let kind =
        HeaderValue::from_str(&part.info.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = ([(header::CONTENT_TYPE, kind)], Bytes::from(part.body)).into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition(name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// `Content-Disposition` with any name (RFC 6266, RFC 8187).
fn disposition(name: &str) -> String {
    use std::fmt::Write as _;
    let keep = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(byte);
    let encoded = name.bytes().fold(String::new(), |mut text, byte| {
        if keep(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    });
    format!("attachment; filename*=UTF-8''{encoded}")
}

/// The file as submitted.
#[utoipa::path(get, path = "/submissions/{id}/file", tag = "submissions", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)))]
async fn file(State(platform): State<Shared>, asker: Asker, Path(id): Path<SubmissionId>) -> Result<Response, Refusal> {
    let reading = asker.reading(&platform).await?;
    let part = reading.part(id, FILE).await?.ok_or_else(Refusal::not_found)?;
    let submission = found(&reading, id).await?;
    Ok(download(part, &submission.file_name))
}

/// The records as read from the file, figure by figure with the cells they stand in.
#[utoipa::path(get, path = "/submissions/{id}/records", tag = "submissions", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = Object, content_type = "application/json"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn records(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<SubmissionId>,
) -> Result<Response, Refusal> {
    let reading = asker.reading(&platform).await?;
    let part = reading.part(id, RECORDS).await?.ok_or_else(Refusal::not_found)?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(([kind], Bytes::from(part.body)).into_response())
}

async fn activity(reading: &Reading<'_>, id: SubmissionId) -> Result<Option<Activity>, Refusal> {
    let Some(part) = reading.part(id, RECORDS).await? else { return Ok(None) };
    serde_json::from_slice(&part.body).map(Some).map_err(|error| Refusal::internal(&error))
}

/// The submission of the same plant and year before one.
async fn before(reading: &Reading<'_>, of: &Submission) -> Result<Option<Submission>, Refusal> {
    let mut seen = HashSet::new();
    let mut paging = Paging::new(verdigris_store::MOST, None);
    loop {
        let page = reading.submissions(of.plant, Some(of.year), &paging).await?;
        if let Some(found) = page.items.into_iter().find(|one| one.version + 1 == of.version) {
            return Ok(Some(found));
        }
        match page.next {
            Some(next) if seen.insert(next.clone()) => paging = Paging::new(verdigris_store::MOST, Some(next)),
            _ => return Ok(None),
        }
    }
}

/// What a submission changed against the version before it.
#[utoipa::path(get, path = "/submissions/{id}/changes", tag = "submissions", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = SubmissionChanges), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn changed(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<SubmissionId>,
) -> Result<Json<SubmissionChanges>, Refusal> {
    let reading = asker.reading(&platform).await?;
    let submission = found(&reading, id).await?;
    let now = activity(&reading, id).await?.ok_or_else(Refusal::not_found)?;
    let Some(earlier) = before(&reading, &submission).await? else { return Ok(Json(SubmissionChanges::first())) };
    let then = activity(&reading, earlier.id).await?.unwrap_or_default();
    Ok(Json(SubmissionChanges::between(earlier.id, earlier.version, &then, &now)))
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn any_name_can_be_downloaded() {
        assert_eq!(disposition("2024 年.xlsx"), "attachment; filename*=UTF-8''2024%20%E5%B9%B4.xlsx");
        assert_eq!(disposition("a\"\r\nb"), "attachment; filename*=UTF-8''a%22%0D%0Ab");
    }
}

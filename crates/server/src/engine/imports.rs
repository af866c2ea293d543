//! Files of records being brought in: looked at cell by cell, corrected, read again, submitted.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_activity::{Activity, Plant};
use verdigris_alliance::{Action, Field, ImportId, OrganisationId, PlantId};
use verdigris_interchange::activity as records;
use verdigris_store::{ImportState, NewImport, NewPart, NewSubmission};
use verdigris_study::{
    Packaged,
    plant::brought::{Brought, Profile},
};
use verdigris_wording::{Kind, Problem};

use super::{
    answers::blocking,
    shown_import::{Edit, ImportShown, counts, file, findings_json, shown},
};
use crate::{
    Shared,
    api::{
        names::Names,
        submissions::{FILE, FINDINGS, RECORDS, SubmissionShown, shown as submission_shown},
    },
    http::{
        etag,
        extract::{Json, Path, Query},
        refusal::{ProblemDetails, Refusal},
        upload,
    },
    identity::Asker,
};

/// Part with what reading the cells found, as the checks take it on.
pub(super) const READING: &str = "reading.json";
/// Most corrections of one import.
const EDITS: usize = 5_000;
/// Characters of a file's name that are kept.
const NAME: usize = 200;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(template))
        .routes(routes!(add))
        .routes(routes!(get, edit, discard))
        .routes(routes!(submit))
}

/// A plant the asker may read the profile of, with its owner.
async fn plant(platform: &Shared, asker: &Asker, id: PlantId) -> Result<(OrganisationId, Profile), Refusal> {
    let reading = asker.reading(platform).await?;
    let seen = reading.plant(id).await?.ok_or_else(Refusal::not_found)?;
    let profile = seen.profile.ok_or_else(|| Refusal::new("no-profile", Kind::Forbidden))?;
    let profile = Profile { id: id.to_string(), name: profile.name, sector: profile.sector, region: profile.region };
    Ok((seen.organisation, profile))
}

/// Which year.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TemplateQuery {
    /// Year to fill in.
    #[param(minimum = 1990, maximum = 2100)]
    year: Option<i32>,
}

/// The workbook to fill in for a plant's sector, with what is known of the plant.
#[utoipa::path(get, path = "/plants/{id}/template", tag = "imports", params(("id" = crate::schema::Id, Path), TemplateQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn template(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<PlantId>,
    Query(query): Query<TemplateQuery>,
) -> Result<Response, Refusal> {
    let (_, profile) = plant(&platform, &asker, id).await?;
    let year = query.year.unwrap_or_default();
    if query.year.is_some() {
        super::wish::within("year", year, 1990, 2100)?;
    }
    let body = blocking(move || {
        let known = Plant {
            id: profile.id,
            name: profile.name,
            sector: profile.sector.clone(),
            region: profile.region,
            year,
            ..Plant::default()
        };
        Ok(records::template(&profile.sector, Some(&Activity { plant: known, records: Vec::new() }))?)
    })
    .await?;
    let headers = [
        (header::CONTENT_TYPE, XLSX),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"verdigris-records.xlsx\""),
    ];
    Ok((headers, body).into_response())
}

/// What the file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FileQuery {
    /// Name of the file.
    #[param(max_length = 200)]
    file_name: Option<String>,
}

/// Bring a file in: XLSX or CSV. It is read at once, and can then be corrected.
#[utoipa::path(post, path = "/plants/{id}/imports", tag = "imports", params(("id" = crate::schema::Id, Path), FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = ImportShown),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn add(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<PlantId>,
    Query(query): Query<FileQuery>,
    body: Body,
) -> Result<Response, Refusal> {
    let (owner, profile) = plant(&platform, &asker, id).await?;
    asker.must(&platform, Action::Import { owner }, &[owner]).await?;
    let (most, data) = (platform.configuration.limits.upload_bytes, platform.configuration.data_folder());
    let mut loaded = upload::receive(body, most, &data).await?.load().await?;
    let given = query.file_name.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or("records");
    let name: String = given.chars().filter(|sign| !sign.is_control()).take(NAME).collect();
    let bytes = std::mem::take(&mut loaded.bytes);
    // Refused before it is stored where nothing can be read of it.
    let (read, of) = (bytes.clone(), name.clone());
    blocking(move || file(&of, read, &[], &profile).map(|_| ())).await?;
    let new = NewImport { plant: id, file_name: name, file: bytes, by: asker.person.id };
    let import = platform.store.add_import(&new, asker.at).await?;
    // The bytes go before the place they held.
    drop((new, loaded));
    let (import, version) = found(&platform, &asker, import).await?;
    Ok((StatusCode::CREATED, [("etag", etag::tag(version))], Json(import)).into_response())
}

async fn found(platform: &Shared, asker: &Asker, id: ImportId) -> Result<(ImportShown, u64), Refusal> {
    let import = {
        let reading = asker.reading(platform).await?;
        reading.import(id).await?.ok_or_else(Refusal::not_found)?
    };
    let version = import.version;
    let (_, profile) = plant(platform, asker, import.plant).await?;
    let mut names = Names::new(platform, asker).await?;
    let by = names.person(import.by).await?;
    let shown = blocking(move || shown(import, by, &profile)).await?;
    Ok((shown, version))
}

/// An import with its cells and what is wrong with them.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = ImportShown), (status = 304),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn get(
    State(platform): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<ImportId>,
) -> Result<Response, Refusal> {
    let (import, version) = found(&platform, &asker, id).await?;
    Ok(etag::versioned(&headers, version, &import))
}

/// Corrections.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Edits {
    /// In order; a later one of the same cell counts.
    #[schema(max_items = 1000)]
    edits: Vec<Edit>,
}

/// An open import of the asker's, for a change.
async fn open(platform: &Shared, asker: &Asker, id: ImportId) -> Result<verdigris_store::Import, Refusal> {
    let import = {
        let reading = asker.reading(platform).await?;
        reading.import(id).await?.ok_or_else(Refusal::not_found)?
    };
    let owner = import.owner;
    asker.must(platform, Action::Import { owner }, &[owner]).await?;
    if import.state == ImportState::Open { Ok(import) } else { Err(Refusal::new("import-closed", Kind::Conflict)) }
}

/// Correct cells of an open import; it is read again with all corrections.
#[utoipa::path(patch, path = "/imports/{id}", tag = "imports", params(("id" = crate::schema::Id, Path)),
    request_body = Edits, responses((status = 200, body = ImportShown),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn edit(
    State(platform): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<ImportId>,
    Json(change): Json<Edits>,
) -> Result<Response, Refusal> {
    let import = open(&platform, &asker, id).await?;
    let known = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.trim() != etag::tag(import.version)) {
        return Err(etag::stale());
    }
    if import.edits.len().saturating_add(change.edits.len()) > EDITS {
        return Err(Problem::new("too-many-edits", Kind::Input).with("most", EDITS.to_string()).into());
    }
    let (_, profile) = plant(&platform, &asker, import.plant).await?;
    let all: Vec<Edit> = import
        .edits
        .iter()
        .filter_map(|edit| serde_json::from_value(edit.clone()).ok())
        .chain(change.edits.clone())
        .collect();
    blocking(move || file(&import.file_name, import.file, &all, &profile).map(|_| ())).await?;
    let stored: Vec<serde_json::Value> =
        change.edits.iter().filter_map(|edit| serde_json::to_value(edit).ok()).collect();
    platform.store.edit_import(id, &stored).await?;
    let (import, version) = found(&platform, &asker, id).await?;
    Ok(([("etag", etag::tag(version))], Json(import)).into_response())
}

/// Throw an open import away.
#[utoipa::path(delete, path = "/imports/{id}", tag = "imports", params(("id" = crate::schema::Id, Path)),
    responses((status = 204), (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn discard(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<ImportId>,
) -> Result<StatusCode, Refusal> {
    open(&platform, &asker, id).await?;
    platform.store.discard_import(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How to submit.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Submit {
    /// Year of the records, where the file does not say.
    #[serde(default)]
    #[schema(minimum = 1990, maximum = 2100)]
    year: Option<i32>,
    /// Submit although errors stand: what does not read is left out.
    #[serde(default)]
    accept_errors: bool,
}

/// Submit an import as the next version of its year.
#[utoipa::path(post, path = "/imports/{id}/submit", tag = "imports", params(("id" = crate::schema::Id, Path)),
    request_body = Submit, responses((status = 201, body = SubmissionShown),
        (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn submit(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<ImportId>,
    Json(wish): Json<Submit>,
) -> Result<Response, Refusal> {
    let import = open(&platform, &asker, id).await?;
    let owner = import.owner;
    asker.must(&platform, Action::Submit { owner }, &[owner]).await?;
    let (_, profile) = plant(&platform, &asker, import.plant).await?;
    let by = asker.person.id;
    let new = blocking(move || submission(import, &wish, &profile, by)).await?;
    let stored = platform.store.submit(&new, asker.at).await?;
    let mut names = Names::new(&platform, &asker).await?;
    Ok((StatusCode::CREATED, Json(submission_shown(&mut names, stored).await?)).into_response())
}

fn submission(
    import: verdigris_store::Import,
    wish: &Submit,
    profile: &Profile,
    by: verdigris_alliance::PersonId,
) -> Result<NewSubmission, Problem> {
    let edits: Vec<Edit> = import.edits.iter().filter_map(|edit| serde_json::from_value(edit.clone()).ok()).collect();
    let (_, brought) = file(&import.file_name, import.file.clone(), &edits, profile)?;
    let brought = brought.submitted(wish.year)?;
    let packaged = Packaged::get()?;
    // Refuses a year, region or sum that no account could be made of, before anything is stored.
    verdigris_study::plant::Records::of(brought.activity.clone(), Vec::new(), None, packaged)?;
    let counts = counts(&brought.findings);
    if counts.error > 0 && !wish.accept_errors {
        return Err(Problem::new("import-has-errors", Kind::Conflict).with("count", counts.error.to_string()));
    }
    let media_type = if import.file.starts_with(b"PK") { XLSX } else { "text/csv" };
    let year = brought.activity.plant.year;
    Ok(NewSubmission {
        plant: import.plant,
        year,
        by,
        import: Some(import.id),
        file_name: import.file_name,
        sha256: import.sha256,
        counts: serde_json::json!(counts),
        parts: parts(&brought, &edits, import.file, media_type)?,
    })
}

fn parts(brought: &Brought, edits: &[Edit], file: Vec<u8>, media_type: &str) -> Result<Vec<NewPart>, Problem> {
    fn json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
        serde_json::to_vec(value).map_err(|error| {
            tracing::error!(error = %error, "what was brought in cannot be written as JSON");
            Problem::new("internal", Kind::Computation)
        })
    }
    let part = |name: &str, field: Field, media_type: &str, body: Vec<u8>| NewPart {
        name: name.to_owned(),
        field,
        media_type: media_type.to_owned(),
        body,
    };
    let mut parts = vec![
        part(FILE, Field::File, media_type, file),
        part(RECORDS, Field::Records, "application/json", json(&brought.activity)?),
        part(FINDINGS, Field::Records, "application/json", json(&findings_json(&brought.findings))?),
        part(READING, Field::Records, "application/json", json(&brought.reading)?),
    ];
    if !edits.is_empty() {
        parts.push(part("edits.json", Field::File, "application/json", json(&edits)?));
    }
    Ok(parts)
}

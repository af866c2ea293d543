//! Files beside a document.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, AttachmentId, DocumentId};
use verdigris_store::{AttachmentInfo, NewAttachment};

use crate::{
    Shared,
    http::{
        extract::{Json, Path, Query},
        refusal::{ProblemDetails, Refusal},
        upload,
    },
    identity::Asker,
    text,
};

/// Most bytes of one file, below what the configuration allows for uploads.
const MOST: usize = 20 << 20;
/// Media types that browsers may be told; everything else is handed out as bytes to be saved.
const KNOWN: [&str; 6] = [
    "application/pdf",
    "image/png",
    "image/jpeg",
    "text/csv",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];
const BYTES: &str = "application/octet-stream";

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(attach)).routes(routes!(fetch))
}

/// A file of a document, without its bytes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AttachmentShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: AttachmentId,
    /// What it is called.
    name: String,
    /// Its media type.
    media_type: String,
    /// Its length.
    bytes: u64,
}

impl From<AttachmentInfo> for AttachmentShown {
    fn from(info: AttachmentInfo) -> Self {
        Self { id: info.id, name: info.name, media_type: info.media_type, bytes: info.bytes }
    }
}

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NameQuery {
    /// File name.
    #[param(min_length = 1, max_length = 100)]
    file_name: String,
}

/// Adds a file to a document.
#[utoipa::path(post, path = "/documents/{id}/attachments", tag = "library",
    params(("id" = crate::schema::Id, Path), NameQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = AttachmentShown), (status = "4XX", body = ProblemDetails)))]
async fn attach(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<DocumentId>,
    Query(query): Query<NameQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    asker.must(&platform, Action::EditDocuments, &[]).await?;
    if platform.store.document(id, None).await?.is_none() {
        return Err(Refusal::not_found());
    }
    let name = text::short("file_name", &query.file_name)?;
    if name.contains(['/', '\\', '"']) {
        return Err(Refusal::invalid("file_name", "bad-file-name"));
    }
    let most = MOST.min(platform.configuration.limits.upload_bytes);
    let mut loaded = upload::receive(body, most, &platform.configuration.data_folder()).await?.load().await?;
    let body = std::mem::take(&mut loaded.bytes);
    if body.is_empty() {
        return Err(Refusal::invalid("body", "empty"));
    }
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let sent = sent.split(';').next().unwrap_or_default().trim();
    let media_type = KNOWN.into_iter().find(|known| *known == sent).unwrap_or(BYTES).to_owned();
    let new = NewAttachment { name, media_type, body };
    let info = platform.store.attach(id, &new, Some(asker.viewer.person), asker.at).await?;
    Ok((StatusCode::CREATED, Json(AttachmentShown::from(info))).into_response())
}

/// A file of a document. It is always saved, never shown by the browser as a page of this site.
#[utoipa::path(get, path = "/documents/{id}/attachments/{attachment}", tag = "library",
    params(("id" = crate::schema::Id, Path), ("attachment" = crate::schema::Id, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "4XX", body = ProblemDetails)))]
async fn fetch(
    State(platform): State<Shared>,
    _: Asker,
    Path((id, attachment)): Path<(DocumentId, AttachmentId)>,
) -> Result<Response, Refusal> {
    let (info, body) = platform.store.attachment(id, attachment).await?.ok_or_else(Refusal::not_found)?;
    let mut response = body.into_response();
    let media_type = HeaderValue::from_str(&info.media_type).unwrap_or(HeaderValue::from_static(BYTES));
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{}", percent(&info.name))) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// A file name as RFC 8187 writes it.
fn percent(name: &str) -> String {
    let mut told = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            told.push(char::from(byte));
        } else {
            told.push_str(&format_args!("%{byte:02X}").to_string());
        }
    }
    told
}

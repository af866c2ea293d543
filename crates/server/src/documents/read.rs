//! One document with its versions.

use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, DocumentId};
use verdigris_library::{Document, Kind};
use verdigris_quantity::Label;
use verdigris_store::DocumentVersion;

use super::{LinkShown, attachment::AttachmentShown, document, shelf::standards};
use crate::{
    Shared,
    api::shapes::PersonName,
    http::{
        etag,
        extract::{Path, Query},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Which version.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct VersionQuery {
    /// The latest where absent.
    #[param(minimum = 1)]
    version: Option<u32>,
}

/// A version of a document, without its text.
#[derive(Debug, Serialize, ToSchema)]
struct VersionShown {
    /// Counted from 1.
    version: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who wrote it; the installation itself where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<PersonName>,
    /// Place in the log.
    log_index: u64,
}

/// A document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: DocumentId,
    /// `news`, `policy`, `standard`, `technology`, `course` or `exhibition`.
    #[schema(value_type = String)]
    kind: Kind,
    /// Version.
    version: u64,
    /// All versions; none of a packaged standard.
    versions: Vec<VersionShown>,
    /// Title.
    #[schema(value_type = crate::schema::Label)]
    title: Label,
    /// Summary.
    #[schema(value_type = crate::schema::Label)]
    summary: Label,
    /// Text, Markdown.
    #[schema(value_type = crate::schema::Label)]
    body: Label,
    /// Tags.
    tags: Vec<String>,
    /// Links.
    links: Vec<LinkShown>,
    /// Files.
    attachments: Vec<AttachmentShown>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    published: Option<Timestamp>,
    /// Whether it was written for the example alliance.
    example: bool,
    /// What the asker may do with it: `edit`.
    can: Vec<&'static str>,
}

/// A document in its latest or another version.
#[utoipa::path(get, path = "/documents/{id}", tag = "library", params(("id" = crate::schema::Id, Path), VersionQuery),
    responses((status = 200, body = DocumentShown), (status = 304), (status = "4XX", body = ProblemDetails)))]
async fn read(
    State(platform): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<DocumentId>,
    Query(query): Query<VersionQuery>,
) -> Result<Response, Refusal> {
    let wanted = query.version.map(u64::from);
    let Some(version) = platform.store.document(id, wanted).await? else {
        let standard = standards()?.into_iter().find(|one| one.id == id).filter(|_| wanted.is_none_or(|one| one == 1));
        let standard = shown(standard.ok_or_else(Refusal::not_found)?, 1, false);
        return Ok(etag::versioned(&headers, 1, &standard));
    };
    let can = asker.must(&platform, Action::EditDocuments, &[]).await.is_ok();
    let shown = stored(&platform, &version, can).await?;
    // Files are added without a new version, so who has the version need not have them.
    let headers = if shown.attachments.is_empty() { headers } else { HeaderMap::new() };
    Ok(etag::versioned(&headers, shown.version, &shown))
}

/// A stored version with everything around it.
pub(super) async fn stored(platform: &Shared, version: &DocumentVersion, can: bool) -> Result<DocumentShown, Refusal> {
    let mut told = shown(document(version)?, version.version, can);
    for one in platform.store.document_versions(version.document).await? {
        let by = match one.by {
            Some(person) => Some(PersonName::of(platform, person).await?),
            None => None,
        };
        told.versions.push(VersionShown { version: one.version, at: one.at, by, log_index: one.log_index });
    }
    let files = platform.store.attachments(version.document).await?;
    told.attachments = files.into_iter().map(AttachmentShown::from).collect();
    Ok(told)
}

fn shown(document: Document, version: u64, can: bool) -> DocumentShown {
    DocumentShown {
        id: document.id,
        kind: document.kind,
        version,
        versions: Vec::new(),
        title: document.title,
        summary: document.summary,
        body: document.body,
        tags: document.tags,
        links: document.links.into_iter().map(LinkShown::from).collect(),
        attachments: Vec::new(),
        published: document.published,
        example: document.example,
        can: if can { vec!["edit"] } else { Vec::new() },
    }
}

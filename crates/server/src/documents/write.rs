//! Writing documents: every change is a new version, never an overwriting.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, DocumentId};
use verdigris_library::{Kind, LinkKind};
use verdigris_quantity::Label;
use verdigris_store::DocumentVersion;

use super::{
    Content, LinkShown, document,
    read::{DocumentShown, stored},
};
use crate::{
    Shared,
    http::{
        etag::{self, IfMatch},
        extract::{Json, Path},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

/// Longest title and tag, in characters.
const TITLE: usize = 300;
/// Longest summary.
const SUMMARY: usize = 2000;
/// Longest body of one language.
const BODY: usize = 200_000;
/// Most tags and links.
const MANY: usize = 50;

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(change))
}

/// A document to be stored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DocumentWanted {
    /// `news`, `policy`, `standard`, `technology`, `course` or `exhibition`; not changed by a later version.
    #[schema(value_type = String)]
    kind: Kind,
    /// Title, in one language at least.
    #[schema(value_type = crate::schema::Label)]
    title: Label,
    /// One or two sentences.
    #[serde(default)]
    #[schema(value_type = crate::schema::Label)]
    summary: Label,
    /// Text, Markdown.
    #[serde(default)]
    #[schema(value_type = crate::schema::Label)]
    body: Label,
    /// Tags.
    #[serde(default)]
    #[schema(max_items = 50)]
    tags: Vec<String>,
    /// Links.
    #[serde(default)]
    #[schema(max_items = 50)]
    links: Vec<LinkShown>,
    /// When it was published; now where absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    published: Option<Timestamp>,
}

impl DocumentWanted {
    fn content(self, now: Timestamp) -> Result<Content, Refusal> {
        let title = label("title", &self.title, TITLE, false)?;
        if title.is_empty() {
            return Err(Refusal::invalid("title", "empty"));
        }
        if self.tags.len() > MANY {
            return Err(Refusal::invalid("tags", "too-long"));
        }
        if self.links.len() > MANY {
            return Err(Refusal::invalid("links", "too-long"));
        }
        let mut tags = Vec::new();
        for tag in &self.tags {
            let tag = bounded("tags", tag, TITLE, false)?;
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        for link in &self.links {
            let id = bounded("links", &link.id, 500, false)?;
            // Only addresses a reader can follow: `javascript:` and the like are no links.
            let web = id.starts_with("https://") || id.starts_with("http://");
            if id.is_empty() || (link.kind == LinkKind::Url && !web) {
                return Err(Refusal::invalid("links", "bad-link"));
            }
            label("links", &link.label, TITLE, false)?;
        }
        Ok(Content {
            title,
            summary: label("summary", &self.summary, SUMMARY, true)?,
            body: label("body", &self.body, BODY, true)?,
            tags,
            links: self.links.into_iter().map(Into::into).collect(),
            published: Some(self.published.unwrap_or(now)),
        })
    }
}

fn label(field: &str, label: &Label, longest: usize, lines: bool) -> Result<Label, Refusal> {
    Ok(Label { en: bounded(field, &label.en, longest, lines)?, zh: bounded(field, &label.zh, longest, lines)? })
}

fn bounded(field: &str, text: &str, longest: usize, lines: bool) -> Result<String, Refusal> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.chars().count() > longest {
        return Err(Refusal::invalid(field, "too-long"));
    }
    if text.chars().any(|letter| letter.is_control() && !(lines && matches!(letter, '\n' | '\t'))) {
        return Err(Refusal::invalid(field, "control-characters"));
    }
    Ok(text.to_owned())
}

/// Adds a document.
#[utoipa::path(post, path = "/documents", tag = "library", request_body = DocumentWanted,
    responses((status = 201, body = DocumentShown), (status = "4XX", body = ProblemDetails)))]
async fn create(
    State(platform): State<Shared>,
    asker: Asker,
    Json(wanted): Json<DocumentWanted>,
) -> Result<Response, Refusal> {
    asker.must(&platform, Action::EditDocuments, &[]).await?;
    let kind = wanted.kind;
    let content = json(&wanted.content(asker.at)?)?;
    let by = Some(asker.viewer.person);
    let version = platform.store.add_document(kind.as_str(), &content, false, by, asker.at).await?;
    let mut response = told(&platform, &version).await?;
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/documents/{}", version.document)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Adds the next version of a document.
#[utoipa::path(put, path = "/documents/{id}", tag = "library", request_body = DocumentWanted,
    params(("id" = crate::schema::Id, Path), ("if-match" = String, Header, description = "ETag of the version changed")),
    responses((status = 200, body = DocumentShown), (status = "4XX", body = ProblemDetails)))]
async fn change(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<DocumentId>,
    IfMatch(after): IfMatch,
    Json(wanted): Json<DocumentWanted>,
) -> Result<Response, Refusal> {
    asker.must(&platform, Action::EditDocuments, &[]).await?;
    let before = platform.store.document(id, None).await?.ok_or_else(Refusal::not_found)?;
    if before.kind != wanted.kind.as_str() {
        return Err(Refusal::invalid("kind", "kind-stays"));
    }
    let content = json(&wanted.content(asker.at)?)?;
    let by = Some(asker.viewer.person);
    let version = platform.store.add_document_version(id, &content, after, by, asker.at).await?;
    told(&platform, &version).await
}

fn json(content: &Content) -> Result<serde_json::Value, Refusal> {
    serde_json::to_value(content).map_err(|error| Refusal::internal(&error))
}

/// Tells the index and the one who wrote.
async fn told(platform: &Shared, version: &DocumentVersion) -> Result<Response, Refusal> {
    platform.shelf.tell(&platform.store, document(version)?).await?;
    let shown = stored(platform, version, true).await?;
    Ok(etag::versioned(&HeaderMap::new(), version.version, &shown).into_response())
}

//! The library over HTTP: search, documents with their versions and files, feeds.
//!
//! Documents are kept by the store; the index for finding is a cache, made when it is first asked and told of every
//! change. Standards of the packaged data are found and read beside them.

mod attachment;
mod feed;
mod find;
mod read;
mod shelf;
mod write;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use verdigris_library::{Document, Kind, Link, LinkKind};
use verdigris_quantity::Label;
use verdigris_store::DocumentVersion;

use crate::{Shared, http::refusal::Refusal};
pub(crate) use find::{DocumentHit, newest};
pub use shelf::Shelf;
pub(crate) use shelf::registry;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .merge(find::routes())
        .merge(read::routes())
        .merge(write::routes())
        .merge(attachment::routes())
        .merge(feed::routes())
}

/// What a version of a document says, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// Title.
    pub title: Label,
    /// One or two sentences.
    #[serde(default)]
    pub summary: Label,
    /// Text, Markdown.
    #[serde(default)]
    pub body: Label,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Links.
    #[serde(default)]
    pub links: Vec<Link>,
    /// When it was published.
    #[serde(default)]
    pub published: Option<jiff::Timestamp>,
}

/// A stored version as a document of the library, without its files.
pub(crate) fn document(version: &DocumentVersion) -> Result<Document, Refusal> {
    let content: Content =
        serde_json::from_value(version.content.clone()).map_err(|error| Refusal::internal(&error))?;
    let kind: Kind =
        version.kind.parse().map_err(|error: verdigris_library::LibraryError| Refusal::internal(&error))?;
    Ok(Document {
        id: version.document,
        kind,
        version: u32::try_from(version.version).unwrap_or(u32::MAX),
        title: content.title,
        summary: content.summary,
        body: content.body,
        tags: content.tags,
        links: content.links,
        attachments: Vec::new(),
        published: content.published,
        example: version.example,
    })
}

/// A link as sent and shown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkShown {
    /// `product`, `process`, `standard`, `technology`, `plant`, `document` or `url`.
    #[schema(value_type = String)]
    kind: LinkKind,
    /// Id of what it leads to, or the address.
    #[schema(min_length = 1, max_length = 500)]
    id: String,
    /// Name shown.
    #[serde(default)]
    #[schema(value_type = crate::schema::Label)]
    label: Label,
}

impl From<Link> for LinkShown {
    fn from(Link { kind, id, label }: Link) -> Self {
        Self { kind, id, label }
    }
}

impl From<LinkShown> for Link {
    fn from(LinkShown { kind, id, label }: LinkShown) -> Self {
        Self { kind, id, label }
    }
}

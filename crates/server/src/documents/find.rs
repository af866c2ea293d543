//! Search.

use std::time::Instant;

use axum::{extract::State, http::HeaderMap};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::DocumentId;
use verdigris_library::{Count, Facets, Filter, Found, Highlights, Kind, Question};
use verdigris_quantity::{Label, Language};
use verdigris_store::MOST;
use verdigris_wording as wording;

use super::{LinkShown, shelf::blocking};
use crate::{
    Shared,
    http::{
        extract::{Json, Query},
        language,
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(find))
}

/// What is looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FindQuery {
    /// Words in Chinese, English or pinyin, in no syntax; absent: everything, newest first.
    #[param(max_length = 400)]
    q: Option<String>,
    /// Kinds, parted by commas.
    kind: Option<String>,
    /// Tag as written.
    tag: Option<String>,
    /// `zh` or `en`: documents that can be read in it.
    language: Option<String>,
    /// Years of publication, parted by commas.
    year: Option<String>,
    /// Most items of the page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(pattern = "^[0-9a-f]{32}$")]
    cursor: Option<String>,
}

/// A document found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentHit {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: DocumentId,
    /// `news`, `policy`, `standard`, `technology`, `course` or `exhibition`.
    #[schema(value_type = String)]
    kind: Kind,
    /// Title.
    #[schema(value_type = crate::schema::Label)]
    title: Label,
    /// Summary.
    #[schema(value_type = crate::schema::Label)]
    summary: Label,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    published: Option<Timestamp>,
    /// Tags.
    tags: Vec<String>,
    /// Marked texts: HTML that holds `<mark>` and escaped text only.
    highlights: Marked,
    /// Whether it was written for the example alliance.
    example: bool,
    /// Links.
    links: Vec<LinkShown>,
}

/// Marked texts; absent where nothing is marked.
#[derive(Debug, Serialize, ToSchema)]
struct Marked {
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    /// An excerpt of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

impl From<Found> for DocumentHit {
    fn from(found: Found) -> Self {
        let Highlights { title, summary, body } = found.highlights;
        let document = found.document;
        Self {
            id: document.id,
            kind: document.kind,
            title: document.title,
            summary: document.summary,
            published: document.published,
            tags: document.tags,
            highlights: Marked { title, summary, body },
            example: document.example,
            links: document.links.into_iter().map(LinkShown::from).collect(),
        }
    }
}

/// A value and how many documents have it.
#[derive(Debug, Serialize, ToSchema)]
struct FacetCount {
    /// Value.
    value: String,
    /// Documents.
    count: u64,
}

/// How the documents found divide.
#[derive(Debug, Serialize, ToSchema)]
struct FacetLists {
    /// By kind.
    kind: Vec<FacetCount>,
    /// By tag.
    tag: Vec<FacetCount>,
    /// By year.
    year: Vec<FacetCount>,
    /// By language.
    language: Vec<FacetCount>,
}

impl From<Facets> for FacetLists {
    fn from(facets: Facets) -> Self {
        let list =
            |counts: Vec<Count>| counts.into_iter().map(|Count { value, count }| FacetCount { value, count }).collect();
        Self {
            kind: list(facets.kind),
            tag: list(facets.tag),
            year: list(facets.year),
            language: list(facets.language),
        }
    }
}

/// A page of documents found.
#[derive(Debug, Serialize, ToSchema)]
struct DocumentsFound {
    /// Best first; newest first where nothing was asked.
    items: Vec<DocumentHit>,
    /// How all of them divide; counts of one list leave out that list's own filter.
    facets: FacetLists,
    /// All that meet the question.
    total: u64,
    /// Whether no document has all words and those with some are given.
    relaxed: bool,
    /// Milliseconds of the search itself.
    took_ms: f64,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
}

/// Finds documents.
#[utoipa::path(get, path = "/documents", tag = "library", params(FindQuery),
    responses((status = 200, body = DocumentsFound), (status = "4XX", body = ProblemDetails)))]
async fn find(
    State(platform): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    Query(query): Query<FindQuery>,
) -> Result<Json<DocumentsFound>, Refusal> {
    let question = question(query, language::asked(&headers), asker.at)?;
    let library = platform.shelf.library(&platform.store).await?;
    let (offset, limit) = (question.offset, question.limit);
    let started = Instant::now();
    let answer = blocking(move || library.find(&question)).await?;
    let took_ms = started.elapsed().as_secs_f64() * 1000.0;
    let reached = (offset + answer.items.len()) as u64;
    let more = answer.items.len() == limit && reached < answer.total;
    Ok(Json(DocumentsFound {
        items: answer.items.into_iter().map(DocumentHit::from).collect(),
        facets: answer.facets.into(),
        total: answer.total,
        relaxed: answer.relaxed,
        took_ms,
        next: more.then(|| format!("{reached:032x}")),
    }))
}

fn question(query: FindQuery, language: Language, now: Timestamp) -> Result<Question, Refusal> {
    let bad = |reason: String| Refusal::new("bad-query", wording::Kind::Usage).with("reason", reason);
    let list = |text: Option<String>| -> Vec<String> {
        let text = text.unwrap_or_default();
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let kinds: Result<Vec<Kind>, Refusal> =
        list(query.kind).iter().map(|word| word.parse().map_err(|_| bad(format!("kind: {word}")))).collect();
    let years: Result<Vec<i16>, Refusal> =
        list(query.year).iter().map(|word| word.parse().map_err(|_| bad(format!("year: {word}")))).collect();
    let languages = match query.language.as_deref() {
        None | Some("") => Vec::new(),
        Some("zh") => vec![Language::Zh],
        Some("en") => vec![Language::En],
        Some(word) => return Err(bad(format!("language: {word}"))),
    };
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(bad(format!("limit: 1 … {MOST}")));
    }
    let offset = match query.cursor.as_deref() {
        None => 0,
        Some(text) => cursor(text).ok_or_else(|| Refusal::new("bad-cursor", wording::Kind::Usage))?,
    };
    let tags = query.tag.filter(|tag| !tag.is_empty()).into_iter().collect();
    let filter = Filter { kinds: kinds?, tags, languages, years: years? };
    let limit = limit as usize;
    Ok(Question { text: query.q.unwrap_or_default(), filter, language, now, offset, limit })
}

fn cursor(text: &str) -> Option<usize> {
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let sound = text.len() == 32 && text.bytes().all(hexadecimal);
    sound.then(|| usize::from_str_radix(text, 16).ok()).flatten()
}

/// The newest documents, for the home page.
pub(crate) async fn newest(
    platform: &Shared,
    language: Language,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<DocumentHit>, Refusal> {
    let library = platform.shelf.library(&platform.store).await?;
    let mut question = Question::new("", language, now);
    question.limit = limit;
    let answer = blocking(move || library.find(&question)).await?;
    Ok(answer.items.into_iter().map(DocumentHit::from).collect())
}

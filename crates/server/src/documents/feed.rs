//! Feeds: titles and summaries of the newest documents, for readers that cannot sign in.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_library::{Document, Filter, Kind, LibraryError, Question, feed::Feed};
use verdigris_quantity::Language;
use verdigris_wording as wording;

use super::shelf::blocking;
use crate::{
    Shared,
    http::{
        extract::Query,
        language,
        refusal::{ProblemDetails, Refusal},
    },
};

/// Documents of a feed.
const NEWEST: usize = 50;

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(atom)).routes(routes!(rss))
}

/// Which documents, in which language.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FeedQuery {
    /// `zh` or `en`; by `Accept-Language` where absent.
    language: Option<String>,
    /// `news`, `policy`, `standard`, `technology`, `course` or `exhibition`; all where absent.
    kind: Option<String>,
}

/// The newest documents as Atom (RFC 4287). Needs no account.
#[utoipa::path(get, path = "/feed.atom", tag = "library", params(FeedQuery),
    responses((status = 200, body = String, content_type = "application/atom+xml"), (status = "4XX", body = ProblemDetails)))]
async fn atom(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Query(query): Query<FeedQuery>,
) -> Result<Response, Refusal> {
    let (feed, documents) = newest(&platform, &headers, query, "atom").await?;
    answer(feed.atom(&documents), "application/atom+xml; charset=utf-8")
}

/// The newest documents as RSS 2.0. Needs no account.
#[utoipa::path(get, path = "/feed.rss", tag = "library", params(FeedQuery),
    responses((status = 200, body = String, content_type = "application/rss+xml"), (status = "4XX", body = ProblemDetails)))]
async fn rss(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Query(query): Query<FeedQuery>,
) -> Result<Response, Refusal> {
    let (feed, documents) = newest(&platform, &headers, query, "rss").await?;
    answer(feed.rss(&documents), "application/rss+xml; charset=utf-8")
}

fn answer(text: Result<String, LibraryError>, media_type: &'static str) -> Result<Response, Refusal> {
    let text = text.map_err(|error| Refusal::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, media_type)], text).into_response())
}

async fn newest(
    platform: &Shared,
    headers: &HeaderMap,
    query: FeedQuery,
    form: &str,
) -> Result<(Feed, Vec<Document>), Refusal> {
    let bad = |reason: String| Refusal::new("bad-query", wording::Kind::Usage).with("reason", reason);
    let language = match query.language.as_deref() {
        None | Some("") => language::asked(headers),
        Some("zh") => Language::Zh,
        Some("en") => Language::En,
        Some(word) => return Err(bad(format!("language: {word}"))),
    };
    let kinds: Vec<Kind> = match query.kind.as_deref() {
        None | Some("") => Vec::new(),
        Some(word) => vec![word.parse().map_err(|_| bad(format!("kind: {word}")))?],
    };
    let now = platform.now();
    let library = platform.shelf.library(&platform.store).await?;
    let mut question = Question::new("", language, now);
    question.limit = NEWEST;
    question.filter = Filter { kinds: kinds.clone(), languages: vec![language], ..Filter::default() };
    let found = blocking(move || library.find(&question)).await?;
    let documents: Vec<Document> = found.items.into_iter().map(|found| found.document).collect();
    let tag = if language == Language::Zh { "zh" } else { "en" };
    let mut path = format!("/api/v1/feed.{form}?language={tag}");
    if let Some(kind) = kinds.first() {
        path.push_str("&kind=");
        path.push_str(kind.as_str());
    }
    let configuration = &platform.configuration;
    // A feed changes when its newest document does, not whenever it is asked for.
    let updated = documents.iter().filter_map(|document| document.published).max().unwrap_or(now);
    let own = || format!("http://{}", configuration.listen);
    let base = configuration.public_url.clone().unwrap_or_else(own).trim_end_matches('/').to_owned();
    let feed = Feed {
        title: configuration.name.clone().unwrap_or_else(|| "Verdigris 铜绿".into()),
        base,
        path,
        language,
        updated,
    };
    Ok((feed, documents))
}

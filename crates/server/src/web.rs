//! The browser application, built into the program; a page that says how to get it where it was not.

use std::{
    collections::HashMap,
    io::Write as _,
    sync::{Arc, LazyLock},
};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use rust_embed::RustEmbed;

use crate::http::refusal::Refusal;

/// Files of the built application. Absent when Node was not at hand: everything else still works.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Application;

/// Shown where the application was not built.
const MISSING: &str = include_str!("web_missing.html");

/// A file with what it takes to answer with it, compressed once.
#[derive(Clone)]
struct Page {
    kind: HeaderValue,
    tag: HeaderValue,
    plain: Bytes,
    gzip: Option<Bytes>,
}

static PAGES: LazyLock<HashMap<String, Arc<Page>>> =
    LazyLock::new(|| Application::iter().filter_map(|name| Some((name.to_string(), Arc::new(load(&name)?)))).collect());

fn load(name: &str) -> Option<Page> {
    let file = Application::get(name)?;
    let kind = kind(name);
    let tag = file.metadata.sha256_hash().iter().take(16).fold(String::new(), |tag, byte| format!("{tag}{byte:02x}"));
    let plain = Bytes::from(file.data.into_owned());
    let gzip = is_text(kind).then(|| compress(&plain)).flatten();
    Some(Page {
        kind: HeaderValue::from_static(kind),
        tag: HeaderValue::from_str(&format!("\"{tag}\"")).ok()?,
        plain,
        gzip,
    })
}

fn compress(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// Media type by the ending of a name; only what the application's build makes.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.starts_with("application/") || kind == "image/svg+xml"
}

/// Whether the application was built in.
pub fn is_built() -> bool {
    PAGES.contains_key("index.html")
}

/// Answers a GET for anything outside the API: a file of the application, or its page for addresses within it.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Refusal::not_found().into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Some(page) = PAGES.get(path) {
        return answer(page, path, &headers);
    }
    // A missing file is missing; an address without an ending is a place within the application.
    if path.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return Refusal::not_found().into_response();
    }
    match PAGES.get("index.html") {
        Some(page) => answer(page, "index.html", &headers),
        None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], MISSING).into_response(),
    }
}

fn answer(page: &Page, path: &str, headers: &HeaderMap) -> Response {
    // Names under assets/ carry a hash of their content.
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = if headers.get(header::IF_NONE_MATCH) == Some(&page.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match &page.gzip {
            Some(gzip) if accepted.contains("gzip") => {
                ([(header::CONTENT_ENCODING, "gzip")], gzip.clone()).into_response()
            }
            _ => page.plain.clone().into_response(),
        }
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, page.kind.clone());
    out.insert(header::ETAG, page.tag.clone());
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

#[cfg(test)]
mod tests {
    use super::Application;

    /// A folder that does not exist would be taken for an application that was not built.
    #[test]
    fn the_folder_of_the_application_is_the_one_that_is_built() {
        assert!(Application::get(".keep").is_some(), "web/dist/.keep stands in the repository");
    }
}

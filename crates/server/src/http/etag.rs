//! Versions of single objects: `ETag` of what was read, `If-Match` of what is changed.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use verdigris_wording::Kind;

use super::refusal::Refusal;
use crate::random::hexadecimal;

/// The tag of a version.
pub fn tag(version: u64) -> String {
    format!("\"{version}\"")
}

/// An object with its version; answers 304 to who has it already.
pub fn versioned<T: Serialize>(headers: &HeaderMap, version: u64, object: &T) -> Response {
    tagged(headers, &tag(version), object)
}

/// An object whose answer also changes when its version does not: the tag has both, and a change heeds the version.
pub fn described<T: Serialize>(headers: &HeaderMap, version: u64, object: &T) -> Response {
    let text = serde_json::to_vec(object).unwrap_or_default();
    let digest = hexadecimal(&Sha256::digest(&text)[..8]);
    tagged(headers, &format!("\"{version}-{digest}\""), object)
}

/// An object with a tag of its own.
pub fn tagged<T: Serialize>(headers: &HeaderMap, tag: &str, object: &T) -> Response {
    let value = HeaderValue::from_str(tag).unwrap_or(HeaderValue::from_static("\"\""));
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let has = known.flat_map(|list| list.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    });
    let mut response = if has { StatusCode::NOT_MODIFIED.into_response() } else { axum::Json(object).into_response() };
    response.headers_mut().insert(header::ETAG, value);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// The version a change is based on: 428 without one, 412 where it does not read.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub u64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Err(Refusal::new("if-match-needed", Kind::Usage).status(StatusCode::PRECONDITION_REQUIRED));
        };
        let text = value.to_str().unwrap_or_default().trim();
        let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default();
        let version = inside.split('-').next().and_then(|text| text.parse().ok());
        version.map(Self).ok_or_else(stale)
    }
}

/// Somebody else changed it.
pub fn stale() -> Refusal {
    Refusal::new("stale", Kind::Conflict).status(StatusCode::PRECONDITION_FAILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_the_version_is_told_so() {
        let status = |known: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, known.parse().unwrap());
            versioned(&headers, 7, &"x").status()
        };
        assert_eq!(status("\"7\""), StatusCode::NOT_MODIFIED);
        assert_eq!(status("\"6\", W/\"7\""), StatusCode::NOT_MODIFIED);
        assert_eq!(status("*"), StatusCode::NOT_MODIFIED);
        assert_eq!(status("\"6\""), StatusCode::OK);
    }
}

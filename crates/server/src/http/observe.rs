//! The outermost layer: a request id, one log line, counters, and every refusal as problem details.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use verdigris_wording::Kind;

use super::{language, refusal::Refusal};
use crate::{Shared, random};

/// Header with the id of the request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, for handlers that log.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// Runs a request, tells a refusal, counts and logs.
pub async fn observe(State(platform): State<Shared>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id: Arc<str> = random::hex::<12>().unwrap_or_else(|_| "unknown".into()).into();
    request.extensions_mut().insert(RequestId(Arc::clone(&id)));
    let language = language::asked(request.headers());
    let method = request.method().clone();
    // The pattern, not the address: no ids in metrics and logs, and few series.
    let route = request.extensions().get::<MatchedPath>().map_or_else(
        || if request.uri().path().starts_with("/api/") { "/api/*".to_owned() } else { "/*".to_owned() },
        |path| path.as_str().to_owned(),
    );
    let running = platform.metrics.begin();
    let response = next.run(request).await;
    drop(running);
    let mut response = told(response, language, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let elapsed = begun.elapsed();
    let status = response.status();
    platform.metrics.request(method.as_str(), &route, status.as_u16(), elapsed);
    let milliseconds = elapsed.as_secs_f64() * 1e3;
    if status.is_server_error() {
        tracing::error!(request_id = %id, %method, route, status = status.as_u16(), milliseconds, "request");
    } else {
        tracing::info!(request_id = %id, %method, route, status = status.as_u16(), milliseconds, "request");
    }
    response
}

/// A refusal as problem details; an error answer without one gets the words of its status.
fn told(response: Response, language: verdigris_quantity::Language, id: &str) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (parts, _) = response.into_parts();
    let refusal = parts.extensions.get::<Arc<Refusal>>().cloned();
    let refusal = refusal.unwrap_or_else(|| Arc::new(of_status(status)));
    refusal.respond(parts, language, id)
}

/// What a bare status says.
fn of_status(status: StatusCode) -> Refusal {
    match status {
        StatusCode::NOT_FOUND => Refusal::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Refusal::new("method-not-allowed", Kind::Usage).status(status),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new("too-large", Kind::Input).status(status),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::new("media-type", Kind::Input).status(status),
        _ if status.is_server_error() => Refusal::new("internal", Kind::Storage).status(status),
        _ => Refusal::new("bad-request", Kind::Usage).status(status),
    }
}

/// Answer to a handler that panicked: it is logged with its message, the reader gets an ordinary refusal.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands over the panic itself")]
pub fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Refusal::internal(&format_args!("panic: {what}")).into_response()
}

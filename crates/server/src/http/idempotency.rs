//! `Idempotency-Key` on POST: made again, a request answers as it did, and is not done twice.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use verdigris_store::{Answer, Remembered};
use verdigris_wording::Kind;

use super::{refusal::Refusal, upload};
use crate::{Shared, identity::Asker, random::hexadecimal};

/// Header with the key.
pub const KEY: &str = "idempotency-key";

/// The longest key.
const LONGEST: usize = 200;

/// The longest answer kept.
const KEPT: usize = 4 << 20;

/// Headers repeated with an answer.
const REPEATED: [header::HeaderName; 4] =
    [header::CONTENT_TYPE, header::ETAG, header::LOCATION, header::CONTENT_DISPOSITION];

/// Marks an answer that holds a secret: it is shown once and not kept.
#[derive(Clone, Copy, Debug)]
pub struct ShownOnce;

/// Answers a repeated POST from memory; runs a new one and keeps its answer.
pub async fn remember(State(platform): State<Shared>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    match run(&platform, request, next).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

async fn run(platform: &Shared, request: Request, next: Next) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    let key = parts.headers.get(KEY).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if key.is_empty() || key.len() > LONGEST {
        return Err(Refusal::new("bad-idempotency-key", Kind::Usage));
    }
    // Who signs in has no account yet under which a key could be kept; signing in twice does no harm.
    let Ok(asker) = Asker::from_request_parts(&mut parts, platform).await else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let limit = platform.configuration.limits.upload_bytes.max(platform.configuration.limits.body_bytes);
    let received = upload::receive(body, limit, &platform.configuration.data_folder()).await?;
    let target = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let same = format!("{} {target} {}", parts.method, hexadecimal(&received.sha256));
    let person = asker.viewer.person;
    match platform.store.remember(person, &key, &same, asker.at).await? {
        Remembered::New => {}
        Remembered::Other => {
            return Err(Refusal::new("idempotency-key", Kind::Input));
        }
        Remembered::UnderWay { .. } => {
            return Err(Refusal::new("idempotency-under-way", Kind::Conflict).retry_after(2));
        }
        Remembered::Answered(answer) => return repeated(answer),
    }
    let response = next.run(Request::from_parts(parts, received.into_body().await?)).await;
    let status = response.status();
    if !status.is_success() {
        platform.store.forget(person, &key).await?;
        return Ok(response);
    }
    if response.extensions().get::<ShownOnce>().is_some() {
        let answer = Answer { status: StatusCode::CONFLICT.as_u16(), headers: "{}".into(), body: Vec::new() };
        platform.store.answered(person, &key, &answer).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, KEPT).await.map_err(|error| Refusal::internal(&error))?;
    let headers: serde_json::Map<String, serde_json::Value> = REPEATED
        .iter()
        .filter_map(|name| Some((name.to_string(), parts.headers.get(name)?.to_str().ok()?.into())))
        .collect();
    let headers = serde_json::Value::Object(headers).to_string();
    let answer = Answer { status: status.as_u16(), headers, body: body.to_vec() };
    platform.store.answered(person, &key, &answer).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn repeated(answer: Answer) -> Result<Response, Refusal> {
    let status = StatusCode::from_u16(answer.status).map_err(|error| Refusal::internal(&error))?;
    if status == StatusCode::CONFLICT {
        return Err(Refusal::new("shown-once", Kind::Conflict));
    }
    let mut response = Response::new(Body::from(Bytes::from(answer.body)));
    *response.status_mut() = status;
    let headers: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&answer.headers).unwrap_or_default();
    for name in REPEATED {
        if let Some(value) = headers.get(name.as_str()).and_then(serde_json::Value::as_str)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(response)
}

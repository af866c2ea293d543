//! For those who run it: is it up, is it ready, what does it count.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    Shared,
    http::{extract::Json, origin::ClientAddress, refusal::Refusal},
};

/// `GET /health`: the process answers.
pub async fn health() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "up" }))
}

/// `GET /ready`: requests can be served, the store included.
pub async fn ready(State(platform): State<Shared>) -> Result<Json<serde_json::Value>, Refusal> {
    platform.store.ready().await?;
    Ok(Json(serde_json::json!({ "status": "ready" })))
}

/// `GET /metrics`: counters in Prometheus' text form, for programs on the same machine only.
pub async fn metrics(State(platform): State<Shared>, address: ClientAddress) -> Result<Response, Refusal> {
    if !address.0.is_none_or(|address| address.is_loopback()) {
        return Err(Refusal::not_found());
    }
    let mut text = platform.metrics.text();
    text.push_str("# TYPE verdigris_jobs gauge\n");
    for (state, count) in platform.store.job_counts().await? {
        let _ = writeln!(text, "verdigris_jobs{{state=\"{state}\"}} {count}");
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

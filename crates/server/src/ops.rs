//! For those who run it: is it up, is it ready, what does it count.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{Shared, http::extract::Json};

/// `GET /health`: the process answers.
pub async fn health() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "up" }))
}

/// `GET /ready`: requests can be served.
pub async fn ready(State(_platform): State<Shared>) -> Response {
    Json(serde_json::json!({ "status": "ready" })).into_response()
}

/// `GET /metrics`: counters in Prometheus' text form.
pub async fn metrics(State(platform): State<Shared>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], platform.metrics.text()).into_response()
}

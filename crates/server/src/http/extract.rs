//! Bodies, queries and path parts, refused as problem details where they do not read.

use axum::{
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use verdigris_wording::Kind;

use super::refusal::Refusal;

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        axum::Json::from_request(request, state).await.map(|axum::Json(value)| Self(value)).map_err(|rejection| {
            let status = rejection.status();
            let reason = rejection.body_text();
            match rejection {
                JsonRejection::MissingJsonContentType(_) => Refusal::new("media-type", Kind::Input).status(status),
                JsonRejection::JsonDataError(_) => Refusal::new("bad-body", Kind::Input).with("reason", reason),
                _ if status == StatusCode::PAYLOAD_TOO_LARGE => Refusal::new("too-large", Kind::Input).status(status),
                _ => Refusal::new("bad-body", Kind::Usage).with("reason", reason),
            }
        })
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Query parameters.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        axum::extract::Query::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| Refusal::new("bad-query", Kind::Usage).with("reason", rejection.body_text()))
    }
}

/// Parts of the path; one that does not read names nothing.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Refusal::not_found())
    }
}

//! A request refused: RFC 9457 problem details in both languages.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use verdigris_quantity::{Label, Language};
use verdigris_wording::{Kind, Problem};

/// Why a request was not done. The body is written at the edge (`observe`), where language and request id are known.
#[derive(Clone, Debug)]
pub struct Refusal(Box<Inside>);

/// Boxed, because it goes along with every result.
#[derive(Clone, Debug)]
struct Inside {
    problem: Problem,
    status: StatusCode,
    fields: Vec<(String, Problem)>,
    retry_after: Option<u64>,
}

/// The HTTP status of a kind of problem.
pub const fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Usage => StatusCode::BAD_REQUEST,
        Kind::Input | Kind::Computation => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Storage => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Conflict | Kind::Cancelled => StatusCode::CONFLICT,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
    }
}

impl Refusal {
    /// A problem whose words are in the catalogues.
    pub fn new(code: &str, kind: Kind) -> Self {
        Problem::new(code, kind).into()
    }

    /// The same with an argument of the text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.problem = self.0.problem.with(name, value);
        self
    }

    /// The same with another status than the kind's own.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// The same with what is wrong with one field of what was sent.
    #[must_use]
    pub fn field(mut self, name: &str, problem: Problem) -> Self {
        self.0.fields.push((name.to_owned(), problem));
        self
    }

    /// The same with the seconds after which it may be tried again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// What is not there, or not for the one who asks: the answer is the same.
    pub fn not_found() -> Self {
        Self::new("not-found", Kind::NotFound)
    }

    /// Nobody is signed in.
    pub fn sign_in() -> Self {
        Self::new("sign-in-first", Kind::Unauthenticated)
    }

    /// One field of what was sent does not do.
    pub fn invalid(name: &str, code: &str) -> Self {
        Self::new("invalid-fields", Kind::Input).field(name, Problem::new(code, Kind::Input))
    }

    /// Something failed inside; the details go to the log, not to the reader.
    pub fn internal(what: &dyn std::fmt::Display) -> Self {
        tracing::error!(error = %what, "internal error");
        Self::new("internal", Kind::Storage).status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Stable code.
    pub fn code(&self) -> &str {
        self.0.problem.code()
    }

    /// The problem behind it.
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// The document as sent.
    pub fn told(&self, language: Language, request_id: &str) -> ProblemDetails {
        let messages = self.0.problem.messages();
        let title = messages.get(language).to_owned();
        ProblemDetails {
            r#type: format!("/problems/{}", self.0.problem.code()),
            title,
            status: self.0.status.as_u16(),
            detail: self.0.problem.remedy(language).unwrap_or_default(),
            code: self.0.problem.code().to_owned(),
            messages,
            remedy: self.0.problem.remedies(),
            fields: self
                .0
                .fields
                .iter()
                .map(|(name, problem)| FieldProblem {
                    name: name.clone(),
                    code: problem.code().to_owned(),
                    messages: problem.messages(),
                })
                .collect(),
            request_id: request_id.to_owned(),
        }
    }

    /// The response as sent, from the one that carried the refusal.
    pub fn respond(&self, mut parts: axum::http::response::Parts, language: Language, request_id: &str) -> Response {
        let body = Json(self.told(language, request_id)).into_response().into_body();
        parts.status = self.0.status;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(super::language::tag(language)));
        if let Some(seconds) = self.0.retry_after {
            parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.0.status == StatusCode::UNAUTHORIZED {
            parts.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Response::from_parts(parts, body)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(Box::new(Inside { status: status(problem.kind()), problem, fields: Vec::new(), retry_after: None }))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.0.status;
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// RFC 9457 problem details.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// Address of the kind of problem, relative to the server.
    pub r#type: String,
    /// What happened, in the language asked for.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What to do, in the language asked for.
    pub detail: String,
    /// Stable code.
    pub code: String,
    /// What happened, in both languages.
    #[schema(value_type = crate::schema::Label)]
    pub messages: Label,
    /// What to do, in both languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    pub remedy: Option<Label>,
    /// Fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Id of the request, as in the log.
    pub request_id: String,
}

/// What is wrong with a field of what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its name.
    pub name: String,
    /// Stable code.
    pub code: String,
    /// What is wrong, in both languages.
    #[schema(value_type = crate::schema::Label)]
    pub messages: Label,
}

//! People who ask, and what they are answered.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use serde_json::Value;
use tower::ServiceExt as _;
use verdigris_alliance::PersonId;

/// Somebody who asks, in a session or with a token.
pub struct Ask {
    pub name: String,
    pub person: PersonId,
    pub scopes: Option<Vec<String>>,
    pub secret: String,
    /// Whether the account is closed: then nobody asks.
    pub closed: bool,
}

impl Ask {
    /// Whether it is a token that does not read: refused before anything is looked at.
    pub fn is_narrow(&self) -> bool {
        self.scopes.as_ref().is_some_and(|scopes| !scopes.iter().any(|scope| scope == "read"))
    }
}

/// An answer.
pub struct Asked {
    pub status: u16,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Asked {
    /// The body as JSON, where the status is the one expected.
    pub fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    /// The code of a refusal, where the status is the one expected.
    pub fn refused(&self, status: u16) -> String {
        let told = self.json(status);
        for language in ["en", "zh"] {
            assert!(told["messages"][language].as_str().is_some_and(|text| !text.is_empty()), "{told}");
        }
        told["code"].as_str().unwrap().to_owned()
    }
}

/// What every change made in a session of these tests must repeat.
pub const CSRF: &str = "csrf";

pub async fn get(router: &Router, ask: &Ask, path: &str) -> Asked {
    send(router, ask, "GET", path, None).await
}

/// Sends a request with a JSON body, where there is one.
pub async fn send(router: &Router, ask: &Ask, method: &str, path: &str, body: Option<&Value>) -> Asked {
    let request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("x-csrf-token", CSRF);
    let request = match &ask.scopes {
        None => request.header(header::COOKIE, format!("verdigris={}", ask.secret)),
        Some(_) => request.header(header::AUTHORIZATION, format!("Bearer {}", ask.secret)),
    };
    let request = match body {
        Some(body) => {
            request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
        }
        None => request.body(Body::empty()).unwrap(),
    };
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
    Asked { status, body: String::from_utf8_lossy(&bytes).into_owned(), bytes: bytes.to_vec() }
}

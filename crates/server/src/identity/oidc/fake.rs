//! A provider on loopback, for tests: signs as RFC 8037 says and checks the PKCE verifier as RFC 7636 says.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::{Signer as _, SigningKey};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::configuration::Provider;

/// A provider: what it will say of the person, and with which key it signs.
pub(crate) struct Fake {
    pub(crate) issuer: String,
    pub(crate) key: SigningKey,
    pub(crate) published: SigningKey,
    pub(crate) header: Value,
    pub(crate) claims: Value,
    challenge: String,
    pub(crate) asked: usize,
}

/// A provider that can be changed while it runs.
pub(crate) type Shared = Arc<Mutex<Fake>>;

async fn discovery(State(fake): State<Shared>) -> Json<Value> {
    let mut fake = fake.lock().unwrap();
    fake.asked += 1;
    let issuer = &fake.issuer;
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["none", "HS256", "EdDSA"],
    }))
}

async fn keys(State(fake): State<Shared>) -> Json<Value> {
    let public = fake.lock().unwrap().published.verifying_key().to_bytes();
    Json(json!({ "keys": [{
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "one", "alg": "EdDSA", "x": BASE64.encode(public),
    }] }))
}

async fn token(State(fake): State<Shared>, body: String) -> impl IntoResponse {
    let fake = fake.lock().unwrap();
    let verifier = body.split('&').find_map(|pair| pair.strip_prefix("code_verifier=")).unwrap_or_default();
    if BASE64.encode(Sha256::digest(verifier)) != fake.challenge || !body.contains("code=the-code") {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    }
    let part = |value: &Value| BASE64.encode(value.to_string());
    let signed = format!("{}.{}", part(&fake.header), part(&fake.claims));
    let signature = BASE64.encode(fake.key.sign(signed.as_bytes()).to_bytes());
    let token = format!("{signed}.{signature}");
    (StatusCode::OK, Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": token })))
}

/// Starts a provider; gives it and how it is configured.
pub(crate) async fn provider() -> (Shared, Provider) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let key = SigningKey::from_bytes(&[5; 32]);
    let fake = Arc::new(Mutex::new(Fake {
        issuer: issuer.clone(),
        published: key.clone(),
        key,
        header: json!({ "alg": "EdDSA", "kid": "one" }),
        claims: Value::Null,
        challenge: String::new(),
        asked: 0,
    }));
    let routes = Router::new()
        .route("/.well-known/openid-configuration", routing::get(discovery))
        .route("/keys", routing::get(keys))
        .route("/token", routing::post(token))
        .with_state(Arc::clone(&fake));
    tokio::spawn(axum::serve(listener, routes).into_future());
    let configured = Provider {
        id: "fake".into(),
        name: "Fake".into(),
        issuer,
        client_id: "verdigris".into(),
        client_secret_file: None,
        domains: vec!["example.org".into()],
    };
    (fake, configured)
}

/// A parameter of an address.
pub(crate) fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().to_owned()
}

/// The browser comes to the provider with an address, and the provider will say of the person what is right.
pub(crate) fn arrive(fake: &Shared, address: &str) {
    let now = Timestamp::now().as_second();
    let mut fake = fake.lock().unwrap();
    fake.challenge = parameter(address, "code_challenge");
    fake.claims = json!({
        "iss": fake.issuer, "aud": "verdigris", "sub": "person-1", "exp": now + 300, "iat": now,
        "nonce": parameter(address, "nonce"), "email": "li.wei@example.org", "email_verified": true,
    });
}

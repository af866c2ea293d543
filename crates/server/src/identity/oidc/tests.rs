//! Against a provider on loopback that signs as RFC 8037 says and checks the PKCE verifier as RFC 7636 says.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::{Signer as _, SigningKey};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::*;

/// A provider: what it will say of the person, and with which key it signs.
struct Fake {
    issuer: String,
    key: SigningKey,
    published: SigningKey,
    header: Value,
    claims: Value,
    challenge: String,
    asked: usize,
}

type Shared = Arc<Mutex<Fake>>;

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

async fn provider() -> (Shared, Providers) {
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
        ..Provider::default()
    };
    (fake, Providers::new(&[configured]))
}

fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().to_owned()
}

/// Begins at the provider, which will say of the person what is right.
async fn begun(fake: &Shared, providers: &Providers) -> Begun {
    let begun = providers.begin("fake", "http://127.0.0.1:8080/api/v1/session/oidc/fake/callback").await.unwrap();
    assert_eq!(parameter(&begun.address, "code_challenge_method"), "S256");
    assert_eq!(parameter(&begun.address, "state"), begun.state);
    let now = Timestamp::now().as_second();
    let mut fake = fake.lock().unwrap();
    fake.challenge = parameter(&begun.address, "code_challenge");
    fake.claims = json!({
        "iss": fake.issuer, "aud": "verdigris", "sub": "person-1", "exp": now + 300, "iat": now,
        "nonce": parameter(&begun.address, "nonce"), "email": "li.wei@example.org", "email_verified": true,
    });
    begun
}

#[tokio::test]
async fn a_code_becomes_an_identity() {
    let (fake, providers) = provider().await;
    assert_eq!(fake.lock().unwrap().asked, 0, "no question before somebody chooses the provider");
    let begun = begun(&fake, &providers).await;
    let issuer = fake.lock().unwrap().issuer.clone();
    let identity = providers.finish(&begun.kept, "the-code", Some(&issuer)).await.unwrap();
    let email = Some("li.wei@example.org".into());
    assert_eq!(identity, Identity { issuer, subject: "person-1".into(), email });
    assert_eq!(fake.lock().unwrap().asked, 1);
    assert_eq!(providers.begin("other", "http://localhost/").await.unwrap_err(), OidcError::Unknown);
}

#[tokio::test]
async fn an_unverified_address_is_not_believed() {
    let (fake, providers) = provider().await;
    for verified in [json!(false), Value::Null] {
        let begun = begun(&fake, &providers).await;
        fake.lock().unwrap().claims["email_verified"] = verified;
        assert_eq!(providers.finish(&begun.kept, "the-code", None).await.unwrap().email, None);
    }
}

#[tokio::test]
async fn tokens_that_do_not_hold_are_refused() {
    let (fake, providers) = provider().await;
    let now = Timestamp::now().as_second();
    let wrong: [(&str, Value); 5] = [
        ("nonce", json!("another")),
        ("aud", json!("another-client")),
        ("iss", json!("https://another.example")),
        ("exp", json!(now - 600)),
        ("aud", json!(["verdigris", "another-client"])),
    ];
    for (claim, value) in wrong {
        let begun = begun(&fake, &providers).await;
        fake.lock().unwrap().claims[claim] = value;
        let refused = providers.finish(&begun.kept, "the-code", None).await;
        assert!(matches!(refused, Err(OidcError::Invalid(_))), "{claim}: {refused:?}");
    }
    for header in [json!({ "alg": "none" }), json!({ "alg": "HS256", "kid": "one" })] {
        let begun = begun(&fake, &providers).await;
        fake.lock().unwrap().header = header;
        let refused = providers.finish(&begun.kept, "the-code", None).await;
        assert!(refused.is_err(), "{refused:?}");
    }
}

#[tokio::test]
async fn another_issuer_another_verifier_and_another_code_are_refused() {
    let (fake, providers) = provider().await;
    let first = begun(&fake, &providers).await;
    let mixed = providers.finish(&first.kept, "the-code", Some("https://another.example")).await;
    assert!(matches!(mixed, Err(OidcError::Invalid(_))));
    assert!(matches!(providers.finish(&first.kept, "x", None).await, Err(OidcError::Provider(_))));
    let _second = begun(&fake, &providers).await;
    assert!(matches!(providers.finish(&first.kept, "the-code", None).await, Err(OidcError::Provider(_))));
}

#[tokio::test]
async fn changed_keys_are_read_anew_and_foreign_ones_refused() {
    let (fake, providers) = provider().await;
    let first = begun(&fake, &providers).await;
    let new = SigningKey::from_bytes(&[6; 32]);
    fake.lock().unwrap().key = new.clone();
    assert!(matches!(providers.finish(&first.kept, "the-code", None).await, Err(OidcError::Invalid(_))));
    let second = begun(&fake, &providers).await;
    fake.lock().unwrap().published = new;
    assert_eq!(providers.finish(&second.kept, "the-code", None).await.unwrap().subject, "person-1");
}

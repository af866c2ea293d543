//! A passkey registered and used through the router.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;
use verdigris_quantity::Language;
use verdigris_store::{NewPerson, NewSession};

use crate::{
    Configuration, Platform, Shared,
    identity::{digest, passkey::authenticator::Authenticator},
    router,
};

const ORIGIN: &str = "https://verdigris.example";

struct Site {
    platform: Shared,
    router: Router,
    _folder: TempDir,
}

impl Site {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = Some(folder.path().join("data"));
        let public_url = Some(ORIGIN.into());
        let platform = Platform::open(Configuration { data, public_url, ..Configuration::default() }).await.unwrap();
        Self { router: router(platform.clone()), platform, _folder: folder }
    }

    async fn signed_in(&self, secret: &str) -> verdigris_alliance::Person {
        let now = Timestamp::now();
        let new = NewPerson { name: secret.into(), email: format!("{secret}@example.org"), language: Language::Zh };
        let person = self.platform.store.add_person(&new, None, now).await.unwrap();
        let session = NewSession {
            secret: digest(secret),
            person: person.id,
            csrf: "csrf".into(),
            method: "password".into(),
            expires: now + SignedDuration::from_hours(1),
            address: String::new(),
            agent: String::new(),
        };
        self.platform.store.begin_session(session, now).await.unwrap();
        person
    }

    async fn post(&self, secret: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = Request::post(format!("/api/v1{path}"))
            .header(header::COOKIE, format!("__Host-verdigris={secret}"))
            .header("x-csrf-token", "csrf")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Registers a key for a person.
    async fn register(&self, secret: &str, key: &mut Authenticator) -> (u16, Value) {
        let (status, options) = self.post(secret, "/account/passkeys/options", &json!({})).await;
        assert_eq!(status, 200, "{options}");
        self.post(secret, "/account/passkeys", &json!({ "name": "Key", "credential": key.create(&options) })).await
    }

    async fn enter(&self, key: &mut Authenticator) -> (u16, Value) {
        let (status, options) = self.post("", "/session/passkey/options", &json!({ "email": "who@example.org" })).await;
        assert_eq!(status, 200, "{options}");
        self.post("", "/session/passkey", &json!({ "credential": key.get(&options) })).await
    }
}

#[tokio::test]
async fn registered_used_and_removed() {
    let site = Site::new().await;
    let person = site.signed_in("wei").await;
    let mut key = Authenticator::new(ORIGIN, 7);
    let (status, stored) = site.register("wei", &mut key).await;
    assert_eq!((status, stored["name"].as_str()), (201, Some("Key")));
    let (status, session) = site.enter(&mut key).await;
    assert_eq!((status, session["person"]["id"].as_str()), (200, Some(person.id.to_string().as_str())));

    // The same answer a second time, an answer of a copied key, one of an unknown key.
    let (_, options) = site.post("", "/session/passkey/options", &json!({})).await;
    let answer = json!({ "credential": key.get(&options) });
    assert_eq!(site.post("", "/session/passkey", &answer).await.0, 200);
    assert_eq!(site.post("", "/session/passkey", &answer).await.1["code"], "passkey");
    key.rewind();
    assert_eq!(site.enter(&mut key).await.0, 401);
    let mut unknown = Authenticator::new(ORIGIN, 9);
    assert_eq!(site.enter(&mut unknown).await.0, 401);
    assert_eq!(site.post("", "/session/passkey", &json!({ "credential": {} })).await.0, 401);

    let id: verdigris_alliance::PasskeyId = stored["id"].as_str().unwrap().parse().unwrap();
    assert!(site.platform.store.end_passkey(person.id, id).await.unwrap());
    assert_eq!(site.enter(&mut Authenticator::new(ORIGIN, 7)).await.0, 401);
}

#[tokio::test]
async fn options_serve_only_the_person_they_were_made_for() {
    let site = Site::new().await;
    site.signed_in("wei").await;
    site.signed_in("mei").await;
    let mut key = Authenticator::new(ORIGIN, 7);
    let (_, options) = site.post("wei", "/account/passkeys/options", &json!({})).await;
    let answer = json!({ "name": "Key", "credential": key.create(&options) });
    let (status, refused) = site.post("mei", "/account/passkeys", &answer).await;
    assert_eq!((status, refused["code"].as_str()), (422, Some("invalid-fields")));
    assert_eq!(site.post("", "/account/passkeys", &answer).await.0, 401);
}

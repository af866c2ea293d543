//! A request made again with its key answers as before and is not done twice.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use verdigris_alliance::{OrganisationKind, Role};

use crate::{
    harness::{Answer, Client, Server},
    place::on_each_database,
};

fn plant(name: &str) -> Value {
    json!({ "name": { "en": name }, "sector": "aluminium-electrolysis", "region": "CN-YN" })
}

async fn post(client: &Client<'_>, key: &str, body: Value) -> Answer {
    client.ask(Method::POST, "/plants", Some(body), &[("idempotency-key", key)]).await
}

#[tokio::test]
async fn made_again_it_answers_as_before() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[Role::Steward]).await;
        server.person("b@owner.example", owner, &[Role::Steward]).await;
        let (one, other) = (server.sign_in("a@owner.example").await, server.sign_in("b@owner.example").await);
        let first = post(&one, "k1", plant("P")).await;
        let again = post(&one, "k1", plant("P")).await;
        assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED));
        assert_eq!((&first.json(), &first.headers["etag"]), (&again.json(), &again.headers["etag"]));
        assert_eq!(again.headers["idempotency-replayed"], "true");
        assert_eq!(post(&one, "k1", plant("Q")).await.code(), "idempotency-key");
        // Keys belong to their person.
        assert_ne!(post(&other, "k1", plant("P")).await.json()["id"], first.json()["id"]);
        assert_eq!(one.get("/plants").await.json()["items"].as_array().unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_refused_request_may_be_mended_under_its_key() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[Role::Steward]).await;
        let client = server.sign_in("a@owner.example").await;
        assert_eq!(post(&client, "k", plant("")).await.code(), "invalid-fields");
        assert_eq!(post(&client, "k", plant("P")).await.status, StatusCode::CREATED);
        assert_eq!(post(&client, &"k".repeat(201), plant("P")).await.code(), "bad-idempotency-key");
    })
    .await;
}

#[tokio::test]
async fn a_secret_is_shown_once() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[Role::Administrator]).await;
        let client = server.sign_in("a@owner.example").await;
        let path = format!("/organisations/{owner}/people");
        let body = json!({ "email": "new@owner.example", "name": "New", "role": "reader" });
        let ask = || client.ask(Method::POST, &path, Some(body.clone()), &[("idempotency-key", "k")]);
        let first = ask().await;
        assert_eq!(first.status, StatusCode::CREATED);
        assert!(first.json()["one_time_password"].as_str().unwrap().len() >= 16);
        let again = ask().await;
        assert_eq!(again.code(), "shown-once");
        assert!(!String::from_utf8(again.bytes).unwrap().contains("one_time_password"));
    })
    .await;
}

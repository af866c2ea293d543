//! API tokens: what they are good for, and what they are not.

use axum::http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use verdigris_alliance::{OrganisationKind, Role};

use crate::{
    harness::{Client, Server},
    place::on_each_database,
};

async fn made(client: &Client<'_>, scopes: Value) -> (String, String) {
    let expires = Timestamp::now() + SignedDuration::from_hours(24);
    let answer = client.post("/account/tokens", json!({ "name": "t", "scopes": scopes, "expires": expires })).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
    let token = answer.json();
    (token["id"].as_str().unwrap().to_owned(), token["secret"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say_until_it_is_revoked() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[Role::Steward, Role::Administrator]).await;
        let client = server.sign_in("a@owner.example").await;
        let (id, secret) = made(&client, json!(["read"])).await;
        assert!(secret.starts_with("vdg_") && secret.len() == 68);
        let reader = Client { bearer: secret.clone(), ..server.anybody() };
        assert_eq!(reader.get("/plants").await.status, StatusCode::OK);
        let plant = json!({ "name": { "en": "P" }, "sector": "aluminium-electrolysis", "region": "CN-YN" });
        assert_eq!(reader.post("/plants", plant.clone()).await.code(), "denied-scope");
        assert_eq!(
            reader.ask(Method::PATCH, "/account", Some(json!({ "name": "X" })), &[]).await.code(),
            "denied-scope"
        );
        let (_, secret) = made(&client, json!(["write", "read"])).await;
        let writer = Client { bearer: secret, ..server.anybody() };
        assert_eq!(writer.post("/plants", plant).await.status, StatusCode::CREATED);
        let new = json!({ "email": "x@y", "name": "X" });
        assert_eq!(writer.post(&format!("/organisations/{owner}/people"), new).await.code(), "denied-scope");
        assert_eq!(
            writer
                .post("/account/tokens", json!({ "name": "t", "scopes": ["read"], "expires": Timestamp::now() }))
                .await
                .code(),
            "session-needed"
        );
        let list = client.get("/account/tokens").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert!(!list.to_string().contains("secret") && !list.to_string().contains("vdg_"));
        assert_eq!(client.delete(&format!("/account/tokens/{id}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(reader.get("/plants").await.code(), "sign-in-first");
        assert_eq!(client.delete(&format!("/account/tokens/{id}")).await.code(), "not-found");
    })
    .await;
}

#[tokio::test]
async fn a_bad_token_is_no_session_even_beside_a_good_cookie() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[]).await;
        let client = server.sign_in("a@owner.example").await;
        for bearer in ["vdg_", "vdg_0000", "anything"] {
            let client = Client { bearer: bearer.into(), ..client.clone() };
            assert_eq!(client.get("/session").await.code(), "sign-in-first");
        }
    })
    .await;
}

#[tokio::test]
async fn tokens_end_within_a_year_and_name_known_scopes() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[]).await;
        let client = server.sign_in("a@owner.example").await;
        let now = Timestamp::now();
        for expires in [now - SignedDuration::from_secs(1), now + SignedDuration::from_hours(24 * 400)] {
            let answer =
                client.post("/account/tokens", json!({ "name": "t", "scopes": ["read"], "expires": expires })).await;
            assert_eq!(answer.json()["fields"][0]["code"], "bad-time");
        }
        let expires = now + SignedDuration::from_hours(1);
        let answer = client.post("/account/tokens", json!({ "name": "t", "scopes": [], "expires": expires })).await;
        assert_eq!(answer.json()["fields"][0]["name"], "scopes");
        let answer =
            client.post("/account/tokens", json!({ "name": "t", "scopes": ["root"], "expires": expires })).await;
        assert_eq!(answer.code(), "bad-body");
    })
    .await;
}

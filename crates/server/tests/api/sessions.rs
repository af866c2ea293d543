//! Signing in and out: what gives a session, what a session must show, and what ends it.

use axum::http::{Method, StatusCode, header};
use serde_json::json;
use verdigris_alliance::{OrganisationKind, Role};
use verdigris_server::{Configuration, identity::password};
use verdigris_store::NewPassword;

use crate::{
    harness::{PASSWORD, Server},
    place::on_each_database,
};

async fn with_one() -> Server {
    let server = Server::new().await;
    let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
    server.person("a@owner.example", owner, &[Role::Engineer]).await;
    server
}

#[tokio::test]
async fn a_password_begins_a_session_and_signing_out_ends_it() {
    on_each_database(async || {
        let server = with_one().await;
        let client = server.sign_in("A@Owner.example").await;
        let session = client.get("/session").await;
        assert_eq!(session.status, StatusCode::OK);
        let session = session.json();
        assert_eq!(session["person"]["email"], "a@owner.example");
        assert_eq!(session["mandates"][0]["role"], "engineer");
        assert_eq!(session["mode"], "production");
        assert_eq!(session["choose_password"], false);
        let out = client.delete("/session").await;
        assert_eq!(out.status, StatusCode::NO_CONTENT);
        assert!(out.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
        // Storage stays: the checkpoint of the log kept there is worth something only if it outlives the session.
        assert_eq!(out.headers["clear-site-data"], "\"cache\"");
        assert_eq!(client.get("/session").await.code(), "sign-in-first");
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    on_each_database(async || {
        let server = with_one().await;
        let sign_in = json!({ "email": "a@owner.example", "password": PASSWORD });
        let cookie = server.anybody().post("/session", sign_in.clone()).await.headers[header::SET_COOKIE].clone();
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.starts_with("verdigris="));
        let https = Configuration { public_url: Some("https://v.example".into()), ..Configuration::default() };
        let server = Server::with(https).await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[]).await;
        let answer = server.anybody().post("/session", sign_in).await;
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("__Host-verdigris=") && cookie.contains("; Secure"), "{cookie}");
        assert!(answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    })
    .await;
}

#[tokio::test]
async fn a_change_needs_the_sessions_own_value() {
    on_each_database(async || {
        let server = with_one().await;
        let client = server.sign_in("a@owner.example").await;
        let mut forged = client.clone();
        forged.csrf = String::new();
        assert_eq!(forged.ask(Method::PATCH, "/account", Some(json!({ "name": "X" })), &[]).await.code(), "csrf");
        forged.csrf = "0".repeat(32);
        assert_eq!(forged.ask(Method::PATCH, "/account", Some(json!({ "name": "X" })), &[]).await.code(), "csrf");
        assert_eq!(forged.delete("/session").await.code(), "csrf");
        assert_eq!(
            client.ask(Method::PATCH, "/account", Some(json!({ "name": "X" })), &[]).await.status,
            StatusCode::OK
        );
        assert_eq!(client.get("/session").await.json()["person"]["name"], "X");
    })
    .await;
}

#[tokio::test]
async fn signing_in_again_gives_another_secret_and_ends_the_one_before() {
    on_each_database(async || {
        let server = with_one().await;
        let first = server.sign_in("a@owner.example").await;
        let body = json!({ "email": "a@owner.example", "password": PASSWORD });
        let answer = first.ask(Method::POST, "/session", Some(body), &[]).await;
        let second = server.anybody().signed_in(&answer);
        assert_ne!(first.cookie, second.cookie);
        assert_eq!(first.get("/session").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(second.get("/session").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_address_looks_like_a_wrong_password() {
    on_each_database(async || {
        let server = with_one().await;
        let wrong = server
            .anybody()
            .post("/session", json!({ "email": "a@owner.example", "password": "wrong wrong wrong" }))
            .await;
        let unknown =
            server.anybody().post("/session", json!({ "email": "b@owner.example", "password": PASSWORD })).await;
        assert_eq!((wrong.status, wrong.code()), (unknown.status, unknown.code()));
        assert_eq!(wrong.code(), "bad-credentials");
        assert!(!wrong.headers.contains_key(header::SET_COOKIE));
    })
    .await;
}

#[tokio::test]
async fn wrong_passwords_lock_the_account_whoever_sends_them() {
    on_each_database(async || {
        let server = with_one().await;
        let wrong = json!({ "email": "a@owner.example", "password": "wrong wrong wrong" });
        for _ in 0..5 {
            assert_eq!(server.anybody().post("/session", wrong.clone()).await.code(), "bad-credentials");
        }
        let right = json!({ "email": "a@owner.example", "password": PASSWORD });
        let locked = server.anybody().post("/session", right.clone()).await;
        assert_eq!((locked.status, locked.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "locked"));
        let seconds: u64 = locked.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        // An address nobody has locks in the same way: locks do not tell which accounts there are.
        for _ in 0..5 {
            let unknown = json!({ "email": "nobody@owner.example", "password": PASSWORD });
            assert_eq!(server.anybody().post("/session", unknown).await.code(), "bad-credentials");
        }
        let unknown = json!({ "email": "nobody@owner.example", "password": PASSWORD });
        assert_eq!(server.anybody().post("/session", unknown).await.code(), "locked");
    })
    .await;
}

#[tokio::test]
async fn an_operator_unlocks_an_account() {
    on_each_database(async || {
        let server = with_one().await;
        let host = server.organisation("Host", OrganisationKind::Host).await;
        server.person("op@host.example", host, &[Role::Operator]).await;
        let person = server.platform.store.person_by_email("a@owner.example").await.unwrap().unwrap().id;
        let wrong = json!({ "email": "a@owner.example", "password": "wrong wrong wrong" });
        for _ in 0..5 {
            server.anybody().post("/session", wrong.clone()).await;
        }
        let operator = server.sign_in("op@host.example").await;
        let step = operator.post(&format!("/people/{person}/moves"), json!({ "move": "unlock" })).await;
        assert_eq!(step.status, StatusCode::NO_CONTENT);
        server.sign_in("a@owner.example").await;
        let close = operator.post(&format!("/people/{person}/moves"), json!({ "move": "close" })).await;
        assert_eq!(close.status, StatusCode::NO_CONTENT);
        let right = json!({ "email": "a@owner.example", "password": PASSWORD });
        assert_eq!(server.anybody().post("/session", right).await.code(), "bad-credentials");
    })
    .await;
}

#[tokio::test]
async fn attempts_from_one_address_are_limited() {
    on_each_database(async || {
        let mut configuration = Configuration::default();
        configuration.limits.sign_ins_per_minute = 2;
        let server = Server::with(configuration).await;
        let body = json!({ "email": "x@y", "password": "z" });
        for _ in 0..2 {
            assert_eq!(server.anybody().post("/session", body.clone()).await.code(), "bad-credentials");
        }
        assert_eq!(server.anybody().post("/session", body).await.code(), "too-many-requests");
    })
    .await;
}

#[tokio::test]
async fn a_password_handed_out_serves_to_choose_another_and_nothing_else() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        server.person_with("n@owner.example", owner, &[Role::Engineer], NewPassword { hash, one_time: true }).await;
        let client = server.sign_in("n@owner.example").await;
        assert_eq!(client.get("/session").await.json()["choose_password"], true);
        assert_eq!(client.get("/plants").await.code(), "choose-password-first");
        assert_eq!(
            client.ask(Method::PATCH, "/account", Some(json!({ "name": "X" })), &[]).await.code(),
            "choose-password-first"
        );
        let change =
            |current: &str, new: &str| client.post("/account/password", json!({ "current": current, "new": new }));
        let short = change(PASSWORD, "short").await;
        assert_eq!(
            (short.code().as_str(), short.json()["fields"][0]["code"].as_str()),
            ("invalid-fields", Some("password-short"))
        );
        assert_eq!(change(PASSWORD, "password12345").await.json()["fields"][0]["code"], "password-common");
        assert_eq!(change("another", "seven quiet anodes hum").await.json()["fields"][0]["code"], "password-wrong");
        assert_eq!(change(PASSWORD, PASSWORD).await.json()["fields"][0]["code"], "password-same");
        let done = change(PASSWORD, "seven quiet anodes hum").await;
        assert_eq!(done.status, StatusCode::NO_CONTENT);
        // The old secret is void, the new one goes on with the same value for changes.
        assert_eq!(client.get("/session").await.status, StatusCode::UNAUTHORIZED);
        let client = client.clone().signed_in(&done);
        assert_eq!(client.get("/plants").await.status, StatusCode::OK);
        assert_eq!(
            client.ask(Method::PATCH, "/account", Some(json!({ "name": "X" })), &[]).await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn a_password_handed_out_waits_only_so_long() {
    on_each_database(async || {
        let mut configuration = Configuration::default();
        configuration.sessions.one_time_hours = 0;
        let server = Server::with(configuration).await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        server.person_with("n@owner.example", owner, &[], NewPassword { hash, one_time: true }).await;
        server.person("a@owner.example", owner, &[]).await;
        let sign_in = async |email: &str, password: &str| {
            server.anybody().post("/session", json!({ "email": email, "password": password })).await
        };
        let over = sign_in("n@owner.example", PASSWORD).await;
        assert_eq!((over.status, over.code().as_str()), (StatusCode::UNAUTHORIZED, "one-time-over"));
        // Who does not know it learns nothing of it, and passwords of one's own do not end.
        assert_eq!(sign_in("n@owner.example", "wrong wrong wrong").await.code(), "bad-credentials");
        assert_eq!(sign_in("a@owner.example", PASSWORD).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_own_person_only() {
    on_each_database(async || {
        let server = with_one().await;
        let owner = server.organisation("Other", OrganisationKind::Enterprise).await;
        server.person("b@other.example", owner, &[]).await;
        let (one, two) = (server.sign_in("a@owner.example").await, server.sign_in("a@owner.example").await);
        let list = one.get("/account/sessions").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        let other = list["items"].as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
        let path = format!("/account/sessions/{}", other["id"].as_str().unwrap());
        let stranger = server.sign_in("b@other.example").await;
        assert_eq!(stranger.delete(&path).await.code(), "not-found");
        assert_eq!(one.delete(&path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(two.get("/session").await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

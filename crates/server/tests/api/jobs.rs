//! Background work: done, watched, stopped, and done again after a crash.

use std::time::Duration;

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::watch;
use verdigris_alliance::{JobId, OrganisationKind, PersonId, Role};
use verdigris_server::{
    Configuration,
    jobs::{Done, Failure, Kind, work},
};
use verdigris_store::NewJob;
use verdigris_wording::{Kind as ProblemKind, Problem};

use crate::{harness::Server, place::on_each_database};

/// Counts to three and ends well.
const COUNT: Kind = Kind {
    word: "count",
    begin: |_, _, progress| {
        Box::pin(async move {
            for step in 1..=3 {
                progress.at(f64::from(step) / 3.0, "running");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Ok(Done::Outcome(json!({ "kind": "number", "id": "3" })))
        })
    },
};

/// Goes on until it is told to stop.
const LAST: Kind = Kind {
    word: "last",
    begin: |_, _, progress| {
        Box::pin(async move {
            while !progress.is_cancelled() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Err(Failure::Stopped)
        })
    },
};

const FAIL: Kind = Kind {
    word: "fail",
    begin: |_, _, _| Box::pin(async { Err(Problem::new("bad-year", ProblemKind::Input).with("year", "0").into()) }),
};

const PANIC: Kind = Kind { word: "panic", begin: |_, _, _| Box::pin(async { panic!("on purpose") }) };

async fn with_worker() -> (Server, PersonId, watch::Sender<bool>) {
    let kinds = vec![COUNT, LAST, FAIL, PANIC];
    let server = Server::changed(Configuration::default(), |platform| platform.jobs.kinds = kinds).await;
    let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
    let person = server.person("a@owner.example", owner, &[Role::Engineer]).await;
    server.person("b@owner.example", owner, &[Role::Engineer]).await;
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(work(server.platform.clone(), stopping));
    (server, person, stop)
}

async fn ask(server: &Server, person: PersonId, kind: &str, attempts: u32) -> JobId {
    let new = NewJob { kind: kind.into(), person, plant: None, question: json!({}), attempts_allowed: attempts };
    let job = server.platform.store.enqueue(&new, Timestamp::now()).await.unwrap();
    server.platform.jobs.wake();
    job.id
}

#[tokio::test]
async fn news_come_until_the_end() {
    on_each_database(async || {
        let (server, person, _stop) = with_worker().await;
        let id = ask(&server, person, "count", 1).await;
        let client = server.sign_in("a@owner.example").await;
        let news = client.get(&format!("/jobs/{id}/events")).await;
        assert_eq!(news.headers["content-type"], "text/event-stream");
        let news = String::from_utf8(news.bytes).unwrap();
        assert_eq!(news.matches("event: end").count(), 1);
        let last = news.lines().rev().find_map(|line| line.strip_prefix("data: ")).unwrap();
        let job: serde_json::Value = serde_json::from_str(last).unwrap();
        assert_eq!((job["state"].as_str(), job["progress"].as_f64()), (Some("done"), Some(1.0)));
        assert_eq!(job["result"], json!({ "kind": "number", "id": "3" }));
        let colleague = server.sign_in("b@owner.example").await;
        for path in [format!("/jobs/{id}"), format!("/jobs/{id}/events")] {
            assert_eq!(colleague.get(&path).await.code(), "not-found");
        }
        assert_eq!(colleague.delete(&format!("/jobs/{id}")).await.code(), "not-found");
        assert_eq!(colleague.get("/jobs").await.json()["items"], json!([]));
        assert_eq!(client.delete(&format!("/jobs/{id}")).await.code(), "job-over");
    })
    .await;
}

#[tokio::test]
async fn a_running_job_stops_when_asked() {
    on_each_database(async || {
        let (server, person, _stop) = with_worker().await;
        let id = ask(&server, person, "last", 1).await;
        let client = server.sign_in("a@owner.example").await;
        while client.get(&format!("/jobs/{id}")).await.json()["state"] == "queued" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(client.delete(&format!("/jobs/{id}")).await.status, StatusCode::OK);
        let news = String::from_utf8(client.get(&format!("/jobs/{id}/events")).await.bytes).unwrap();
        assert!(news.contains(r#""state":"cancelled""#), "{news}");
    })
    .await;
}

#[tokio::test]
async fn a_failure_says_why_and_a_panic_takes_no_worker_along() {
    on_each_database(async || {
        let (server, person, _stop) = with_worker().await;
        let client = server.sign_in("a@owner.example").await;
        for (kind, code) in [("fail", "bad-year"), ("panic", "internal"), ("unheard-of", "job-kind")] {
            let id = ask(&server, person, kind, 1).await;
            client.get(&format!("/jobs/{id}/events")).await;
            let job = client.get(&format!("/jobs/{id}")).await.json();
            assert_eq!((job["state"].as_str(), job["problem"]["code"].as_str()), (Some("failed"), Some(code)), "{job}");
            assert!(!job["problem"]["messages"]["zh"].as_str().unwrap().is_empty());
        }
        let id = ask(&server, person, "count", 1).await;
        client.get(&format!("/jobs/{id}/events")).await;
        assert_eq!(client.get(&format!("/jobs/{id}")).await.json()["state"], "done");
    })
    .await;
}

#[tokio::test]
async fn a_job_left_by_a_worker_that_died_is_begun_again() {
    on_each_database(async || {
        let kinds = vec![COUNT];
        let server = Server::changed(Configuration::default(), |platform| platform.jobs.kinds = kinds).await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        let person = server.person("a@owner.example", owner, &[Role::Engineer]).await;
        let id = ask(&server, person, "count", 3).await;
        // A worker claimed it a minute ago and was killed: nobody renews the claim.
        let then = Timestamp::now() - SignedDuration::from_secs(60);
        assert!(server.platform.store.claim(SignedDuration::from_secs(20), then).await.unwrap().is_some());
        let (_stop, stopping) = watch::channel(false);
        tokio::spawn(work(server.platform.clone(), stopping));
        let client = server.sign_in("a@owner.example").await;
        client.get(&format!("/jobs/{id}/events")).await;
        let job = client.get(&format!("/jobs/{id}")).await.json();
        assert_eq!((job["state"].as_str(), job["attempts"].as_u64()), (Some("done"), Some(2)));
    })
    .await;
}

#[tokio::test]
async fn a_server_that_stops_gives_its_job_back() {
    on_each_database(async || {
        let (server, person, stop) = with_worker().await;
        let id = ask(&server, person, "last", 1).await;
        let client = server.sign_in("a@owner.example").await;
        while client.get(&format!("/jobs/{id}")).await.json()["state"] == "queued" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.send(true).unwrap();
        while client.get(&format!("/jobs/{id}")).await.json()["state"] == "running" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let job = client.get(&format!("/jobs/{id}")).await.json();
        assert_eq!((job["state"].as_str(), job["attempts"].as_u64()), (Some("queued"), Some(0)));
    })
    .await;
}

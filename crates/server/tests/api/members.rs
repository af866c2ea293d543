//! Organisations, people, mandates and plants through the API.

use axum::http::{Method, StatusCode, header};
use serde_json::json;
use verdigris_alliance::{OrganisationKind, Role};

use crate::{harness::Server, place::on_each_database};

#[tokio::test]
async fn an_organisation_joins_step_by_step() {
    on_each_database(async || {
        let server = Server::new().await;
        let host = server.organisation("Host", OrganisationKind::Host).await;
        server.person("op@host.example", host, &[Role::Operator]).await;
        server.person("sec@host.example", host, &[Role::Secretariat]).await;
        let (operator, secretariat) =
            (server.sign_in("op@host.example").await, server.sign_in("sec@host.example").await);
        let new = json!({ "name": { "en": "Smelter", "zh": "冶炼厂" }, "kind": "enterprise", "region": "CN-SD" });
        assert_eq!(secretariat.post("/organisations", new.clone()).await.code(), "denied-role");
        let made = operator.post("/organisations", new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
        let (id, made) = (made.json()["id"].as_str().unwrap().to_owned(), made.json());
        assert_eq!((made["state"].as_str(), made["region_name"]["zh"].as_str()), (Some("applied"), Some("山东")));
        let path = format!("/organisations/{id}/moves");
        assert_eq!(operator.post(&path, json!({ "move": "vet" })).await.code(), "denied-role");
        assert_eq!(secretariat.post(&path, json!({ "move": "admit" })).await.code(), "member-move");
        assert_eq!(secretariat.post(&path, json!({ "move": "vet" })).await.json()["state"], "vetted");
        let admitted = secretariat.post(&path, json!({ "move": "admit" })).await.json();
        assert_eq!(admitted["state"], "admitted");
        assert!(admitted["can"].as_array().unwrap().contains(&json!("suspend")));
        let list = operator.get("/organisations?q=%E5%86%B6%E7%82%BC").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!(operator.get("/organisations?kind=nonsense").await.code(), "bad-query");
        assert_eq!(operator.get("/organisations?limit=0").await.code(), "invalid-fields");
        assert_eq!(operator.get("/organisations?cursor=x").await.code(), "bad-cursor");
    })
    .await;
}

#[tokio::test]
async fn a_change_is_made_to_what_was_read() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[Role::Administrator, Role::Steward]).await;
        let client = server.sign_in("a@owner.example").await;
        let plant = server.plant(owner, "P").await;
        for path in [format!("/organisations/{owner}"), format!("/plants/{plant}")] {
            let read = client.get(&path).await;
            let etag = read.headers[header::ETAG].to_str().unwrap().to_owned();
            let same = client.ask(Method::GET, &path, None, &[("if-none-match", &etag)]).await;
            assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
            let change = json!({ "name": { "en": "New", "zh": "新" } });
            let without = client.ask(Method::PATCH, &path, Some(change.clone()), &[]).await;
            assert_eq!(
                (without.status, without.code().as_str()),
                (StatusCode::PRECONDITION_REQUIRED, "if-match-needed")
            );
            let done = client.patch(&path, &etag, change.clone()).await;
            assert_eq!((done.status, done.json()["name"]["zh"].as_str()), (StatusCode::OK, Some("新")));
            let stale = client.patch(&path, &etag, change).await;
            assert_eq!((stale.status, stale.code().as_str()), (StatusCode::PRECONDITION_FAILED, "stale"));
            let next = done.headers[header::ETAG].to_str().unwrap();
            let wrong = client.patch(&path, next, json!({ "region": "Atlantis" })).await;
            assert_eq!(
                (wrong.code().as_str(), wrong.json()["fields"][0]["name"].as_str()),
                ("invalid-fields", Some("region"))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn people_and_mandates_are_the_administrators() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("a@owner.example", owner, &[Role::Administrator]).await;
        server.person("e@owner.example", owner, &[Role::Engineer]).await;
        let (administrator, engineer) =
            (server.sign_in("a@owner.example").await, server.sign_in("e@owner.example").await);
        let people = format!("/organisations/{owner}/people");
        assert_eq!(engineer.get(&people).await.code(), "denied-role");
        let new = json!({ "email": "n@owner.example", "name": "New", "language": "zh" });
        assert_eq!(engineer.post(&people, new.clone()).await.code(), "denied-role");
        let made = administrator.post(&people, new.clone()).await;
        assert_eq!(made.status, StatusCode::CREATED);
        assert_eq!(administrator.post(&people, new).await.code(), "email-taken");
        let person = made.json()["person"]["id"].as_str().unwrap().to_owned();
        let mandates = format!("/organisations/{owner}/mandates");
        let given = administrator.post(&mandates, json!({ "person": person, "role": "steward" })).await;
        assert_eq!(given.status, StatusCode::CREATED, "{}", given.json());
        assert_eq!(
            administrator.post(&mandates, json!({ "person": person, "role": "steward" })).await.code(),
            "mandate-held"
        );
        assert_eq!(
            administrator.post(&mandates, json!({ "person": person, "role": "operator" })).await.code(),
            "denied-unfit"
        );
        assert_eq!(
            administrator.post(&mandates, json!({ "person": person, "role": "expert" })).await.code(),
            "denied-role"
        );
        let list = administrator.get(&people).await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 3);
        let password = made.json()["one_time_password"].as_str().unwrap().to_owned();
        let sign_in = json!({ "email": "n@owner.example", "password": password });
        assert_eq!(server.anybody().post("/session", sign_in).await.json()["choose_password"], true);
        let mandate = given.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(engineer.delete(&format!("/mandates/{mandate}")).await.code(), "not-found");
        assert_eq!(administrator.delete(&format!("/mandates/{mandate}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(administrator.delete(&format!("/mandates/{mandate}")).await.code(), "not-found");
    })
    .await;
}

#[tokio::test]
async fn plants_are_added_by_stewards_and_seen_by_their_own() {
    on_each_database(async || {
        let server = Server::new().await;
        let owner = server.organisation("Owner", OrganisationKind::Enterprise).await;
        server.person("s@owner.example", owner, &[Role::Steward]).await;
        server.person("r@owner.example", owner, &[Role::Reader]).await;
        let (steward, reader) = (server.sign_in("s@owner.example").await, server.sign_in("r@owner.example").await);
        let plant = json!({ "name": { "zh": "电解铝厂" }, "sector": "aluminium-electrolysis", "region": "CN-YN" });
        assert_eq!(reader.post("/plants", plant.clone()).await.code(), "denied-role");
        let made = steward.post("/plants", plant.clone()).await.json();
        assert_eq!((made["basis"].as_str(), made["name"]["zh"].as_str()), (Some("own"), Some("电解铝厂")));
        assert_eq!(made["can"], json!(["edit"]));
        let wrong =
            steward.post("/plants", json!({ "name": { "en": "P" }, "sector": "cheese", "region": "CN-YN" })).await;
        assert_eq!(wrong.json()["fields"][0]["name"], "sector");
        let seen = reader.get("/plants").await.json();
        assert_eq!(seen["items"][0]["id"], made["id"]);
        assert_eq!(seen["items"][0]["can"], json!([]));
        assert_eq!(steward.get("/plants?q=%E9%93%9D").await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(steward.get("/plants?sector=copper").await.json()["items"].as_array().unwrap().len(), 0);
    })
    .await;
}

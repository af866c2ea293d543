//! The example alliance loaded into a new store, and the library and sector over HTTP.

mod place;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use jiff::{SignedDuration, Timestamp};
use place::on_each_database;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use verdigris_alliance::GrantState;
use verdigris_server::{Configuration, Mode, Platform, Shared, demo, router};
use verdigris_store::{NewToken, OrganisationFilter, Paging};

/// A demo server over a new folder, with the alliance loaded.
struct Served {
    platform: Shared,
    router: Router,
    now: Timestamp,
    _folder: tempfile::TempDir,
}

struct Answered {
    status: StatusCode,
    etag: Option<String>,
    text: String,
}

impl Answered {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} {}", self.status, self.text))
    }
}

async fn served() -> Served {
    let folder = tempfile::tempdir().unwrap();
    let data = Some(folder.path().to_owned());
    let database = place::database().await;
    let configuration = Configuration { data, database, mode: Mode::Demo, ..Configuration::default() };
    let platform = Platform::open(configuration).await.unwrap();
    let now = Timestamp::now();
    demo::load(&platform.store, now).await.unwrap();
    Served { router: router(platform.clone()), platform, now, _folder: folder }
}

impl Served {
    /// A token of a person of the example alliance.
    async fn token(&self, email: &str) -> String {
        let person = self.platform.store.person_by_email(email).await.unwrap().unwrap();
        let secret = format!("vdg_test-{email}");
        let digest: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        let expires = self.now.saturating_add(SignedDuration::from_hours(1)).unwrap();
        let new = NewToken {
            person: person.id,
            name: "test".into(),
            secret: digest,
            scopes: vec!["read".into(), "write".into()],
            expires,
        };
        self.platform.store.add_token(new, self.now).await.unwrap();
        secret
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answered {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(Value::String(text)) => Body::from(text),
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        let etag = response.headers().get(header::ETAG).map(|value| value.to_str().unwrap().to_owned());
        let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        Answered { status, etag, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str, token: &str) -> Answered {
        self.ask(Method::GET, path, token, &[], None).await
    }
}

#[tokio::test]
async fn the_alliance_loads_once_in_all_its_states() {
    on_each_database(async || {
        let served = served().await;
        let store = &served.platform.store;
        let all = Paging::new(200, None);
        let organisations = store.organisations(&OrganisationFilter::default(), &all).await.unwrap().items;
        assert_eq!(organisations.len(), 13);
        assert!(
            organisations.iter().all(|one| one.organisation.example && one.organisation.name.zh.starts_with("示例"))
        );
        assert_eq!(store.documents().await.unwrap().len(), 18);
        let mut states = std::collections::BTreeSet::new();
        for one in &organisations {
            for grant in store.grants_of(&[one.organisation.id], &all).await.unwrap().items {
                states.insert(grant.read().unwrap().state(served.now));
            }
        }
        assert_eq!(states, GrantState::ALL.iter().copied().collect());
        let size = store.log().size().await.unwrap();
        let again = demo::load(store, served.now).await.unwrap();
        assert_eq!(again.len(), 10);
        assert_eq!(store.log().size().await.unwrap(), size, "loading again adds nothing");
        let offered = demo::accounts().unwrap();
        assert!(offered.len() >= 8);
        for account in offered {
            let person = store.person_by_email(&account.email).await.unwrap().unwrap();
            assert!(store.password(person.id).await.unwrap().is_some());
        }
    })
    .await;
}

#[tokio::test]
async fn documents_are_found_read_and_written() {
    on_each_database(async || {
        let served = served().await;
        let reader = served.token("engineer@east-aluminium.example").await;
        assert_eq!(served.get("/documents", "").await.status, StatusCode::UNAUTHORIZED);

        let found = served.get("/documents?q=%E8%B5%A4%E6%B3%A5&limit=5", &reader).await.json();
        assert_eq!(found["items"][0]["kind"], "technology", "{found}");
        assert!(found["items"][0]["highlights"]["title"].as_str().unwrap().contains("<mark>"));
        let first = served.get("/documents?limit=7", &reader).await.json();
        let next = first["next"].as_str().unwrap();
        let second = served.get(&format!("/documents?limit=7&cursor={next}"), &reader).await.json();
        assert_eq!(second["items"].as_array().unwrap().len(), 7);
        assert_ne!(first["items"][0]["id"], second["items"][0]["id"]);
        for bad in ["kind=x", "limit=0", "cursor=zz", "language=fr", "year=soon"] {
            assert_eq!(
                served.get(&format!("/documents?{bad}"), &reader).await.status,
                StatusCode::BAD_REQUEST,
                "{bad}"
            );
        }

        let standard = served.get("/documents?q=GB%2FT%2036132&kind=standard", &reader).await.json();
        let id = standard["items"][0]["id"].as_str().unwrap().to_owned();
        let shown = served.get(&format!("/documents/{id}"), &reader).await.json();
        assert_eq!(shown["kind"], "standard");

        let new = json!({"kind": "news", "title": {"zh": "镓的新消息"}, "body": {"zh": "正文 <script>"}, "tags": ["镓"],
        "links": [{"kind": "url", "id": "https://alliance.example", "label": {"en": "x"}}]});
        let refused = served.ask(Method::POST, "/documents", &reader, &[], Some(new.clone())).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
        let editor = served.token("editor@alliance.example").await;
        let mut bad = new.clone();
        bad["links"][0]["id"] = json!("javascript:alert(1)");
        let refused = served.ask(Method::POST, "/documents", &editor, &[], Some(bad)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let created = served.ask(Method::POST, "/documents", &editor, &[], Some(new.clone())).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
        let id = created.json()["id"].as_str().unwrap().to_owned();
        let path = format!("/documents/{id}");
        assert_eq!(served.get("/documents?q=jia%20xinxiaoxi", &reader).await.json()["total"], 1);

        let mut changed = new.clone();
        changed["title"] = json!({"zh": "锗的新消息"});
        let without = served.ask(Method::PUT, &path, &editor, &[], Some(changed.clone())).await;
        assert_eq!(without.status, StatusCode::PRECONDITION_REQUIRED);
        let etag = created.etag.unwrap();
        let put = served.ask(Method::PUT, &path, &editor, &[("if-match", &etag)], Some(changed.clone())).await;
        assert_eq!((put.status, put.json()["version"].as_u64()), (StatusCode::OK, Some(2)), "{}", put.text);
        let stale = served.ask(Method::PUT, &path, &editor, &[("if-match", &etag)], Some(changed)).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let old = served.get(&format!("{path}?version=1"), &reader).await.json();
        assert_eq!((&old["title"]["zh"], old["versions"].as_array().unwrap().len()), (&json!("镓的新消息"), 2));
        assert_eq!(
            served.get("/documents?q=%E9%94%97%E7%9A%84%E6%96%B0%E6%B6%88%E6%81%AF", &reader).await.json()["total"],
            1
        );

        let upload = format!("{path}/attachments?file_name=%E8%A1%A8.csv");
        let media = [("content-type", "text/html")];
        let file = served.ask(Method::POST, &upload, &editor, &media, Some(json!("a,b\n"))).await;
        assert_eq!(file.status, StatusCode::CREATED, "{}", file.text);
        assert_eq!(file.json()["media_type"], "application/octet-stream", "a page is never handed out as one");
        let fetched = served.get(&format!("{path}/attachments/{}", file.json()["id"].as_str().unwrap()), &reader).await;
        assert_eq!(fetched.text, "a,b\n");
    })
    .await;
}

#[tokio::test]
async fn feeds_and_the_sector_answer() {
    on_each_database(async || {
        let served = served().await;
        let feed = served.get("/feed.atom?language=zh&kind=news", "").await;
        assert!(feed.status == StatusCode::OK && feed.text.contains("示例联盟平台上线"), "{}", feed.text);
        assert!(served.get("/feed.rss?language=en", "").await.text.contains("<rss"));
        assert_eq!(served.get("/feed.rss?kind=x", "").await.status, StatusCode::BAD_REQUEST);

        let reader = served.token("analyst@metal-association.example").await;
        let facilities = served.get("/sector/facilities?metal=copper&country=CN&kind=smelter", &reader).await.json();
        assert!(facilities["items"].as_array().unwrap().len() >= 10);
        assert_eq!(facilities["sources"][0]["licence"], "CC BY 4.0");
        let series = served.get("/sector/series?metal=aluminium&topic=intensity&region=CN", &reader).await.json();
        let points = series["series"][0]["points"].as_array().unwrap();
        assert!(points.contains(&json!([2021, 13511.0])), "{series}");
        let topics = served.get("/sector/topics", &reader).await.json();
        assert_eq!(topics.as_array().unwrap().len(), 3);
        assert_eq!(served.get("/sector/series?topic=prices", &reader).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(served.get("/sector/topics", "").await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

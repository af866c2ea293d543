//! A server in memory, people who ask it, and an alliance small enough to know by heart.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;
use verdigris_alliance::{MemberMove, OrganisationId, OrganisationKind, PersonId, PlantId, Role};
use verdigris_quantity::{Label, Language};
use verdigris_server::{Configuration, Platform, Shared, identity::password, router};
use verdigris_store::{NewMandate, NewOrganisation, NewPassword, NewPerson, NewProfile};

/// The password of everybody here.
pub const PASSWORD: &str = "slow copper river song";

/// A server with its data in a folder of its own.
pub struct Server {
    pub router: Router,
    pub platform: Shared,
    _folder: TempDir,
}

/// What a request was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null where there is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The code of a problem, whose shape is held on the way.
    pub fn code(&self) -> String {
        let problem = self.json();
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{problem}");
        assert_eq!(problem["status"], self.status.as_u16(), "{problem}");
        let code = problem["code"].as_str().unwrap().to_owned();
        assert_eq!(problem["type"], format!("/problems/{code}"));
        for language in ["en", "zh"] {
            let text = problem["messages"][language].as_str().unwrap();
            assert!(!text.is_empty() && !text.starts_with("problem-") && text != code, "{problem}");
        }
        assert_ne!(problem["messages"]["en"], problem["messages"]["zh"], "{problem}");
        assert_eq!(problem["request_id"].as_str(), self.headers["x-request-id"].to_str().ok());
        code
    }
}

impl Server {
    /// An empty server.
    pub async fn new() -> Self {
        Self::with(Configuration::default()).await
    }

    /// An empty server with a configuration; its data folder is set here.
    pub async fn with(configuration: Configuration) -> Self {
        Self::changed(configuration, |_| {}).await
    }

    /// The same, with the platform changed before it is shared.
    pub async fn changed(configuration: Configuration, change: impl FnOnce(&mut Platform)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, database) = (Some(folder.path().to_owned()), crate::place::database().await);
        let configuration = Configuration { data, database, ..configuration };
        let mut platform = Platform::open(configuration).await.unwrap();
        change(Arc::get_mut(&mut platform).unwrap());
        Self { router: router(platform.clone()), platform, _folder: folder }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// Registers an organisation that is a member.
    pub async fn organisation(&self, name: &str, kind: OrganisationKind) -> OrganisationId {
        let at = Timestamp::now();
        let new = NewOrganisation {
            name: Label::new(name, name),
            kind,
            region: "CN-YN".into(),
            holding: None,
            example: true,
        };
        let organisation = self.platform.store.add_organisation(&new, None, at).await.unwrap();
        if !kind.is_body() {
            for step in [MemberMove::Vet, MemberMove::Admit] {
                self.platform.store.move_member(organisation.id, step, None, at).await.unwrap();
            }
        }
        organisation.id
    }

    /// A person with the common password and roles in an organisation.
    pub async fn person(&self, email: &str, organisation: OrganisationId, roles: &[Role]) -> PersonId {
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        self.person_with(email, organisation, roles, NewPassword { hash, one_time: false }).await
    }

    /// A person with a password as stored.
    pub async fn person_with(
        &self,
        email: &str,
        organisation: OrganisationId,
        roles: &[Role],
        password: NewPassword,
    ) -> PersonId {
        let at = Timestamp::now();
        let new = NewPerson { name: format!("Person {email}"), email: email.into(), language: Language::En };
        let person = self.platform.store.add_person(&new, Some(&password), at).await.unwrap();
        for role in roles {
            let mandate = NewMandate { person: person.id, organisation, role: *role, until: None };
            self.platform.store.give_mandate(&mandate, None, at).await.unwrap();
        }
        person.id
    }

    /// A plant of an organisation.
    pub async fn plant(&self, owner: OrganisationId, name: &str) -> PlantId {
        let profile = NewProfile {
            name: Label::new(name, name),
            sector: "aluminium-electrolysis".into(),
            region: "CN-YN".into(),
        };
        self.platform.store.add_plant(owner, &profile, true, None, Timestamp::now()).await.unwrap().id
    }

    /// Nobody in particular.
    pub fn anybody(&self) -> Client<'_> {
        Client { server: self, cookie: String::new(), csrf: String::new(), bearer: String::new() }
    }

    /// Somebody signed in.
    pub async fn sign_in(&self, email: &str) -> Client<'_> {
        let answer = self.anybody().post("/session", json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        self.anybody().signed_in(&answer)
    }
}

/// Somebody who asks.
#[derive(Clone)]
pub struct Client<'a> {
    pub server: &'a Server,
    pub cookie: String,
    pub csrf: String,
    pub bearer: String,
}

impl Client<'_> {
    /// The same with the session an answer began.
    pub fn signed_in(mut self, answer: &Answer) -> Self {
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut self.cookie);
        if let Some(csrf) = answer.json()["csrf"].as_str() {
            csrf.clone_into(&mut self.csrf);
        }
        self
    }

    /// A request under `/api/v1` with headers of its own.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        if !self.csrf.is_empty() {
            request = request.header("x-csrf-token", &self.csrf);
        }
        if !self.bearer.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.bearer));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        self.server.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body), &[]).await
    }

    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path, Some(body), &[("if-match", etag)]).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None, &[]).await
    }
}

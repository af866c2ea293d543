//! What the engines answer over HTTP: footprints as the crates compute them, and a plant's year from its file to its
//! diagnosis.

mod place;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use jiff::{SignedDuration, Timestamp};
use place::on_each_database;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use verdigris_inventory::progress::Watch;
use verdigris_quantity::Language;
use verdigris_server::{
    Configuration, Mode, Platform, Shared, demo,
    jobs::{Done, Progress},
    router,
};
use verdigris_store::NewToken;
use verdigris_study::{DEFAULT_METHOD, Loaded, Study, Wanted, compare, contributions, footprint, sensitivity};

struct Served {
    platform: Shared,
    router: Router,
    now: Timestamp,
    _folder: tempfile::TempDir,
}

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answered {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{} {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    fn is(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        if self.body.is_empty() { Value::Null } else { self.json() }
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
    async fn token(&self, email: &str) -> String {
        let person = self.platform.store.person_by_email(email).await.unwrap().unwrap();
        let secret = format!("vdg_test-{email}");
        let new = NewToken {
            person: person.id,
            name: "test".into(),
            secret: Sha256::digest(secret.as_bytes()).into(),
            scopes: vec!["read".into(), "write".into()],
            expires: self.now.saturating_add(SignedDuration::from_hours(1)).unwrap(),
        };
        self.platform.store.add_token(new, self.now).await.unwrap();
        secret
    }

    async fn ask(&self, method: Method, path: &str, token: &str, headers: &[(&str, &str)], body: Body) -> Answered {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec();
        Answered { status, headers, body }
    }

    async fn get(&self, path: &str, token: &str) -> Answered {
        self.ask(Method::GET, path, token, &[], Body::empty()).await
    }

    async fn send(&self, method: Method, path: &str, token: &str, body: Value) -> Answered {
        let kind = [("content-type", "application/json")];
        self.ask(method, path, token, &kind, Body::from(body.to_string())).await
    }
}

const PRODUCT: &str = "primary-aluminium-ingot";
const ENGINEER: &str = "engineer@east-aluminium.example";

#[tokio::test]
async fn footprints_are_those_the_command_line_gives() {
    let served = served().await;
    let token = served.token(ENGINEER).await;
    let study = Study::open(Loaded::packaged(), &[DEFAULT_METHOD.to_owned()], &[]).unwrap();
    let wanted = Wanted { region: Some("CN-SD".into()), ..Wanted::of(PRODUCT) };

    let question = footprint::Question { wanted: wanted.clone(), runs: 20, seed: 7, opened: true };
    let own = footprint::compute(&study, &question, &[], Watch::default()).unwrap().footprint;
    let path = format!("/footprint?product={PRODUCT}&region=CN-SD&runs=20&seed=7");
    let answered = served.get(&path, &token).await;
    let etag = answered.headers[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(answered.is(StatusCode::OK), json!(own));
    let again = served.ask(Method::GET, &path, &token, &[("if-none-match", &etag)], Body::empty()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);

    for (by, word) in [
        (contributions::Breakdown::Process, "process"),
        (contributions::Breakdown::Flow, "flow"),
        (contributions::Breakdown::Region, "region"),
        (contributions::Breakdown::Tier, "tier"),
        (contributions::Breakdown::Path, "path"),
    ] {
        let question = contributions::Question { wanted: wanted.clone(), by, limit: 5, language: Language::Zh };
        let own = contributions::contributions(&study, &question).unwrap().1;
        let path = format!("/footprint/contributions?product={PRODUCT}&region=CN-SD&by={word}&limit=5&language=zh");
        assert_eq!(served.get(&path, &token).await.is(StatusCode::OK), json!(own), "{word}");
    }

    let of = |region: &str| Wanted::of(format!("{PRODUCT}@{region}"));
    let question = compare::Question { first: of("CN-SD"), second: of("CN-YN"), runs: 20, seed: 1 };
    let own = compare::compare(&study, &question, &[], Watch::default()).unwrap().1;
    let path = format!("/footprint/compare?a={PRODUCT}@CN-SD&b={PRODUCT}@CN-YN&runs=20");
    assert_eq!(served.get(&path, &token).await.is(StatusCode::OK), json!(own));

    let question = sensitivity::Question { wanted, limit: 4, language: Language::En };
    let own = sensitivity::of(&study, &question).unwrap().1;
    let path = format!("/footprint/sensitivity?product={PRODUCT}&region=CN-SD&limit=4");
    let answered = served.ask(Method::GET, &path, &token, &[("accept-language", "en")], Body::empty()).await;
    assert_eq!(answered.is(StatusCode::OK), json!(own));
}

#[tokio::test]
async fn a_footprint_is_opened_drawn_and_placed() {
    let served = served().await;
    let token = served.token(ENGINEER).await;
    let whole = served.get(&format!("/footprint?product={PRODUCT}"), &token).await.is(StatusCode::OK);
    let value = whole["results"][0]["value"].as_f64().unwrap();
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs();

    let chain = served.get(&format!("/footprint/sankey?product={PRODUCT}"), &token).await.is(StatusCode::OK);
    let direct: f64 = chain["nodes"].as_array().unwrap().iter().map(|node| node["direct"].as_f64().unwrap()).sum();
    assert!(near(direct + chain["remainder"].as_f64().unwrap(), value), "what is drawn and what is left out is all");
    assert!(chain["edges"][0]["flow"]["zh"].is_string());

    let opened = served.get(&format!("/footprint/trace?product={PRODUCT}"), &token).await.is(StatusCode::OK);
    assert!(near(opened["trace"]["value"].as_f64().unwrap(), value));
    let parts: f64 =
        opened["trace"]["inputs"].as_array().unwrap().iter().map(|part| part["value"].as_f64().unwrap()).sum();
    assert!(near(parts, value));
    let inner = served.get(&format!("/footprint/trace?product={PRODUCT}&path=1.2"), &token).await.is(StatusCode::OK);
    assert_eq!(inner["ancestors"].as_array().unwrap().len(), 2);
    assert_eq!(inner["ancestors"][1]["path"], "1");

    let path = format!("/footprint/distribution?product={PRODUCT}&runs=50");
    let spread = served.get(&path, &token).await.is(StatusCode::OK);
    let counted: u64 = spread["bins"].as_array().unwrap().iter().map(|bin| bin["count"].as_u64().unwrap()).sum();
    assert_eq!(counted + spread["below"].as_u64().unwrap() + spread["above"].as_u64().unwrap(), 50);

    let path = format!("/footprint/regions?product={PRODUCT}&runs=0");
    let regions = served.get(&path, &token).await.is(StatusCode::OK);
    let regions = regions.as_array().unwrap();
    assert!(regions.len() > 10);
    let home = regions.iter().find(|one| one["region"] == whole["product"]["region"]).unwrap();
    assert!(near(home["value"].as_f64().unwrap(), value));
}

#[tokio::test]
async fn what_cannot_be_answered_says_why() {
    let served = served().await;
    let token = served.token(ENGINEER).await;
    for (path, status, code) in [
        ("/footprint?product=nothing-such", StatusCode::NOT_FOUND, "no-product"),
        ("/footprint?product=copper-cathode&region=MOON", StatusCode::NOT_FOUND, "no-region"),
        ("/footprint?product=copper-cathode&method=nope", StatusCode::NOT_FOUND, "no-method"),
        ("/footprint?product=copper-cathode&unit=MWh", StatusCode::BAD_REQUEST, ""),
        ("/footprint?product=copper-cathode&runs=10001", StatusCode::BAD_REQUEST, "invalid-fields"),
        ("/footprint/sankey?product=copper-cathode&indicator=nope", StatusCode::NOT_FOUND, "no-indicator"),
        ("/footprint/sankey?product=copper-cathode&cutoff=2", StatusCode::BAD_REQUEST, "invalid-fields"),
        ("/footprint/trace?product=copper-cathode&path=99999", StatusCode::NOT_FOUND, "no-step"),
        ("/footprint/trace?product=copper-cathode&path=x", StatusCode::BAD_REQUEST, "bad-path"),
        ("/products?cursor=zz", StatusCode::BAD_REQUEST, "bad-cursor"),
    ] {
        let answered = served.get(path, &token).await;
        let kind = answered.headers[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        let problem = answered.is(status);
        assert!(kind.starts_with("application/problem+json"), "{path}: {kind}");
        assert!(code.is_empty() || problem["code"] == code, "{path}: {problem}");
        assert!(problem["messages"]["zh"].is_string() && problem["messages"]["en"].is_string(), "{path}");
    }
    for path in ["/footprint?product=copper-cathode", "/products", "/schemes", "/technologies", "/standards"] {
        assert_eq!(served.get(path, "").await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn catalogues_are_listed() {
    let served = served().await;
    let token = served.token(ENGINEER).await;
    let found = served.get("/products?q=%E7%94%B5%E8%A7%A3%E9%93%9C&limit=3", &token).await.is(StatusCode::OK);
    assert!(found["items"].as_array().unwrap().iter().any(|item| item["product"] == "copper-cathode"), "{found}");
    let first = served.get("/products?limit=5", &token).await.is(StatusCode::OK);
    let next = first["next"].as_str().unwrap();
    let second = served.get(&format!("/products?limit=5&cursor={next}"), &token).await.is(StatusCode::OK);
    assert_ne!(first["items"][0]["product"], second["items"][0]["product"]);
    for (path, field) in
        [("/methods", "indicators"), ("/regions", "name"), ("/schemes", "standard"), ("/sectors", "name")]
    {
        let list = served.get(path, &token).await.is(StatusCode::OK);
        assert!(!list.as_array().unwrap().is_empty() && list[0][field] != Value::Null, "{path}");
    }
    let technologies = served.get("/technologies?sector=aluminium-electrolysis", &token).await.is(StatusCode::OK);
    let moved = technologies.as_array().unwrap().iter().find(|one| one["id"] == "clean-electricity-30").unwrap();
    assert_eq!(moved["changes"][0]["operation"], "move");
    assert!(moved["effect"]["zh"].as_str().unwrap().contains("30%"), "{moved}");
    let standards = served.get("/standards?q=36132", &token).await.is(StatusCode::OK);
    assert!(standards["items"][0]["number"].as_str().unwrap().contains("36132"));
}

/// The records of the packaged example of a sector, without what they say of the plant, with one cell that does not read.
fn broken(sector: &str, year: i32) -> String {
    let example = verdigris_activity::examples().iter().find(|example| example.sector == sector).unwrap();
    let lines = example.csv.lines().filter(|line| !line.starts_with("#plant"));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    format!("{text}#plant,year,{year}\nelectrolysis,coke,used,,1,N/A,t,measured,,,\n")
}

#[tokio::test]
async fn a_year_goes_from_its_file_to_its_diagnosis() {
    on_each_database(async || {
        let served = served().await;
        let token = served.token(ENGINEER).await;
        let plants = served.get("/plants", &token).await.is(StatusCode::OK);
        let plants = plants["items"].as_array().unwrap();
        let plant =
            plants.iter().find(|one| one["sector"] == "aluminium-electrolysis" && one["basis"] == "own").unwrap();
        let id = plant["id"].as_str().unwrap();

        let template = served.get(&format!("/plants/{id}/template?year=2024"), &token).await;
        assert!(template.status == StatusCode::OK && template.body.starts_with(b"PK"));

        let text = broken("aluminium-electrolysis", 2024);
        let last = text.lines().count();
        let path = format!("/plants/{id}/imports?file_name=a.csv");
        let import = served.ask(Method::POST, &path, &token, &[], Body::from(text)).await.is(StatusCode::CREATED);
        let own = import["id"].as_str().unwrap();
        let cell = format!("F{last}");
        let errors: Vec<&Value> =
            import["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error").collect();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!((&errors[0]["cell"], &errors[0]["code"]), (&json!(cell), &json!("not-a-number")));
        assert_eq!((&import["counts"]["error"], &import["year"]), (&json!(1), &json!(2024)));
        let rows = import["sheets"][0]["rows"].as_array().unwrap();
        let shown = rows.last().unwrap()["cells"].as_array().unwrap().iter().find(|one| one["cell"] == *cell).unwrap();
        assert_eq!((&shown["text"], &shown["kind"]), (&json!("N/A"), &json!("text")));

        let refused = served.send(Method::POST, &format!("/imports/{own}/submit"), &token, json!({})).await;
        assert_eq!(refused.is(StatusCode::CONFLICT)["code"], "import-has-errors");
        let edits = json!({ "edits": [{ "sheet": "a.csv", "cell": cell, "text": "12.5" }] });
        let mended = served.send(Method::PATCH, &format!("/imports/{own}"), &token, edits).await.is(StatusCode::OK);
        assert_eq!(mended["counts"]["error"], 0, "{}", mended["findings"]);
        let wrong = json!({ "edits": [{ "sheet": "nowhere", "cell": "A1", "text": "1" }] });
        let refused = served.send(Method::PATCH, &format!("/imports/{own}"), &token, wrong).await;
        assert_eq!(refused.is(StatusCode::UNPROCESSABLE_ENTITY)["code"], "bad-edit");

        let submitted = served.send(Method::POST, &format!("/imports/{own}/submit"), &token, json!({})).await;
        let submitted = submitted.is(StatusCode::CREATED);
        assert_eq!(submitted["year"], 2024);
        let closed = served.send(Method::POST, &format!("/imports/{own}/submit"), &token, json!({})).await;
        assert_eq!(closed.is(StatusCode::CONFLICT)["code"], "import-closed");

        let wish = json!({ "year": 2024, "runs": 50 });
        let job =
            served.send(Method::POST, &format!("/plants/{id}/diagnoses"), &token, wish).await.is(StatusCode::ACCEPTED);
        assert_eq!(job["kind"], "diagnosis");
        let claim = served.platform.store.claim(SignedDuration::from_mins(10), served.now).await.unwrap().unwrap();
        let kind = served.platform.jobs.kinds.iter().find(|kind| kind.word == "diagnosis").unwrap();
        let claim = Arc::new(claim);
        let done = (kind.begin)(served.platform.clone(), claim.clone(), Progress::default()).await;
        let Ok(Done::Result(result)) = done else { panic!("the diagnosis failed") };
        served.platform.store.finish_with_result(&claim, &result, served.now).await.unwrap();

        let results = served.get(&format!("/plants/{id}/results?year=2024"), &token).await.is(StatusCode::OK);
        let result =
            results["items"].as_array().unwrap().iter().find(|one| one["submission"] == submitted["id"]).unwrap();
        assert!(result["totals"][0]["value"].as_f64().unwrap() > 0.0);
        let result = result["id"].as_str().unwrap();
        let whole = served.get(&format!("/results/{result}"), &token).await.is(StatusCode::OK);
        for part in ["plant", "findings", "accounts", "trace", "footprint", "diagnosis"] {
            assert_ne!(whole[part], Value::Null, "{part}");
        }
        assert_ne!(whole["diagnosis"]["curve"], Value::Null);
        assert_eq!(whole["withheld"], json!([]));
        let opened = served.get(&format!("/results/{result}/trace?path=1.1"), &token).await.is(StatusCode::OK);
        assert_eq!(opened["ancestors"].as_array().unwrap().len(), 2);
        for (of, path) in [("ladders", "1.1"), ("footprint", "1"), ("measures", "")] {
            let opened = served.get(&format!("/results/{result}/trace?of={of}&path={path}"), &token).await;
            let opened = opened.is(StatusCode::OK);
            assert!(opened["trace"]["value"].is_number(), "{of}: {opened}");
            assert!(opened["trace"]["formula"].is_string(), "{of}: {opened}");
        }
        let beyond = served.get(&format!("/results/{result}/trace?of=measures&path=999"), &token).await;
        assert_eq!(beyond.is(StatusCode::NOT_FOUND)["code"], "no-step");
        let files = served.get(&format!("/results/{result}/files"), &token).await.is(StatusCode::OK);
        let names: Vec<&str> = files.as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
        assert!(
            names.contains(&"accounts.zh.xlsx") && names.iter().any(|name| name.starts_with("ladder-")),
            "{names:?}"
        );
        let book = served.get(&format!("/results/{result}/files/accounts.zh.xlsx"), &token).await;
        assert!(book.status == StatusCode::OK && book.body.starts_with(b"PK"));
        #[cfg(feature = "pdf")]
        for language in ["zh", "en"] {
            let report = served.get(&format!("/results/{result}/files/report.{language}.pdf"), &token).await;
            assert_eq!(report.status, StatusCode::OK);
            assert_eq!(report.headers[header::CONTENT_TYPE], "application/pdf");
            assert!(report.body.starts_with(b"%PDF-") && report.body.trim_ascii_end().ends_with(b"%%EOF"));
            assert!(report.body.len() > 20_000, "{} bytes", report.body.len());
        }

        let stranger = served.token("engineer@zinc.example").await;
        for path in [
            format!("/results/{result}"),
            format!("/results/{result}/files/accounts.zh.xlsx"),
            format!("/results/{result}/trace"),
            format!("/results/{result}/trace?of=ladders"),
            format!("/imports/{own}"),
            format!("/plants/{id}/template"),
        ] {
            assert_eq!(served.get(&path, &stranger).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

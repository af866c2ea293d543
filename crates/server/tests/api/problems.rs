//! Every refusal is problem details in both languages, whatever refused.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn whatever_refuses_says_so_in_both_languages() {
    let server = Server::new().await;
    let anybody = server.anybody();
    assert_eq!(anybody.get("/nothing").await.code(), "not-found");
    assert_eq!(anybody.get("/session").await.code(), "sign-in-first");
    assert_eq!(anybody.ask(Method::PUT, "/about", None, &[]).await.code(), "method-not-allowed");
    assert_eq!(anybody.post("/session", json!({ "email": 1 })).await.code(), "bad-body");
    assert_eq!(anybody.ask(Method::POST, "/session", None, &[]).await.code(), "media-type");
    let broken = Request::post("/api/v1/session").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(server.send(broken.body(Body::from("{")).unwrap()).await.code(), "bad-body");
    let huge = Request::post("/api/v1/session").header(header::CONTENT_TYPE, "application/json");
    let huge = server.send(huge.body(Body::from(vec![b' '; 2 << 20])).unwrap()).await;
    assert_eq!((huge.status, huge.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    let elsewhere = anybody.ask(Method::POST, "/session", Some(json!({})), &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(elsewhere.code(), "cross-site");
}

#[tokio::test]
async fn the_title_is_in_the_language_asked_for() {
    let server = Server::new().await;
    for (asked, language) in [("zh-CN,en;q=0.5", "zh"), ("en", "en"), ("fr", "en")] {
        let answer = server.anybody().ask(Method::GET, "/session", None, &[("accept-language", asked)]).await;
        let problem = answer.json();
        assert_eq!(problem["title"], problem["messages"][language]);
        assert_eq!(problem["detail"], problem["remedy"][language]);
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = Server::new().await;
    for path in ["/", "/plants", "/api/v1/about", "/api/v1/nothing", "/health", "/missing.js"] {
        let answer = server.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers["x-frame-options"], "DENY", "{path}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src 'unsafe"), "{path}");
        assert!(answer.headers.contains_key("x-request-id"), "{path}");
    }
    let page = server.send(Request::get("/plants").body(Body::empty()).unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    let missing = server.send(Request::get("/missing.js").body(Body::empty()).unwrap()).await;
    assert_eq!(missing.code(), "not-found");
}

#[tokio::test]
async fn no_answer_lets_another_origin_read_it() {
    let server = Server::new().await;
    for (method, path) in [(Method::GET, "/api/v1/about"), (Method::OPTIONS, "/api/v1/session"), (Method::GET, "/")] {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::ORIGIN, "https://elsewhere.example");
        let request = request.header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST");
        let answer = server.send(request.body(Body::empty()).unwrap()).await;
        let opens = answer.headers.keys().any(|name| name.as_str().starts_with("access-control-"));
        assert!(!opens, "{path}: {:?}", answer.headers);
        assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin", "{path}");
    }
}

#[tokio::test]
async fn every_answer_says_what_it_is() {
    let server = Server::new().await;
    let kinds = [
        ("/", "text/html; charset=utf-8"),
        ("/api/v1/about", "application/json"),
        ("/api/v1/nothing", "application/problem+json"),
        ("/api/v1/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/api/v1/feed.rss", "application/rss+xml; charset=utf-8"),
        ("/metrics", "text/plain; version=0.0.4; charset=utf-8"),
    ];
    for (path, kind) in kinds {
        let answer = server.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.headers[header::CONTENT_TYPE], kind, "{path}");
    }
}

#[tokio::test]
async fn a_query_that_is_too_long_is_refused_by_its_name() {
    let server = Server::new().await;
    let answer = server.anybody().get(&format!("/technologies?sector={}", "%E9%93%9D".repeat(81))).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "invalid-fields"));
    assert_eq!(answer.json()["fields"][0]["name"], "sector");
    let answer = server.anybody().get(&format!("/technologies?sector={}", "%E9%93%9D".repeat(80))).await;
    assert_eq!(answer.code(), "sign-in-first");
}

#[tokio::test]
async fn what_a_parser_says_is_said_in_chinese_too() {
    let server = Server::new().await;
    let problem = server.anybody().post("/session", json!({ "email": "a@b.example" })).await.json();
    assert!(problem["messages"]["en"].as_str().unwrap().contains("missing field `password`"), "{problem}");
    assert!(problem["messages"]["zh"].as_str().unwrap().contains("缺少字段 `password`"), "{problem}");
}

#[tokio::test]
async fn operators_see_that_it_is_up_and_what_it_counts() {
    let server = Server::new().await;
    let get = |path: &'static str| server.send(Request::get(path).body(Body::empty()).unwrap());
    assert_eq!(get("/health").await.status, StatusCode::OK);
    assert_eq!(get("/ready").await.status, StatusCode::OK);
    let metrics = String::from_utf8(get("/metrics").await.bytes).unwrap();
    assert!(metrics.contains(r#"route="/health",status="200""#), "{metrics}");
    server.platform.store.close().await;
    assert_eq!(get("/ready").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get("/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn too_many_requests_from_one_address_have_to_wait() {
    let mut configuration = verdigris_server::Configuration::default();
    configuration.limits.requests_per_minute = 3;
    let server = Server::with(configuration).await;
    for _ in 0..3 {
        assert_eq!(server.anybody().get("/about").await.status, StatusCode::OK);
    }
    let answer = server.anybody().get("/about").await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too-many-requests"));
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn the_document_describes_what_there_is() {
    let server = Server::new().await;
    let answer = server.anybody().get("/openapi.json").await;
    let document = answer.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 20);
    for (path, item) in paths {
        assert!(path.starts_with("/api/v1/"), "{path}");
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            assert!(operation["tags"].is_array(), "{method} {path} has no tag");
            let good = operation["responses"]
                .as_object()
                .unwrap()
                .keys()
                .any(|status| status.starts_with('2') || status.starts_with('3'));
            assert!(good, "{method} {path} never succeeds");
        }
    }
}

//! The browser's way to a provider and back, through the router.

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt as _;
use verdigris_quantity::Language;
use verdigris_store::NewPerson;

use crate::{
    Configuration, Platform, Shared,
    identity::oidc::fake::{self, arrive, parameter},
    router,
};

struct Site {
    platform: Shared,
    router: Router,
    provider: fake::Shared,
    _folder: TempDir,
}

async fn site() -> Site {
    let (provider, configured) = fake::provider().await;
    let folder = tempfile::tempdir().unwrap();
    let data = Some(folder.path().join("data"));
    let configuration = Configuration { data, oidc: vec![configured], ..Configuration::default() };
    let platform = Platform::open(configuration).await.unwrap();
    Site { router: router(platform.clone()), platform, provider, _folder: folder }
}

async fn person(platform: &Shared, email: &str) -> verdigris_alliance::Person {
    let new = NewPerson { name: "李伟".into(), email: email.into(), language: Language::Zh };
    platform.store.add_person(&new, None, Timestamp::now()).await.unwrap()
}

impl Site {
    /// Asks; gives where it leads and the cookies set.
    async fn go(&self, path: &str, cookies: &str) -> (String, Vec<String>) {
        let request = Request::get(path).header(header::COOKIE, cookies).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 303, "{path}");
        let cookies = response.headers().get_all(header::SET_COOKIE).iter();
        let place = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
        (place, cookies.map(|value| value.to_str().unwrap().to_owned()).collect())
    }

    /// Goes to the provider; gives the state and its cookie.
    async fn begin(&self) -> (String, String) {
        let (place, cookies) = self.go("/api/v1/session/oidc/fake", "").await;
        arrive(&self.provider, &place);
        let cookie = cookies[0].split(';').next().unwrap().to_owned();
        assert!(cookies[0].contains("HttpOnly") && cookies[0].contains("SameSite=Lax"));
        (parameter(&place, "state"), cookie)
    }

    async fn back(&self, query: &str, cookie: &str) -> (String, Vec<String>) {
        self.go(&format!("/api/v1/session/oidc/fake/callback?{query}"), cookie).await
    }

    async fn whole(&self) -> (String, Vec<String>) {
        let (state, cookie) = self.begin().await;
        self.back(&format!("code=the-code&state={state}"), &cookie).await
    }
}

fn session(cookies: &[String]) -> Option<String> {
    cookies.iter().find_map(|cookie| cookie.strip_prefix("verdigris=")?.split(';').next().map(str::to_owned))
}

#[tokio::test]
async fn a_person_of_the_domain_is_recognised_and_stays_so() {
    let site = site().await;
    let known = person(&site.platform, "Li.Wei@example.org").await;
    let (place, cookies) = site.whole().await;
    assert_eq!(place, "/");
    let secret = session(&cookies).unwrap();
    let now = Timestamp::now();
    let begun = site.platform.store.session(&crate::identity::digest(&secret), now).await.unwrap().unwrap();
    assert_eq!((begun.person, begun.method.as_str()), (known.id, "oidc"));
    // The subject is what counts from now on, whatever address the provider tells.
    let (state, cookie) = site.begin().await;
    site.provider.lock().unwrap().claims["email"] = serde_json::Value::Null;
    let (place, cookies) = site.back(&format!("code=the-code&state={state}"), &cookie).await;
    assert_eq!(place, "/");
    assert!(session(&cookies).is_some());
    site.platform.store.set_disabled(known.id, Some(now)).await.unwrap();
    let (place, cookies) = site.whole().await;
    assert_eq!((place.as_str(), session(&cookies)), ("/sign-in?problem=oidc-no-account", None));
}

#[tokio::test]
async fn nobody_comes_in_otherwise() {
    let site = site().await;
    person(&site.platform, "li.wei@example.com").await;
    let refused = |(place, cookies): (String, Vec<String>), code: &str| {
        assert_eq!(place, format!("/sign-in?problem={code}"));
        assert!(session(&cookies).is_none());
    };
    refused(site.whole().await, "oidc-no-account");
    // An address outside the provider's domains is not the provider's to vouch for.
    let (state, cookie) = site.begin().await;
    site.provider.lock().unwrap().claims["email"] = "li.wei@example.com".into();
    refused(site.back(&format!("code=the-code&state={state}"), &cookie).await, "oidc-no-account");
    // Another browser, another state, the same state again.
    let (state, cookie) = site.begin().await;
    refused(site.back(&format!("code=the-code&state={state}"), "").await, "oidc-not-begun");
    refused(site.back("code=the-code&state=guess", &cookie).await, "oidc-not-begun");
    refused(site.back(&format!("error=access_denied&state={state}"), &cookie).await, "oidc-refused");
    refused(site.back(&format!("code=the-code&state={state}"), &cookie).await, "oidc-not-begun");
    let request = Request::get("/api/v1/session/oidc/other").body(Body::empty()).unwrap();
    assert_eq!(site.router.clone().oneshot(request).await.unwrap().status(), 404);
}

//! What holds for every route is said of every route in the API document: refusals as problem details, who may ask.

use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response,
    path::{Operation, PathItem},
    security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};

/// Media type of refusals (RFC 9457).
const PROBLEM: &str = "application/problem+json";

/// Routes anybody may ask: those by which one signs in, what the server says of itself, and feeds.
const OPEN: &[(&str, &str)] = &[
    ("/api/v1/about", "get"),
    ("/api/v1/feed.atom", "get"),
    ("/api/v1/feed.rss", "get"),
    ("/api/v1/session", "post"),
    ("/api/v1/session/passkey/options", "post"),
    ("/api/v1/session/passkey", "post"),
    ("/api/v1/session/oidc/{provider}", "get"),
    ("/api/v1/session/oidc/{provider}/callback", "get"),
];

/// Completes the document.
pub fn complete(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    let cookie = ApiKeyValue::with_description(
        "verdigris",
        "The session's cookie, `__Host-verdigris` over https. Every change repeats the session's `csrf` as X-CSRF-Token.",
    );
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            operation.security = Some(if OPEN.contains(&(path.as_str(), method)) {
                Vec::new()
            } else {
                vec![requirement("session"), requirement("token")]
            });
            refusals(operation);
        }
    }
    document
}

fn requirement(name: &str) -> SecurityRequirement {
    SecurityRequirement::new(name, std::iter::empty::<String>())
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("get", &mut item.get),
        ("put", &mut item.put),
        ("post", &mut item.post),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Every route may refuse, and every refusal has the same form.
fn refusals(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for kind in ["4XX", "5XX"] {
        responses.entry(kind.to_owned()).or_insert_with(|| RefOr::T(Response::new("Refused")));
    }
    for (status, response) in responses.iter_mut() {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            response.description = described(status).to_owned();
        }
        if status.starts_with(['4', '5']) {
            let problem =
                Content::new(Some(RefOr::<utoipa::openapi::Schema>::Ref(Ref::from_schema_name("ProblemDetails"))));
            response.content.clear();
            response.content.insert(PROBLEM.to_owned(), problem.into());
        }
    }
}

fn described(status: &str) -> &'static str {
    match status {
        "200" => "Done",
        "201" => "Made",
        "202" => "Taken on",
        "204" => "Done; nothing to say",
        "303" => "Elsewhere",
        "304" => "Not changed since it was read",
        _ => "Refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_says_who_may_ask_and_how_it_refuses() {
        let mut document = crate::document();
        let mut open = 0;
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                let security = operation.security.as_ref().unwrap();
                open += usize::from(security.is_empty());
                for status in ["4XX", "5XX"] {
                    let Some(RefOr::T(response)) = operation.responses.responses.get(status) else {
                        panic!("{method} {path}: {status}")
                    };
                    assert!(response.content.contains_key(PROBLEM), "{method} {path}");
                }
            }
        }
        assert_eq!(open, OPEN.len());
    }
}

//! All routes and the layers around them.

use axum::{Router, extract::DefaultBodyLimit, http::header, middleware, response::IntoResponse, routing::get};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    Shared, api,
    described::complete,
    http::{
        conform::{self, Queries},
        headers, idempotency, observe, origin,
    },
    ops, web,
};

/// Title, version and words of the API document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Verdigris 铜绿",
        description = "The platform's API. Sign in with POST /session and keep the cookie (then send X-CSRF-Token with every \
                       change), or send an API token as `Authorization: Bearer vdg_…`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(crate::http::refusal::ProblemDetails))
)]
struct Document;

fn described() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", api::routes())
}

/// The OpenAPI 3.1 document of the API.
pub fn document() -> utoipa::openapi::OpenApi {
    complete(described().split_for_parts().1)
}

/// The whole server.
pub fn router(platform: Shared) -> Router {
    let (routes, document) = described().split_for_parts();
    let document = complete(document);
    let queries = Queries::of(&document);
    let document = document.to_json().unwrap_or_default();
    let openapi = move || async move { ([(header::CONTENT_TYPE, "application/json")], document).into_response() };
    routes
        .route("/api/v1/openapi.json", get(openapi))
        .route("/health", get(ops::health))
        .route("/ready", get(ops::ready))
        .route("/metrics", get(ops::metrics))
        .fallback(web::serve)
        .layer(middleware::from_fn_with_state(queries, conform::conform))
        .layer(middleware::from_fn_with_state(platform.clone(), idempotency::remember))
        .layer(middleware::from_fn_with_state(platform.clone(), origin::admit))
        .layer(DefaultBodyLimit::max(platform.configuration.limits.body_bytes))
        .layer(CatchPanicLayer::custom(observe::panicked))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(platform.clone(), headers::secure))
        .layer(middleware::from_fn_with_state(platform.clone(), observe::observe))
        .with_state(platform)
}

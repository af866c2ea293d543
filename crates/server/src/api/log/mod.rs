//! The tamper-evident log over HTTP: signed checkpoints and tiles (C2SP tlog-tiles), proofs, and entries as the asker may
//! see them.

mod entries;
mod proofs;
mod tiles;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::Action;

use crate::{
    Shared,
    http::refusal::{ProblemDetails, Refusal},
    identity::Asker,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    // Places of tiles have one or more parts, which the API document cannot say; it shows the first form.
    OpenApiRouter::with_openapi(tiles::Described::openapi())
        .route("/log/tile/{level}/{*place}", axum::routing::get(tiles::tile))
        .route("/log/tile/entries/{*place}", axum::routing::get(tiles::entries))
        .routes(routes!(checkpoint))
        .routes(routes!(key))
        .routes(routes!(proofs::inclusion))
        .routes(routes!(proofs::consistency))
        .routes(routes!(entries::list))
}

/// Everybody with a mandate may see the log; it is for members, and for auditors' and witnesses' tokens.
async fn admit(platform: &Shared, asker: &Asker) -> Result<(), Refusal> {
    asker.must(platform, Action::SeeLog, &[]).await.map(|_| ())
}

fn text(body: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], body).into_response()
}

/// The log's size and root, signed.
#[utoipa::path(get, path = "/log/checkpoint", tag = "log",
    responses((status = 200, body = String, content_type = "text/plain"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)))]
async fn checkpoint(State(platform): State<Shared>, asker: Asker) -> Result<Response, Refusal> {
    admit(&platform, &asker).await?;
    Ok(text(platform.store.log().checkpoint(asker.at).await?))
}

/// The key checkpoints are signed with, as a verifier key of C2SP signed-note.
#[utoipa::path(get, path = "/log/key", tag = "log",
    responses((status = 200, body = String, content_type = "text/plain"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)))]
async fn key(State(platform): State<Shared>, asker: Asker) -> Result<Response, Refusal> {
    admit(&platform, &asker).await?;
    Ok(text(format!("{}\n", platform.store.log().key())))
}

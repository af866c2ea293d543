//! Tiles of hashes and bundles of entries.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use utoipa::OpenApi;
use verdigris_ledger::Tile;

use super::admit;
use crate::{
    Shared,
    http::{
        extract::Path,
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

/// What the API document says of tiles.
#[derive(OpenApi)]
#[openapi(paths(tile, entries))]
pub(super) struct Described;

/// A tile never changes; a partial one only stops being asked for.
fn answer(found: Option<Vec<u8>>) -> Result<Response, Refusal> {
    let bytes = found.ok_or_else(Refusal::not_found)?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    let kept = (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    Ok(([kind, kept], Bytes::from(bytes)).into_response())
}

/// A tile: up to 256 hashes of a level. The place is `005`, beyond 999 `x001/234`, with `.p/` and the width while partial.
#[utoipa::path(get, path = "/log/tile/{level}/{place}", tag = "log",
    params(("level" = u8, Path, maximum = 63), ("place" = String, Path, pattern = "^[0-9]{3}$")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)))]
pub(super) async fn tile(
    State(platform): State<Shared>,
    asker: Asker,
    Path((level, place)): Path<(u8, String)>,
) -> Result<Response, Refusal> {
    admit(&platform, &asker).await?;
    let tile = Tile::at_place(level, &place).map_err(|_| Refusal::not_found())?;
    answer(platform.store.log().tile(tile).await?)
}

/// A bundle of up to 256 entries, each behind its length in two bytes.
#[utoipa::path(get, path = "/log/tile/entries/{place}", tag = "log", params(("place" = String, Path, pattern = "^[0-9]{3}$")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)))]
pub(super) async fn entries(
    State(platform): State<Shared>,
    asker: Asker,
    Path(place): Path<String>,
) -> Result<Response, Refusal> {
    admit(&platform, &asker).await?;
    let tile = Tile::at_place(0, &place).map_err(|_| Refusal::not_found())?;
    answer(platform.store.log().bundle(tile).await?)
}

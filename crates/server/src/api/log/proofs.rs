//! Proofs: that an entry is in the log, and that an older log is the beginning of the present one (RFC 6962, section 2.1).

use axum::extract::State;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verdigris_ledger::{Hash, leaf_hash};
use verdigris_wording::Kind;

use super::admit;
use crate::{
    Shared,
    http::{
        extract::{Json, Query},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
    random::hexadecimal,
};

fn hexadecimals(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| hexadecimal(&hash.0)).collect()
}

fn refuse(reason: &str) -> Refusal {
    Refusal::new("bad-query", Kind::Usage).with("reason", reason)
}

/// Which entry of which log.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct InclusionQuery {
    /// Place of the entry.
    #[param(minimum = 0)]
    index: u64,
    /// Size of the log the proof is for; as it is now where absent.
    #[param(minimum = 1)]
    size: Option<u64>,
}

/// That an entry is in the log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Inclusion {
    /// Place of the entry.
    index: u64,
    /// Size of the log.
    size: u64,
    /// Hashes from the leaf's side up, in hexadecimal.
    hashes: Vec<String>,
    /// Bytes of the entry in base64.
    entry: String,
    /// Hash of the entry, in hexadecimal.
    leaf: String,
}

/// Proof that an entry is in the log.
#[utoipa::path(get, path = "/log/proof/inclusion", tag = "log", params(InclusionQuery),
    responses((status = 200, body = Inclusion), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)))]
pub(super) async fn inclusion(
    State(platform): State<Shared>,
    asker: Asker,
    Query(InclusionQuery { index, size }): Query<InclusionQuery>,
) -> Result<Json<Inclusion>, Refusal> {
    admit(&platform, &asker).await?;
    let log = platform.store.log();
    let now = log.size().await?;
    let size = size.unwrap_or(now);
    if size > now || (index >= size && index < now) {
        return Err(refuse("size"));
    }
    if index >= size {
        return Err(Refusal::not_found());
    }
    let entry = log.entry(index).await?.ok_or_else(Refusal::not_found)?;
    let hashes = hexadecimals(&log.inclusion(index, size).await?);
    let leaf = hexadecimal(&leaf_hash(&entry.leaf).0);
    Ok(Json(Inclusion { index, size, hashes, entry: BASE64.encode(&entry.leaf), leaf }))
}

/// Which two logs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ConsistencyQuery {
    /// Size of the older.
    #[param(minimum = 1)]
    from: u64,
    /// Size of the newer; as it is now where absent.
    #[param(minimum = 1)]
    to: Option<u64>,
}

/// That a log is the beginning of another.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Consistency {
    /// Size of the older.
    from: u64,
    /// Size of the newer.
    to: u64,
    /// Hashes of the proof, in hexadecimal.
    hashes: Vec<String>,
}

/// Proof that the log of one size is the beginning of the log of another.
#[utoipa::path(get, path = "/log/proof/consistency", tag = "log", params(ConsistencyQuery),
    responses((status = 200, body = Consistency), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails)))]
pub(super) async fn consistency(
    State(platform): State<Shared>,
    asker: Asker,
    Query(ConsistencyQuery { from, to }): Query<ConsistencyQuery>,
) -> Result<Json<Consistency>, Refusal> {
    admit(&platform, &asker).await?;
    let log = platform.store.log();
    let now = log.size().await?;
    let to = to.unwrap_or(now);
    if to > now || from == 0 || from > to {
        return Err(refuse("1 ≤ from ≤ to ≤ size"));
    }
    Ok(Json(Consistency { from, to, hashes: hexadecimals(&log.consistency(from, to).await?) }))
}

//! What a footprint is made of: contributions, the supply chain, and what matters most.

use axum::{http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_study::{
    contributions::{self, Breakdown},
    sankey, sensitivity,
};

use super::{
    answers::answer,
    prepared::{indicator, prepared},
    wish::{Wish, within},
};
use crate::{
    Shared,
    http::{
        extract::Query,
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

/// Most rows of a list.
const ROWS: usize = 500;

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(contributions)).routes(routes!(sankey)).routes(routes!(sensitivity))
}

/// By what, and how many rows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct By {
    /// `process` (the default), `flow`, `region`, `tier` (direct inputs) or `path`.
    #[param(inline)]
    by: Option<Breakdown>,
    /// Most rows.
    #[param(minimum = 1, maximum = 500, default = 15)]
    limit: Option<usize>,
}

/// A footprint by process, flow, region, direct input or path.
#[utoipa::path(get, path = "/footprint/contributions", tag = "life cycle", params(Wish, By), responses(
    (status = 200, body = contributions::Contributions),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn contributions(
    _asker: Asker,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
    Query(asked): Query<By>,
) -> Result<Response, Refusal> {
    let By { by, limit } = asked;
    let question = contributions::Question {
        wanted: wish.wanted(),
        by: by.unwrap_or(Breakdown::Process),
        limit: within("limit", limit.unwrap_or(15), 1, ROWS)?,
        language: wish.language(&headers),
    };
    answer(&headers, format!("contributions {:?} {:?} {question:?}", wish.method, wish.indicator), move || {
        let prepared = prepared(wish.method.as_deref())?;
        let mut found = contributions::contributions(&prepared.study, &question)?.1;
        if wish.indicator.as_deref().is_some_and(|id| !id.is_empty()) {
            let at = indicator(&prepared.study, wish.indicator.as_deref())?;
            found.results = vec![found.results.swap_remove(at)];
        }
        Ok(found)
    })
    .await
}

/// How much of the chain.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Extent {
    /// Flows below this share of the whole are left out.
    #[param(minimum = 0, maximum = 1, default = 0.01)]
    cutoff: Option<f64>,
    /// Most nodes.
    #[param(minimum = 1, maximum = 300, default = 40)]
    nodes: Option<usize>,
}

/// The supply chain of a footprint as a graph.
#[utoipa::path(get, path = "/footprint/sankey", tag = "life cycle", params(Wish, Extent), responses(
    (status = 200, body = sankey::Chain),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn sankey(
    _asker: Asker,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
    Query(asked): Query<Extent>,
) -> Result<Response, Refusal> {
    let Extent { cutoff, nodes } = asked;
    let cutoff = within("cutoff", cutoff.unwrap_or(0.01), 0.0, 1.0)?;
    let nodes = within("nodes", nodes.unwrap_or(40), 1, 300)?;
    let key = format!("sankey {:?} {:?} {:?} {cutoff} {nodes}", wish.method, wish.indicator, wish.wanted());
    answer(&headers, key, move || {
        let prepared = prepared(wish.method.as_deref())?;
        let indicator = indicator(&prepared.study, wish.indicator.as_deref())?;
        sankey::chain(&prepared.study, &sankey::Question { wanted: wish.wanted(), indicator, cutoff, nodes })
    })
    .await
}

/// How many rows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Rows {
    /// Most rows.
    #[param(minimum = 1, maximum = 500, default = 15)]
    limit: Option<usize>,
}

/// Which amounts matter most, as elasticities of the score.
#[utoipa::path(get, path = "/footprint/sensitivity", tag = "life cycle", params(Wish, Rows), responses(
    (status = 200, body = sensitivity::Sensitivities),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn sensitivity(
    _asker: Asker,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
    Query(asked): Query<Rows>,
) -> Result<Response, Refusal> {
    let Rows { limit } = asked;
    let question = sensitivity::Question {
        wanted: wish.wanted(),
        limit: within("limit", limit.unwrap_or(15), 1, ROWS)?,
        language: wish.language(&headers),
    };
    answer(&headers, format!("sensitivity {:?} {:?} {question:?}", wish.method, wish.indicator), move || {
        let prepared = prepared(wish.method.as_deref())?;
        let mut found = sensitivity::of(&prepared.study, &question)?.1;
        if wish.indicator.as_deref().is_some_and(|id| !id.is_empty()) {
            let at = indicator(&prepared.study, wish.indicator.as_deref())?;
            found.results = vec![found.results.swap_remove(at)];
        }
        Ok(found)
    })
    .await
}

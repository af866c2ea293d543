//! Footprints: the figure, its distribution, its places, a comparison, and the way down to its sources.

use axum::{http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_inventory::progress::Watch;
use verdigris_quantity::{Label, Trace};
use verdigris_study::{
    compare, distribution, footprint,
    opening::{Opening, Reach},
    path, place,
    target::resolve,
};

use super::{
    answers::answer,
    prepared::{indicator, prepared},
    wish::{Sampling, Wish, wanted},
};
use crate::{
    Shared,
    http::{
        extract::Query,
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

/// Share of the whole below which lines of an opened figure are added up.
const CUTOFF: f64 = 0.001;
/// Longest path into a figure.
const STEPS: usize = 24;
/// Levels of a figure that are sent at once.
const LEVELS: usize = 2;
/// Runs of intervals by region where none are asked for.
const REGION_RUNS: u64 = 200;

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(footprint))
        .routes(routes!(distribution))
        .routes(routes!(compare))
        .routes(routes!(regions))
        .routes(routes!(trace))
}

/// The footprint of a product, opened three levels deep.
#[utoipa::path(get, path = "/footprint", tag = "life cycle", params(Wish, Sampling), responses(
    (status = 200, body = verdigris_study::result::Footprint),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn footprint(
    _asker: Asker,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
    Query(sampling): Query<Sampling>,
) -> Result<Response, Refusal> {
    let (runs, seed) = sampling.read(0)?;
    let question = footprint::Question { wanted: wish.wanted(), runs, seed, opened: true };
    answer(&headers, format!("footprint {:?} {question:?}", wish.method), move || {
        let prepared = prepared(wish.method.as_deref())?;
        Ok(footprint::compute(&prepared.study, &question, &[], Watch::default())?.footprint)
    })
    .await
}

/// How the sampled score is distributed.
#[utoipa::path(get, path = "/footprint/distribution", tag = "life cycle", params(Wish, Sampling), responses(
    (status = 200, body = verdigris_study::distribution::Distribution),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn distribution(
    _asker: Asker,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
    Query(sampling): Query<Sampling>,
) -> Result<Response, Refusal> {
    let (runs, seed) = sampling.read(compare::RUNS)?;
    let runs = runs.max(2);
    answer(
        &headers,
        format!("distribution {:?} {:?} {:?} {runs} {seed}", wish.method, wish.indicator, wish.wanted()),
        move || {
            let prepared = prepared(wish.method.as_deref())?;
            let indicator = indicator(&prepared.study, wish.indicator.as_deref())?;
            let question = distribution::Question { wanted: wish.wanted(), indicator, runs, seed };
            distribution::distribution(&prepared.study, &question, Watch::default())
        },
    )
    .await
}

/// Which two products.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Pair {
    /// First product; `flow@REGION` picks a region.
    #[param(max_length = 200, example = "primary-aluminium-ingot@CN-SD")]
    a: String,
    /// Second product.
    #[param(max_length = 200, example = "primary-aluminium-ingot@CN-YN")]
    b: String,
    /// Amount of both, 1 without one.
    #[param(max_length = 40)]
    amount: Option<String>,
    /// Unit of the amount.
    #[param(max_length = 40)]
    unit: Option<String>,
    /// Method id.
    #[param(max_length = 80)]
    method: Option<String>,
}

/// Two products side by side, with the probability that the first is lower.
#[utoipa::path(get, path = "/footprint/compare", tag = "life cycle", params(Pair, Sampling), responses(
    (status = 200, body = verdigris_study::compare::Comparison),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn compare(
    _asker: Asker,
    headers: HeaderMap,
    Query(pair): Query<Pair>,
    Query(sampling): Query<Sampling>,
) -> Result<Response, Refusal> {
    let (runs, seed) = sampling.read(compare::RUNS)?;
    let of = |product: &str| wanted(product, None, pair.amount.as_deref(), pair.unit.as_deref());
    let question = compare::Question { first: of(&pair.a), second: of(&pair.b), runs: runs.max(2), seed };
    answer(&headers, format!("compare {:?} {question:?}", pair.method), move || {
        let prepared = prepared(pair.method.as_deref())?;
        Ok(compare::compare(&prepared.study, &question, &[], Watch::default())?.1)
    })
    .await
}

/// The footprint of a product in every region that makes it, lowest first.
#[utoipa::path(get, path = "/footprint/regions", tag = "life cycle", params(Wish, Sampling), responses(
    (status = 200, body = Vec<verdigris_study::place::InRegion>),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn regions(
    _asker: Asker,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
    Query(sampling): Query<Sampling>,
) -> Result<Response, Refusal> {
    let (runs, seed) = sampling.read(REGION_RUNS)?;
    answer(
        &headers,
        format!("regions {:?} {:?} {:?} {runs} {seed}", wish.method, wish.indicator, wish.wanted()),
        move || {
            let prepared = prepared(wish.method.as_deref())?;
            let indicator = indicator(&prepared.study, wish.indicator.as_deref())?;
            let question = place::Question { wanted: wish.wanted(), indicator, runs, seed };
            place::everywhere(&prepared.study, &question, Watch::default())
        },
    )
    .await
}

/// Where to open a figure.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PathQuery {
    /// Item numbers from 1, parted by points, e.g. `1.2`; without it, the whole.
    #[param(max_length = 100, pattern = r"^([1-9][0-9]{0,5}(\.[1-9][0-9]{0,5})*)?$")]
    pub path: Option<String>,
}

/// A figure above the one that is open.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Ancestor {
    /// Its path.
    path: String,
    /// What it is.
    #[schema(value_type = crate::schema::Label)]
    label: Label,
}

/// A figure, open two levels deep.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Opened {
    /// Its path.
    path: String,
    /// The figure with its inputs and theirs.
    trace: Trace,
    /// The figures above it, from the whole.
    ancestors: Vec<Ancestor>,
}

/// The figure a path leads to.
pub(super) fn opened(whole: &Trace, steps: &[usize], path: &str) -> Result<Opened, verdigris_wording::Problem> {
    let ancestors = path::ancestors(whole, steps, path)?;
    Ok(Opened {
        path: path.to_owned(),
        trace: path::cut(path::follow(whole, steps, path)?, LEVELS),
        ancestors: ancestors.into_iter().map(|(path, label)| Ancestor { path, label }).collect(),
    })
}

/// Opens a figure of a footprint on its way down to exchanges, factors and sources.
#[utoipa::path(get, path = "/footprint/trace", tag = "life cycle", params(Wish, PathQuery), responses(
    (status = 200, body = Opened),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn trace(
    _asker: Asker,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
    Query(place): Query<PathQuery>,
) -> Result<Response, Refusal> {
    let path = place.path.unwrap_or_default();
    let steps = path::steps(&path)?;
    super::wish::within("path", steps.len(), 0, STEPS)?;
    answer(&headers, format!("trace {:?} {:?} {path} {:?}", wish.method, wish.indicator, wish.wanted()), move || {
        let prepared = prepared(wish.method.as_deref())?;
        let study = &prepared.study;
        let indicator = indicator(study, wish.indicator.as_deref())?;
        let target = resolve(study, &wish.wanted())?;
        // A level of the supply chain is two of the trace: the input, and its provider.
        let reach = Reach { depth: steps.len() / 2 + LEVELS, cutoff: CUTOFF };
        let whole = Opening::new(study, indicator, study.intensities()?).activity(target.activity, target.own, reach);
        opened(&whole, &steps, &path)
    })
    .await
}

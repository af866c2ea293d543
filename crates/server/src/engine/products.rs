//! What can be asked about: products, methods, regions.

use axum::{http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_quantity::Label;
use verdigris_registry::pack;
use verdigris_study::products::ProductMade;
use verdigris_wording::{Kind, Problem};

use super::{answers::answer, prepared::prepared};
use crate::{
    Shared,
    http::{
        extract::Query,
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(products)).routes(routes!(methods)).routes(routes!(regions))
}

/// Which products.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ProductQuery {
    /// Part of a name, an id or a CAS number, in either language.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Made in this region.
    #[param(max_length = 40)]
    region: Option<String>,
}

/// A page of a list that is whole in memory; its cursor is the position of the next item.
pub(super) fn page<T>(items: Vec<T>, limit: usize, cursor: Option<&str>) -> Result<Page<T>, Problem> {
    let from = match cursor {
        None => 0,
        Some(text) => usize::from_str_radix(text, 16).map_err(|_| Problem::new("bad-cursor", Kind::Usage))?,
    };
    let to = from.saturating_add(limit);
    let next = (to < items.len()).then(|| format!("{to:032x}"));
    Ok(Page { items: items.into_iter().skip(from).take(limit).collect(), next })
}

/// Products of the packaged network, best first; metals first where nothing is searched.
#[utoipa::path(get, path = "/products", tag = "life cycle", params(ProductQuery, PageQuery), responses(
    (status = 200, body = Page<ProductMade>),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn products(
    _asker: Asker,
    headers: HeaderMap,
    Query(asked): Query<ProductQuery>,
    Query(page_asked): Query<PageQuery>,
    Paged(_page): Paged,
) -> Result<Response, Refusal> {
    let limit = page_asked.limit.unwrap_or(50) as usize;
    answer(&headers, format!("products {asked:?} {page_asked:?}"), move || {
        let prepared = prepared(None)?;
        let region = asked.region.as_deref().filter(|region| !region.is_empty());
        let found = prepared.products.find(&prepared.study, asked.q.as_deref().unwrap_or_default(), region);
        page(found, limit, page_asked.cursor.as_deref())
    })
    .await
}

/// An indicator of a method.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct IndicatorShown {
    /// Its id.
    id: String,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// Its unit.
    unit: String,
}

/// A characterisation method.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MethodShown {
    /// Its id.
    id: String,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// Its indicators.
    indicators: Vec<IndicatorShown>,
}

/// Characterisation methods.
#[utoipa::path(get, path = "/methods", tag = "life cycle", responses(
    (status = 200, body = Vec<MethodShown>),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn methods(_asker: Asker, headers: HeaderMap) -> Result<Response, Refusal> {
    answer(&headers, "methods".to_owned(), || {
        let shown = pack::methods().methods.into_iter().map(|method| MethodShown {
            id: method.id,
            name: method.name,
            indicators: method
                .indicators
                .into_iter()
                .map(|indicator| IndicatorShown { id: indicator.id, name: indicator.name, unit: indicator.unit })
                .collect(),
        });
        Ok(shown.collect::<Vec<MethodShown>>())
    })
    .await
}

/// A region.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RegionShown {
    /// `GLO`, ISO 3166 code or subdivision.
    id: String,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// The region one step wider; null for the widest.
    parent: Option<String>,
}

/// Regions of the packaged network.
#[utoipa::path(get, path = "/regions", tag = "life cycle", responses(
    (status = 200, body = Vec<RegionShown>),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn regions(_asker: Asker, headers: HeaderMap) -> Result<Response, Refusal> {
    answer(&headers, "regions".to_owned(), || {
        let prepared = prepared(None)?;
        let all = &prepared.study.network.regions;
        let shown = all.iter().map(|region| RegionShown {
            id: region.id.clone(),
            name: region.name.clone(),
            parent: all.parent(&region.id).map(str::to_owned),
        });
        Ok(shown.collect::<Vec<RegionShown>>())
    })
    .await
}

//! The sector's picture: facilities and series of the packaged data, each with its source.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_quantity::Label;
use verdigris_registry::sector::{Facility, Sector, Series, Source, Topic, packaged};
use verdigris_wording::Kind;

use crate::{
    Shared,
    http::{
        extract::{Json, Query},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

static SECTOR: LazyLock<Result<Sector, String>> = LazyLock::new(|| packaged().map_err(|error| error.to_string()));

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(facilities)).routes(routes!(series)).routes(routes!(topics))
}

/// The packaged picture, read once.
pub(crate) fn sector() -> Result<&'static Sector, &'static String> {
    SECTOR.as_ref()
}

/// Which facilities.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FacilityQuery {
    /// Metal, e.g. `copper`.
    metal: Option<String>,
    /// Country, ISO 3166 code.
    country: Option<String>,
    /// `mine`, `smelter`, `refinery` or `plant`.
    kind: Option<String>,
}

/// A metal, place or kind by name.
#[derive(Debug, Serialize, ToSchema)]
struct Named {
    /// Its id.
    id: String,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
}

/// A mine or works as published.
#[derive(Debug, Serialize, ToSchema)]
struct FacilityShown {
    /// Its id in the source.
    id: &'static str,
    /// Its name as published.
    name: &'static str,
    /// The first thing it is.
    kind: &'static str,
    /// Everything it is.
    kinds: &'static [String],
    /// In words.
    #[schema(value_type = crate::schema::Label)]
    kind_name: Label,
    /// Metals, the first one first.
    metals: &'static [String],
    /// In words.
    #[schema(value_type = Vec<crate::schema::Label>)]
    metal_names: Vec<Label>,
    /// Country.
    country: &'static str,
    /// In words.
    #[schema(value_type = crate::schema::Label)]
    country_name: Label,
    /// Degrees north.
    lat: f64,
    /// Degrees east.
    lon: f64,
    /// How sure the source is of the entry.
    confidence: &'static str,
    /// Id of the source.
    source: &'static str,
}

/// Where rows come from.
#[derive(Debug, Serialize, ToSchema)]
struct SourceShown {
    /// Its id.
    id: &'static str,
    /// Title.
    title: &'static str,
    /// Publisher.
    publisher: &'static str,
    /// Year of the edition.
    year: &'static str,
    /// Address.
    url: &'static str,
    /// Terms.
    licence: &'static str,
    /// Trust.
    trust: &'static str,
    /// Remarks.
    note: &'static str,
}

/// Facilities with their sources.
#[derive(Debug, Serialize, ToSchema)]
struct Facilities {
    items: Vec<FacilityShown>,
    sources: Vec<SourceShown>,
}

/// Mines and works by metal, country and kind.
#[utoipa::path(get, path = "/sector/facilities", tag = "sector", params(FacilityQuery),
    responses((status = 200, body = Facilities), (status = "4XX", body = ProblemDetails)))]
async fn facilities(_: Asker, Query(query): Query<FacilityQuery>) -> Result<Json<Facilities>, Refusal> {
    let sector = sector().map_err(|error| Refusal::internal(error))?;
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let found = sector.facilities(&word(&query.metal), &word(&query.country), &word(&query.kind));
    let sources = sources(sector, found.iter().map(|facility| facility.source.as_str()));
    let items = found.into_iter().map(|facility| shown(sector, facility)).collect();
    Ok(Json(Facilities { items, sources }))
}

fn shown(sector: &'static Sector, facility: &'static Facility) -> FacilityShown {
    FacilityShown {
        id: &facility.id,
        name: &facility.name,
        kind: facility.kinds.first().map_or("", String::as_str),
        kinds: &facility.kinds,
        kind_name: kinds_label(&facility.kinds),
        metals: &facility.metals,
        metal_names: facility.metals.iter().map(|metal| sector.metal(metal)).collect(),
        country: &facility.country,
        country_name: sector.region(&facility.country),
        lat: facility.lat,
        lon: facility.lon,
        confidence: &facility.confidence,
        source: &facility.source,
    }
}

fn kinds_label(kinds: &[String]) -> Label {
    let names: Vec<(&str, &str)> = kinds
        .iter()
        .map(|kind| match kind.as_str() {
            "mine" => ("mine", "矿山"),
            "smelter" => ("smelter", "冶炼厂"),
            "refinery" => ("refinery", "精炼厂"),
            "plant" => ("plant", "加工厂"),
            other => (other, other),
        })
        .collect();
    let join = |list: Vec<&str>, by: &str| list.join(by);
    Label::new(
        join(names.iter().map(|(en, _)| *en).collect(), ", "),
        join(names.iter().map(|(_, zh)| *zh).collect(), "、"),
    )
}

fn sources<'a>(sector: &'static Sector, ids: impl Iterator<Item = &'a str>) -> Vec<SourceShown> {
    let ids: BTreeSet<&str> = ids.collect();
    ids.into_iter().filter_map(|id| sector.source(id)).map(SourceShown::from).collect()
}

impl From<&'static Source> for SourceShown {
    fn from(source: &'static Source) -> Self {
        Self {
            id: &source.id,
            title: &source.title,
            publisher: &source.publisher,
            year: &source.year,
            url: &source.url,
            licence: &source.licence,
            trust: &source.trust,
            note: &source.note,
        }
    }
}

/// Which series.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SeriesQuery {
    /// Metal, or `electricity`.
    metal: Option<String>,
    /// `production`, `intensity` or `grid`.
    topic: Option<String>,
    /// Region: `GLO`, ISO 3166 code, `CN-…`, or a region of the aluminium institute.
    region: Option<String>,
}

/// Values of one quantity in one place over the years.
#[derive(Debug, Serialize, ToSchema)]
struct SeriesShown {
    /// Its id.
    id: &'static str,
    /// Name without the region.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// Metal.
    metal: &'static str,
    /// Topic.
    topic: &'static str,
    /// Stage of processing or sort of figure.
    stage: &'static str,
    /// Unit.
    unit: &'static str,
    /// Region.
    region: &'static str,
    /// In words.
    #[schema(value_type = crate::schema::Label)]
    region_name: Label,
    /// Year and value.
    #[schema(value_type = Vec<Vec<f64>>)]
    points: &'static [(i32, f64)],
    /// Id of the source.
    source: &'static str,
}

/// Series with their sources.
#[derive(Debug, Serialize, ToSchema)]
struct SeriesList {
    series: Vec<SeriesShown>,
    sources: Vec<SourceShown>,
}

/// Series of production, energy intensity and grid intensity.
#[utoipa::path(get, path = "/sector/series", tag = "sector", params(SeriesQuery),
    responses((status = 200, body = SeriesList), (status = "4XX", body = ProblemDetails)))]
async fn series(_: Asker, Query(query): Query<SeriesQuery>) -> Result<Json<SeriesList>, Refusal> {
    let sector = sector().map_err(|error| Refusal::internal(error))?;
    let topic = match query.topic.as_deref() {
        None | Some("") => None,
        Some(word) => Some(Topic::read(word).ok_or_else(|| bad_query("topic: production, intensity, grid"))?),
    };
    let found = sector.series(&query.metal.unwrap_or_default(), topic, &query.region.unwrap_or_default());
    let sources = sources(sector, found.iter().map(|series| series.source.as_str()));
    let told = |series: &'static Series| SeriesShown {
        id: &series.id,
        name: series.name.clone(),
        metal: &series.metal,
        topic: series.topic.as_str(),
        stage: &series.stage,
        unit: &series.unit,
        region: &series.region,
        region_name: sector.region(&series.region),
        points: &series.points,
        source: &series.source,
    };
    Ok(Json(SeriesList { series: found.into_iter().map(told).collect(), sources }))
}

fn bad_query(reason: &str) -> Refusal {
    Refusal::new("bad-query", Kind::Usage).with("reason", reason)
}

/// A topic with the metals and regions it has series of.
#[derive(Debug, Serialize, ToSchema)]
struct TopicShown {
    /// Topic.
    topic: &'static str,
    /// In words.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// Units of its series.
    units: BTreeSet<&'static str>,
    /// Metals.
    metals: Vec<Named>,
    /// Regions.
    regions: Vec<Named>,
}

/// What there are series of.
#[utoipa::path(get, path = "/sector/topics", tag = "sector",
    responses((status = 200, body = [TopicShown]), (status = "4XX", body = ProblemDetails)))]
async fn topics(_: Asker) -> Result<Json<Vec<TopicShown>>, Refusal> {
    let sector = sector().map_err(|error| Refusal::internal(error))?;
    let told = |topic: Topic| {
        let series = sector.series("", Some(topic), "");
        let named = |pairs: BTreeMap<&str, Label>| {
            let mut list: Vec<Named> = pairs.into_iter().map(|(id, name)| Named { id: id.to_owned(), name }).collect();
            list.sort_by(|left, right| left.name.en.cmp(&right.name.en));
            list
        };
        let metals = series.iter().map(|one| (one.metal.as_str(), sector.metal(&one.metal))).collect();
        let regions = series.iter().map(|one| (one.region.as_str(), sector.region(&one.region))).collect();
        TopicShown {
            topic: topic.as_str(),
            name: topic.label(),
            units: series.iter().map(|one| one.unit.as_str()).collect(),
            metals: named(metals),
            regions: named(regions),
        }
    };
    Ok(Json(Topic::ALL.into_iter().map(told).collect()))
}

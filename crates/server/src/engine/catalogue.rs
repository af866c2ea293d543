//! Technologies, standards, schemes and sectors that come with the program.

use axum::{http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_activity::{Aggregation, Vocabulary, network::parameter_id};
use verdigris_diagnosis::measure::{Effect, Maturity, Measure, Operation};
use verdigris_quantity::Label;
use verdigris_registry::factor::Standard;
use verdigris_study::Packaged;

use super::{answers::answer, products::page};
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
    OpenApiRouter::new()
        .routes(routes!(technologies))
        .routes(routes!(standards))
        .routes(routes!(schemes))
        .routes(routes!(sectors))
}

/// A change a technology makes to a plant.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ChangeShown {
    /// Parameter of the plant.
    parameter: String,
    /// What it is.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// `scale` (a factor), `set`, `add` (an amount) or `move` (a share).
    operation: &'static str,
    /// Factor, value, amount or share.
    to: f64,
    /// The same at the cautious end: the least abatement.
    #[serde(skip_serializing_if = "Option::is_none")]
    cautious: Option<f64>,
    /// The same at the favourable end: the most abatement.
    #[serde(skip_serializing_if = "Option::is_none")]
    favourable: Option<f64>,
    /// Unit of the value or amount; empty for factors and shares.
    unit: String,
    /// Parameter that a moved share goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_to: Option<String>,
    /// What that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    moved_to_name: Option<Label>,
}

/// A cost, where a source gives it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct CostShown {
    /// Best estimate.
    value: f64,
    /// Least.
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    /// Most.
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    /// Its unit.
    unit: String,
}

/// A technology as a change of a plant's parameters.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct TechnologyShown {
    /// Its id.
    id: String,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// Sectors it is for; empty for all.
    sectors: Vec<String>,
    /// What it does, in words made of its changes.
    #[schema(value_type = crate::schema::Label)]
    effect: Label,
    /// What it changes.
    changes: Vec<ChangeShown>,
    /// Investment.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<CostShown>,
    /// Yearly running cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    running_cost: Option<CostShown>,
    /// Years it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    lifetime: Option<f64>,
    /// `research`, `pilot`, `demonstration` or `commercial`.
    maturity: &'static str,
    /// Where effects and costs come from.
    source: String,
    /// Page, table or clause.
    place: String,
    /// Trust of the figures: `P`, `T`, `N`, `D` or `C`.
    trust: String,
    /// Remarks.
    note: String,
}

/// Which technologies.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TechnologyQuery {
    /// Sector they are for, one of `/sectors`.
    #[param(max_length = 80)]
    sector: Option<String>,
}

/// Technologies, each with its changes, cost, source and trust.
#[utoipa::path(get, path = "/technologies", tag = "technologies", params(TechnologyQuery), responses(
    (status = 200, body = Vec<TechnologyShown>),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn technologies(
    _asker: Asker,
    headers: HeaderMap,
    Query(asked): Query<TechnologyQuery>,
) -> Result<Response, Refusal> {
    let TechnologyQuery { sector } = asked;
    answer(&headers, format!("technologies {sector:?}"), move || {
        let packaged = Packaged::get()?;
        let sector = sector.as_deref().filter(|sector| !sector.is_empty());
        let fits = |measure: &&Measure| {
            sector.is_none_or(|sector| measure.sectors.is_empty() || measure.sectors.iter().any(|one| one == sector))
        };
        let shown = packaged.measures.iter().filter(fits).map(|measure| technology(measure, &packaged.vocabulary));
        Ok(shown.collect::<Vec<TechnologyShown>>())
    })
    .await
}

fn technology(measure: &Measure, vocabulary: &Vocabulary) -> TechnologyShown {
    let changes: Vec<ChangeShown> = measure.effect.iter().map(|effect| change(effect, vocabulary)).collect();
    let cost = |range: &verdigris_diagnosis::measure::Range| CostShown {
        value: range.value,
        low: range.low,
        high: range.high,
        unit: range.unit.clone(),
    };
    let words: Vec<Label> = changes.iter().map(words).collect();
    let join = |of: &dyn Fn(&Label) -> &str, between: &str| words.iter().map(of).collect::<Vec<_>>().join(between);
    TechnologyShown {
        id: measure.id.clone(),
        name: measure.name.clone(),
        sectors: measure.sectors.clone(),
        effect: Label::new(join(&|label| &label.en, "; "), join(&|label| &label.zh, "；")),
        changes,
        cost: measure.capex.as_ref().map(cost),
        running_cost: measure.opex.as_ref().map(cost),
        lifetime: measure.lifetime,
        maturity: match measure.maturity {
            Maturity::Research => "research",
            Maturity::Pilot => "pilot",
            Maturity::Demonstration => "demonstration",
            Maturity::Commercial => "commercial",
        },
        source: measure.source.clone(),
        place: measure.place.clone(),
        trust: measure.trust.clone(),
        note: measure.note.clone(),
    }
}

fn change(effect: &Effect, vocabulary: &Vocabulary) -> ChangeShown {
    let (name, unit) = parameter(&effect.parameter, vocabulary);
    let moved = Some(effect.to.clone()).filter(|to| !to.is_empty());
    ChangeShown {
        parameter: effect.parameter.clone(),
        name,
        operation: match effect.op {
            Operation::Scale => "scale",
            Operation::Set => "set",
            Operation::Add => "add",
            Operation::Move => "move",
        },
        to: effect.value,
        cautious: effect.cautious,
        favourable: effect.favourable,
        unit: if matches!(effect.op, Operation::Set | Operation::Add) { unit } else { String::new() },
        moved_to_name: moved.as_deref().map(|to| parameter(to, vocabulary).0),
        moved_to: moved,
    }
}

/// Name and unit of a parameter of a plant: amounts are per unit of the main product, properties as they are.
fn parameter(id: &str, vocabulary: &Vocabulary) -> (Label, String) {
    for item in vocabulary.items() {
        for measure in vocabulary.measures() {
            if parameter_id(&item.id, &measure.id) != id {
                continue;
            }
            let name = Label::new(
                format!("{}: {}", item.name.en, measure.name.en),
                format!("{}：{}", item.name.zh, measure.name.zh),
            );
            let unit = measure.unit_of(item).map(|unit| unit.symbol().to_owned()).unwrap_or_default();
            let amount = measure.aggregation == Aggregation::Sum;
            return (name, if amount { format!("{unit}/t") } else { unit });
        }
    }
    (Label::new(id, id), String::new())
}

fn words(change: &ChangeShown) -> Label {
    let ChangeShown { name, to, unit, .. } = change;
    let percent = |share: f64| (share * 1000.0).round() / 10.0;
    match change.operation {
        "scale" => Label::new(format!("{} × {to}", name.en), format!("{}×{to}", name.zh)),
        "set" => Label::new(format!("{} = {to} {unit}", name.en), format!("{}设为{to} {unit}", name.zh)),
        "move" => {
            let target = change.moved_to_name.clone().unwrap_or_default();
            Label::new(
                format!("{} % of {} to {}", percent(*to), name.en, target.en),
                format!("{}的{}%转为{}", name.zh, percent(*to), target.zh),
            )
        }
        _ => Label::new(format!("{} {to:+} {unit}", name.en), format!("{}{to:+} {unit}", name.zh)),
    }
}

/// A standard.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct StandardShown {
    /// Its id: the number.
    id: String,
    /// Its title.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// Its number.
    number: String,
    /// Day of issue; empty when unknown.
    issued: String,
    /// Day it came into force; empty when unknown.
    in_force: String,
    /// Day it was withdrawn; empty when unknown or still in force.
    withdrawn: String,
    /// Number of what replaced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<String>,
    /// Numbers of what it replaced.
    supersedes: Vec<String>,
    /// Id of the source that was read.
    source: String,
    /// Its title.
    source_name: String,
    /// Its address; empty where it has none.
    source_url: String,
    /// Trust of the entry.
    trust: String,
    /// Remarks.
    note: String,
}

/// Which standards.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct StandardQuery {
    /// Part of a number or title, in either language.
    #[param(max_length = 200)]
    q: Option<String>,
}

/// Standards with what replaced them.
#[utoipa::path(get, path = "/standards", tag = "standards", params(StandardQuery, PageQuery), responses(
    (status = 200, body = Page<StandardShown>),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn standards(
    _asker: Asker,
    headers: HeaderMap,
    Query(wanted): Query<StandardQuery>,
    Query(asked): Query<PageQuery>,
    Paged(_page): Paged,
) -> Result<Response, Refusal> {
    let StandardQuery { q } = wanted;
    answer(&headers, format!("standards {q:?} {asked:?}"), move || {
        let packaged = Packaged::get()?;
        let all = packaged.registry.standards();
        let fold = |text: &str| verdigris_network::search::fold(text);
        let wanted = fold(q.as_deref().unwrap_or_default().trim());
        let shown = all
            .iter()
            .filter(|one| [&one.id, &one.title_en, &one.title_zh].into_iter().any(|text| fold(text).contains(&wanted)));
        let source = |one: &Standard| packaged.registry.source(&one.source);
        let shown = shown.map(|one| StandardShown {
            id: one.id.clone(),
            name: Label::new(&one.title_en, &one.title_zh),
            number: one.id.clone(),
            issued: one.issued.clone(),
            in_force: one.in_force.clone(),
            withdrawn: one.withdrawn.clone(),
            superseded_by: Some(one.superseded_by.clone()).filter(|number| !number.is_empty()),
            supersedes: all.iter().filter(|old| old.superseded_by == one.id).map(|old| old.id.clone()).collect(),
            source: one.source.clone(),
            source_name: source(one).map_or_else(|| one.source.clone(), |source| source.title.clone()),
            source_url: source(one).map(|source| source.url.clone()).unwrap_or_default(),
            trust: one.trust.clone(),
            note: one.note.clone(),
        });
        page(shown.collect(), asked.limit.unwrap_or(50) as usize, asked.cursor.as_deref())
    })
    .await
}

/// An accounting scheme.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct SchemeShown {
    /// Its id.
    id: String,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// The standard or guideline it follows.
    standard: String,
    /// Sectors it covers; empty for all.
    sectors: Vec<String>,
    /// First year it holds for; null where it says none.
    from: Option<i32>,
    /// Last year; null where it still holds.
    until: Option<i32>,
}

/// Accounting schemes.
#[utoipa::path(get, path = "/schemes", tag = "standards", responses(
    (status = 200, body = Vec<SchemeShown>),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn schemes(_asker: Asker, headers: HeaderMap) -> Result<Response, Refusal> {
    answer(&headers, "schemes".to_owned(), || {
        let shown = Packaged::get()?.schemes.all().iter().map(|scheme| SchemeShown {
            id: scheme.id.clone(),
            name: scheme.name.clone(),
            standard: scheme.standard.clone(),
            sectors: scheme.sectors.clone(),
            from: scheme.first,
            until: scheme.last,
        });
        Ok(shown.collect::<Vec<SchemeShown>>())
    })
    .await
}

/// A sector.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct SectorShown {
    /// Its id.
    id: String,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
}

/// Sectors there are templates and accounts for.
#[utoipa::path(get, path = "/sectors", tag = "standards", responses(
    (status = 200, body = Vec<SectorShown>),
    (status = "4XX", body = ProblemDetails, content_type = "application/problem+json")))]
async fn sectors(_asker: Asker, headers: HeaderMap) -> Result<Response, Refusal> {
    answer(&headers, "sectors".to_owned(), || {
        let all = Packaged::get()?.sectors.all().iter();
        Ok(all.map(|sector| SectorShown { id: sector.id.clone(), name: sector.name.clone() }).collect::<Vec<_>>())
    })
    .await
}

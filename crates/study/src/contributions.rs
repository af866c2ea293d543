//! A footprint by process, flow, region, direct input or path.

use serde::{Deserialize, Serialize};
use verdigris_inventory::{
    contribution,
    first_tier::first_tier,
    path::{PathLimits, supply_tree},
};
use verdigris_quantity::{Language, Unit};
use verdigris_wording::{Messages, Problem};

use crate::{
    footprint::product,
    result::Product,
    study::{Solved, Study},
    target::{Target, Wanted, region_name, resolve},
};

/// Share of the score below which a branch of the supply chain is not followed.
const PATH_CUTOFF: f64 = 1e-4;
/// Most paths looked at.
const PATHS: usize = 200;

/// Ways to break a footprint down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Breakdown {
    /// By process, own emissions.
    Process,
    /// By elementary flow.
    Flow,
    /// By region.
    Region,
    /// By direct input, cradle to gate.
    Tier,
    /// By supply-chain path.
    Path,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The product and how much of it.
    pub wanted: Wanted,
    /// What to break it down by.
    pub by: Breakdown,
    /// Most rows.
    pub limit: usize,
    /// Language of the labels.
    pub language: Language,
}

/// One part of a score.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Contribution {
    /// Id of the process, flow or region; empty for own emissions.
    pub id: String,
    /// What it is.
    pub label: String,
    /// Its part of the score.
    pub value: f64,
    /// Its share of the score; none where that is zero.
    pub share: Option<f64>,
}

/// The parts of one indicator's score.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IndicatorContributions {
    /// Indicator id.
    pub indicator: String,
    /// Method id.
    pub method: String,
    /// Unit of the score.
    pub unit: String,
    /// The score.
    pub value: f64,
    /// Its parts, largest first.
    pub contributions: Vec<Contribution>,
    /// What the parts that are not listed add up to.
    pub rest: f64,
    /// How many parts are not listed.
    #[serde(skip)]
    pub left: usize,
}

/// A footprint broken down.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Contributions {
    /// The product.
    pub product: Product,
    /// Unit of the amount.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub unit: Unit,
    /// Amount.
    pub amount: f64,
    /// Network.
    pub network: String,
    /// What it is broken down by.
    pub by: Breakdown,
    /// Results by indicator.
    pub results: Vec<IndicatorContributions>,
}

/// One line before it is cut and shared out.
struct Line {
    id: String,
    label: String,
    value: f64,
}

/// Breaks a footprint down; gives the product meant beside it.
pub fn contributions(study: &Study, question: &Question) -> Result<(Target, Contributions), Problem> {
    let target = resolve(study, &question.wanted)?;
    let solved = study.solve(&target)?;
    let asked = Asked { study, target: &target, solved: &solved, language: question.language };
    let mut results = Vec::with_capacity(study.indicators());
    for (k, row) in study.assembly.indicators.iter().enumerate() {
        let mut lines = asked.lines(k, question.by)?;
        lines.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        let method = &study.methods[row.method];
        let total = solved.scores[k].value;
        let rest = lines.iter().skip(question.limit).map(|line| line.value).sum();
        let left = lines.len().saturating_sub(question.limit);
        let shown = lines.into_iter().take(question.limit).map(|line| Contribution {
            share: (total != 0.0).then(|| line.value / total),
            id: line.id,
            label: line.label,
            value: line.value,
        });
        results.push(IndicatorContributions {
            indicator: method.indicators[row.indicator].id.clone(),
            method: method.id.clone(),
            unit: row.unit.clone(),
            value: total,
            contributions: shown.collect(),
            rest,
            left,
        });
    }
    let answer = Contributions {
        product: product(study, target.activity),
        unit: target.amount.unit.clone(),
        amount: target.amount.value,
        network: study.name.clone(),
        by: question.by,
        results,
    };
    Ok((target, answer))
}

struct Asked<'a> {
    study: &'a Study,
    target: &'a Target,
    solved: &'a Solved,
    language: Language,
}

impl Asked<'_> {
    fn process(&self, activity: usize) -> (String, String) {
        let process = self.study.network.process(self.study.assembly.activities[activity].process);
        (process.id.clone(), format!("{} [{}]", process.name.get(self.language).trim(), process.region))
    }

    fn lines(&self, indicator: usize, by: Breakdown) -> Result<Vec<Line>, Problem> {
        let study = self.study;
        let system = &study.assembly.system;
        let factors = contribution::factors(system, indicator);
        let direct = study.direct_of(indicator);
        let scaling = &self.solved.solution.scaling;
        let nonzero = |value: &f64| *value != 0.0;
        let demand = [(self.target.activity, self.target.own)];
        Ok(match by {
            Breakdown::Process => contribution::by_activity(&direct, scaling)
                .into_iter()
                .enumerate()
                .filter(|(_, value)| nonzero(value))
                .map(|(k, value)| {
                    let (id, label) = self.process(k);
                    Line { id, label, value }
                })
                .collect(),
            Breakdown::Flow => contribution::by_flow(system, &factors, scaling)
                .into_iter()
                .enumerate()
                .filter(|(_, value)| nonzero(value))
                .map(|(k, value)| {
                    let row = &study.assembly.rows[k];
                    let flow = study.network.flow(row.flow);
                    let region = if row.region.is_empty() { String::new() } else { format!(" [{}]", row.region) };
                    let label = format!("{} ({}){region}", flow.name.get(self.language).trim(), flow.compartment);
                    Line { id: flow.id.clone(), label, value }
                })
                .collect(),
            Breakdown::Region => {
                let region = |k: usize| study.network.process(study.assembly.activities[k].process).region.clone();
                let labels: Vec<String> = (0..system.size()).map(region).collect();
                contribution::by_label(&contribution::by_activity(&direct, scaling), &labels)
                    .into_iter()
                    .map(|(id, value)| Line { label: region_name(study, &id, self.language), id, value })
                    .collect()
            }
            Breakdown::Tier => {
                let intensities = study.intensities()?.indicator(indicator);
                let mut lines = Vec::new();
                for tier in first_tier(&system.technosphere, &demand, &direct, &intensities) {
                    let label = Messages::of(self.language).text("own-emissions");
                    lines.push(Line { id: String::new(), label, value: tier.direct });
                    for input in tier.inputs {
                        let (id, label) = self.process(input.product as usize);
                        lines.push(Line { id, label, value: input.score });
                    }
                }
                lines
            }
            Breakdown::Path => {
                let intensities = study.intensities()?.indicator(indicator);
                let limits = PathLimits { cutoff: PATH_CUTOFF, ..PathLimits::default() };
                let tree = supply_tree(&system.technosphere, &demand, &direct, &intensities, limits);
                tree.largest_paths(PATHS)
                    .into_iter()
                    .map(|node| {
                        let steps: Vec<String> = tree.path(node).iter().map(|&k| self.process(k as usize).1).collect();
                        let id = self.process(tree.nodes[node].activity as usize).0;
                        Line { id, label: steps.join(" ← "), value: tree.nodes[node].direct }
                    })
                    .collect()
            }
        })
    }
}

//! Which amounts matter most, as elasticities of the score.

use serde::Serialize;
use verdigris_inventory::{
    assembly::Term,
    contribution,
    sensitivity::{Gradient, Place, sensitivities},
    traversal::Solved as OfIndicator,
};
use verdigris_quantity::Language;
use verdigris_wording::Problem;

use crate::{
    footprint::product,
    result::Product,
    study::Study,
    target::{Target, Wanted, resolve},
};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The product and how much of it.
    pub wanted: Wanted,
    /// Most rows.
    pub limit: usize,
    /// Language of the labels.
    pub language: Language,
}

/// What one amount does to a score.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sensitivity {
    /// Flow and process.
    pub amount: String,
    /// The amount as it stands in the matrix.
    pub entry: f64,
    /// Relative change of the score over relative change of the amount.
    pub elasticity: f64,
}

/// What matters to one indicator.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IndicatorSensitivities {
    /// Indicator id.
    pub indicator: String,
    /// Method id.
    pub method: String,
    /// Largest first.
    pub sensitivities: Vec<Sensitivity>,
}

/// What matters to a footprint.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sensitivities {
    /// The product.
    pub product: Product,
    /// Network.
    pub network: String,
    /// Results by indicator.
    pub results: Vec<IndicatorSensitivities>,
}

/// Finds what matters to a footprint; gives the product meant beside it.
pub fn of(study: &Study, question: &Question) -> Result<(Target, Sensitivities), Problem> {
    let target = resolve(study, &question.wanted)?;
    let solved = study.solve(&target)?;
    let intensities = study.intensities()?;
    let system = &study.assembly.system;
    let inventory = system.interventions.multiply(&solved.solution.scaling);
    let mut results = Vec::with_capacity(study.indicators());
    for (k, row) in study.assembly.indicators.iter().enumerate() {
        let factors = contribution::factors(system, k);
        let direct = study.direct_of(k);
        let lambda = intensities.indicator(k);
        let gradient = Gradient {
            solved: OfIndicator { scaling: &solved.solution.scaling, direct: &direct, intensities: &lambda },
            factors: &factors,
            inventory: &inventory,
            indicator: k as u32,
        };
        let found = sensitivities(
            system,
            gradient,
            solved.scores[k].value,
            question.limit.saturating_mul(4).saturating_add(40),
        );
        // Production exchanges and factors follow from the definition of the unit; amounts of inputs and emissions do not.
        let chosen = found
            .iter()
            .filter(|item| !matches!(item.place, Place::Factor { .. }))
            .filter(|item| !matches!(item.place, Place::Technosphere { row, column } if row == column))
            .take(question.limit)
            .map(|item| Sensitivity {
                amount: describe(study, item.place, question.language),
                entry: item.value,
                elasticity: item.elasticity,
            });
        let method = &study.methods[row.method];
        results.push(IndicatorSensitivities {
            indicator: method.indicators[row.indicator].id.clone(),
            method: method.id.clone(),
            sensitivities: chosen.collect(),
        });
    }
    let answer = Sensitivities { product: product(study, target.activity), network: study.name.clone(), results };
    Ok((target, answer))
}

/// Process and flow of a matrix entry.
fn describe(study: &Study, place: Place, language: Language) -> String {
    let assembly = &study.assembly;
    let (terms, entry, column): (&[Term], Option<usize>, u32) = match place {
        Place::Technosphere { row, column } => {
            (&assembly.technosphere_terms, assembly.system.technosphere.entry(row as usize, column as usize), column)
        }
        Place::Intervention { row, column } => {
            (&assembly.intervention_terms, assembly.system.interventions.entry(row as usize, column as usize), column)
        }
        Place::Factor { .. } => return String::new(),
    };
    let process = study.network.process(assembly.activities[column as usize].process);
    let term = entry.and_then(|entry| {
        let start = terms.partition_point(|term| (term.entry as usize) < entry);
        terms.get(start).filter(|term| term.entry as usize == entry)
    });
    let flow = term.map(|term| study.network.flow(process.exchanges[term.exchange as usize].flow));
    let flow = flow.map_or("", |flow| flow.name.get(language).trim());
    format!("{flow} ← {} [{}]", process.name.get(language).trim(), process.region)
}

//! The marginal abatement cost curve, with interactions: every measure is evaluated again after each adoption.
//!
//! `MAC = (annualised capex + Δopex + Δrunning cost) / ΔtCO2e`, annualised capex `= capex·r / (1 − (1 + r)⁻ⁿ)` with the
//! discount rate `r` and lifetime `n`, `capex / n` for `r = 0`. Adoption is greedy: first what saves money, the largest
//! saving first, since a ratio of negative cost ranks wrongly (Taylor 2012, Energy Policy 48, 430–438); then by rising
//! marginal cost. Measures without a sourced cost come after them by falling abatement, apart, without a marginal cost.
//! What abates nothing at its turn is not adopted. The last point is the evaluation of all adopted patches together.

use serde::{Deserialize, Serialize};
use verdigris_activity::Plant;
use verdigris_network::patch::Patch;
use verdigris_quantity::{Label, Trace, Unit};

use super::{Level, Measure, Range};
use crate::{answer::Answer, error::DiagnosisError};

/// What a plant emits, uses and pays in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// tCO2e a year.
    pub emissions: f64,
    /// GJ a year.
    pub energy: f64,
    /// Running cost a year; `None` where prices are not known.
    pub cost: Option<f64>,
}

/// Something measures can be tried on.
pub trait Evaluate {
    /// The plant with patches applied in order.
    fn evaluate(&self, patches: &[Patch]) -> Result<Outcome, DiagnosisError>;

    /// A parameter with patches applied in order; `None` where the plant has none.
    fn parameter(&self, patches: &[Patch], id: &str) -> Result<Option<f64>, DiagnosisError>;

    /// Process the parameter is defined in; `None` for the whole network.
    fn scope(&self, id: &str) -> Option<String>;
}

/// How costs are counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// Discount rate, as a fraction.
    pub discount_rate: f64,
    /// Unit of money; costs in others are not converted.
    pub money: String,
    /// Yearly output, in `output_unit`.
    pub output: f64,
    /// Unit of the output, which costs may be per.
    pub output_unit: String,
}

/// One adopted measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Id of the measure.
    pub measure: String,
    /// Its name.
    pub label: Label,
    /// Source and trust of its figures.
    pub source: String,
    /// Trust tag.
    pub trust: String,
    /// Abatement at its turn, tCO2e a year.
    pub abatement: f64,
    /// Abatement at the cautious and the favourable end of its effects.
    pub abatement_range: [f64; 2],
    /// Abatement if it were the only measure.
    pub alone: f64,
    /// Energy saved, GJ a year.
    pub energy_saved: f64,
    /// Yearly cost; negative saves.
    pub cost: Answer<Trace>,
    /// Cost per tCO2e.
    pub marginal_cost: Answer<Trace>,
    /// Emissions after it, tCO2e a year.
    pub emissions_after: f64,
}

/// A measure that was not adopted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// Id of the measure.
    pub measure: String,
    /// Its name.
    pub label: Label,
    /// Why.
    pub reason: Label,
}

/// The curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The plant without measures.
    pub base: Outcome,
    /// Measures with a sourced cost, in the order of adoption.
    pub points: Vec<Point>,
    /// Measures without one, evaluated after them, in the order of adoption.
    pub without_cost: Vec<Point>,
    /// Measures not adopted.
    pub left: Vec<Left>,
    /// The plant with everything adopted.
    pub last: Outcome,
}

/// A candidate at one turn.
struct Trial {
    at: usize,
    patch: Patch,
    outcome: Outcome,
    abatement: f64,
    cost: Option<Cost>,
}

#[derive(Clone, Copy)]
struct Cost {
    value: f64,
    low: f64,
    high: f64,
    capex: f64,
    opex: f64,
    running: f64,
}

/// Ranks measures on a plant.
pub fn curve(
    plant: &dyn Evaluate,
    about: &Plant,
    measures: &[Measure],
    terms: &Terms,
) -> Result<Curve, DiagnosisError> {
    if !(terms.discount_rate.is_finite() && terms.discount_rate > -1.0) {
        let what = "discount rate".to_owned();
        return Err(DiagnosisError::Value { what, value: terms.discount_rate, needed: "a number above −1" });
    }
    let base = plant.evaluate(&[])?;
    let mut run = Run { plant, terms, measures, adopted: Vec::new(), present: base };
    let (mut open, mut left) = (Vec::new(), Vec::new());
    let values = run.parameters()?;
    let known = |id: &str| values.iter().find(|(known, _)| known == id).and_then(|(_, value)| *value);
    for (at, measure) in measures.iter().enumerate() {
        match measure.applies(about, &known) {
            Answer::Known(()) => open.push(at),
            Answer::NotAvailable(reason) => left.push(run.left(at, reason)),
        }
    }
    let alone = open
        .iter()
        .map(|&at| Ok((at, run.trial(at, Level::Best)?.abatement)))
        .collect::<Result<Vec<_>, DiagnosisError>>()?;
    let alone = |at: usize| alone.iter().find(|(known, _)| *known == at).map_or(0.0, |(_, value)| *value);
    let (mut points, mut without_cost) = (Vec::new(), Vec::new());
    while !open.is_empty() {
        let trials = open.iter().map(|&at| run.trial(at, Level::Best)).collect::<Result<Vec<_>, _>>()?;
        let Some(best) = trials.into_iter().filter(|trial| trial.abatement > run.nothing()).min_by(better) else {
            break;
        };
        let at = best.at;
        let point = run.point(&best, alone(at))?;
        if best.cost.is_some() {
            points.push(point);
        } else {
            without_cost.push(point);
        }
        run.adopted.push(best.patch);
        run.present = best.outcome;
        let id = &measures[at].id;
        open.retain(|&other| {
            let excluded = measures[other].excludes.contains(id) || measures[at].excludes.contains(&measures[other].id);
            if excluded && other != at {
                let (en, zh) = (&measures[at].name.en, &measures[at].name.zh);
                left.push(run.left(other, Label::new(format!("excluded by: {en}"), format!("与“{zh}”互斥"))));
            }
            other != at && !excluded
        });
    }
    let nothing = Label::new("abates nothing after the measures before it", "在前述措施之后不再减排");
    left.extend(open.into_iter().map(|at| run.left(at, nothing.clone())));
    Ok(Curve { base, points, without_cost, left, last: run.present })
}

/// Order of adoption: savings by size, then marginal cost, then what has no cost by abatement.
fn better(a: &Trial, b: &Trial) -> std::cmp::Ordering {
    let key = |trial: &Trial| match trial.cost {
        Some(cost) if cost.value <= 0.0 => (0, cost.value),
        Some(cost) => (1, cost.value / trial.abatement),
        None => (2, -trial.abatement),
    };
    let ((group_a, value_a), (group_b, value_b)) = (key(a), key(b));
    group_a.cmp(&group_b).then(value_a.total_cmp(&value_b)).then(a.at.cmp(&b.at))
}

struct Run<'a> {
    plant: &'a dyn Evaluate,
    terms: &'a Terms,
    measures: &'a [Measure],
    adopted: Vec<Patch>,
    present: Outcome,
}

impl Run<'_> {
    /// Abatement that is rounding.
    fn nothing(&self) -> f64 {
        1e-9 * self.present.emissions.abs()
    }

    fn left(&self, at: usize, reason: Label) -> Left {
        Left { measure: self.measures[at].id.clone(), label: self.measures[at].name.clone(), reason }
    }

    /// The plant's parameters that any measure names.
    fn parameters(&self) -> Result<Vec<(String, Option<f64>)>, DiagnosisError> {
        let ids = self.measures.iter().flat_map(|measure| {
            let effects = measure.effect.iter().flat_map(|effect| [effect.parameter.as_str(), effect.to.as_str()]);
            effects.chain(measure.window.iter().map(|window| window.parameter.as_str()))
        });
        let mut values: Vec<(String, Option<f64>)> = Vec::new();
        for id in ids.filter(|id| !id.is_empty()) {
            if !values.iter().any(|(known, _)| known == id) {
                values.push((id.to_owned(), self.plant.parameter(&self.adopted, id)?));
            }
        }
        Ok(values)
    }

    fn trial(&self, at: usize, level: Level) -> Result<Trial, DiagnosisError> {
        let measure = &self.measures[at];
        let values = self.parameters()?;
        let known = |id: &str| values.iter().find(|(known, _)| known == id).and_then(|(_, value)| *value);
        let patch = measure.patch(level, &|id| self.plant.scope(id), &known)?;
        let mut patches = self.adopted.clone();
        patches.push(patch.clone());
        let outcome = self.plant.evaluate(&patches)?;
        let cost = self.cost(measure, &outcome);
        Ok(Trial { at, patch, outcome, abatement: self.present.emissions - outcome.emissions, cost })
    }

    /// Yearly cost; `None` where investment or running cost has no source, or no price is known.
    fn cost(&self, measure: &Measure, outcome: &Outcome) -> Option<Cost> {
        let running = outcome.cost? - self.present.cost?;
        let capex = measure.capex.as_ref()?;
        let lifetime = measure.lifetime?;
        let yearly = annuity(self.terms.discount_rate, lifetime);
        let [low, value, high] = self.money(capex)?.map(|money| money * yearly);
        let opex = match &measure.opex {
            Some(opex) => self.money(opex)?,
            None => [0.0; 3],
        };
        Some(Cost {
            value: value + opex[1] + running,
            low: low + opex[0] + running,
            high: high + opex[2] + running,
            capex: value,
            opex: opex[1],
            running,
        })
    }

    /// Low, best and high in the unit of money for the whole plant.
    fn money(&self, range: &Range) -> Option<[f64; 3]> {
        let unit = Unit::parse(&range.unit).ok()?;
        let money = Unit::parse(&self.terms.money).ok()?;
        let output = Unit::parse(&self.terms.output_unit).ok()?;
        let by = match unit.factor_to(&money) {
            Ok(ratio) => ratio.value(),
            Err(_) => unit.combine(&output, 1).ok()?.factor_to(&money).ok()?.value() * self.terms.output,
        };
        Some([range.low.unwrap_or(range.value), range.value, range.high.unwrap_or(range.value)].map(|money| money * by))
    }

    fn point(&self, best: &Trial, alone: f64) -> Result<Point, DiagnosisError> {
        let measure = &self.measures[best.at];
        let ends = [self.trial(best.at, Level::Cautious)?, self.trial(best.at, Level::Favourable)?];
        let abatements = [ends[0].abatement, best.abatement, ends[1].abatement];
        let abatement_range =
            [abatements.iter().copied().fold(f64::MAX, f64::min), abatements.iter().copied().fold(f64::MIN, f64::max)];
        let (cost, marginal_cost) = match best.cost {
            Some(cost) => {
                let figures = self.figures(best.abatement, &cost, &ends, measure.opex.is_some());
                (Answer::Known(figures.0), Answer::Known(figures.1))
            }
            None => (self.missing_cost(measure), self.missing_cost(measure)),
        };
        Ok(Point {
            measure: measure.id.clone(),
            label: measure.name.clone(),
            source: measure.source.clone(),
            trust: measure.trust.clone(),
            abatement: best.abatement,
            abatement_range,
            alone,
            energy_saved: self.present.energy - best.outcome.energy,
            cost,
            marginal_cost,
            emissions_after: best.outcome.emissions,
        })
    }

    fn figures(&self, abatement: f64, cost: &Cost, ends: &[Trial; 2], known_opex: bool) -> (Trace, Trace) {
        let money = &self.terms.money;
        let leaf = |en: &str, zh: &str, value: f64, unit: &str| Trace::datum(Label::new(en, zh), value, unit, None);
        let parts = vec![
            leaf("annualised investment", "年化投资", cost.capex, money),
            if known_opex {
                leaf("yearly cost of the measure", "措施年运行费用", cost.opex, money)
            } else {
                leaf(
                    "yearly cost of the measure: none given, counted as zero",
                    "措施年运行费用：未给出，按零计",
                    0.0,
                    money,
                )
            },
            leaf("change of energy and material cost", "能源与物料费用变化", cost.running, money),
        ];
        let label = Label::new("yearly cost", "年成本");
        let mut yearly = Trace::computed(label, cost.value, money, "annualised capex + Δopex + Δrunning cost", parts);
        yearly.interval = Some([cost.low, cost.high]);
        let label = Label::new("marginal abatement cost", "边际减排成本");
        let unit = format!("{money}/tCO2e");
        let abated = leaf("abatement", "减排量", abatement, "tCO2e");
        let inputs = vec![yearly.clone(), abated];
        let mut marginal = Trace::computed(label, cost.value / abatement, unit, "cost / abatement", inputs);
        let corners: Vec<f64> = ends
            .iter()
            .filter(|end| end.abatement > 0.0)
            .filter_map(|end| end.cost.map(|cost| [cost.low / end.abatement, cost.high / end.abatement]))
            .flatten()
            .chain([cost.low / abatement, cost.high / abatement])
            .collect();
        // An end that abates nothing has no marginal cost: the range is then open and not given.
        if ends.iter().all(|end| end.abatement > 0.0) {
            let low = corners.iter().copied().fold(f64::MAX, f64::min);
            let high = corners.iter().copied().fold(f64::MIN, f64::max);
            marginal.interval = Some([low, high]);
        }
        (yearly, marginal)
    }

    fn missing_cost(&self, measure: &Measure) -> Answer<Trace> {
        if measure.capex.is_none() {
            return Answer::needs("a sourced investment cost", "有来源的投资成本");
        }
        if self.present.cost.is_none() {
            return Answer::needs("prices of energy and materials", "能源与物料价格");
        }
        let money = &self.terms.money;
        Answer::needs(format!("costs in {money} or per {}", self.terms.output_unit), format!("以{money}计的成本"))
    }
}

/// Yearly share of an investment: `r / (1 − (1 + r)⁻ⁿ)`, `1 / n` for `r = 0`.
pub fn annuity(rate: f64, years: f64) -> f64 {
    // 1 − (1 + r)⁻ⁿ keeps its digits for small r only through ln(1 + r).
    if rate == 0.0 { 1.0 / years } else { rate / -(-years * rate.ln_1p()).exp_m1() }
}

#[cfg(test)]
mod tests;

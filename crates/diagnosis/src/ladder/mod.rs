//! The reference ladder: every reference of an indicator as a rung, and the plant's distance to it.
//!
//! Gap to a rung: `(x − x_ref)·output` in the unit of the numerator, taken the other way where more is better, so that
//! positive is worse than the reference; times the energy content in GJ a year, times the emission factor in tCO2e a
//! year, times the price in money a year. Grades 3/2/1 are those of the mandatory energy limits; GB/T 36132's 基准值 and
//! 引领值 are the limit grades 2 and 1 by that standard, and the policy's 能效标杆水平 and 能效基准水平 are neither.

mod reference;

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Trace, Unit};

pub(crate) use reference::grade;
pub use reference::{References, Situation};

use crate::{
    answer::Answer,
    error::DiagnosisError,
    indicator::{Direction, Indicator, Performance},
};

/// Where a reference comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Grade of a mandatory energy limit.
    Limit,
    /// Level set by industrial policy.
    Policy,
    /// Value of the green-factory standard.
    GreenFactory,
    /// Statistics of the industry.
    Industry,
    /// Default or benchmark of the carbon border adjustment.
    Cbam,
    /// The plant's own earlier years.
    History,
    /// Other plants, as protected aggregates.
    Peers,
}

/// A reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rung {
    /// Stable id within the indicator.
    pub id: String,
    /// Where it comes from.
    pub family: Family,
    /// Name in full.
    pub label: Label,
    /// Its value with source and trust, in the unit of the indicator.
    pub value: Answer<Trace>,
}

/// Distance from the plant to a rung; positive is worse than the reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Whether the plant is at the reference or better.
    pub met: bool,
    /// In the unit of the indicator.
    pub excess: Trace,
    /// Over the reference; `None` where that is zero.
    pub share: Option<f64>,
    /// A year, in the unit of the numerator.
    pub yearly: Trace,
    /// Energy a year, GJ.
    pub energy: Answer<Trace>,
    /// Emissions a year, tCO2e.
    pub emissions: Answer<Trace>,
    /// Money a year.
    pub money: Answer<Trace>,
}

/// A rung and the distance to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The reference.
    pub rung: Rung,
    /// The distance, where both the plant's value and the reference are known.
    pub gap: Answer<Gap>,
}

/// All references of one indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// Id of the indicator.
    pub indicator: String,
    /// Its name.
    pub label: Label,
    /// Its unit.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// What to mind about boundaries.
    pub caveat: Label,
    /// The plant's own value and output.
    pub performance: Answer<Performance>,
    /// The rungs, in the order of their families.
    pub steps: Vec<Step>,
}

/// What turns a yearly excess into emissions and money.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// tCO2e per unit of the numerator (of electricity, of energy).
    pub emission_factor: Answer<Trace>,
    /// Money per unit of the numerator.
    pub price: Answer<Trace>,
}

/// Builds the ladder of one indicator.
pub fn ladder(
    indicator: &Indicator,
    performance: Answer<Performance>,
    rungs: Vec<Rung>,
    conversion: &Conversion,
) -> Result<Ladder, DiagnosisError> {
    let steps = rungs
        .into_iter()
        .map(|rung| {
            let gap = match (&performance, &rung.value) {
                (Answer::Known(own), Answer::Known(reference)) => {
                    Answer::Known(gap(indicator, own, reference, conversion)?)
                }
                (Answer::NotAvailable(needs), _) | (_, Answer::NotAvailable(needs)) => {
                    Answer::NotAvailable(needs.clone())
                }
            };
            Ok(Step { rung, gap })
        })
        .collect::<Result<_, DiagnosisError>>()?;
    Ok(Ladder {
        indicator: indicator.id.clone(),
        label: indicator.label.clone(),
        unit: indicator.unit.symbol().to_owned(),
        direction: indicator.direction,
        caveat: indicator.caveat.clone(),
        performance,
        steps,
    })
}

fn gap(
    indicator: &Indicator,
    own: &Performance,
    reference: &Trace,
    conversion: &Conversion,
) -> Result<Gap, DiagnosisError> {
    let reference = converted(reference, &indicator.unit)?;
    let difference = indicator.direction.excess(own.value.value, reference.value);
    let formula = match indicator.direction {
        Direction::LowerIsBetter => "x − x_ref",
        Direction::HigherIsBetter => "x_ref − x",
    };
    let label = Label::new("excess over the reference", "与参照值的差距");
    let inputs = vec![named(&own.value), reference.clone()];
    let excess = Trace::computed(label, difference, indicator.unit.symbol(), formula, inputs);
    let amount = indicator.amount_unit.symbol();
    let yearly = scale(indicator, difference, &own.output, amount)?;
    let label = Label::new("excess a year", "年差距");
    let yearly = Trace::computed(label, yearly, amount, "excess × output", vec![named(&excess), named(&own.output)]);
    let label = Label::new("emissions of the excess a year", "差距对应的年排放量");
    let emissions = if indicator.counts_emissions() {
        Answer::Known(Trace::computed(label, yearly.value, "tCO2e", "excess × output", vec![named(&yearly)]))
    } else {
        times(&yearly, &conversion.emission_factor, "t", "tCO2e", &label)?
    };
    let label = Label::new("cost of the excess a year", "差距对应的年成本");
    let money = times(&yearly, &conversion.price, "CNY", "CNY", &label)?;
    Ok(Gap {
        met: difference <= 0.0,
        share: (reference.value != 0.0).then(|| difference / reference.value),
        energy: energy(&yearly)?,
        excess,
        yearly,
        emissions,
        money,
    })
}

/// A figure that stands beside this one in the ladder and is opened there, so that no tree is written twice.
fn named(trace: &Trace) -> Trace {
    Trace::datum(trace.label.clone(), trace.value, &trace.unit, None)
}

/// A reference in the unit of the indicator.
fn converted(reference: &Trace, unit: &Unit) -> Result<Trace, DiagnosisError> {
    if reference.unit == unit.symbol() {
        return Ok(reference.clone());
    }
    let wrong = |_| mismatch(&reference.label.en, &reference.unit, unit.symbol());
    let value = Unit::parse(&reference.unit).map_err(wrong)?.convert(reference.value, unit).map_err(wrong)?;
    Ok(Trace::computed(
        reference.label.clone(),
        value,
        unit.symbol(),
        "in the unit of the indicator",
        vec![reference.clone()],
    ))
}

/// `excess · output` in the unit of the numerator.
fn scale(indicator: &Indicator, excess: f64, output: &Trace, amount: &str) -> Result<f64, DiagnosisError> {
    let wrong = |_| mismatch(&indicator.id, &output.unit, amount);
    let whole = indicator.unit.combine(&Unit::parse(&output.unit).map_err(wrong)?, 1).map_err(wrong)?;
    whole.convert(excess * output.value, &indicator.amount_unit).map_err(wrong)
}

fn energy(yearly: &Trace) -> Result<Answer<Trace>, DiagnosisError> {
    let wrong = |_| mismatch("energy", &yearly.unit, "GJ");
    let (unit, target) = (Unit::parse(&yearly.unit).map_err(wrong)?, Unit::parse("GJ").map_err(wrong)?);
    Ok(match unit.convert(yearly.value, &target) {
        Ok(value) => {
            let label = Label::new("energy of the excess a year", "差距对应的年能耗");
            Answer::Known(Trace::computed(label, value, "GJ", "in GJ", vec![named(yearly)]))
        }
        Err(_) => Answer::needs("an indicator of energy", "能耗类指标"),
    })
}

/// `yearly · factor` in the unit `target`.
fn times(
    yearly: &Trace,
    factor: &Answer<Trace>,
    target: &str,
    shown: &str,
    label: &Label,
) -> Result<Answer<Trace>, DiagnosisError> {
    let Answer::Known(factor) = factor else { return Ok(factor.clone()) };
    let wrong = |_| mismatch(&label.en, &format!("{}·({})", yearly.unit, factor.unit), target);
    let (amount, per) = (Unit::parse(&yearly.unit).map_err(wrong)?, Unit::parse(&factor.unit).map_err(wrong)?);
    let whole = amount.combine(&per, 1).map_err(wrong)?;
    let target_unit = Unit::parse(target).map_err(wrong)?;
    if target_unit.dimension() != whole.dimension() {
        let (en, zh) =
            (format!("a factor in {target} per {}", yearly.unit), format!("以{target}/{}为单位的系数", yearly.unit));
        return Ok(Answer::needs(en, zh));
    }
    let value = whole.convert(yearly.value * factor.value, &target_unit).map_err(wrong)?;
    let inputs = vec![named(yearly), factor.clone()];
    Ok(Answer::Known(Trace::computed(label.clone(), value, shown, "excess × factor", inputs)))
}

fn mismatch(what: &str, left: &str, right: &str) -> DiagnosisError {
    DiagnosisError::Unit { what: what.to_owned(), left: left.to_owned(), right: right.to_owned() }
}

#[cfg(test)]
mod tests;

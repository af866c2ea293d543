//! Measures: technologies as patches on a plant's parameters, with applicability, effects and costs.
//!
//! Parameters are named `<item>_<measure>` and are amounts per unit of the main product. A measure reads from TOML,
//! packaged in `data/measures` or a user's own; every effect and cost may have a range. What has no source stays empty.

pub mod account;
pub mod curve;
pub mod network;
mod patch;
mod read;

use serde::{Deserialize, Serialize};
use verdigris_activity::Plant;
use verdigris_quantity::Label;

pub use patch::Level;

use crate::answer::Answer;

/// How far a technology has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Maturity {
    /// In the laboratory.
    Research,
    /// In pilot cells or furnaces.
    Pilot,
    /// Shown at full size.
    Demonstration,
    /// On the market.
    Commercial,
}

/// A value and its range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Best estimate.
    pub value: f64,
    /// Least.
    #[serde(default)]
    pub low: Option<f64>,
    /// Most.
    #[serde(default)]
    pub high: Option<f64>,
    /// Unit, for costs: `CNY` for the plant, `CNY/t` per tonne of yearly output.
    #[serde(default)]
    pub unit: String,
}

/// What an effect does to its parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Multiplies it.
    Scale,
    /// Gives it a value.
    Set,
    /// Adds to it.
    Add,
    /// Moves a share of it to another parameter, unit for unit.
    Move,
}

/// One effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// What it does.
    pub op: Operation,
    /// The parameter.
    pub parameter: String,
    /// Where a moved share goes.
    #[serde(default)]
    pub to: String,
    /// Factor, value, amount or share.
    pub value: f64,
    /// At the cautious end: the least abatement.
    #[serde(default)]
    pub cautious: Option<f64>,
    /// At the favourable end: the most abatement.
    #[serde(default)]
    pub favourable: Option<f64>,
}

/// An attribute a plant must have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Id of the attribute.
    pub attribute: String,
    /// Values that will do.
    pub values: Vec<String>,
}

/// A range in which a parameter must lie for the measure to make sense.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The parameter.
    pub parameter: String,
    /// It must be above this.
    #[serde(default)]
    pub above: Option<f64>,
    /// It must be below this.
    #[serde(default)]
    pub below: Option<f64>,
}

/// A measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Stable id, `[a-z0-9-]+`.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Sectors it is for; empty for all.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// Attributes the plant must have.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// Ranges of parameters it is for.
    #[serde(default)]
    pub window: Vec<Window>,
    /// Measures it cannot be combined with.
    #[serde(default)]
    pub excludes: Vec<String>,
    /// What it does.
    pub effect: Vec<Effect>,
    /// Investment, where a source gives it.
    #[serde(default)]
    pub capex: Option<Range>,
    /// Yearly running cost beyond what the changed parameters cost, where a source gives it.
    #[serde(default)]
    pub opex: Option<Range>,
    /// Years it lasts.
    #[serde(default)]
    pub lifetime: Option<f64>,
    /// How far it has come.
    pub maturity: Maturity,
    /// Where effects and costs come from.
    pub source: String,
    /// Page, table or clause.
    #[serde(default)]
    pub place: String,
    /// Trust of the figures.
    pub trust: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

impl Measure {
    /// Whether it is for this plant, and why not; `parameter` gives the plant's present value.
    pub fn applies(&self, plant: &Plant, parameter: &dyn Fn(&str) -> Option<f64>) -> Answer<()> {
        if !self.sectors.is_empty() && !self.sectors.contains(&plant.sector) {
            return Answer::needs("a plant of another sector", "其他行业的企业");
        }
        for requirement in &self.requires {
            let values = requirement.values.join(", ");
            match plant.attribute(&requirement.attribute) {
                Some(value) if requirement.values.iter().any(|known| known == value) => {}
                _ => {
                    let attribute = &requirement.attribute;
                    return Answer::needs(format!("{attribute}: {values}"), format!("{attribute}为{values}"));
                }
            }
        }
        for window in &self.window {
            let id = &window.parameter;
            let Some(value) = parameter(id) else {
                return Answer::needs(format!("the parameter {id}"), format!("参数{id}"));
            };
            if window.above.is_some_and(|bound| value <= bound) {
                let bound = window.above.unwrap_or_default();
                return Answer::needs(format!("{id} above {bound}"), format!("{id}高于{bound}"));
            }
            if window.below.is_some_and(|bound| value >= bound) {
                let bound = window.below.unwrap_or_default();
                return Answer::needs(format!("{id} below {bound}"), format!("{id}低于{bound}"));
            }
        }
        let mut named = self.effect.iter().flat_map(|effect| [&effect.parameter, &effect.to]);
        match named.find(|id| !id.is_empty() && parameter(id).is_none()) {
            Some(id) => Answer::needs(format!("the parameter {id}"), format!("参数{id}")),
            None => Answer::Known(()),
        }
    }
}

/// The packaged measures.
pub fn packaged() -> Result<Vec<Measure>, crate::DiagnosisError> {
    read::measures("measures/measures.toml", include_str!("../../../../data/measures/measures.toml"))
}

/// Reads a file of measures (TOML).
pub fn parse(file: &str, text: &str) -> Result<Vec<Measure>, crate::DiagnosisError> {
    read::measures(file, text)
}

//! A computed figure that can be opened down to its sources.

use serde::{Deserialize, Deserializer, Serialize};

use crate::label::Label;

/// Where a datum comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Origin {
    /// Title of the source.
    pub source: String,
    /// Page, table, clause or data-set id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Web address, where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Licence of the figure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Trust tag (`P`, `T`, `N`, `D`, `C`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trust: String,
}

/// A value with unit, formula, inputs and origin. Leaves carry an [`Origin`], inner nodes a formula over their inputs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Trace {
    /// What the figure is.
    pub label: Label,
    /// The figure; not a number where it is not available, which the label then says (`null` in JSON).
    #[cfg_attr(feature = "schema", schema(value_type = Option<f64>))]
    #[serde(deserialize_with = "number_or_none")]
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// 2.5 % and 97.5 % quantiles, where known.
    #[cfg_attr(feature = "schema", schema(value_type = Option<Vec<f64>>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<[f64; 2]>,
    /// How the value follows from the inputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Source of a leaf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What the formula uses.
    #[cfg_attr(feature = "schema", schema(no_recursion))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Trace>,
}

impl Trace {
    /// A datum with its source.
    pub fn datum(label: Label, value: f64, unit: impl Into<String>, origin: Option<Origin>) -> Self {
        Self { label, value, unit: unit.into(), origin, ..Self::default() }
    }

    /// A figure computed from others.
    pub fn computed(
        label: Label,
        value: f64,
        unit: impl Into<String>,
        formula: impl Into<String>,
        inputs: Vec<Self>,
    ) -> Self {
        Self { label, value, unit: unit.into(), formula: Some(formula.into()), inputs, ..Self::default() }
    }
}

/// JSON has no word for what is not a number.
fn number_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::NAN))
}

//! Characterisation methods: how much an elementary flow counts in an indicator.

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Unit};

use crate::{flow::Compartment, source::SourceIndex};

/// One characterisation factor. It may name a flow by id, by substance and compartment, or both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// Flow id or UUID of a published list, empty when the factor goes by substance.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub flow: String,
    /// Substance name, English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// CAS number without leading zeros.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cas: String,
    /// Compartment; a factor for `air` serves all of `air/…` unless a finer one exists.
    #[serde(default)]
    pub compartment: Compartment,
    /// Region the factor is for, empty for everywhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Indicator units per `unit` of the flow.
    pub value: f64,
    /// Unit of the flow the value is for.
    pub unit: Unit,
    /// Source, where it differs from the method's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceIndex>,
    /// Page, table or data-set id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// One impact category of a method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Unique in the method, e.g. `climate-change`.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Unit as printed, e.g. `kg CO2e`; not a unit of the catalogue.
    pub unit: String,
    /// Factors.
    pub factors: Vec<Factor>,
}

/// A method: a set of indicators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// e.g. `ipcc-ar6-gwp100`.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceIndex>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Indicators.
    pub indicators: Vec<Indicator>,
}

//! Named numbers that formulas refer to.

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Unit, pedigree::Pedigree, spread::Spread};

use crate::{exchange::as_text, source::SourceIndex};

/// A parameter: a value or a formula of other parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// `[a-z_][a-z0-9_]*`; matched without regard to case, as in the formats that bring formulas.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: Label,
    /// Unit, for the reader; formulas compute with plain numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Value, where it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Formula, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Uncertainty of the value.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_text")]
    pub spread: Option<Spread>,
    /// Pedigree, used where `spread` is empty.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_text")]
    pub pedigree: Option<Pedigree>,
    /// Parameters and exchanges of one group draw one random number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Source of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceIndex>,
    /// Page, table, clause or data-set id in the source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

//! Processes: what goes in and out for one reference amount.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::{
    exchange::{Exchange, Role},
    parameter::Parameter,
    source::{SourceIndex, Trust},
};

/// Position of a process in [`crate::Network::processes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProcessIndex(pub u32);

impl ProcessIndex {
    /// As an array index.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// Sort of process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProcessKind {
    /// One operation with its own inputs.
    #[default]
    Unit,
    /// A mix of providers of one product.
    Market,
    /// A cradle-to-gate result without links.
    Aggregated,
    /// Takes in a waste.
    Treatment,
}

impl ProcessKind {
    /// The word used in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Market => "market",
            Self::Aggregated => "aggregated",
            Self::Treatment => "treatment",
        }
    }
}

impl FromStr for ProcessKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "" | "unit" => Ok(Self::Unit),
            "market" => Ok(Self::Market),
            "aggregated" => Ok(Self::Aggregated),
            "treatment" => Ok(Self::Treatment),
            _ => Err(()),
        }
    }
}

/// How the burden of a process with co-products is parted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Allocation {
    /// Not parted: the reference product bears everything, and a co-product is a finding.
    #[default]
    None,
    /// By mass.
    Mass,
    /// By energy content.
    Energy,
    /// By revenue (economic allocation).
    Price,
    /// By the shares on the exchanges.
    Factors,
    /// Co-products displace their own production elsewhere.
    Substitution,
}

impl Allocation {
    /// The word used in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mass => "mass",
            Self::Energy => "energy",
            Self::Price => "price",
            Self::Factors => "factors",
            Self::Substitution => "substitution",
        }
    }
}

impl FromStr for Allocation {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "" | "none" => Ok(Self::None),
            "mass" => Ok(Self::Mass),
            "energy" => Ok(Self::Energy),
            "price" => Ok(Self::Price),
            "factors" => Ok(Self::Factors),
            "substitution" => Ok(Self::Substitution),
            _ => Err(()),
        }
    }
}

/// A process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// Unique in the network: a UUID or a slug; `ID@REGION` when unfolded from a template.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Region code, or a pattern list (`CN;CN-*`) while it is a template.
    pub region: String,
    /// Sort.
    #[serde(default)]
    pub kind: ProcessKind,
    /// Year the data describe, as text (`2017`, `2007-2017`), empty when unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub year: String,
    /// First and last day or year of validity, as text, empty when open.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub valid_from: String,
    /// See `valid_from`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub valid_to: String,
    /// Technology in short words.
    #[serde(default)]
    pub technology: Label,
    /// How co-products are parted.
    #[serde(default)]
    pub allocation: Allocation,
    /// Path in the source's classification.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// Site that runs it, empty for an average.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// Source of the whole data set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceIndex>,
    /// Trust, where it differs from the source's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// Licence, where it differs from the source's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Parameters known only here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// What goes in and out.
    pub exchanges: Vec<Exchange>,
}

impl Process {
    /// The exchange the process is run for, if one is marked.
    pub fn reference(&self) -> Option<&Exchange> {
        self.exchanges.iter().find(|exchange| exchange.role == Role::Reference)
    }

    /// Whether the row stands for several regions.
    pub fn is_template(&self) -> bool {
        self.region.contains([';', '*'])
    }
}

//! One line of a process: an amount of a flow going in or out.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use verdigris_quantity::{
    Unit,
    distribution::Distribution,
    pedigree::Pedigree,
    spread::{Spread, SpreadError},
};

use crate::{
    flow::FlowIndex,
    source::{SourceIndex, Trust},
};

/// Into or out of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Taken in.
    Input,
    /// Given out.
    Output,
}

/// What the exchange is to its process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// What the process is run for; exactly one.
    Reference,
    /// Another product (or treated waste) that carries a share of the burden.
    Coproduct,
    /// A product the process displaces elsewhere.
    Avoided,
    /// Everything else.
    #[default]
    Plain,
}

impl FromStr for Direction {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "input" => Ok(Self::Input),
            "output" => Ok(Self::Output),
            _ => Err(()),
        }
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "" => Ok(Self::Plain),
            "reference" => Ok(Self::Reference),
            "coproduct" => Ok(Self::Coproduct),
            "avoided" => Ok(Self::Avoided),
            _ => Err(()),
        }
    }
}

/// An amount of a flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// Stable within the process; sampling is keyed by it.
    pub id: String,
    /// Which flow.
    pub flow: FlowIndex,
    /// In or out.
    pub direction: Direction,
    /// Role.
    #[serde(default)]
    pub role: Role,
    /// Amount in `unit`; `None` is *not available* unless a formula gives it.
    pub amount: Option<f64>,
    /// Expression of parameters that gives the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Unit of the amount.
    pub unit: Unit,
    /// Id of the process that provides it (or, for a waste output, treats it), where the data say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Region of the exchange with nature, empty for the process's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// For templates: only in these regions (pattern list), empty for all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub regions: String,
    /// Uncertainty of the amount.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_text")]
    pub spread: Option<Spread>,
    /// Pedigree scores, used where `spread` is empty.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_text")]
    pub pedigree: Option<Pedigree>,
    /// Exchanges of one group draw one random number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Share of the burden, for allocation by given factors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocation_factor: Option<f64>,
    /// Source of the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceIndex>,
    /// Page, table, clause or data-set id in the source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Trust, where it differs from the source's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Exchange {
    /// An exchange with the essentials; the rest empty.
    pub fn new(id: impl Into<String>, flow: FlowIndex, direction: Direction, amount: Option<f64>, unit: Unit) -> Self {
        Self {
            id: id.into(),
            flow,
            direction,
            role: Role::Plain,
            amount,
            formula: None,
            unit,
            provider: None,
            location: String::new(),
            regions: String::new(),
            spread: None,
            pedigree: None,
            group: String::new(),
            allocation_factor: None,
            source: None,
            place: String::new(),
            trust: None,
            note: String::new(),
        }
    }

    /// The same with a role.
    #[must_use]
    pub fn with_role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Distribution of the amount around `amount`, from the spread or else the pedigree; `None` when certain.
    pub fn distribution(&self, amount: f64) -> Result<Option<Distribution>, SpreadError> {
        let spread = self.spread.or_else(|| self.pedigree.map(|pedigree| pedigree.spread()));
        match spread {
            Some(spread) if amount != 0.0 => spread.around(amount).map(Some),
            _ => Ok(None),
        }
    }
}

/// Serialises an optional value through its text form.
pub(crate) mod as_text {
    use std::{fmt::Display, str::FromStr};

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "serde's `with` passes a reference to the field")]
    pub fn serialize<T: Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

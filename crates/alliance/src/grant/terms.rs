//! The terms of a grant, and their one written form.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Field, Purpose};
use crate::{AllianceError, PlantId};

/// Which plants of the owner: `"all"`, those to come included, or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Spelt", try_from = "Spelt")]
pub enum Plants {
    /// Every plant of the owner, now and later.
    All,
    /// These.
    List(BTreeSet<PlantId>),
}

/// How [`Plants`] are written.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Spelt {
    Word(String),
    List(BTreeSet<PlantId>),
}

impl From<Plants> for Spelt {
    fn from(plants: Plants) -> Self {
        match plants {
            Plants::All => Self::Word("all".into()),
            Plants::List(list) => Self::List(list),
        }
    }
}

impl TryFrom<Spelt> for Plants {
    type Error = AllianceError;

    fn try_from(spelt: Spelt) -> Result<Self, Self::Error> {
        match spelt {
            Spelt::Word(word) if word == "all" => Ok(Self::All),
            Spelt::Word(word) => Err(AllianceError::UnknownWord { kind: "choice of plants", word }),
            Spelt::List(list) => Ok(Self::List(list)),
        }
    }
}

impl Plants {
    /// Whether a plant is among them.
    pub fn contains(&self, plant: PlantId) -> bool {
        match self {
            Self::All => true,
            Self::List(list) => list.contains(&plant),
        }
    }
}

/// What an owner and a reader agree on. A term nobody here knows makes the whole unreadable: it might restrict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Which plants.
    pub plants: Plants,
    /// Which parts of their data.
    pub fields: BTreeSet<Field>,
    /// What for.
    pub purpose: Purpose,
    /// First moment; from agreement where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// First moment it no longer holds.
    pub until: Timestamp,
}

impl Terms {
    /// Reads the written form, and refuses terms that name no plant, no field or no time.
    pub fn parse(text: &str) -> Result<Self, AllianceError> {
        // Serde would also take a bare list of values in order; what has no keys is not understood.
        if !text.starts_with('{') {
            return Err(AllianceError::Terms { reason: "no JSON object".into() });
        }
        let terms: Self =
            serde_json::from_str(text).map_err(|error| AllianceError::Terms { reason: error.to_string() })?;
        terms.check()?;
        Ok(terms)
    }

    /// The written form: JSON with sorted lists, the same for the same terms.
    pub fn text(&self) -> Result<String, AllianceError> {
        serde_json::to_string(self).map_err(|error| AllianceError::Terms { reason: error.to_string() })
    }

    /// Refuses terms that name no plant, no field or no time.
    pub fn check(&self) -> Result<(), AllianceError> {
        let empty = |what: &str| Err(AllianceError::Terms { reason: format!("no {what} named") });
        if matches!(&self.plants, Plants::List(list) if list.is_empty()) {
            empty("plant")
        } else if self.fields.is_empty() {
            empty("field")
        } else if self.from.is_some_and(|from| from >= self.until) {
            Err(AllianceError::Period)
        } else {
            Ok(())
        }
    }

    /// Whether a moment lies within the terms' own time.
    pub fn hold(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && at < self.until
    }

    /// Whether a field of a plant is covered.
    pub fn cover(&self, plant: PlantId, field: Field) -> bool {
        self.plants.contains(plant) && self.fields.contains(&field)
    }
}

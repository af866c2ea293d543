//! Products, wastes and elementary flows.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Unit};

/// Position of a flow in [`crate::Network::flows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FlowIndex(pub u32);

impl FlowIndex {
    /// As an array index.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// What a flow is to the technosphere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlowKind {
    /// Made by one process, used by others.
    Product,
    /// Made as a nuisance, taken in by treatment.
    Waste,
    /// Exchanged with nature.
    Elementary,
}

impl FlowKind {
    /// The word used in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Waste => "waste",
            Self::Elementary => "elementary",
        }
    }
}

impl FromStr for FlowKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "product" => Ok(Self::Product),
            "waste" => Ok(Self::Waste),
            "elementary" => Ok(Self::Elementary),
            _ => Err(()),
        }
    }
}

/// Where an elementary flow enters or leaves nature: a medium and, where known, a sub-compartment; the path form is
/// `air/urban`. The vocabulary is listed in `docs/formats/tables.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Compartment(pub String);

impl Compartment {
    /// From a path such as `air/urban`.
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// First level, e.g. `air`.
    pub fn medium(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// The compartment one level up, if any.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// Whether the flow is drawn from nature.
    pub fn is_resource(&self) -> bool {
        self.medium() == "resource"
    }
}

impl fmt::Display for Compartment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much of another quantity one reference unit of a flow carries (lower heating value, dry mass, price, …).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Property {
    /// `mass`, `energy`, `volume`, `price`, …
    pub name: String,
    /// Amount per one reference unit.
    pub value: f64,
    /// Unit of the amount.
    pub unit: Unit,
}

/// A flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Unique in the network: a UUID or a slug.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Product, waste or elementary.
    pub kind: FlowKind,
    /// Reference unit.
    pub unit: Unit,
    /// CAS number without leading zeros, empty when unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cas: String,
    /// Chemical formula, empty when unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub formula: String,
    /// Where in nature; empty path for products and wastes.
    #[serde(default)]
    pub compartment: Compartment,
    /// Path in the source's classification.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// Region in the source, empty when none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// Conversions to other quantities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Flow {
    /// A flow with id, name, kind and unit; the rest empty.
    pub fn new(id: impl Into<String>, name: Label, kind: FlowKind, unit: Unit) -> Self {
        Self {
            id: id.into(),
            name,
            kind,
            unit,
            cas: String::new(),
            formula: String::new(),
            compartment: Compartment::default(),
            category: String::new(),
            location: String::new(),
            synonyms: Vec::new(),
            properties: Vec::new(),
            note: String::new(),
        }
    }

    /// Factor from amounts in `unit` to the reference unit: directly, or through one property.
    pub fn factor_from(&self, unit: &Unit) -> Result<f64, verdigris_quantity::QuantityError> {
        match unit.factor_to(&self.unit) {
            Ok(ratio) => Ok(ratio.value()),
            Err(error) => self
                .properties
                .iter()
                .filter(|property| property.value > 0.0)
                .find_map(|property| unit.factor_to(&property.unit).ok().map(|ratio| ratio.value() / property.value))
                .ok_or(error),
        }
    }
}

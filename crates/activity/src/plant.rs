//! The plant that the records belong to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verdigris_network::Place;
use verdigris_quantity::Label;

/// A property of the plant that is chosen, not measured: cell technology, CN code of the goods, oxide process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// As given.
    pub value: String,
    /// Cell it stands in.
    #[serde(default)]
    pub place: Place,
}

/// A plant and the year of its data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plant {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Id of the sector, e.g. `aluminium-electrolysis`.
    pub sector: String,
    /// Region, e.g. `CN-SD`.
    pub region: String,
    /// Calendar year of the records.
    pub year: i32,
    /// Chosen properties by id, e.g. `cell-technology` = `cwpb`.
    #[serde(default)]
    pub attributes: BTreeMap<String, Attribute>,
}

impl Plant {
    /// A chosen property, where it is given.
    pub fn attribute(&self, id: &str) -> Option<&str> {
        self.attributes.get(id).map(|attribute| attribute.value.as_str())
    }
}

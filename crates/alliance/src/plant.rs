//! Plants.

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::{OrganisationId, PlantId};

/// A plant of an organisation. Others see its name, sector and region only under a grant of the profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plant {
    /// Its id.
    pub id: PlantId,
    /// The organisation whose data these are.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: Label,
    /// Sector, as in `data/activity`.
    pub sector: String,
    /// Region, as in the registry.
    pub region: String,
    /// Whether it is an invented example.
    #[serde(default)]
    pub example: bool,
}

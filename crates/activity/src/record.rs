//! One recorded figure, and all of a plant's.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use verdigris_network::Place;

use crate::plant::Plant;

/// How a figure was obtained, best first. Measured data beat defaults; the data-quality plan lists the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// By a calibrated meter, scale or laboratory.
    #[default]
    Measured,
    /// From invoices or settlement.
    Invoiced,
    /// Computed from other records of the plant.
    Computed,
    /// Estimated.
    Estimated,
}

/// One figure: an item, what of it, when, where in the plant, by which meter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Id of the process unit (potline, casthouse, kiln); empty for the plant as a whole.
    #[serde(default)]
    pub process_unit: String,
    /// Id of the item.
    pub item: String,
    /// Id of the measure: `used`, `produced`, `ncv`, ….
    pub measure: String,
    /// Meter, scale or laboratory; records of different meters add up.
    #[serde(default)]
    pub meter: String,
    /// Month 1–12, or `None` for a figure of the whole year.
    pub month: Option<u8>,
    /// The figure as written.
    pub value: Decimal,
    /// Its unit as written.
    pub unit: String,
    /// How it was obtained.
    #[serde(default)]
    pub quality: Quality,
    /// Half width of its 95 % interval over the value, where known.
    #[serde(default)]
    pub uncertainty: Option<f64>,
    /// Cell it stands in.
    #[serde(default)]
    pub place: Place,
}

/// The records of a plant's year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// The plant.
    pub plant: Plant,
    /// Its records in no particular order.
    pub records: Vec<Record>,
}

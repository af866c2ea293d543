//! One recorded figure, and all of a plant's.

use std::collections::BTreeMap;

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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// Where it comes from: invoice, meter log, publication.
    #[serde(default)]
    pub source: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
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

impl Activity {
    /// The records that count towards the year, which are all but those another one stands for: a figure of the whole
    /// year counts unless its series (process unit, item, measure, meter) has all twelve months, and then the months do
    /// not. So a year given both ways is never added up twice.
    pub fn counted(&self) -> impl Iterator<Item = &Record> {
        let mut series: BTreeMap<(&str, &str, &str, &str), (bool, u16)> = BTreeMap::new();
        for record in &self.records {
            let (whole, months) = series.entry(record.series()).or_default();
            match record.month {
                None => *whole = true,
                Some(month) => *months |= 1 << month.min(15),
            }
        }
        self.records.iter().filter(move |record| match series.get(&record.series()) {
            Some(&(true, months)) => record.month.is_some() == (months & ALL_MONTHS == ALL_MONTHS),
            _ => true,
        })
    }
}

/// Bits 1–12.
const ALL_MONTHS: u16 = 0b1_1111_1111_1110;

impl Record {
    /// What makes records one series over the months: process unit, item, measure and meter.
    pub fn series(&self) -> (&str, &str, &str, &str) {
        (&self.process_unit, &self.item, &self.measure, &self.meter)
    }
}

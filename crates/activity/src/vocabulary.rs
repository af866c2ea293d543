//! Items and measures that records may name, and the sectors that use them: `data/activity/*.csv`.

use std::collections::HashMap;

use serde::Deserialize;
use verdigris_quantity::{Label, Unit};

use crate::error::ActivityError;

/// What an item is to the plant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// Metal, intermediate or by-product that is made or bought.
    Product,
    /// Burnt for heat.
    Fuel,
    /// Fossil carbon used as a raw material or reductant.
    Reductant,
    /// Carbonate that gives off carbon dioxide.
    Carbonate,
    /// Other raw and auxiliary material.
    Material,
    /// Scrap and other secondary raw material.
    Scrap,
    /// Electricity, by how it is supplied.
    Electricity,
    /// Steam and hot water.
    Heat,
    /// Cells, furnaces and other equipment whose state is measured.
    Equipment,
    /// Water.
    Water,
    /// Solid residue and hazardous waste.
    Waste,
    /// Pollutant to air or water.
    Pollutant,
    /// Greenhouse gas measured directly.
    Gas,
}

/// Something records tell about.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Stable id; a fuel's is the stem of its factors in the registry.
    pub id: String,
    /// Name.
    pub name: Label,
    /// What it is to the plant.
    pub kind: ItemKind,
    /// Unit of its amounts in accounts.
    pub unit: Unit,
}

/// How the months of a measure become the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregation {
    /// Added up.
    Sum,
    /// The earliest month's.
    First,
    /// The latest month's.
    Last,
    /// Mean of the months, weighted by the amounts of the same item used (or else produced) in them; the plain mean
    /// where there are none.
    Weighted,
}

/// What of an item is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// How months become the year.
    pub aggregation: Aggregation,
    /// Unit in accounts; `None` where it is the item's.
    pub unit: Option<Unit>,
    /// Whether the unit is per unit of the item, as with calorific values.
    pub per_item: bool,
}

impl Measure {
    /// The unit of this measure of an item in accounts: the item's, the measure's own, or the measure's per item's.
    pub fn unit_of(&self, item: &Item) -> Result<Unit, ActivityError> {
        match &self.unit {
            None => Ok(item.unit.clone()),
            Some(unit) if self.per_item => unit
                .combine(&item.unit, -1)
                .map_err(|error| ActivityError::Unit { place: item.id.clone(), reason: error.to_string() }),
            Some(unit) => Ok(unit.clone()),
        }
    }
}

/// All items and measures.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    items: Vec<Item>,
    measures: Vec<Measure>,
    item_at: HashMap<String, usize>,
    measure_at: HashMap<String, usize>,
}

#[derive(Deserialize)]
struct ItemRow {
    id: String,
    name_en: String,
    name_zh: String,
    kind: ItemKind,
    unit: String,
}

#[derive(Deserialize)]
struct MeasureRow {
    id: String,
    name_en: String,
    name_zh: String,
    aggregation: Aggregation,
    unit: String,
    per_item: bool,
}

impl Vocabulary {
    /// The packaged vocabulary.
    pub fn packaged() -> Result<Self, ActivityError> {
        Self::read(
            include_str!("../../../data/activity/items.csv"),
            include_str!("../../../data/activity/measures.csv"),
        )
    }

    /// Reads the two tables (CSV with header).
    pub fn read(items: &str, measures: &str) -> Result<Self, ActivityError> {
        let mut vocabulary = Self::default();
        for (at, row) in rows::<ItemRow>("activity/items.csv", items)?.into_iter().enumerate() {
            let wrong = |reason: String| row_error("activity/items.csv", at, reason);
            let unit = Unit::parse(&row.unit).map_err(|error| wrong(error.to_string()))?;
            if vocabulary.item_at.insert(row.id.clone(), at).is_some() {
                return Err(wrong(format!("the id `{}` stands twice", row.id)));
            }
            let name = Label::new(row.name_en, row.name_zh);
            vocabulary.items.push(Item { id: row.id, name, kind: row.kind, unit });
        }
        for (at, row) in rows::<MeasureRow>("activity/measures.csv", measures)?.into_iter().enumerate() {
            let wrong = |reason: String| row_error("activity/measures.csv", at, reason);
            let unit = match row.unit.as_str() {
                "" => None,
                text => Some(Unit::parse(text).map_err(|error| wrong(error.to_string()))?),
            };
            if vocabulary.measure_at.insert(row.id.clone(), at).is_some() {
                return Err(wrong(format!("the id `{}` stands twice", row.id)));
            }
            let name = Label::new(row.name_en, row.name_zh);
            vocabulary.measures.push(Measure {
                id: row.id,
                name,
                aggregation: row.aggregation,
                unit,
                per_item: row.per_item,
            });
        }
        Ok(vocabulary)
    }

    /// All items, in the order of the table.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// All measures, in the order of the table.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// An item by id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.item_at.get(id).map(|&at| &self.items[at])
    }

    /// A measure by id.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measure_at.get(id).map(|&at| &self.measures[at])
    }
}

pub(crate) fn rows<R: for<'de> Deserialize<'de>>(file: &str, text: &str) -> Result<Vec<R>, ActivityError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .enumerate()
        .map(|(at, row)| row.map_err(|error| row_error(file, at, error.to_string())))
        .collect()
}

pub(crate) fn row_error(file: &str, at: usize, reason: String) -> ActivityError {
    ActivityError::Row { file: file.to_owned(), row: at + 1, reason }
}

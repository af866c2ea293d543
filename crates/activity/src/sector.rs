//! The sectors of the industry: their main products, process units, the rows a plant is asked for and the properties it
//! chooses. Read from `data/activity/{sectors,process_units,rows,attributes,units}.csv`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Deserialize;
use verdigris_quantity::{Label, Unit};

use crate::{
    bound::{self, Bound},
    error::ActivityError,
    supply::{self, Supply},
    vocabulary::{Vocabulary, row_error, rows},
};

/// A process unit of a sector. Plants may name others, such as `potline-2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessUnit {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: Label,
}

/// Whether a row must be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Nice to have.
    Optional,
    /// Accounts need it.
    Required,
    /// At least one row of the named group is needed.
    OneOf(String),
}

/// A row of the template: an item, what of it and where in the plant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Process unit; empty for the plant as a whole.
    pub process_unit: String,
    /// Item.
    pub item: String,
    /// Measure.
    pub measure: String,
    /// Whether it must be filled.
    pub requirement: Requirement,
    /// How to fill it; may be empty.
    pub hint: Label,
}

/// A property of the plant to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Id of the attribute.
    pub id: String,
    /// Its name.
    pub name: Label,
    /// Ids and names to choose from; none where it is free text.
    pub options: Vec<(String, Label)>,
}

/// How the main products of a sector stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Making {
    /// Side by side, each with a share of the burden by mass.
    Parallel,
    /// One of the other: the first that is made stands for all.
    Stages,
}

/// A sector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sector {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Main products, first choice first.
    pub products: Vec<String>,
    /// Whether the products stand side by side, or each is made of the ones behind it.
    pub making: Making,
    /// Symbol of the metal that a mass balance is drawn for; empty where there is none.
    pub metal: String,
    /// Process units.
    pub process_units: Vec<ProcessUnit>,
    /// Rows of the template.
    pub rows: Vec<Row>,
    /// Properties to choose.
    pub choices: Vec<Choice>,
}

/// All sectors, and the units offered for each quantity.
#[derive(Clone, Debug, Default)]
pub struct Sectors {
    list: Vec<Sector>,
    offered: BTreeMap<String, Vec<String>>,
    bounds: Vec<Bound>,
    supplies: Vec<Supply>,
    regions: BTreeSet<String>,
}

/// The five tables, as CSV text with header.
#[derive(Clone, Copy, Debug)]
pub struct SectorTables<'a> {
    /// Sectors.
    pub sectors: &'a str,
    /// Process units.
    pub process_units: &'a str,
    /// Rows.
    pub rows: &'a str,
    /// Attributes.
    pub attributes: &'a str,
    /// Units offered.
    pub units: &'a str,
}

#[derive(Deserialize)]
struct SectorRow {
    id: String,
    name_en: String,
    name_zh: String,
    products: String,
    making: Making,
    metal: String,
}

#[derive(Deserialize)]
struct UnitRow {
    sector: String,
    id: String,
    name_en: String,
    name_zh: String,
}

#[derive(Deserialize)]
struct RowRow {
    sectors: String,
    process_unit: String,
    item: String,
    measure: String,
    requirement: String,
    hint_en: String,
    hint_zh: String,
}

#[derive(Deserialize)]
struct AttributeRow {
    sectors: String,
    attribute: String,
    attribute_en: String,
    attribute_zh: String,
    choice: String,
    choice_en: String,
    choice_zh: String,
}

#[derive(Deserialize)]
struct OfferedRow {
    unit: String,
    offered: String,
}

impl Sectors {
    /// The packaged sectors.
    pub fn packaged() -> Result<Self, ActivityError> {
        let tables = SectorTables {
            sectors: include_str!("../../../data/activity/sectors.csv"),
            process_units: include_str!("../../../data/activity/process_units.csv"),
            rows: include_str!("../../../data/activity/rows.csv"),
            attributes: include_str!("../../../data/activity/attributes.csv"),
            units: include_str!("../../../data/activity/units.csv"),
        };
        let vocabulary = Vocabulary::packaged()?;
        let sectors = Self::read(&tables, &vocabulary)?;
        let network = verdigris_registry::pack::network().network;
        let supplies = supply::packaged(&vocabulary, &network)?;
        let regions = network.regions.iter().map(|region| region.id.clone()).collect();
        Ok(Self { bounds: bound::packaged(&vocabulary)?, supplies, regions, ..sectors })
    }

    /// Reads the tables, without bounds and supplies; every item, measure, sector and unit they name must exist.
    pub fn read(tables: &SectorTables<'_>, vocabulary: &Vocabulary) -> Result<Self, ActivityError> {
        let mut sectors = Vec::new();
        for (at, row) in rows::<SectorRow>(SECTORS, tables.sectors)?.into_iter().enumerate() {
            let products: Vec<String> = split(&row.products).map(str::to_owned).collect();
            for product in &products {
                known(vocabulary.item(product).is_some(), SECTORS, at, "item", product)?;
            }
            sectors.push(Sector {
                id: row.id,
                name: Label::new(row.name_en, row.name_zh),
                products,
                making: row.making,
                metal: row.metal,
                process_units: Vec::new(),
                rows: Vec::new(),
                choices: Vec::new(),
            });
        }
        let mut all = Self { list: sectors, ..Self::default() };
        all.add_process_units(tables.process_units)?;
        all.add_rows(tables.rows, vocabulary)?;
        all.add_choices(tables.attributes)?;
        all.add_offered(tables.units)?;
        Ok(all)
    }

    fn add_process_units(&mut self, text: &str) -> Result<(), ActivityError> {
        for (at, row) in rows::<UnitRow>(PROCESS_UNITS, text)?.into_iter().enumerate() {
            let unit = ProcessUnit { id: row.id, name: Label::new(row.name_en, row.name_zh) };
            for sector in self.named(&row.sector, PROCESS_UNITS, at)? {
                sector.process_units.push(unit.clone());
            }
        }
        Ok(())
    }

    fn add_rows(&mut self, text: &str, vocabulary: &Vocabulary) -> Result<(), ActivityError> {
        let mut seen = HashSet::new();
        for (at, row) in rows::<RowRow>(ROWS, text)?.into_iter().enumerate() {
            known(vocabulary.item(&row.item).is_some(), ROWS, at, "item", &row.item)?;
            known(vocabulary.measure(&row.measure).is_some(), ROWS, at, "measure", &row.measure)?;
            let requirement = match row.requirement.as_str() {
                "" => Requirement::Optional,
                "required" => Requirement::Required,
                text => Requirement::OneOf(
                    text.strip_prefix("one-of:")
                        .ok_or_else(|| row_error(ROWS, at, format!("`{text}` is no requirement")))?
                        .to_owned(),
                ),
            };
            let entry = Row {
                process_unit: row.process_unit,
                item: row.item,
                measure: row.measure,
                requirement,
                hint: Label::new(row.hint_en, row.hint_zh),
            };
            for sector in self.named(&row.sectors, ROWS, at)? {
                let unit = &entry.process_unit;
                known(
                    unit.is_empty() || sector.process_units.iter().any(|known| known.id == *unit),
                    ROWS,
                    at,
                    "process unit",
                    unit,
                )?;
                let key = (sector.id.clone(), unit.clone(), entry.item.clone(), entry.measure.clone());
                if !seen.insert(key) {
                    let reason = format!("`{}` of `{}` stands twice in `{}`", entry.measure, entry.item, sector.id);
                    return Err(row_error(ROWS, at, reason));
                }
                sector.rows.push(entry.clone());
            }
        }
        Ok(())
    }

    fn add_choices(&mut self, text: &str) -> Result<(), ActivityError> {
        let mut names: BTreeMap<String, Label> = BTreeMap::new();
        for (at, row) in rows::<AttributeRow>(ATTRIBUTES, text)?.into_iter().enumerate() {
            if !row.attribute_en.is_empty() {
                names.insert(row.attribute.clone(), Label::new(row.attribute_en, row.attribute_zh));
            }
            let name = names
                .get(&row.attribute)
                .cloned()
                .ok_or_else(|| row_error(ATTRIBUTES, at, format!("`{}` has no name", row.attribute)))?;
            for sector in self.named(&row.sectors, ATTRIBUTES, at)? {
                let at = sector.choices.iter().position(|choice| choice.id == row.attribute).unwrap_or_else(|| {
                    let (id, name) = (row.attribute.clone(), name.clone());
                    sector.choices.push(Choice { id, name, options: Vec::new() });
                    sector.choices.len() - 1
                });
                if !row.choice.is_empty() {
                    let label = Label::new(row.choice_en.clone(), row.choice_zh.clone());
                    sector.choices[at].options.push((row.choice.clone(), label));
                }
            }
        }
        Ok(())
    }

    fn add_offered(&mut self, text: &str) -> Result<(), ActivityError> {
        for (at, row) in rows::<OfferedRow>(UNITS, text)?.into_iter().enumerate() {
            let wrong = |error: verdigris_quantity::QuantityError| row_error(UNITS, at, error.to_string());
            let unit = Unit::parse(&row.unit).map_err(wrong)?;
            let offered: Vec<String> = split(&row.offered).map(str::to_owned).collect();
            for other in &offered {
                Unit::parse(other).and_then(|other| other.factor_to(&unit)).map_err(wrong)?;
            }
            self.offered.insert(row.unit, offered);
        }
        Ok(())
    }

    fn named(&mut self, list: &str, file: &str, at: usize) -> Result<Vec<&mut Sector>, ActivityError> {
        for id in split(list).filter(|id| *id != "*") {
            known(self.list.iter().any(|sector| sector.id == id), file, at, "sector", id)?;
        }
        Ok(self.list.iter_mut().filter(|sector| split(list).any(|id| id == "*" || id == sector.id)).collect())
    }

    /// All sectors, in the order of the table.
    pub fn all(&self) -> &[Sector] {
        &self.list
    }

    /// A sector by id.
    pub fn sector(&self, id: &str) -> Result<&Sector, ActivityError> {
        self.list.iter().find(|sector| sector.id == id).ok_or_else(|| ActivityError::UnknownSector {
            sector: id.to_owned(),
            known: self.list.iter().map(|sector| sector.id.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    /// What figures can be.
    pub fn bounds(&self) -> &[Bound] {
        &self.bounds
    }

    /// What of a plant's records is an exchange with the background, and with which of its flows.
    pub fn supplies(&self) -> &[Supply] {
        &self.supplies
    }

    /// Whether a plant can lie in a region: one of the packaged network's, or a country or subdivision elsewhere.
    pub fn knows_region(&self, id: &str) -> bool {
        self.regions.is_empty()
            || self.regions.contains(id)
            || !(id.is_empty() || id.starts_with("CN-") || id.starts_with("GRID-"))
    }

    /// The units to offer for amounts in `unit`, itself first.
    pub fn offered(&self, unit: &Unit) -> Vec<String> {
        self.offered.get(unit.symbol()).cloned().unwrap_or_else(|| vec![unit.symbol().to_owned()])
    }
}

const SECTORS: &str = "activity/sectors.csv";
const PROCESS_UNITS: &str = "activity/process_units.csv";
const ROWS: &str = "activity/rows.csv";
const ATTRIBUTES: &str = "activity/attributes.csv";
const UNITS: &str = "activity/units.csv";

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split(';').map(str::trim).filter(|part| !part.is_empty())
}

fn known(found: bool, file: &str, at: usize, what: &str, id: &str) -> Result<(), ActivityError> {
    if found { Ok(()) } else { Err(row_error(file, at, format!("there is no {what} `{id}`"))) }
}

#[cfg(test)]
mod tests;

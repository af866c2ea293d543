//! Factors of standards and announcements, each with its time, region, clause, source and trust, and standards with
//! what replaced them.
//!
//! A factor is asked for by id, or by id stem, region and year. What is not there answers *not available*, naming what
//! would be needed; a superseded standard refuses years after its successor came into force.

use std::collections::HashMap;

use serde::Deserialize;
use thiserror::Error;
use verdigris_network::Trust;
use verdigris_quantity::{Label, Origin, Unit};

/// Why a factor or standard cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RegistryError {
    /// No such factor.
    #[error("not available: needs {what}")]
    NotAvailable {
        /// What is needed.
        what: String,
    },
    /// The standard no longer holds in the year asked for.
    #[error("{standard} does not hold in {year}: it was superseded by {successor}")]
    Superseded {
        /// The standard.
        standard: String,
        /// Year asked for.
        year: i32,
        /// What replaced it.
        successor: String,
    },
    /// A packaged row that does not read.
    #[error("{file}, row {row}: {reason}")]
    Row {
        /// File.
        file: String,
        /// Row, from 1 without the header.
        row: usize,
        /// What is wrong.
        reason: String,
    },
}

impl RegistryError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAvailable { .. } => "not-available",
            Self::Superseded { .. } => "superseded",
            Self::Row { .. } => "registry-row",
        }
    }
}

/// A value that a standard, guideline or announcement gives.
#[derive(Clone, Debug, PartialEq)]
pub struct StandardFactor {
    /// Unique id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Value.
    pub value: f64,
    /// Value as printed, for schemes that compute in decimals.
    pub printed: String,
    /// Unit.
    pub unit: Unit,
    /// Region, empty for everywhere.
    pub region: String,
    /// Year the value describes, where it describes one.
    pub year: Option<i32>,
    /// Id of the factor that replaces it, empty where none does.
    pub superseded_by: String,
    /// Standard or guideline.
    pub standard: String,
    /// Clause in it.
    pub clause: String,
    /// Id of the source.
    pub source: String,
    /// Place in the source.
    pub place: String,
    /// Trust of the value.
    pub trust: Option<Trust>,
    /// Remarks, doubts among them.
    pub note: String,
    /// Half width of the 95 % interval over the value, where the source gives one.
    pub uncertainty: Option<f64>,
}

/// A source of factors.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct FactorSource {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Web address, where there is one.
    pub url: String,
    /// Terms.
    pub licence: String,
}

/// A standard and its time.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Standard {
    /// Number, e.g. `GB 25323-2023`.
    pub id: String,
    /// English title.
    pub title_en: String,
    /// Chinese title.
    pub title_zh: String,
    /// Day of issue, empty when unknown.
    pub issued: String,
    /// Day it came into force, empty when unknown.
    pub in_force: String,
    /// Day it was withdrawn, empty when unknown or still in force.
    pub withdrawn: String,
    /// Number of what replaced it, empty where nothing did.
    pub superseded_by: String,
    /// Id of the source that was read.
    pub source: String,
    /// Trust of the entry.
    pub trust: String,
    /// Remarks, doubts among them.
    pub note: String,
}

#[derive(Deserialize)]
struct FactorRow {
    id: String,
    name_en: String,
    name_zh: String,
    value: String,
    unit: String,
    region: String,
    year: String,
    superseded_by: String,
    standard: String,
    clause: String,
    source: String,
    place: String,
    trust: String,
    note: String,
    #[serde(default)]
    uncertainty: String,
}

/// All factors and standards.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    factors: Vec<StandardFactor>,
    by_id: HashMap<String, usize>,
    standards: HashMap<String, Standard>,
    sources: HashMap<String, FactorSource>,
}

impl Registry {
    /// Reads factor tables (`(file, CSV text)`) and the table of standards.
    pub fn read(factors: &[(&str, &str)], standards: (&str, &str)) -> Result<Self, RegistryError> {
        let mut registry = Self::default();
        for (file, text) in factors {
            for (at, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<FactorRow>().enumerate() {
                let wrong = |reason: String| RegistryError::Row { file: (*file).to_owned(), row: at + 1, reason };
                let row = row.map_err(|error| wrong(error.to_string()))?;
                registry.add(row).map_err(wrong)?;
            }
        }
        let (file, text) = standards;
        for (at, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<Standard>().enumerate() {
            let standard: Standard = row.map_err(|error| RegistryError::Row {
                file: file.to_owned(),
                row: at + 1,
                reason: error.to_string(),
            })?;
            registry.standards.insert(standard.id.clone(), standard);
        }
        Ok(registry)
    }

    /// Adds the table of sources (`(file, CSV text)`).
    pub fn with_sources(mut self, sources: (&str, &str)) -> Result<Self, RegistryError> {
        let (file, text) = sources;
        for (at, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<FactorSource>().enumerate() {
            let source = row.map_err(|error| RegistryError::Row {
                file: file.to_owned(),
                row: at + 1,
                reason: error.to_string(),
            })?;
            self.sources.insert(source.id.clone(), source);
        }
        Ok(self)
    }

    /// Where a factor was read: title, place, address, terms, trust.
    pub fn origin(&self, factor: &StandardFactor) -> Origin {
        let source = self.sources.get(&factor.source);
        let place = [&factor.standard, &factor.clause, &factor.place];
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
        Origin {
            source: source.map_or_else(|| factor.source.clone(), |source| source.title.clone()),
            place: place.join(", "),
            url: source.map(|source| source.url.clone()).unwrap_or_default(),
            licence: source.map(|source| source.licence.clone()).unwrap_or_default(),
            trust: factor.trust.map(|trust| trust.to_string()).unwrap_or_default(),
        }
    }

    fn add(&mut self, row: FactorRow) -> Result<(), String> {
        let value: f64 = row.value.parse().map_err(|_| format!("`{}` is not a number", row.value))?;
        let unit = Unit::parse(&row.unit).map_err(|error| error.to_string())?;
        let year = match row.year.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| format!("`{text}` is not a year"))?),
        };
        let uncertainty = match row.uncertainty.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| format!("`{text}` is not a relative half width"))?),
        };
        if self.by_id.insert(row.id.clone(), self.factors.len()).is_some() {
            return Err(format!("the id `{}` stands twice", row.id));
        }
        self.factors.push(StandardFactor {
            id: row.id,
            name: Label::new(row.name_en, row.name_zh),
            value,
            printed: row.value,
            unit,
            region: row.region,
            year,
            superseded_by: row.superseded_by,
            standard: row.standard,
            clause: row.clause,
            source: row.source,
            place: row.place,
            trust: row.trust.parse().ok(),
            note: row.note,
            uncertainty,
        });
        Ok(())
    }

    /// All factors, in the order of the tables.
    pub fn factors(&self) -> &[StandardFactor] {
        &self.factors
    }

    /// A factor by id.
    pub fn factor(&self, id: &str) -> Result<&StandardFactor, RegistryError> {
        let found = self.by_id.get(id).map(|&at| &self.factors[at]);
        found.ok_or_else(|| RegistryError::NotAvailable { what: format!("the factor {id}") })
    }

    /// The average grid factor of a region and year; another year or region is never put in its place.
    pub fn grid(&self, region: &str, year: i32) -> Result<&StandardFactor, RegistryError> {
        self.factor(&format!("grid-{}-{year}", region.to_lowercase()))
            .map_err(|_| RegistryError::NotAvailable { what: format!("the average grid factor of {region} in {year}") })
    }

    /// All standards, by number.
    pub fn standards(&self) -> Vec<&Standard> {
        let mut all: Vec<&Standard> = self.standards.values().collect();
        all.sort_by(|left, right| left.id.cmp(&right.id));
        all
    }

    /// A source of factors or standards by id.
    pub fn source(&self, id: &str) -> Option<&FactorSource> {
        self.sources.get(id)
    }

    /// A standard by number.
    pub fn standard(&self, id: &str) -> Result<&Standard, RegistryError> {
        self.standards.get(id).ok_or_else(|| RegistryError::NotAvailable { what: format!("the standard {id}") })
    }

    /// A standard for the data of a year: refused once its successor is in force, or when it is not known to be.
    pub fn standard_in(&self, id: &str, year: i32) -> Result<&Standard, RegistryError> {
        let standard = self.standard(id)?;
        if standard.superseded_by.is_empty() {
            return Ok(standard);
        }
        let day = [
            &standard.withdrawn,
            self.standards.get(&standard.superseded_by).map_or(&standard.withdrawn, |next| &next.in_force),
        ];
        let end = day.into_iter().find_map(|day| day.get(..4)?.parse::<i32>().ok());
        match end {
            Some(end) if year < end => Ok(standard),
            _ => Err(RegistryError::Superseded {
                standard: id.to_owned(),
                year,
                successor: standard.superseded_by.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack;

    #[test]
    fn the_packaged_tables_read_and_their_successions_end() {
        let registry = pack::registry().unwrap();
        assert!(registry.factors().len() > 500);
        for factor in registry.factors() {
            let mut at = factor;
            for step in 0.. {
                assert!(step < 20, "{} is superseded in a ring", factor.id);
                if at.superseded_by.is_empty() {
                    break;
                }
                at = registry.factor(&at.superseded_by).unwrap();
            }
        }
    }

    #[test]
    fn values_are_those_of_the_announcements() {
        let registry = pack::registry().unwrap();
        assert_eq!(registry.grid("CN-BJ", 2021).unwrap().value, 0.5688);
        assert_eq!(registry.grid("CN-BJ", 2022).unwrap().printed, "0.5580");
        assert_eq!(registry.factor("cn-ncv-anthracite").unwrap().value, 22.867);
    }

    #[test]
    fn what_is_missing_says_what_it_needs_and_no_other_year_stands_in() {
        let registry = pack::registry().unwrap();
        let error = registry.grid("CN-BJ", 1999).unwrap_err();
        assert_eq!(error.to_string(), "not available: needs the average grid factor of CN-BJ in 1999");
    }

    #[test]
    fn a_superseded_standard_refuses_new_years_and_names_its_successor() {
        let registry = pack::registry().unwrap();
        let error = registry.standard_in("GB 21248", 2026).unwrap_err();
        let RegistryError::Superseded { successor, .. } = error else { panic!("{error}") };
        assert_eq!(successor, "GB 25323-2023");
    }
}

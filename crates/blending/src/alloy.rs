//! Alloys and their composition limits: packaged with their source, or given by the user.
//!
//! A limit holds for one element, or for a sum of elements written `Si+Fe`. `others_each` and `others_total` are what
//! standards write as "others, each" and "others, total": they hold for elements the alloy does not name.

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::BlendError;

/// A lower and an upper limit on an element, or on a sum of elements, in % of mass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// `Fe`, or `Si+Fe` for a sum.
    pub element: String,
    /// Lower limit, %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Upper limit, %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

impl Limit {
    /// The elements of the sum.
    pub fn elements(&self) -> impl Iterator<Item = &str> {
        self.element.split('+').map(str::trim)
    }
}

/// An alloy as ordered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alloy {
    /// Designation.
    pub id: String,
    /// Name in two languages.
    pub name: Label,
    /// Base metal: the element that makes up the rest.
    pub base: String,
    /// Limits.
    pub limits: Vec<Limit>,
    /// Upper limit of every element not named, %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_each: Option<f64>,
    /// Upper limit of the sum of the elements not named, %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_total: Option<f64>,
    /// Standard the limits are taken from; the user's own where empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub standard: String,
    /// Source row of `data/alloys/sources.csv`; empty for the user's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Trust tag of the source; empty for the user's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trust: String,
}

impl Alloy {
    /// Refuses limits that cannot be met by any metal.
    pub fn validate(&self) -> Result<(), BlendError> {
        let bounds = self
            .limits
            .iter()
            .map(|limit| (limit.element.as_str(), limit.min, limit.max))
            .chain([("others_each", None, self.others_each), ("others_total", None, self.others_total)]);
        for (field, min, max) in bounds {
            for value in [min, max].into_iter().flatten() {
                if !(0.0..=100.0).contains(&value) {
                    return Err(BlendError::Value {
                        object: self.id.clone(),
                        field: field.to_owned(),
                        value,
                        must: "between 0 and 100 %",
                    });
                }
            }
            if let (Some(lower), Some(upper)) = (min, max)
                && lower > upper
            {
                return Err(BlendError::Crossed { object: self.id.clone(), field: field.to_owned(), lower, upper });
            }
        }
        Ok(())
    }

    /// Whether the alloy names an element, as its base or in a limit.
    pub fn names(&self, element: &str) -> bool {
        self.base == element || self.limits.iter().any(|limit| limit.elements().any(|named| named == element))
    }
}

/// Where a packaged limit was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Id that alloys name.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Year, where the publication states one.
    pub year: String,
    /// Address.
    pub url: String,
    /// Terms.
    pub licence: String,
    /// Trust tag: `P` primary, `T` transcription to be checked before formal use.
    pub trust: String,
    /// Remark.
    pub note: String,
}

#[derive(Deserialize)]
struct AlloyRow {
    id: String,
    base: String,
    name_en: String,
    name_zh: String,
    standard: String,
    source: String,
    trust: String,
}

#[derive(Deserialize)]
struct LimitRow {
    alloy: String,
    element: String,
    min: Option<f64>,
    max: Option<f64>,
}

const ALLOYS: &str = include_str!("../../../data/alloys/alloys.csv");
const LIMITS: &str = include_str!("../../../data/alloys/limits.csv");
const SOURCES: &str = include_str!("../../../data/alloys/sources.csv");

fn rows<T: for<'a> Deserialize<'a>>(file: &str, text: &str) -> Result<Vec<T>, BlendError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .enumerate()
        .map(|(row, read)| {
            read.map_err(|error| BlendError::Row { file: file.to_owned(), row: row + 1, reason: error.to_string() })
        })
        .collect()
}

/// The packaged alloys, in the order of the table.
pub fn packaged() -> Result<Vec<Alloy>, BlendError> {
    read("alloys.csv", ALLOYS, "limits.csv", LIMITS)
}

/// Sources of the packaged alloys.
pub fn sources() -> Result<Vec<Source>, BlendError> {
    rows("sources.csv", SOURCES)
}

/// Alloys from the text of two tables: `id, base, name_en, name_zh, standard, source, trust` and
/// `alloy, element, min, max`.
pub fn read(alloys_file: &str, alloys: &str, limits_file: &str, limits: &str) -> Result<Vec<Alloy>, BlendError> {
    let mut found: Vec<Alloy> = Vec::new();
    for row in rows::<AlloyRow>(alloys_file, alloys)? {
        if found.iter().any(|known| known.id == row.id) {
            return Err(BlendError::Twice { kind: "alloy", name: row.id });
        }
        found.push(Alloy {
            id: row.id,
            name: Label::new(row.name_en, row.name_zh),
            base: row.base,
            limits: Vec::new(),
            others_each: None,
            others_total: None,
            standard: row.standard,
            source: row.source,
            trust: row.trust,
        });
    }
    for (place, row) in rows::<LimitRow>(limits_file, limits)?.into_iter().enumerate() {
        let Some(alloy) = found.iter_mut().find(|alloy| alloy.id == row.alloy) else {
            return Err(BlendError::Row {
                file: limits_file.to_owned(),
                row: place + 1,
                reason: format!("alloy {} is not known", row.alloy),
            });
        };
        match row.element.as_str() {
            "others_each" => alloy.others_each = row.max,
            "others_total" => alloy.others_total = row.max,
            _ => alloy.limits.push(Limit { element: row.element, min: row.min, max: row.max }),
        }
    }
    for alloy in &found {
        alloy.validate()?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_packaged_alloy_has_limits_and_a_source_with_trust() {
        let alloys = packaged().unwrap();
        let sources = sources().unwrap();
        assert!(alloys.len() >= 40, "{}", alloys.len());
        for alloy in &alloys {
            assert!(alloy.limits.len() >= 4, "{}", alloy.id);
            let source = sources.iter().find(|source| source.id == alloy.source).unwrap();
            assert_eq!(source.trust, alloy.trust, "{}", alloy.id);
            assert!(!source.url.is_empty() && !source.licence.is_empty());
            assert!(!alloy.name.en.is_empty() && !alloy.name.zh.is_empty());
        }
    }

    #[test]
    fn limits_read_as_in_the_standards() {
        let alloys = packaged().unwrap();
        let of = |id: &str| alloys.iter().find(|alloy| alloy.id == id).unwrap();
        let fe = of("ADC12").limits.iter().find(|limit| limit.element == "Fe").unwrap();
        assert_eq!((fe.min, fe.max), (None, Some(1.3)));
        let sum = of("1100").limits.iter().find(|limit| limit.element == "Si+Fe").unwrap();
        assert_eq!(sum.elements().collect::<Vec<_>>(), ["Si", "Fe"]);
        assert!(of("1100").names("Fe") && !of("6063").names("Ni"));
        assert_eq!(of("6063").others_total, Some(0.15));
    }

    #[test]
    fn a_limit_of_an_alloy_nobody_listed_is_refused() {
        let error =
            read("a", "id,base,name_en,name_zh,standard,source,trust\n", "l", "alloy,element,min,max\nX,Fe,,1\n");
        assert_eq!(error.unwrap_err().code(), "blend-row");
    }
}

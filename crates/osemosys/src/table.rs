//! Sets in order and parameters as dense tables over them.

use std::collections::BTreeMap;

use crate::data::{Data, Finding};
use crate::definition::{self, Absent, PARAMETERS};
use crate::error::Error;

/// Members of each set, numbers in ascending order.
pub struct Sets(BTreeMap<&'static str, Vec<String>>);

impl Sets {
    /// Sets of the data; storage and what belongs to it may be missing.
    pub fn new(data: &Data) -> Result<Self, Error> {
        let mut sets = BTreeMap::new();
        for name in definition::SETS {
            let mut members = data.sets.get(name).cloned().unwrap_or_default();
            let needed = ["YEAR", "TECHNOLOGY", "TIMESLICE", "FUEL", "MODE_OF_OPERATION", "REGION"].contains(&name);
            if needed && members.is_empty() {
                return Err(Error::Set { set: name });
            }
            if ["YEAR", "SEASON", "DAYTYPE", "DAILYTIMEBRACKET"].contains(&name) {
                let number = |member: &String| member.parse::<i64>();
                if let Some(member) = members.iter().find(|member| number(member).is_err()) {
                    return Err(Error::Member { set: name, member: member.clone() });
                }
                members.sort_by_key(|member| number(member).unwrap_or_default());
            }
            sets.insert(name, members);
        }
        Ok(Self(sets))
    }

    /// Members of the set behind a letter.
    pub fn of(&self, letter: char) -> &[String] {
        self.0.get(definition::set(letter)).map_or(&[], Vec::as_slice)
    }

    /// How many members it has.
    pub fn len(&self, letter: char) -> usize {
        self.of(letter).len()
    }

    /// The years as numbers.
    pub fn years(&self) -> Vec<i64> {
        self.of('y').iter().filter_map(|year| year.parse().ok()).collect()
    }
}

struct Table {
    sets: &'static str,
    sizes: Vec<usize>,
    /// Not a number where nobody gives the value.
    values: Vec<f64>,
}

/// All parameters over all members.
pub struct Tables<'a> {
    sets: &'a Sets,
    tables: BTreeMap<&'static str, Table>,
}

impl<'a> Tables<'a> {
    /// Fills the tables; keys with members that the sets do not have are findings.
    pub fn new(data: &Data, sets: &'a Sets, findings: &mut Vec<Finding>) -> Result<Self, Error> {
        let places: BTreeMap<&str, BTreeMap<&str, usize>> = (definition::SETS.iter())
            .map(|&name| {
                let members = sets.0.get(name).map_or(&[][..], Vec::as_slice);
                (name, members.iter().enumerate().map(|(place, member)| (member.as_str(), place)).collect())
            })
            .collect();
        let mut tables = BTreeMap::new();
        for known in &PARAMETERS {
            let given = data.parameters.get(known.name);
            let absent = match known.absent {
                Absent::Neutral(value) => value,
                Absent::Asked => f64::NAN,
            };
            let fill = given.and_then(|given| given.default).unwrap_or(absent);
            let letters: Vec<char> = known.sets.chars().collect();
            let sizes: Vec<usize> = letters.iter().map(|&letter| sets.len(letter)).collect();
            let mut values = vec![fill; sizes.iter().product()];
            for (key, &value) in given.iter().flat_map(|given| &given.values) {
                // Rates of discount are given by region alone in older models.
                let short = known.name.starts_with("DiscountRate") && key.len() + 1 == letters.len();
                if key.len() != letters.len() && !short {
                    let sets = letters.iter().map(|&letter| definition::set(letter)).collect::<Vec<_>>().join(", ");
                    return Err(Error::Indices { parameter: known.name.to_owned(), sets, found: key.len() });
                }
                let mut indices = Vec::with_capacity(key.len());
                let mut unknown = None;
                for (member, &letter) in key.iter().zip(&letters) {
                    match places[definition::set(letter)].get(member.as_str()) {
                        Some(&place) => indices.push(place),
                        None => unknown = unknown.or(Some(member)),
                    }
                }
                match unknown {
                    None => {
                        let width: usize = sizes[indices.len()..].iter().product();
                        let start = indices.iter().zip(&sizes).fold(0, |at, (index, size)| at * size + index) * width;
                        values[start..start + width].fill(value);
                    }
                    Some(member) => {
                        let object = format!("{}[{}]", known.name, key.join(","));
                        findings.push(Finding { object, place: member.clone(), code: "unknown-member" });
                    }
                }
            }
            tables.insert(known.name, Table { sets: known.sets, sizes, values });
        }
        Ok(Self { sets, tables })
    }

    /// Members of the set behind a letter.
    pub fn size(&self, letter: char) -> usize {
        self.sets.len(letter)
    }

    /// The value at places in the sets; not a number where it is asked for and not given.
    pub fn at(&self, name: &'static str, indices: &[usize]) -> f64 {
        let table = &self.tables[name];
        table.values[indices.iter().zip(&table.sizes).fold(0, |at, (index, size)| at * size + index)]
    }

    /// The value, or what is missing.
    pub fn need(&self, name: &'static str, indices: &[usize]) -> Result<f64, Error> {
        let value = self.at(name, indices);
        if !value.is_nan() {
            return Ok(value);
        }
        let letters = self.tables[name].sets.chars();
        let key: Vec<&str> =
            letters.zip(indices).map(|(letter, &index)| self.sets.of(letter)[index].as_str()).collect();
        Err(Error::Missing { parameter: name, key: key.join(",") })
    }
}

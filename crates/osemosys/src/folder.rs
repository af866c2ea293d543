//! otoole's folder of CSV files: one file a set (column `VALUE`), one a parameter (its sets' names, then `VALUE`).

use std::collections::BTreeMap;

use crate::data::{Data, Finding, Parameter};
use crate::definition;
use crate::error::Error;

/// Reads texts by file name (`YEAR.csv`, `CapitalCost.csv`, …; folders before the name are ignored). Defaults, which otoole
/// keeps in its configuration, are given by parameter; where none is given the neutral value of the equation holds.
pub fn read(files: &BTreeMap<String, String>, defaults: &BTreeMap<String, f64>) -> Result<Data, Error> {
    let mut data = Data::default();
    for (file, text) in files {
        let name = file.rsplit('/').next().unwrap_or(file);
        let Some(name) = name.strip_suffix(".csv") else { continue };
        if definition::SETS.contains(&name) {
            data.sets.insert(name.to_owned(), set(file, text)?);
        } else if let Some(known) = definition::parameter(name) {
            let values = values(file, text, known)?;
            data.parameters.insert(name.to_owned(), Parameter { default: defaults.get(name).copied(), values });
        } else {
            let (object, place) = (name.to_owned(), file.clone());
            data.findings.push(Finding { object, place, code: "unknown-parameter" });
        }
    }
    for (name, &default) in defaults {
        if definition::parameter(name).is_some() {
            data.parameters.entry(name.clone()).or_default().default = Some(default);
        }
    }
    Ok(data)
}

fn wrong(file: &str, row: usize, reason: impl Into<String>) -> Error {
    Error::Table { file: file.to_owned(), row, reason: reason.into() }
}

fn rows(file: &str, text: &str) -> Result<(Vec<String>, Vec<csv::StringRecord>), Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|error| wrong(file, 1, error.to_string()))?;
    let heading = heading.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for (index, row) in reader.records().enumerate() {
        rows.push(row.map_err(|error| wrong(file, index + 2, error.to_string()))?);
    }
    Ok((heading, rows))
}

fn set(file: &str, text: &str) -> Result<Vec<String>, Error> {
    let (heading, rows) = rows(file, text)?;
    let value = heading.iter().position(|name| name == "VALUE").ok_or_else(|| wrong(file, 1, "no column VALUE"))?;
    Ok(rows.iter().map(|row| row[value].to_owned()).collect())
}

fn values(file: &str, text: &str, known: &definition::Definition) -> Result<BTreeMap<Vec<String>, f64>, Error> {
    let (heading, rows) = rows(file, text)?;
    // A set that is named twice (two regions of a trade route) stands in two columns, the second with another name.
    let indices: Vec<usize> = (0..heading.len()).filter(|&k| heading[k] != "VALUE").collect();
    let value = heading.iter().position(|name| name == "VALUE").ok_or_else(|| wrong(file, 1, "no column VALUE"))?;
    let mut order = Vec::with_capacity(indices.len());
    for letter in known.sets.chars() {
        let set = definition::set(letter);
        let free = |k: &&usize| !order.contains(*k);
        let named = indices.iter().find(|&&k| heading[k] == set && !order.contains(&k));
        let column =
            named.or_else(|| indices.iter().filter(free).find(|&&k| heading[k].trim_start_matches('_') == set));
        if let Some(&column) = column {
            order.push(column);
        }
    }
    if order.len() != indices.len() {
        order.clone_from(&indices);
    }
    let mut values = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let text = &row[value];
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        let number = number.ok_or_else(|| wrong(file, index + 2, format!("`{text}` is not a number")))?;
        values.insert(order.iter().map(|&column| row[column].to_owned()).collect(), number);
    }
    Ok(values)
}

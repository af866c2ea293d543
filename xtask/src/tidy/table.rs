//! No bare numbers: every row of the packaged data names a source that its folder defines.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use crate::Breach;

/// Columns that hold figures: a table with one of them must have a column `source`, a row with all of them empty
/// needs none.
const FIGURES: [&str; 4] = ["amount", "value", "low", "high"];
/// Gives a figure where its column is empty; alone it is a chemical formula.
const FORMULA: &str = "formula";

/// Checks the tables of the data pack.
pub fn check(sources: &[Source]) -> Vec<Breach> {
    let tables: Vec<&Source> =
        sources.iter().filter(|source| source.path.starts_with("data/") && source.ends(&[".csv"])).collect();
    let mut defined: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for table in tables.iter().filter(|table| table.path.ends_with("/sources.csv")) {
        let ids = rows(table).filter_map(Result::ok).filter_map(|row| row.get(0).map(str::to_owned));
        defined.insert(folder(&table.path), ids.collect());
    }
    tables.iter().flat_map(|table| check_table(table, defined.get(folder(&table.path)))).collect()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn rows(table: &Source) -> impl Iterator<Item = csv::Result<csv::StringRecord>> {
    let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.text.as_bytes());
    reader.into_records()
}

fn check_table(table: &Source, defined: Option<&BTreeSet<String>>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut column = None;
    let mut figures = Vec::new();
    for (index, row) in rows(table).enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                breaches.push(Breach::new(&table.path, format!("does not read as CSV: {error}")));
                break;
            }
        };
        let place = || format!("{}:{}", table.path, row.position().map_or(0, csv::Position::line));
        if index == 0 {
            column = row.iter().position(|name| name == "source");
            figures = (0..row.len()).filter(|&cell| FIGURES.contains(&&row[cell])).collect();
            if !figures.is_empty() {
                figures.extend(row.iter().position(|name| name == FORMULA));
            }
            if column.is_none() && !figures.is_empty() {
                breaches.push(Breach::new(place(), "holds figures, but has no column `source`"));
            }
        } else if let Some(column) = column {
            if row.get(0).is_some_and(|cell| cell.starts_with('#')) {
                continue;
            }
            if !figures.is_empty() && figures.iter().all(|&cell| row.get(cell).is_none_or(str::is_empty)) {
                continue;
            }
            let cell = row.get(column).unwrap_or_default().trim();
            if cell.is_empty() {
                breaches.push(Breach::new(place(), "this row names no source"));
            }
            for id in cell.split(';').map(str::trim).filter(|id| !id.is_empty()) {
                if defined.is_some_and(|defined| !defined.contains(id)) {
                    breaches.push(Breach::new(
                        place(),
                        format!("source `{id}` is not in {}/sources.csv", folder(&table.path)),
                    ));
                }
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(exchanges: &str) -> Vec<String> {
        let table = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let tables = [table("data/x/exchanges.csv", exchanges), table("data/x/sources.csv", "id,title\ns1,A book\n")];
        check(&tables).into_iter().map(|breach| breach.place).collect()
    }

    #[test]
    fn every_row_has_a_known_source() {
        assert!(breaches("id,amount,source\na,1,s1\n# note,,\n").is_empty());
        assert_eq!(breaches("id,amount,source\na,1,\nb,2,s2\nc,3,s1; s2\n").len(), 3);
        assert_eq!(breaches("id,amount,source\n\"a\nb\",1,s1\nc,1,\n"), ["data/x/exchanges.csv:4"]);
        assert!(breaches("id,amount,formula,source\na,,,\nb,,2 * x,s1\n").is_empty());
        assert_eq!(breaches("id,amount,formula,source\nb,,2 * x,\n").len(), 1);
        assert_eq!(breaches("id,amount\na,1\n").len(), 1);
        assert_eq!(breaches("id,amount,source\na,1\n").len(), 1);
    }
}

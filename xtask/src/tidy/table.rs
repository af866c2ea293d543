//! No bare numbers: every row of the packaged data names a source that its folder defines, or a series that names one.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use crate::Breach;

/// Columns that hold figures: a table with one of them must have a column `source`, a row with all of them empty
/// needs none.
const FIGURES: [&str; 4] = ["amount", "value", "low", "high"];
/// Gives a figure where its column is empty; alone it is a chemical formula.
const FORMULA: &str = "formula";
/// Names the source of a row.
const SOURCE: &str = "source";
/// Names the series of a row, which names its source in `series.csv` beside it.
const SERIES: &str = "series";

/// Checks the tables of the data pack.
pub fn check(sources: &[Source]) -> Vec<Breach> {
    let tables: Vec<&Source> =
        sources.iter().filter(|source| source.path.starts_with("data/") && source.ends(&[".csv"])).collect();
    let mut defined: Defined<'_> = BTreeMap::new();
    for table in &tables {
        let column = match table.path.rsplit('/').next() {
            Some("sources.csv") => SOURCE,
            Some("series.csv") => SERIES,
            _ => continue,
        };
        let ids = rows(table).filter_map(Result::ok).filter_map(|row| row.get(0).map(str::to_owned));
        defined.insert((folder(&table.path), column), ids.collect());
    }
    tables.iter().flat_map(|table| check_table(table, &defined)).collect()
}

/// Ids that a folder defines, of sources and of series.
type Defined<'s> = BTreeMap<(&'s str, &'static str), BTreeSet<String>>;

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn rows(table: &Source) -> impl Iterator<Item = csv::Result<csv::StringRecord>> {
    let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.text.as_bytes());
    reader.into_records()
}

fn check_table(table: &Source, all: &Defined<'_>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut column = None;
    let mut defined = None;
    let mut named = SOURCE;
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
            column = row.iter().position(|name| name == SOURCE);
            if column.is_none() && all.contains_key(&(folder(&table.path), SERIES)) {
                named = SERIES;
                column = row.iter().position(|name| name == SERIES);
            }
            defined = all.get(&(folder(&table.path), named));
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
                breaches.push(Breach::new(place(), format!("this row names no {named}")));
            }
            for id in cell.split(';').map(str::trim).filter(|id| !id.is_empty()) {
                if defined.is_some_and(|defined: &BTreeSet<String>| !defined.contains(id)) {
                    breaches.push(Breach::new(
                        place(),
                        format!("{named} `{id}` is not defined in {}", folder(&table.path)),
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

    #[test]
    fn points_of_a_series_are_sourced_by_the_series() {
        let table = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let tables = [
            table("data/x/points.csv", "series,year,value\na,2020,1\nb,2020,1\n"),
            table("data/x/series.csv", "id,unit,source\na,t,s1\n"),
            table("data/x/sources.csv", "id,title\ns1,A book\n"),
        ];
        let places: Vec<String> = check(&tables).into_iter().map(|breach| breach.place).collect();
        assert_eq!(places, ["data/x/points.csv:3"]);
    }

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

//! Tables as text or as rows, by table name.

use std::{borrow::Cow, collections::BTreeMap};

use super::schema;

/// One table: a CSV file or a sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// How findings call it: a file or sheet name.
    pub label: String,
    content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Csv(String),
    Rows(Vec<Vec<String>>),
}

impl Sheet {
    /// A CSV file's text.
    pub fn csv(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), content: Content::Csv(text.into()) }
    }

    /// A sheet's rows from its first line on, header included; row `k` is line `k + 1`.
    pub fn rows(label: impl Into<String>, rows: Vec<Vec<String>>) -> Self {
        Self { label: label.into(), content: Content::Rows(rows) }
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }

    /// The table as CSV text, RFC 4180 with `\n` line ends.
    pub fn to_csv(&self) -> Cow<'_, str> {
        match &self.content {
            Content::Csv(text) => Cow::Borrowed(text),
            Content::Rows(rows) => {
                let mut text = String::new();
                for row in rows {
                    for (at, cell) in row.iter().enumerate() {
                        if at > 0 {
                            text.push(',');
                        }
                        push_quoted(&mut text, cell, row.len() == 1);
                    }
                    text.push('\n');
                }
                Cow::Owned(text)
            }
        }
    }

    /// The table as rows, header included.
    pub fn to_rows(&self) -> Cow<'_, [Vec<String>]> {
        match &self.content {
            Content::Rows(rows) => Cow::Borrowed(rows),
            Content::Csv(text) => {
                let mut reader =
                    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
                let rows = reader.records().map_while(Result::ok);
                Cow::Owned(rows.map(|record| record.iter().map(str::to_owned).collect()).collect())
            }
        }
    }
}

fn push_quoted(text: &mut String, cell: &str, alone: bool) {
    // A lone empty cell would be a blank line, which readers pass over.
    let quote = cell.contains([',', '"', '\n', '\r']) || (alone && cell.is_empty());
    if quote {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

/// Tables by name. A table may come in several parts (`sources.csv` of two folders): they are read as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    parts: BTreeMap<String, Vec<Sheet>>,
}

impl Tables {
    /// No tables.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part of the table `name` (`flows`, `processes`, …).
    pub fn add(&mut self, name: impl Into<String>, sheet: Sheet) {
        self.parts.entry(name.into()).or_default().push(sheet);
    }

    /// Adds a CSV file under the table its name says: `a/b/Flows.csv` is `flows`.
    pub fn add_file(&mut self, path: &str, text: impl Into<String>) {
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        self.add(stem.to_lowercase(), Sheet::csv(path, text));
    }

    /// Parts of a table.
    pub fn of(&self, name: &str) -> &[Sheet] {
        self.parts.get(name).map_or(&[], Vec::as_slice)
    }

    /// Every part with its table name, in the order in which the document lists the tables, unknown ones last.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Sheet)> {
        let known = schema::ALL.iter().map(|schema| schema.name).filter(|name| self.parts.contains_key(*name));
        let unknown = self.parts.keys().map(String::as_str).filter(|name| schema::of(name).is_none());
        known.chain(unknown).flat_map(|name| self.of(name).iter().map(move |sheet| (name, sheet)))
    }

    /// Whether there is no table at all.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

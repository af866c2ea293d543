//! Rows of a table under their header, with line numbers.

use std::collections::HashSet;

use csv::StringRecord;

use super::{
    cell::Row,
    schema::{self, Schema},
    tables::{Content, Sheet, Tables},
};
use crate::finding::{Finding, FindingKind, Place};

/// Cells of one row.
#[derive(Clone, Copy)]
pub(super) enum Cells<'r> {
    Record(&'r StringRecord),
    Strings(&'r [String]),
}

impl<'r> Cells<'r> {
    pub fn get(self, at: usize) -> &'r str {
        match self {
            Self::Record(record) => record.get(at).unwrap_or_default(),
            Self::Strings(cells) => cells.get(at).map_or("", String::as_str),
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Record(record) => record.len(),
            Self::Strings(cells) => cells.len(),
        }
    }

    fn is_blank(self) -> bool {
        (0..self.len()).all(|at| self.get(at).trim().is_empty())
    }

    fn is_comment(self) -> bool {
        self.get(0).trim_start_matches('\u{feff}').trim_start().starts_with('#')
    }
}

/// Where the columns of a schema stand in a sheet.
pub(super) struct Header {
    pub schema: &'static Schema,
    columns: Vec<(&'static str, usize)>,
    width: usize,
}

impl Header {
    pub fn find(&self, column: &str) -> Option<usize> {
        self.columns.iter().find(|(name, _)| *name == column).map(|&(_, at)| at)
    }

    /// Reads a header row; `None` when a required column is missing, so that no row can be used.
    fn read(schema: &'static Schema, cells: Cells<'_>, place: &Place, findings: &mut Vec<Finding>) -> Option<Self> {
        let mut columns: Vec<(&'static str, usize)> = Vec::new();
        for at in 0..cells.len() {
            let name = cells.get(at).trim_start_matches('\u{feff}').trim();
            let found = schema.columns.iter().find(|column| **column == name);
            match found {
                Some(column) if columns.iter().any(|(seen, _)| seen == column) => {
                    findings.push(finding(FindingKind::DuplicateId, place, name).with("id", name));
                }
                Some(column) => columns.push((column, at)),
                None if name.is_empty() => {}
                None => findings.push(finding(FindingKind::UnknownField, place, name).with("name", name)),
            }
        }
        let header = Self { schema, columns, width: cells.len() };
        let missing: Vec<&str> = schema.required.iter().copied().filter(|name| header.find(name).is_none()).collect();
        for name in &missing {
            findings.push(finding(FindingKind::MissingField, place, name).with("name", name));
        }
        missing.is_empty().then_some(header)
    }
}

fn finding(kind: FindingKind, place: &Place, column: &str) -> Finding {
    Finding::new(kind, place.clone().at_field(column))
}

/// Calls `take` for every row of every part of a table whose required cells are filled.
pub(super) fn each_row(
    tables: &Tables,
    schema: &'static Schema,
    findings: &mut Vec<Finding>,
    mut take: impl FnMut(&mut Row<'_>),
) {
    for sheet in tables.of(schema.name) {
        let mut header = None;
        let mut usable = true;
        let mut one = |cells: Cells<'_>, line: u64, findings: &mut Vec<Finding>| {
            if !usable || cells.is_blank() || cells.is_comment() {
                return;
            }
            let Some(header) = &header else {
                let place = Place::file(&sheet.label).at_line(line);
                header = Header::read(schema, cells, &place, findings);
                usable = header.is_some();
                return;
            };
            let mut row = Row::new(cells, header, &sheet.label, line, findings);
            let surplus = (header.width..cells.len()).any(|at| !cells.get(at).trim().is_empty());
            if surplus {
                row.unreadable("", &format!("{} cells under {} headings", cells.len(), header.width));
            } else {
                row.require();
            }
            if row.is_sound() {
                take(&mut row);
            }
        };
        match sheet.content() {
            Content::Rows(rows) => {
                for (at, cells) in rows.iter().enumerate() {
                    one(Cells::Strings(cells), at as u64 + 1, findings);
                }
            }
            Content::Csv(text) => each_record(sheet, text, findings, &mut one),
        }
    }
}

fn each_record(
    sheet: &Sheet,
    text: &str,
    findings: &mut Vec<Finding>,
    one: &mut dyn FnMut(Cells<'_>, u64, &mut Vec<Finding>),
) {
    let cut = unclosed_row(text);
    let sound = &text[..cut.unwrap_or(text.len())];
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(sound.as_bytes());
    let mut record = StringRecord::new();
    // Blank lines are counted here because the reader gives the line on which it began to look for the record.
    let mut lines = LineCounter { text: sound, offset: 0, line: 1 };
    while let Ok(true) = reader.read_record(&mut record) {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let line = lines.at(start);
        one(Cells::Record(&record), line, findings);
    }
    if let Some(start) = cut {
        let place = Place::file(&sheet.label).at_line(lines.at(start));
        let cell = text[start..].lines().next().unwrap_or_default();
        findings.push(
            Finding::new(FindingKind::Unreadable, place)
                .with("text", cell)
                .with("reason", "a quoted cell does not end; this row and all after it are left out"),
        );
    }
}

struct LineCounter<'t> {
    text: &'t str,
    offset: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// Line of the first character at or after `start` that is not a line end.
    fn at(&mut self, start: usize) -> u64 {
        let bytes = self.text.as_bytes();
        let mut end = start.min(bytes.len());
        while bytes.get(end).is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            end += 1;
        }
        if end > self.offset {
            // `\r\n` ends one line, and so does a lone `\r`.
            let ends = (self.offset..end).filter(|&at| match bytes[at] {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            });
            self.line += ends.count() as u64;
            self.offset = end;
        }
        self.line
    }
}

/// Start of the row in which a quoted cell opens and never closes.
fn unclosed_row(text: &str) -> Option<usize> {
    #[derive(PartialEq)]
    enum State {
        Start,
        Plain,
        Quoted,
        Closed,
    }
    let mut state = State::Start;
    let mut row = 0;
    for (at, byte) in text.bytes().enumerate() {
        state = match (state, byte) {
            (State::Quoted, b'"') => State::Closed,
            (State::Start | State::Closed, b'"') | (State::Quoted, _) => State::Quoted,
            (_, b',') => State::Start,
            (_, b'\n' | b'\r') => {
                row = at + 1;
                State::Start
            }
            _ => State::Plain,
        };
    }
    (state == State::Quoted).then_some(row)
}

/// A note for every table that no schema describes.
pub(super) fn unknown_tables(tables: &Tables, findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for (name, sheet) in tables.iter() {
        if schema::of(name).is_none() && seen.insert(&sheet.label) {
            let finding = Finding::new(FindingKind::Skipped, Place::file(&sheet.label));
            findings.push(finding.with("reason", format!("no table is called `{name}`")));
        }
    }
}

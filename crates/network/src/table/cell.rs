//! Typed access to the cells of a row; what does not read becomes a finding and spoils the row.

use std::{collections::HashMap, str::FromStr};

use verdigris_quantity::{Label, Unit, pedigree::Pedigree, spread::Spread};

use super::rows::{Cells, Header};
use crate::{
    finding::{Finding, FindingKind, Place},
    source::SourceIndex,
};

/// Units by their text, so that each is read once and shared.
#[derive(Default)]
pub(super) struct Units(HashMap<String, Option<Unit>>);

impl Units {
    fn get(&mut self, text: &str) -> Option<Unit> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let unit = Unit::parse(text).ok();
        self.0.insert(text.to_owned(), unit.clone());
        unit
    }
}

/// One row.
pub(super) struct Row<'r> {
    cells: Cells<'r>,
    header: &'r Header,
    file: &'r str,
    line: u64,
    findings: &'r mut Vec<Finding>,
    sound: bool,
}

impl<'r> Row<'r> {
    pub fn new(cells: Cells<'r>, header: &'r Header, file: &'r str, line: u64, findings: &'r mut Vec<Finding>) -> Self {
        Self { cells, header, file, line, findings, sound: true }
    }

    /// Whether nothing so far keeps the row from being used.
    pub fn is_sound(&self) -> bool {
        self.sound
    }

    /// The cell as written; empty when there is no such column.
    pub fn raw(&self, column: &str) -> &'r str {
        debug_assert!(self.header.schema.columns.contains(&column), "no column {column}");
        self.header.find(column).map_or("", |at| self.cells.get(at))
    }

    /// The cell without white space around it: ids, words and numbers.
    pub fn text(&self, column: &str) -> &'r str {
        self.raw(column).trim()
    }

    /// A free text, kept as written.
    pub fn owned(&self, column: &str) -> String {
        let raw = self.raw(column);
        if raw.trim().is_empty() { String::new() } else { raw.to_owned() }
    }

    /// An id or word.
    pub fn word(&self, column: &str) -> String {
        self.text(column).to_owned()
    }

    /// The columns `name_en` and `name_zh`, or another stem.
    pub fn label(&self, en: &str, zh: &str) -> Label {
        Label::new(self.owned(en), self.owned(zh))
    }

    /// The name, of which at least one language must be there.
    pub fn name(&mut self) -> Label {
        let name = self.label("name_en", "name_zh");
        if name.is_empty() {
            self.missing("name_en");
        }
        name
    }

    /// Where a column of this row lies, with the objects the row speaks of.
    pub fn place(&self, column: &str) -> Place {
        let of = |table: &str, name: &str| {
            if self.header.schema.name == table { self.word(name) } else { String::new() }
        };
        let first = |texts: [String; 3]| texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        Place {
            file: self.file.to_owned(),
            line: Some(self.line),
            field: column.to_owned(),
            process: first([of("processes", "id"), of("exchanges", "process"), of("parameters", "process")]),
            exchange: of("exchanges", "id"),
            flow: first([of("flows", "id"), of("properties", "flow"), String::new()]),
        }
    }

    /// Adds a finding about a column.
    pub fn note(&mut self, column: &str, kind: FindingKind, arguments: &[(&str, &str)]) {
        let mut finding = Finding::new(kind, self.place(column));
        for (name, value) in arguments {
            finding = finding.with(name, value);
        }
        self.findings.push(finding);
    }

    /// The cell cannot be read: the row is left out.
    pub fn unreadable(&mut self, column: &str, reason: &str) {
        let text = if column.is_empty() { self.cells.get(0).to_owned() } else { self.word(column) };
        self.note(column, FindingKind::Unreadable, &[("text", &text), ("reason", reason)]);
        self.sound = false;
    }

    /// A cell that must be filled is empty: the row is left out.
    pub fn missing(&mut self, column: &str) {
        self.note(column, FindingKind::MissingField, &[("name", column)]);
        self.sound = false;
    }

    /// The id stands on an earlier row already: this row is left out.
    pub fn duplicate(&mut self, column: &str) {
        let id = self.word(column);
        self.note(column, FindingKind::DuplicateId, &[("id", &id)]);
        self.sound = false;
    }

    /// Checks the required cells.
    pub fn require(&mut self) {
        for column in self.header.schema.required {
            if self.text(column).is_empty() {
                self.missing(column);
            }
        }
    }

    /// A word of a fixed list.
    pub fn one_of<T: FromStr>(&mut self, column: &str, list: &str) -> Option<T> {
        let word = self.text(column).parse().ok();
        if word.is_none() {
            self.unreadable(column, &format!("expected {list}"));
        }
        word
    }

    /// The same where the cell may be empty.
    pub fn maybe_one_of<T: FromStr>(&mut self, column: &str, list: &str) -> Option<T> {
        if self.text(column).is_empty() { None } else { self.one_of(column, list) }
    }

    /// A finite number; `None` when empty or, with a finding, when it does not read.
    pub fn number(&mut self, column: &str) -> Option<f64> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok().filter(|value: &f64| value.is_finite());
        if value.is_none() {
            self.unreadable(column, "expected a number with `.` for decimals and without thousands separators");
        }
        value
    }

    /// A unit; `None` when empty or, with a finding, when unknown.
    pub fn unit(&mut self, column: &str, units: &mut Units) -> Option<Unit> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let unit = units.get(text);
        if unit.is_none() {
            self.note(column, FindingKind::UnknownUnit, &[("unit", text)]);
            self.sound = false;
        }
        unit
    }

    /// A source id; one that is not defined is reported and dropped.
    pub fn source(&mut self, sources: &HashMap<String, SourceIndex>) -> Option<SourceIndex> {
        let id = self.text("source");
        if id.is_empty() {
            return None;
        }
        let found = sources.get(id).copied();
        if found.is_none() {
            self.note("source", FindingKind::MissingReference, &[("what", "source"), ("id", id)]);
        }
        found
    }

    /// The spread around `amount`; one that contradicts itself or the amount is reported and dropped.
    pub fn spread(&mut self, amount: Option<f64>) -> Option<Spread> {
        let text = self.text("distribution");
        if text.is_empty() {
            return None;
        }
        let checked = text.parse::<Spread>().and_then(|spread| match amount {
            Some(amount) => spread.around(amount).map(|_| spread),
            None => Ok(spread),
        });
        checked.map_err(|error| self.bad_uncertainty("distribution", &error.to_string())).ok()
    }

    /// The pedigree; one that does not read is reported and dropped.
    pub fn pedigree(&mut self) -> Option<Pedigree> {
        let text = self.text("pedigree");
        if text.is_empty() {
            return None;
        }
        text.parse()
            .map_err(|error: verdigris_quantity::spread::SpreadError| {
                self.bad_uncertainty("pedigree", &error.to_string());
            })
            .ok()
    }

    fn bad_uncertainty(&mut self, column: &str, reason: &str) {
        let text = self.word(column);
        self.note(column, FindingKind::BadUncertainty, &[("text", &text), ("reason", reason)]);
    }
}

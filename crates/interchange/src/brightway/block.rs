//! Cuts sheets into blocks.

use std::collections::HashMap;

use verdigris_network::{Finding, FindingKind, Parameter, Place};
use verdigris_quantity::Label;

use super::uncertainty;
use crate::{
    sheet::{Cell, Row, Sheet},
    unit::known,
};

/// A table row by the names of its header, with its line.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub line: u64,
    cells: HashMap<String, Cell>,
}

impl Record {
    /// The text of a column; Brightway writes `(Unknown)` for nothing.
    pub fn text(&self, column: &str) -> String {
        self.cells.get(column).map(Cell::text).filter(|text| text != "(Unknown)").unwrap_or_default()
    }

    pub fn number(&self, column: &str) -> Option<f64> {
        self.cells.get(column).and_then(Cell::number)
    }
}

/// An activity with its fields and exchanges.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub sheet: String,
    pub line: u64,
    pub name: String,
    pub fields: HashMap<String, String>,
    pub exchanges: Vec<Record>,
    pub parameters: Vec<Record>,
}

impl Given {
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map(String::as_str).unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
pub(super) enum Block {
    Parameters { sheet: String, rows: Vec<Record> },
    Activity(Given),
}

/// All blocks of a workbook in order.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub database: String,
    pub list: Vec<Block>,
}

/// What the rows being read belong to.
enum Mode {
    Nothing,
    Fields,
    Header(Table),
    Rows(Table, Vec<String>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    Exchanges,
    ActivityParameters,
    Parameters,
}

impl Blocks {
    /// Adds the blocks of a sheet.
    pub fn add(&mut self, sheet: &Sheet, findings: &mut Vec<Finding>) {
        let first = sheet.rows.first().filter(|row| row.line == 1);
        let mark = first.map(|row| row.text(0).to_lowercase()).unwrap_or_default();
        if mark == "skip" {
            return;
        }
        let limit = match first.and_then(|row| row.cell(1)).and_then(Cell::number) {
            Some(columns) if mark == "cutoff" && columns >= 1.0 => (columns as usize).saturating_sub(1),
            _ => usize::MAX,
        };
        let mut mode = Mode::Nothing;
        let mut last_line = 0;
        for row in &sheet.rows {
            // An empty row ends a table, but not the gap between `Exchanges` and its header.
            if row.line > last_line + 1 && matches!(mode, Mode::Rows(..)) {
                mode = Mode::Nothing;
            }
            last_line = row.line;
            mode = self.row(sheet, row, limit, mode, findings);
        }
    }

    fn row(&mut self, sheet: &Sheet, row: &Row, limit: usize, mode: Mode, findings: &mut Vec<Finding>) -> Mode {
        let (first, second) = (row.text(0), row.text(1));
        match first.to_lowercase().as_str() {
            "activity" if !second.is_empty() => {
                let name = second;
                self.list.push(Block::Activity(Given {
                    sheet: sheet.name.clone(),
                    line: row.line,
                    name,
                    ..Given::default()
                }));
                return Mode::Fields;
            }
            "database" if !matches!(mode, Mode::Rows(..)) && !second.is_empty() => {
                self.database = second;
                return Mode::Nothing;
            }
            "exchanges" if matches!(self.list.last(), Some(Block::Activity(_))) => {
                return Mode::Header(Table::Exchanges);
            }
            "parameters"
                if matches!(mode, Mode::Fields | Mode::Nothing)
                    && self.list.last().is_some_and(|block| matches!(block, Block::Activity(_))) =>
            {
                return Mode::Header(Table::ActivityParameters);
            }
            "database parameters" | "project parameters" => {
                self.list.push(Block::Parameters { sheet: sheet.name.clone(), rows: Vec::new() });
                return Mode::Header(Table::Parameters);
            }
            _ => {}
        }
        match mode {
            Mode::Nothing => Mode::Nothing,
            Mode::Fields => {
                if let (Some(Block::Activity(given)), false) = (self.list.last_mut(), first.is_empty()) {
                    given.fields.insert(first.to_lowercase(), second);
                }
                Mode::Fields
            }
            Mode::Header(table) => {
                let columns: Vec<String> =
                    (0..row.width().min(limit)).map(|column| row.text(column).to_lowercase()).collect();
                if !columns.iter().any(|column| column == "name") {
                    let place = Place::file(&sheet.name).at_line(row.line);
                    findings.push(Finding::new(FindingKind::MissingField, place).with("name", "name"));
                    return Mode::Nothing;
                }
                Mode::Rows(table, columns)
            }
            Mode::Rows(table, columns) => {
                let cells = columns
                    .iter()
                    .enumerate()
                    .filter_map(|(at, column)| Some((column.clone(), row.cell(at)?.clone())))
                    .filter(|(column, _)| !column.is_empty())
                    .collect();
                let record = Record { line: row.line, cells };
                match (self.list.last_mut(), table) {
                    (Some(Block::Activity(given)), Table::Exchanges) => given.exchanges.push(record),
                    (Some(Block::Activity(given)), Table::ActivityParameters) => given.parameters.push(record),
                    (Some(Block::Parameters { rows, .. }), Table::Parameters) => rows.push(record),
                    _ => {}
                }
                Mode::Rows(table, columns)
            }
        }
    }
}

/// Parameters of a block.
pub(super) fn parameters(sheet: &str, rows: &[Record], findings: &mut Vec<Finding>) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for row in rows {
        let name = row.text("name");
        let place = || Place::file(sheet).at_line(row.line);
        if name.is_empty() {
            findings.push(Finding::new(FindingKind::MissingField, place()).with("name", "name"));
            continue;
        }
        let formula = Some(row.text("formula")).filter(|formula| !formula.is_empty());
        let value = row.number("amount");
        let spread = uncertainty::spread(row, value).unwrap_or_else(|reason| {
            let finding = Finding::new(FindingKind::BadUncertainty, place()).with("text", &name);
            findings.push(finding.with("reason", reason));
            None
        });
        parameters.push(Parameter {
            id: name.to_lowercase(),
            name: Label::new(name, ""),
            unit: known(&row.text("unit")),
            value: value.filter(|_| formula.is_none()),
            formula,
            spread,
            note: row.text("comment"),
            ..Parameter::default()
        });
    }
    parameters
}

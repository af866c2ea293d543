//! A file of records as people see it: sheets of cells that can be looked at, typed over and read again.
//!
//! Typing over a cell is the same as having typed the text in the file. A cell that is typed over leaves the merged area
//! it stood in, and only that cell does.

use verdigris_activity::{Activity, Sectors, Vocabulary};
use verdigris_network::Finding;

use super::{
    FILE_BYTES, address, columns,
    grid::{self, COLUMNS, Cell, Grid, Row},
    records_of,
};
use crate::{InterchangeError, Limits};

/// Last line of a spreadsheet.
const LINES: u64 = 1_048_576;
/// Characters a cell of a spreadsheet holds.
const CHARACTERS: usize = 32_767;

/// A file of records that is open.
#[derive(Clone, Debug)]
pub struct Sheets {
    name: String,
    grids: Vec<Grid>,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Text.
    Text,
    /// A figure.
    Number,
    /// A figure in per-cent format.
    Percent,
    /// A date or time.
    Date,
    /// An error, or a formula whose result is not stored.
    Error,
    /// Nothing.
    Empty,
}

impl CellKind {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::Error => "error",
            Self::Empty => "empty",
        }
    }
}

/// A cell as seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellView {
    /// Its address, such as `E7`.
    pub cell: String,
    /// What is read in it.
    pub text: String,
    /// What it holds.
    pub kind: CellKind,
    /// Whether it was typed over.
    pub edited: bool,
}

/// A row as seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowView {
    /// From 1.
    pub line: u64,
    /// Its cells, the empty ones too, from the sheet's first column to its last.
    pub cells: Vec<CellView>,
}

/// A sheet as seen.
#[derive(Clone, Copy, Debug)]
pub struct SheetView<'s> {
    grid: &'s Grid,
}

impl SheetView<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.grid.name
    }

    /// Columns up to the last that holds anything, or that the header names.
    pub fn columns(&self) -> usize {
        self.grid.rows.iter().map(Row::width).max().unwrap_or(0)
    }

    /// Line of the header of the table of records, where there is one.
    pub fn header_line(&self) -> Option<u64> {
        let table = columns::find(self.grid).ok().flatten()?;
        self.grid.rows.get(table.header).map(|row| row.line)
    }

    /// Its rows that hold anything, or were typed over.
    pub fn rows(&self) -> impl Iterator<Item = RowView> {
        let columns = self.columns();
        self.grid
            .rows
            .iter()
            .map(move |row| RowView { line: row.line, cells: (0..columns).map(|column| seen(row, column)).collect() })
    }
}

fn seen(row: &Row, column: usize) -> CellView {
    let (kind, text) = match row.cell(column) {
        None => (CellKind::Empty, String::new()),
        Some(Cell::Text(text)) => (CellKind::Text, text.clone()),
        Some(Cell::Number(value)) => (CellKind::Number, value.to_string()),
        Some(Cell::Percent(value)) => {
            let hundredfold = super::figure::of_float(value * 100.0).map(|value| value.round_dp(6).normalize());
            (CellKind::Percent, hundredfold.map_or_else(String::new, |value| format!("{value} %")))
        }
        Some(Cell::Date(text)) => (CellKind::Date, text.clone()),
        Some(Cell::Error(error)) => (CellKind::Error, error.clone()),
        Some(Cell::NoValue) => (CellKind::Error, String::new()),
    };
    CellView { cell: address::cell(column, row.line), text, kind, edited: row.is_edited(column) }
}

impl Sheets {
    /// Opens an XLSX or CSV file from memory; the name is shown and its extension does not matter.
    pub fn open(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Self, InterchangeError> {
        let limits = Limits { member_bytes: limits.member_bytes.min(FILE_BYTES), ..*limits };
        Ok(Self { name: name.to_owned(), grids: grid::read(name, bytes, &limits)? })
    }

    /// The sheets; a CSV file is one, under its own name.
    pub fn sheets(&self) -> impl Iterator<Item = SheetView<'_>> {
        self.grids.iter().map(|grid| SheetView { grid })
    }

    /// Types a text over a cell; an empty text empties it.
    pub fn edit(&mut self, sheet: &str, cell: &str, text: &str) -> Result<(), InterchangeError> {
        let wrong = |reason: String| InterchangeError::Structure { member: self.name.clone(), reason };
        let (column, line) = address::parse(cell)
            .filter(|&(column, line)| column < COLUMNS && line <= LINES)
            .ok_or_else(|| wrong(format!("`{cell}` is no cell that is read")))?;
        if text.chars().nth(CHARACTERS).is_some() {
            return Err(wrong(format!("{cell}: a cell holds {CHARACTERS} characters at most")));
        }
        let names = || self.grids.iter().map(|grid| grid.name.as_str()).collect::<Vec<_>>().join(", ");
        let unknown = wrong(format!("there is no sheet `{sheet}`; there are {}", names()));
        let grid = self.grids.iter_mut().find(|grid| grid.name == sheet).ok_or(unknown)?;
        grid.edit(line, column, text);
        Ok(())
    }

    /// The records as the cells stand now, with what is wrong with them.
    pub fn read(
        &self,
        vocabulary: &Vocabulary,
        sectors: &Sectors,
    ) -> Result<(Activity, Vec<Finding>), InterchangeError> {
        records_of(&self.name, &self.grids, vocabulary, sectors)
    }
}

#[cfg(test)]
mod tests;

//! Sheets of a workbook as rows of text and numbers.
//!
//! Cells are taken one by one as they stand in the file: a sheet with one cell in its last corner costs one cell, not
//! the rectangle around it. The parts of the workbook are checked against the limits of an archive first.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use crate::{Archive, InterchangeError, Limits, Member};

/// Columns read of a sheet; what stands further right is passed over.
const COLUMNS: u32 = 1024;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
}

impl Cell {
    /// The cell as text; a number in its shortest form.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }

    /// The cell as a number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Text(text) => text.trim().parse().ok().filter(|value: &f64| value.is_finite()),
            Self::Number(number) => Some(*number).filter(|value| value.is_finite()),
        }
    }
}

/// A row that is not empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// Number of the row, from 1.
    pub line: u64,
    cells: Vec<Option<Cell>>,
}

impl Row {
    /// A cell by column, from 0.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column)?.as_ref()
    }

    /// The text of a cell, empty where there is none.
    pub fn text(&self, column: usize) -> String {
        self.cell(column).map(Cell::text).unwrap_or_default()
    }

    /// Number of columns up to the last cell.
    pub fn width(&self) -> usize {
        self.cells.len()
    }
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
}

/// Reads all sheets of a workbook member.
pub(crate) fn read(archive: &Archive, member: &Member, limits: &Limits) -> Result<Vec<Sheet>, InterchangeError> {
    from_bytes(&member.name, archive.read(member)?, limits)
}

/// Reads all sheets of a workbook.
pub(crate) fn from_bytes(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Sheet>, InterchangeError> {
    check_parts(name, &bytes, limits)?;
    let broken = |error: &XlsxError| InterchangeError::Structure {
        member: name.to_owned(),
        reason: format!("the workbook does not read: {error}"),
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut sheets = Vec::new();
    for sheet in book.sheet_names() {
        let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
        let mut reader = match book.worksheet_cells_reader(&sheet) {
            Ok(reader) => reader,
            // Chart sheets have no cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(broken(&error)),
        };
        while let Some(cell) = reader.next_cell().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            let value = match cell.get_value() {
                DataRef::Int(value) => Cell::Number(*value as f64),
                DataRef::Float(value) => Cell::Number(*value),
                DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
                DataRef::Bool(value) => Cell::Text(value.to_string()),
                DataRef::DateTime(value) => Cell::Number(value.as_f64()),
                DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                    Cell::Text(text.clone())
                }
                DataRef::Error(error) => Cell::Text(error.to_string()),
                DataRef::Empty => continue,
            };
            if column >= COLUMNS || matches!(&value, Cell::Text(text) if text.trim().is_empty()) {
                continue;
            }
            let at = rows.entry(row).or_insert_with(|| Row { line: u64::from(row) + 1, cells: Vec::new() });
            let column = column as usize;
            if at.cells.len() <= column {
                at.cells.resize(column + 1, None);
            }
            at.cells[column] = Some(value);
        }
        sheets.push(Sheet { name: sheet, rows: rows.into_values().collect() });
    }
    Ok(sheets)
}

/// Reads every part once under the limits, so that the parts hold what they declare.
fn check_parts(name: &str, bytes: &[u8], limits: &Limits) -> Result<(), InterchangeError> {
    let parts = Archive::from_bytes(&format!("{name}!"), bytes.to_vec(), limits)?;
    for part in parts.members() {
        parts.read(part)?;
    }
    Ok(())
}

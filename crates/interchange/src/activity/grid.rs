//! Sheets and CSV files as rows of cells that know what stood in them: a figure, a text, a date, an error, a formula
//! that was never computed.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Seek},
};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::figure;
use crate::{Archive, InterchangeError, Limits};

/// Columns that are read; what stands further right is passed over.
pub const COLUMNS: usize = 256;

/// Most cells of all sheets. A year of 10,000 rows has about 200,000.
const CELLS: u64 = 8_000_000;

/// Highest index of a shared formula; a spreadsheet numbers them from 0.
const SHARED_FORMULAS: u64 = 1_048_576;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text, trimmed, not empty.
    Text(String),
    /// A figure.
    Number(f64),
    /// A figure in per-cent format, as stored: 0.98 shown as 98 %.
    Percent(f64),
    /// A date or time, which is no figure, as it would be read.
    Date(String),
    /// An error such as `#DIV/0!`.
    Error(String),
    /// A formula whose result is not stored.
    NoValue,
}

/// A row that is not empty.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// From 1.
    pub line: u64,
    cells: Vec<Option<Cell>>,
    /// Positions in the grid's merged areas.
    merged: Vec<usize>,
    /// Columns typed over after reading.
    edited: Vec<usize>,
}

impl Row {
    /// A cell by column, from 0.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column)?.as_ref()
    }

    /// Cells that are not empty, with their columns.
    pub fn cells(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter_map(|(at, cell)| cell.as_ref().map(|cell| (at, cell)))
    }

    /// A cell's text, empty where there is none or no text.
    pub fn text(&self, column: usize) -> String {
        match self.cell(column) {
            Some(Cell::Text(text)) => text.clone(),
            Some(Cell::Number(value) | Cell::Percent(value)) => value.to_string(),
            _ => String::new(),
        }
    }

    /// The positions of the merged areas that cross this row.
    pub fn merged(&self) -> &[usize] {
        &self.merged
    }

    /// Whether a cell was typed over after reading; it then stands outside merged areas.
    pub fn is_edited(&self, column: usize) -> bool {
        self.edited.contains(&column)
    }

    /// Columns up to the last cell.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    fn put(&mut self, column: usize, cell: Cell) {
        if column < COLUMNS {
            if self.cells.len() <= column {
                self.cells.resize(column + 1, None);
            }
            self.cells[column] = Some(cell);
        }
    }
}

/// Cells merged into one, lines and columns inclusive, lines from 1 and columns from 0.
#[derive(Clone, Copy, Debug)]
pub struct Merged {
    pub lines: (u64, u64),
    pub columns: (usize, usize),
}

/// A sheet or a CSV file.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Name of the sheet or file.
    pub name: String,
    /// Rows that are not empty, in order.
    pub rows: Vec<Row>,
    /// Merged cells.
    pub merged: Vec<Merged>,
    /// Whether it is a sheet of a workbook, where what is typed as a figure is stored as one.
    pub workbook: bool,
}

impl Grid {
    /// Types a text over a cell, as a person would: nothing empties it.
    pub fn edit(&mut self, line: u64, column: usize, text: &str) {
        let text = text.trim();
        let typed = match figure::of_text(text).and_then(|_| text.parse::<f64>().ok()) {
            _ if text.is_empty() => None,
            Some(figure) if self.workbook => Some(Cell::Number(figure)),
            _ => Some(Cell::Text(text.to_owned())),
        };
        let at = self.rows.partition_point(|row| row.line < line);
        if self.rows.get(at).is_none_or(|row| row.line != line) {
            let crossing =
                self.merged.iter().enumerate().filter(|(_, area)| (area.lines.0..=area.lines.1).contains(&line));
            let merged = crossing.map(|(at, _)| at).collect();
            self.rows.insert(at, Row { line, merged, ..Row::default() });
        }
        let row = &mut self.rows[at];
        match typed {
            Some(cell) => row.put(column, cell),
            None => {
                if let Some(cell) = row.cells.get_mut(column) {
                    *cell = None;
                }
            }
        }
        if !row.edited.contains(&column) {
            row.edited.push(column);
        }
    }
}

/// Reads a workbook's sheets, or a CSV file as its only one.
pub fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Grid>, InterchangeError> {
    if bytes.starts_with(b"PK") {
        return workbook(name, bytes, limits);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let reason = "an old XLS or an encrypted workbook; save it as XLSX without a password".to_owned();
        return Err(InterchangeError::UnknownFormat { path: name.to_owned(), reason });
    }
    if bytes.len() as u64 > limits.member_bytes {
        return Err(too_many(name, "size", bytes.len() as u64, limits.member_bytes));
    }
    Ok(vec![csv(name, &bytes)?])
}

fn workbook(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Grid>, InterchangeError> {
    check_parts(name, &bytes, limits)?;
    let broken = |error: &XlsxError| InterchangeError::Structure {
        member: name.to_owned(),
        reason: format!("the workbook does not read: {error}"),
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let (mut grids, mut cells) = (Vec::new(), 0_u64);
    for sheet in book.sheet_names() {
        let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
        let mut reader = match book.worksheet_cells_reader(&sheet) {
            Ok(reader) => reader,
            // Chart sheets have no cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(broken(&error)),
        };
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|error| broken(&error))? {
            cells += 1;
            if cells > CELLS {
                return Err(too_many(name, "number of cells", cells, CELLS));
            }
            let (row, column) = record.pos;
            let Some(value) = cell(&record.value, record.formula.is_some()) else { continue };
            let at = rows.entry(row).or_insert_with(|| Row { line: u64::from(row) + 1, ..Row::default() });
            at.put(column as usize, value);
        }
        drop(reader);
        mark_percent(&mut book, &sheet, &mut rows).map_err(|error| broken(&error))?;
        let merged: Vec<Merged> = book
            .merge_cells_by_sheet_name(&sheet)
            .map_err(|error| broken(&error))?
            .into_iter()
            .map(|area| Merged {
                lines: (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1),
                columns: (area.start.1 as usize, area.end.1 as usize),
            })
            .collect();
        let mut grid = Grid { name: sheet, rows: rows.into_values().collect(), merged, workbook: true };
        let crossings = cross(&mut grid);
        if crossings > CELLS {
            return Err(too_many(name, "number of merged cells", crossings, CELLS));
        }
        grids.push(grid);
    }
    Ok(grids)
}

/// Marks figures whose format shows them a hundredfold with a sign of per cent.
fn mark_percent<R: Read + Seek>(
    book: &mut Xlsx<R>,
    sheet: &str,
    rows: &mut BTreeMap<u32, Row>,
) -> Result<(), XlsxError> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let per_cent: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().is_some_and(|format| shows_percent(&format.format_code)))
        .collect();
    if !per_cent.contains(&true) {
        return Ok(());
    }
    while let Some((row, column, style)) = reader.next_style_id()? {
        if !per_cent.get(style).is_some_and(|per_cent| *per_cent) {
            continue;
        }
        let cell = rows.get_mut(&row).and_then(|row| row.cells.get_mut(column as usize));
        if let Some(Some(cell)) = cell
            && let Cell::Number(value) = cell
        {
            *cell = Cell::Percent(*value);
        }
    }
    Ok(())
}

/// Whether a number format has a sign of per cent that is no quoted or escaped text.
fn shows_percent(format: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for sign in format.chars() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// Tells every row which merged areas cross it, and gives the number of crossings; merged areas of a sound sheet do
/// not overlap, so that their number is below the number of cells.
fn cross(grid: &mut Grid) -> u64 {
    let mut crossings = 0;
    for (at, area) in grid.merged.iter().enumerate() {
        let first = grid.rows.partition_point(|row| row.line < area.lines.0);
        for row in grid.rows[first..].iter_mut().take_while(|row| row.line <= area.lines.1) {
            crossings += 1;
            row.merged.push(at);
        }
        if crossings > CELLS {
            break;
        }
    }
    crossings
}

fn cell(value: &DataRef<'_>, formula: bool) -> Option<Cell> {
    let text = |text: &str| match text.trim() {
        "" if formula => Some(Cell::NoValue),
        "" => None,
        text => Some(Cell::Text(text.to_owned())),
    };
    match value {
        DataRef::Int(value) => Some(Cell::Number(*value as f64)),
        DataRef::Float(value) => Some(Cell::Number(*value)),
        DataRef::SharedString(value) => text(value),
        DataRef::String(value) => text(value),
        DataRef::Bool(value) => Some(Cell::Text(value.to_string())),
        DataRef::DateTime(value) => Some(Cell::Date(day(value))),
        DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => Some(Cell::Date(value.clone())),
        DataRef::Error(error) => Some(Cell::Error(error.to_string())),
        DataRef::Empty => formula.then_some(Cell::NoValue),
    }
}

/// The day of a date as `2026-11-21`, with the time where there is one.
fn day(value: &calamine::ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// Reads every part once under the limits, and looks for indices that the workbook reader would make room for.
fn check_parts(name: &str, bytes: &[u8], limits: &Limits) -> Result<(), InterchangeError> {
    let parts = Archive::from_bytes(&format!("{name}!"), bytes.to_vec(), limits)?;
    for part in parts.members() {
        let content = parts.read(part)?;
        if part.name.starts_with("xl/worksheets/") {
            let highest = highest_shared_formula(&content);
            if highest > SHARED_FORMULAS {
                return Err(too_many(name, "index of a shared formula", highest, SHARED_FORMULAS));
            }
        }
    }
    Ok(())
}

/// The highest number in an attribute `si`.
fn highest_shared_formula(xml: &[u8]) -> u64 {
    let mut highest = 0;
    for at in 1..xml.len().saturating_sub(3) {
        if &xml[at..at + 2] != b"si" || !xml[at - 1].is_ascii_whitespace() {
            continue;
        }
        let rest = xml[at + 2..].iter().skip_while(|byte| byte.is_ascii_whitespace());
        let mut rest =
            rest.skip_while(|byte| matches!(byte, b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\n' | b'\r' | b'+'));
        let digits: Vec<u8> = rest.by_ref().take_while(|byte| byte.is_ascii_digit()).take(20).copied().collect();
        let number = std::str::from_utf8(&digits).ok().filter(|text| !text.is_empty());
        highest = highest.max(number.map_or(0, |text| text.parse().unwrap_or(u64::MAX)));
    }
    highest
}

fn csv(name: &str, bytes: &[u8]) -> Result<Grid, InterchangeError> {
    let text = decoded(name, bytes)?;
    let separator = separator(&text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut grid = Grid { name: name.to_owned(), ..Grid::default() };
    let mut cells = 0_u64;
    let mut record = csv::StringRecord::new();
    loop {
        let more = reader.read_record(&mut record).map_err(|error| InterchangeError::Syntax {
            member: name.to_owned(),
            line: error.position().map_or(0, csv::Position::line),
            column: 0,
            reason: error.to_string(),
        })?;
        if !more {
            return Ok(grid);
        }
        let mut row = Row { line: record.position().map_or(0, csv::Position::line), ..Row::default() };
        for (at, field) in record.iter().enumerate().filter(|(_, field)| !field.trim().is_empty()) {
            cells += 1;
            row.put(at, Cell::Text(field.trim().to_owned()));
        }
        if cells > CELLS {
            return Err(too_many(name, "number of cells", cells, CELLS));
        }
        if !row.cells.is_empty() {
            grid.rows.push(row);
        }
    }
}

/// UTF-8, or GB 18030 as Chinese spreadsheets save CSV.
fn decoded<'b>(name: &str, bytes: &'b [u8]) -> Result<std::borrow::Cow<'b, str>, InterchangeError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.into()),
        Err(error) => error,
    };
    match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !text.contains('\0') => Ok(text),
        _ => Err(InterchangeError::Encoding {
            member: name.to_owned(),
            at: error.valid_up_to() as u64,
            encoding: "UTF-8 or GB 18030",
        }),
    }
}

/// The separator that the first lines use most.
fn separator(text: &str) -> u8 {
    let head = text.lines().take(20);
    let (mut commas, mut semicolons, mut tabs) = (0, 0, 0);
    for line in head {
        commas += line.matches(',').count();
        semicolons += line.matches(';').count();
        tabs += line.matches('\t').count();
    }
    if tabs > commas && tabs > semicolons {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

fn too_many(name: &str, what: &'static str, found: u64, limit: u64) -> InterchangeError {
    InterchangeError::LimitExceeded { path: name.to_owned(), member: String::new(), what, found, limit }
}

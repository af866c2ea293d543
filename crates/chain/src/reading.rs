//! Tables as CSV: rows by name of column.

use std::str::FromStr;

use crate::ChainError;

/// A table read whole.
pub(crate) struct Table {
    name: String,
    headers: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

/// A row with its line.
pub(crate) struct Row<'a> {
    table: &'a Table,
    line: u64,
    cells: &'a [String],
}

impl Table {
    pub fn read(name: &str, text: &str) -> Result<Self, ChainError> {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let failed = |error: &csv::Error| ChainError::Table {
            table: name.to_owned(),
            line: error.position().map_or(0, csv::Position::line),
            reason: error.to_string(),
        };
        let headers = reader.headers().map_err(|error| failed(&error))?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| failed(&error))?;
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((line, record.iter().map(str::to_owned).collect()));
        }
        Ok(Self { name: name.to_owned(), headers, rows })
    }

    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { table: self, line: *line, cells })
    }
}

impl<'a> Row<'a> {
    /// The cell of a column; empty where the table has no such column.
    pub fn text(&self, column: &str) -> &'a str {
        let at = self.table.headers.iter().position(|header| header == column);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// The cell of a column that must be filled.
    pub fn needed(&self, column: &str) -> Result<&'a str, ChainError> {
        match self.text(column) {
            "" => Err(self.refuse(format!("`{column}` is empty"))),
            text => Ok(text),
        }
    }

    /// The cell of a column as a number; none when empty.
    pub fn number<T: FromStr>(&self, column: &str) -> Result<Option<T>, ChainError> {
        match self.text(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| self.refuse(format!("`{column}` is no number: {text}"))),
        }
    }

    /// The cell of a column as a number that must be there.
    pub fn needed_number<T: FromStr>(&self, column: &str) -> Result<T, ChainError> {
        self.number(column)?.ok_or_else(|| self.refuse(format!("`{column}` is empty")))
    }

    /// An error at this row.
    pub fn refuse(&self, reason: String) -> ChainError {
        ChainError::Table { table: self.table.name.clone(), line: self.line, reason }
    }
}

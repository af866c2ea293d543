//! The columns of a table of records, found by their ids wherever they stand.
//!
//! A header cell is an id, or an id with its names: `item · 物项 Item`.

use verdigris_network::Place;

use super::{
    address,
    grid::{Cell, Grid},
};
use crate::InterchangeError;

/// What parts an id from its names in a cell.
pub const SEPARATOR: &str = " · ";

/// Rows from the top in which the header is looked for.
const HEADER_WITHIN: usize = 50;

/// Columns that hold no figures.
pub const FIELDS: &[&str] =
    &["process_unit", "item", "measure", "meter", "unit", "quality", "uncertainty", "source", "note", "month"];

/// Columns for people only.
const REMARKS: &[&str] = &["need", "hint"];

/// Where the columns of a table stand.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Position of the header in the rows of the grid.
    pub header: usize,
    fields: Vec<(&'static str, usize)>,
    /// Columns of figures and the month they are for; `None` for the whole year.
    pub months: Vec<(Option<u8>, usize)>,
    /// Column of figures of the long form.
    pub value: Option<usize>,
    /// Columns nobody knows.
    pub unknown: Vec<(String, Place)>,
}

impl Columns {
    /// The column of a field.
    pub fn of(&self, field: &str) -> Option<usize> {
        self.fields.iter().find(|(name, _)| *name == field).map(|&(_, at)| at)
    }
}

/// The id in front of its names.
pub fn id_of(text: &str) -> &str {
    text.split_once(SEPARATOR).map_or(text, |(id, _)| id).trim()
}

/// The id in a cell of a month: `m1` … `m12`.
fn month_of(id: &str) -> Option<u8> {
    id.strip_prefix('m')?.parse().ok().filter(|month| (1..=12).contains(month))
}

/// Finds the table of a grid; `None` where there is none, an error where it cannot be told what a column means.
pub fn find(grid: &Grid) -> Result<Option<Columns>, InterchangeError> {
    for (header, row) in grid.rows.iter().take(HEADER_WITHIN).enumerate() {
        let ids: Vec<(usize, String)> = row
            .cells()
            .filter_map(|(at, cell)| match cell {
                Cell::Text(text) => Some((at, id_of(text).to_lowercase())),
                _ => None,
            })
            .collect();
        let has = |id: &str| ids.iter().any(|(_, other)| other == id);
        if !(has("item") && has("measure") && has("unit")) {
            continue;
        }
        let mut columns = Columns { header, ..Columns::default() };
        for (at, id) in &ids {
            if let Some((before, _)) = ids.iter().find(|(other, same)| same == id && other < at) {
                let (first, second) = (address::cell(*before, row.line), address::cell(*at, row.line));
                let reason = format!("the column `{id}` stands twice, in {first} and {second}");
                return Err(InterchangeError::Structure { member: grid.name.clone(), reason });
            }
            if let Some(field) = FIELDS.iter().find(|field| *field == id) {
                columns.fields.push((field, *at));
            } else if let Some(month) = month_of(id) {
                columns.months.push((Some(month), *at));
            } else if id == "year" {
                columns.months.push((None, *at));
            } else if id == "value" {
                columns.value = Some(*at);
            } else if !REMARKS.contains(&id.as_str()) {
                let place = Place::file(&grid.name).at_line(row.line).at_field(address::cell(*at, row.line));
                columns.unknown.push((id.clone(), place));
            }
        }
        let long = columns.value.is_some() && columns.of("month").is_some();
        if columns.months.is_empty() && !long {
            let reason = format!("row {}: neither columns `m1` … `m12` or `year`, nor `month` and `value`", row.line);
            return Err(InterchangeError::Structure { member: grid.name.clone(), reason });
        }
        return Ok(Some(columns));
    }
    Ok(None)
}

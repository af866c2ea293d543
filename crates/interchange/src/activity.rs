//! A plant's records: the bilingual template, and reading it back from XLSX or CSV.
//!
//! One table holds the records, one a line with its months side by side (wide) or one a month (long); the plant's own
//! data stand in a sheet of their own or in lines that start with `#plant` and `#attribute`. Forms and rules:
//! `docs/formats/activity.md`. A cell that does not read is left out and is a finding with its address; nothing is
//! guessed.

mod address;
mod columns;
mod figure;
mod grid;
mod plant;
mod records;
mod sheets;
mod template;

use std::{path::Path, sync::LazyLock};

use verdigris_activity::{Activity, ActivityError, Sectors, Vocabulary};
use verdigris_network::{Finding, FindingKind, Place};

pub use sheets::{CellKind, CellView, RowView, SheetView, Sheets};
pub use template::template;

use crate::{Archive, InterchangeError, Limits, activity::grid::Grid};

/// Most bytes of one file of records, whatever the limits allow: 256 MiB.
const FILE_BYTES: u64 = 256 << 20;

/// Most findings that are listed; what comes after is told by one more.
const FINDINGS: usize = 2_000;

/// The packaged vocabulary and sectors, read once.
static PACKAGED: LazyLock<Result<(Vocabulary, Sectors), ActivityError>> =
    LazyLock::new(|| Ok((Vocabulary::packaged()?, Sectors::packaged()?)));

/// Reads a plant's records from a file.
pub fn read(path: &Path, limits: &Limits) -> Result<(Activity, Vec<Finding>), InterchangeError> {
    let limits = Limits { member_bytes: limits.member_bytes.min(FILE_BYTES), ..*limits };
    let archive = Archive::open(path, &limits)?;
    let [member] = archive.members() else {
        let reason = "one XLSX or CSV file is expected".to_owned();
        return Err(InterchangeError::UnknownFormat { path: archive.name().to_owned(), reason });
    };
    read_bytes(&member.name, archive.read(member)?, &limits)
}

/// Reads a plant's records from memory; the name is shown and its extension does not matter.
pub fn read_bytes(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<(Activity, Vec<Finding>), InterchangeError> {
    let (vocabulary, sectors) = PACKAGED
        .as_ref()
        .map_err(|error| InterchangeError::Structure { member: name.to_owned(), reason: error.to_string() })?;
    read_with(name, bytes, vocabulary, sectors, limits)
}

/// The same with a vocabulary of one's own.
pub fn read_with(
    name: &str,
    bytes: Vec<u8>,
    vocabulary: &Vocabulary,
    sectors: &Sectors,
    limits: &Limits,
) -> Result<(Activity, Vec<Finding>), InterchangeError> {
    Sheets::open(name, bytes, limits)?.read(vocabulary, sectors)
}

/// The records in sheets as they stand.
fn records_of(
    name: &str,
    grids: &[Grid],
    vocabulary: &Vocabulary,
    sectors: &Sectors,
) -> Result<(Activity, Vec<Finding>), InterchangeError> {
    let mut findings = Vec::new();
    let mut activity = Activity::default();
    let (mut tables, mut plants) = (0, 0);
    for grid in grids {
        plants += usize::from(plant::read(grid, sectors, &mut activity.plant, &mut findings));
        if let Some(table) = columns::find(grid)? {
            tables += 1;
            records::read(grid, &table, vocabulary, &mut activity.records, &mut findings)?;
        } else if !known_sheet(grid) && !grid.rows.is_empty() {
            let reason = format!("no table of records in “{}” / “{}”中没有记录表", grid.name, grid.name);
            let finding = Finding::new(FindingKind::Skipped, Place::file(&grid.name)).with("reason", reason);
            findings.push(finding);
        }
    }
    if tables == 0 {
        let sheets: Vec<&str> = grids.iter().map(|grid| grid.name.as_str()).collect();
        let reason = format!(
            "no table of records: no row with the columns `item`, `measure` and `unit` in {}",
            sheets.join(", ")
        );
        return Err(InterchangeError::Structure { member: name.to_owned(), reason });
    }
    plant::complete(name, plants > 0, &activity.plant, &mut findings);
    if findings.len() > FINDINGS {
        let more = findings.len() - FINDINGS;
        findings.truncate(FINDINGS);
        let reason = format!("{more} more findings are not listed / 另有{more}项问题未列出");
        findings.push(Finding::new(FindingKind::Skipped, Place::file(name)).with("reason", reason));
    }
    Ok((activity, findings))
}

/// The records of a packaged example plant.
pub fn example(id: &str) -> Result<Activity, InterchangeError> {
    let examples = verdigris_activity::examples();
    let Some(example) = examples.iter().find(|example| example.id == id) else {
        let ids: Vec<&str> = examples.iter().map(|example| example.id).collect();
        let reason = format!("there is no such example; there are {}", ids.join(", "));
        return Err(InterchangeError::Structure { member: id.to_owned(), reason });
    };
    Ok(read_bytes(&format!("{id}.csv"), example.csv.as_bytes().to_vec(), &Limits::default())?.0)
}

/// Sheets of the template that hold no records.
fn known_sheet(grid: &Grid) -> bool {
    ["Plant", "Guide", "Lists", "企业", "说明", "列表"].iter().any(|word| grid.name.contains(word))
}

#[cfg(test)]
mod tests;

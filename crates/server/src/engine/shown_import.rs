//! An import as shown: its sheets cell by cell, and what is wrong with them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verdigris_alliance::{ImportId, PlantId};
use verdigris_interchange::{
    Limits,
    activity::{CellKind, SheetView, Sheets},
};
use verdigris_network::{Finding, Severity};
use verdigris_quantity::Label;
use verdigris_study::{
    Packaged,
    plant::brought::{Brought, BroughtTotal, Profile, brought},
};
use verdigris_wording::{Kind, Problem, told};

use crate::api::shapes::PersonName;

/// Bytes that may be unpacked of an uploaded workbook.
const UNPACKED: u64 = 128 << 20;
/// Cells of a sheet up to which the empty ones are sent too.
const WITH_EMPTY: usize = 60_000;
/// Cells of a sheet that are sent at most; the rest is read all the same.
const CELLS: usize = 200_000;

/// A correction of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    /// Name of the sheet.
    #[schema(max_length = 200)]
    pub sheet: String,
    /// The cell, such as `E7`.
    #[schema(pattern = "^[A-Z]{1,3}[1-9][0-9]{0,6}$")]
    pub cell: String,
    /// What it is to hold; nothing empties it.
    #[schema(max_length = 32767)]
    pub text: String,
}

/// A cell.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct CellShown {
    /// Its address.
    cell: String,
    /// What is read in it.
    text: String,
    /// `text`, `number`, `percent`, `date`, `error` or `empty`.
    kind: &'static str,
    /// Whether it was corrected.
    edited: bool,
}

/// A row.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RowShown {
    /// From 1.
    line: u64,
    /// Its cells.
    cells: Vec<CellShown>,
}

/// A sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct SheetShown {
    /// Its name.
    name: String,
    /// Its first column.
    first_column: &'static str,
    /// Number of its columns.
    columns: usize,
    /// Line of the header of the table of records, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    header_line: Option<u64>,
    /// Rows that hold anything.
    rows: Vec<RowShown>,
}

/// A finding with its cell.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct FindingShown {
    /// Stable code.
    code: String,
    /// `error`, `warning` or `note`.
    #[schema(value_type = String)]
    severity: Severity,
    /// What was found.
    #[schema(value_type = crate::schema::Label)]
    message: Label,
    /// What to do.
    #[schema(value_type = crate::schema::Label)]
    remedy: Label,
    /// The sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    /// The line.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    /// The cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    /// Arguments of the message.
    arguments: BTreeMap<String, String>,
}

/// How many findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Counts {
    /// Errors: the object at fault was left out.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub note: usize,
}

/// A file being brought in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ImportShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: ImportId,
    /// For which plant.
    #[schema(value_type = crate::schema::Id)]
    plant: PlantId,
    /// What the file is called.
    file_name: String,
    /// When it was brought.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// By whom.
    by: PersonName,
    /// `open`, `submitted` or `discarded`.
    state: &'static str,
    /// Year of the records, where the file says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
    /// How many findings of each severity.
    counts: Counts,
    /// What is wrong, worst first.
    findings: Vec<FindingShown>,
    /// Its sheets.
    sheets: Vec<SheetShown>,
    /// Corrections so far.
    edits: Vec<Edit>,
    /// What the records add up to.
    totals: Vec<BroughtTotal>,
}

/// A file with its corrections, open and read for a plant.
pub(super) fn file(
    name: &str,
    bytes: Vec<u8>,
    edits: &[Edit],
    profile: &Profile,
) -> Result<(Sheets, Brought), Problem> {
    let limits = Limits { member_bytes: UNPACKED, ..Limits::default() };
    let mut sheets = Sheets::open(name, bytes, &limits)?;
    for Edit { sheet, cell, text } in edits {
        let wrong = |error: verdigris_interchange::InterchangeError| {
            Problem::new("bad-edit", Kind::Input).with("reason", error.to_string())
        };
        sheets.edit(sheet, cell, text).map_err(wrong)?;
    }
    let brought = brought(&sheets, profile, Packaged::get()?)?;
    Ok((sheets, brought))
}

/// An import as shown.
pub(super) fn shown(
    import: verdigris_store::Import,
    by: PersonName,
    profile: &Profile,
) -> Result<ImportShown, Problem> {
    let edits: Vec<Edit> = import.edits.iter().filter_map(|edit| serde_json::from_value(edit.clone()).ok()).collect();
    let (sheets, brought) = file(&import.file_name, import.file, &edits, profile)?;
    Ok(ImportShown {
        id: import.id,
        plant: import.plant,
        file_name: import.file_name,
        created: import.created,
        by,
        state: import.state.as_str(),
        year: Some(brought.activity.plant.year).filter(|year| *year != 0),
        counts: counts(&brought.findings),
        findings: findings_json(&brought.findings),
        sheets: sheets.sheets().map(sheet_shown).collect(),
        edits,
        totals: brought.totals,
    })
}

fn sheet_shown(sheet: SheetView<'_>) -> SheetShown {
    let columns = sheet.columns();
    let lines = sheet.rows().count();
    let empty_too = columns.saturating_mul(lines) <= WITH_EMPTY;
    let mut left = CELLS;
    let rows = sheet.rows().map(|row| {
        let cells = row.cells.into_iter().filter(|cell| empty_too || cell.kind != CellKind::Empty || cell.edited);
        let cells = cells.map(|cell| CellShown {
            cell: cell.cell,
            text: cell.text,
            kind: cell.kind.as_str(),
            edited: cell.edited,
        });
        RowShown { line: row.line, cells: cells.collect() }
    });
    let rows = rows.take_while(|row| {
        let fits = left >= row.cells.len();
        left = left.saturating_sub(row.cells.len());
        fits
    });
    SheetShown {
        name: sheet.name().to_owned(),
        first_column: "A",
        columns,
        header_line: sheet.header_line(),
        rows: rows.collect(),
    }
}

/// How many findings of each severity.
pub(super) fn counts(findings: &[Finding]) -> Counts {
    let mut counts = Counts::default();
    for finding in findings {
        match finding.severity() {
            Severity::Error => counts.error += 1,
            Severity::Warning => counts.warning += 1,
            Severity::Note => counts.note += 1,
        }
    }
    counts
}

/// Findings as shown, worst first.
pub(super) fn findings_json(findings: &[Finding]) -> Vec<FindingShown> {
    let mut order: Vec<&Finding> = findings.iter().collect();
    order.sort_by_key(|finding| std::cmp::Reverse(finding.severity()));
    order
        .into_iter()
        .map(|finding| {
            let told = told::told(finding);
            FindingShown {
                code: told.code,
                severity: told.severity,
                message: told.message,
                remedy: told.remedy,
                sheet: Some(told.place.file).filter(|sheet| !sheet.is_empty()),
                line: told.place.line,
                cell: Some(told.place.field).filter(|cell| !cell.is_empty()),
                arguments: told.arguments,
            }
        })
        .collect()
}

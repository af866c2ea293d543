//! The Verdigris tables as a folder or zip of CSV files or as one workbook with a sheet per table.
//!
//! The form itself is read and written by [`verdigris_network::table`]; here are the containers.

mod meaning;
mod template;

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
};

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use verdigris_network::{
    Network,
    table::{self, Sheet, Tables, schema},
};
use zip::{ZipWriter, write::SimpleFileOptions};

pub use template::template;

use crate::{
    Archive, Import, ImportOptions, InterchangeError, Member, Progress, Stage, progress::Counter, sheet, xlsx_error,
};

/// Columns whose cells are numbers in a workbook; ids, years and CAS numbers stay text.
const NUMBERS: &[&str] = &["amount", "value", "factor", "allocation_factor"];

fn table_of(member: &Member) -> Option<String> {
    let stem = member.file_name().rsplit_once('.').map_or(member.file_name(), |(stem, _)| stem).to_lowercase();
    schema::of(&stem).map(|_| stem)
}

fn is_workbook(member: &Member) -> bool {
    matches!(member.extension().as_str(), "xlsx" | "xlsm")
}

/// Whether an archive holds tables: a CSV file or a sheet named like one, other than the very general ones.
pub fn detect(archive: &Archive, options: &ImportOptions) -> bool {
    let known = |name: &str| schema::of(name).is_some();
    archive.members().iter().any(|member| {
        (member.extension() == "csv" && table_of(member).is_some())
            || (is_workbook(member)
                && sheet::read(archive, member, &options.limits)
                    .is_ok_and(|sheets| sheets.iter().filter(|sheet| known(&sheet.name.to_lowercase())).count() >= 2))
    })
}

/// Reads a network.
pub fn read(archive: &Archive, options: &ImportOptions, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let tables = collect(archive, options, progress)?;
    if tables.is_empty() {
        let reason = "it holds no table".to_owned();
        return Err(InterchangeError::Structure { member: archive.name().to_owned(), reason });
    }
    let (mut network, findings) = table::read(&tables);
    if network.id.is_empty() || !options.id.is_empty() {
        network.id = options.network_id(archive);
    }
    Ok(Import { network, findings })
}

/// The tables of an archive as they stand.
pub fn collect(
    archive: &Archive,
    options: &ImportOptions,
    progress: &dyn Progress,
) -> Result<Tables, InterchangeError> {
    let mut tables = Tables::new();
    let wanted: Vec<&Member> =
        archive.members().iter().filter(|member| member.extension() == "csv" || is_workbook(member)).collect();
    let counter = Counter::new(progress, Stage::Reading, wanted.len());
    for member in wanted {
        counter.step()?;
        if is_workbook(member) {
            for sheet in sheet::read(archive, member, &options.limits)? {
                let label = format!("{}/{}", member.name, sheet.name);
                tables.add(sheet.name.trim().to_lowercase(), Sheet::rows(label, dense(&sheet)));
            }
            continue;
        }
        let text = String::from_utf8(archive.read(member)?).map_err(|error| InterchangeError::Encoding {
            member: member.name.clone(),
            at: error.utf8_error().valid_up_to() as u64,
            encoding: "UTF-8",
        })?;
        tables.add_file(&member.name, text.strip_prefix('\u{feff}').unwrap_or(&text));
    }
    Ok(tables)
}

/// Rows with the empty ones between, so that lines are counted as the user sees them.
fn dense(sheet: &sheet::Sheet) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        rows.resize((row.line - 1) as usize, Vec::new());
        rows.push((0..row.width()).map(|column| row.text(column)).collect());
    }
    rows
}

/// The tables of a network as CSV files: name and text.
pub fn files(network: &Network) -> Vec<(String, String)> {
    let tables = table::write(network);
    tables.iter().map(|(name, sheet)| (format!("{name}.csv"), sheet.to_csv().into_owned())).collect()
}

/// Writes the CSV files into a folder, which is made where it is missing.
pub fn write_folder(network: &Network, folder: &Path) -> Result<(), InterchangeError> {
    fs::create_dir_all(folder).map_err(|error| InterchangeError::io(folder.display(), &error))?;
    for (name, text) in files(network) {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| InterchangeError::io(path.display(), &error))?;
    }
    Ok(())
}

/// The CSV files as a zip.
pub fn write_zip(network: &Network) -> Result<Vec<u8>, InterchangeError> {
    let wrong = |reason: String| InterchangeError::Write { what: "zip".to_owned(), reason };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files(network) {
        writer.start_file(name, SimpleFileOptions::default()).map_err(|error| wrong(error.to_string()))?;
        writer.write_all(text.as_bytes()).map_err(|error| wrong(error.to_string()))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|error| wrong(error.to_string()))
}

/// The tables as a workbook with a sheet per table.
pub fn write_workbook(network: &Network) -> Result<Vec<u8>, InterchangeError> {
    let tables = table::write(network);
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    for (name, part) in tables.iter() {
        let wrong = |error: &XlsxError| xlsx_error(name, error);
        let sheet = book.add_worksheet();
        sheet.set_name(name).map_err(|error| wrong(&error))?;
        sheet.set_freeze_panes(1, 0).map_err(|error| wrong(&error))?;
        let rows = part.to_rows();
        let header: &[String] = rows.first().map_or(&[], Vec::as_slice);
        for (line, row) in rows.iter().enumerate() {
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let at = u16::try_from(column).unwrap_or(u16::MAX);
                let numeric = line > 0 && header.get(column).is_some_and(|name| NUMBERS.contains(&name.as_str()));
                let number = if numeric { cell.parse::<f64>().ok().filter(|value| value.is_finite()) } else { None };
                let written = match number {
                    Some(number) => sheet.write_number(line, at, number),
                    None if line == 0 => sheet.write_string_with_format(line, at, cell, &bold),
                    None => sheet.write_string(line, at, cell),
                };
                written.map_err(|error| wrong(&error))?;
            }
        }
    }
    book.save_to_buffer().map_err(|error| xlsx_error("workbook", &error))
}

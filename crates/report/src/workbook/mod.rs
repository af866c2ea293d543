//! An account as a workbook with live formulas: change an input and see the total move.
//!
//! Every input stands once, on the sheet of inputs, with its source; the sheets of the schemes refer to it. Beside each
//! live result stands the figure as reported, and a live check that both agree, so that a copy somebody changed says so.
//! Texts are written as texts and never as formulas, whatever sign they begin with.

mod cell_formula;
mod input_sheet;
mod name;
mod scheme_sheet;
mod sheet;
mod summary_sheet;
mod tables;

#[cfg(test)]
mod tests;

pub use tables::{Table, tables};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};
use verdigris_quantity::{Label, Language};

use crate::{calculation::Calculation, dossier::Finding, error::ReportError, waterfall::Step};

/// An account to write.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workbook {
    /// Title.
    pub title: Label,
    /// Plant, period and the like.
    pub facts: Vec<(Label, Label)>,
    /// Year, month and day of the account; part of the file, so that the same account is the same bytes.
    pub date: Option<(i32, u8, u8)>,
    /// Schemes, in the order of their sheets.
    pub schemes: Vec<Scheme>,
    /// Paths from one scheme's total to another's.
    pub reconciliations: Vec<Reconciliation>,
    /// What is wrong with the data.
    pub findings: Vec<Finding>,
}

/// A scheme's account; the last calculation is its total.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scheme {
    /// Id, also the name of the sheet.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Steps; one may use the result of another, by id, in whatever order they stand.
    pub calculations: Vec<Calculation>,
}

/// A path from one total to another; totals and changes as in a waterfall.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciliation {
    /// From what to what.
    pub title: Label,
    /// Unit.
    pub unit: String,
    /// Steps; the first is a total.
    pub steps: Vec<Step>,
}

/// The workbook as the bytes of an XLSX file.
pub fn xlsx(workbook: &Workbook, language: Language) -> Result<Vec<u8>, ReportError> {
    written(workbook, language).map_err(|error| ReportError::Workbook { message: error.to_string() })
}

fn written(workbook: &Workbook, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut file = rust_xlsxwriter::Workbook::new();
    let (year, month, day) = workbook.date.unwrap_or((2000, 1, 1));
    // The writer would stamp the hour of writing: the file has the account's own date instead.
    let date = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), month, day)?;
    let properties = DocProperties::new().set_title(workbook.title.get(language)).set_creation_datetime(&date);
    file.set_properties(&properties);
    let mut names = name::Names::default();
    let places = sheet::Places::of(workbook, language, &mut names);
    file.push_worksheet(summary_sheet::summary(workbook, &places, language)?);
    for (index, scheme) in workbook.schemes.iter().enumerate() {
        file.push_worksheet(scheme_sheet::sheet(scheme, index, &places, language)?);
    }
    file.push_worksheet(input_sheet::sheet(&places, language)?);
    if !workbook.reconciliations.is_empty() {
        file.push_worksheet(summary_sheet::reconciliations(workbook, &places, language)?);
    }
    if !workbook.findings.is_empty() {
        file.push_worksheet(summary_sheet::findings(workbook, &places, language)?);
    }
    file.save_to_buffer()
}

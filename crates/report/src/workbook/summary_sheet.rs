//! The sheets for reading: totals of the schemes, reconciliation, findings.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};
use verdigris_quantity::Language;

use super::{
    Workbook,
    name::quoted,
    sheet::{FIRST, Places, Styles, decimal, rows_of},
};
use crate::{dossier::Severity, waterfall::Kind, words::Word};

/// Writes the summary: the schemes' totals, live, and the facts of the account.
pub fn summary(workbook: &Workbook, places: &Places<'_>, language: Language) -> Result<Worksheet, XlsxError> {
    let styles = Styles::new();
    let word = |word: Word| word.get(language);
    let heads =
        [(word(Word::Scheme), 52.0), (word(Word::Total), 20.0), (word(Word::Unit), 14.0), (word(Word::Sheet), 32.0)];
    let mut sheet = styles.start(&places.summary, workbook.title.get(language), &heads)?;
    let mut row = FIRST;
    for (index, scheme) in workbook.schemes.iter().enumerate() {
        styles.say(&mut sheet, row, 0, scheme.name.get(language))?;
        if let Some((total, before)) = scheme.calculations.split_last() {
            let place = FIRST + before.iter().map(rows_of).sum::<u32>();
            match decimal(&total.value) {
                Some(value) => {
                    let formula = format!("={}!C{}", quoted(&places.schemes[index]), place + 1);
                    let formula = Formula::new(formula).set_result(value.to_string());
                    sheet.write_formula_with_format(row, 1, formula, &styles.number(&total.value, true))?;
                }
                None => styles.say(&mut sheet, row, 1, word(Word::NotAvailable))?,
            }
            styles.say(&mut sheet, row, 2, &total.unit)?;
        }
        styles.say(&mut sheet, row, 3, &places.schemes[index])?;
        row += 1;
    }
    row += 1;
    for (name, said) in &workbook.facts {
        styles.say(&mut sheet, row, 0, name.get(language))?;
        styles.say(&mut sheet, row, 1, said.get(language))?;
        row += 1;
    }
    Ok(sheet)
}

/// Writes the paths between totals; each total after the first is checked against the sum that leads to it.
pub fn reconciliations(workbook: &Workbook, places: &Places<'_>, language: Language) -> Result<Worksheet, XlsxError> {
    let styles = Styles::new();
    let word = |word: Word| word.get(language);
    let heads =
        [(word(Word::Quantity), 60.0), (word(Word::Amount), 20.0), (word(Word::Unit), 14.0), (word(Word::Check), 10.0)];
    let mut sheet = styles.start(&places.reconciliations, word(Word::Reconciliation), &heads)?;
    let mut row = FIRST;
    for path in &workbook.reconciliations {
        sheet.write_string_with_format(row, 0, path.title.get(language), &styles.strong)?;
        row += 1;
        let mut start = row;
        let mut level = 0.0;
        for (index, step) in path.steps.iter().enumerate() {
            styles.say(&mut sheet, row, 0, step.label.get(language))?;
            let total = step.kind == Kind::Total;
            if step.amount.is_finite() {
                sheet.write_number_with_format(row, 1, step.amount, &styles.number("0.00", total))?;
            }
            styles.say(&mut sheet, row, 2, &path.unit)?;
            if total && index > 0 {
                let slack = step.amount.abs().max(1.0) * 1e-9;
                let formula = format!("=IF(ABS(SUM(B{}:B{row})-B{})<={slack},\"OK\",\"≠\")", start + 1, row + 1);
                let closes = (level - step.amount).abs() <= slack;
                let formula = Formula::new(formula).set_result(if closes { "OK" } else { "≠" });
                sheet.write_formula_with_format(row, 3, formula, &styles.text)?;
                start = row;
                level = 0.0;
            }
            level += step.amount;
            row += 1;
        }
        row += 1;
    }
    Ok(sheet)
}

/// Writes the findings, the gravest first.
pub fn findings(workbook: &Workbook, places: &Places<'_>, language: Language) -> Result<Worksheet, XlsxError> {
    let styles = Styles::new();
    let word = |word: Word| word.get(language);
    let heads = [
        (word(Word::Severity), 10.0),
        (word(Word::Place), 26.0),
        (word(Word::Finding), 70.0),
        (word(Word::Remedy), 60.0),
    ];
    let mut sheet = styles.start(&places.findings, word(Word::Findings), &heads)?;
    let mut findings: Vec<_> = workbook.findings.iter().collect();
    findings.sort_by_key(|finding| finding.severity);
    for (index, finding) in findings.into_iter().enumerate() {
        let row = FIRST + index as u32;
        let severity = match finding.severity {
            Severity::Error => Word::Error,
            Severity::Warning => Word::Warning,
            Severity::Notice => Word::Notice,
        };
        styles.say(&mut sheet, row, 0, word(severity))?;
        styles.say(&mut sheet, row, 1, &finding.place)?;
        styles.say(&mut sheet, row, 2, finding.message.get(language))?;
        styles.say(&mut sheet, row, 3, finding.remedy.get(language))?;
    }
    Ok(sheet)
}

//! A scheme's sheet: calculations with live results, and what each is made of.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};
use verdigris_network::formula::Formula as Expression;
use verdigris_quantity::Language;

use super::{
    Scheme, cell_formula,
    sheet::{FIRST, Places, Styles, decimal, rows_of},
};
use crate::{calculation::Calculation, words::Word};

/// Writes the sheet of a scheme.
pub fn sheet(scheme: &Scheme, index: usize, places: &Places<'_>, language: Language) -> Result<Worksheet, XlsxError> {
    let styles = Styles::new();
    let word = |word: Word| word.get(language);
    let heads = [
        (word(Word::Quantity), 40.0),
        (word(Word::Symbol), 13.0),
        (word(Word::Amount), 18.0),
        (word(Word::Unit), 12.0),
        (word(Word::Formula), 34.0),
        (word(Word::Reported), 18.0),
        (word(Word::Check), 8.0),
        (word(Word::Origin), 36.0),
        (word(Word::Place), 24.0),
        (word(Word::Trust), 8.0),
    ];
    let mut sheet = styles.start(&places.schemes[index], scheme.name.get(language), &heads)?;
    let mut row = FIRST;
    for calculation in &scheme.calculations {
        result(&mut sheet, &styles, calculation, row, language)?;
        for (offset, input) in calculation.inputs.iter().enumerate() {
            let row = row + 1 + offset as u32;
            styles.say(&mut sheet, row, 0, &format!("    {}", input.label.get(language)))?;
            styles.say(&mut sheet, row, 1, &input.symbol)?;
            match (places.value_of(input), decimal(&input.value)) {
                (Some(place), Some(value)) => {
                    let formula = Formula::new(format!("={place}")).set_result(value.to_string());
                    sheet.write_formula_with_format(row, 2, formula, &styles.number(&input.value, false))?;
                }
                _ => styles.figure(&mut sheet, row, 2, &input.value, false)?,
            }
            styles.say(&mut sheet, row, 3, &input.unit)?;
            styles.origin(&mut sheet, row, 7, input.origin.as_ref())?;
        }
        row += rows_of(calculation);
    }
    Ok(sheet)
}

fn result(
    sheet: &mut Worksheet,
    styles: &Styles,
    calculation: &Calculation,
    row: u32,
    language: Language,
) -> Result<(), XlsxError> {
    let strong = |sheet: &mut Worksheet, column: u16, text: &str| {
        sheet.write_string_with_format(row, column, text, &styles.strong).map(|_| ())
    };
    strong(sheet, 0, calculation.label.get(language))?;
    strong(sheet, 1, "")?;
    match live(calculation, row) {
        Some((formula, value)) => {
            let formula = Formula::new(formula).set_result(value.to_string());
            sheet.write_formula_with_format(row, 2, formula, &styles.number(&calculation.value, true))?;
        }
        None => styles.figure(sheet, row, 2, &calculation.value, true)?,
    }
    strong(sheet, 3, &calculation.unit)?;
    styles.say(sheet, row, 4, &calculation.formula)?;
    styles.figure(sheet, row, 5, &calculation.value, true)?;
    let check = match (live(calculation, row), decimal(&calculation.value)) {
        (Some((_, value)), Some(reported)) => {
            let slack = slack(calculation, reported);
            let agrees = (value - reported).abs() <= slack;
            let formula = format!("=IF(ABS(C{n}-F{n})<={slack},\"OK\",\"≠\")", n = row + 1);
            Some(Formula::new(formula).set_result(if agrees { "OK" } else { "≠" }))
        }
        _ => None,
    };
    match check {
        Some(formula) => {
            sheet.write_formula_with_format(row, 6, formula, &styles.strong)?;
        }
        None => strong(sheet, 6, Word::NotLive.get(language))?,
    }
    styles.origin(sheet, row, 7, calculation.origin.as_ref())
}

/// What rounding in binary may leave between two computations of one figure.
fn slack(calculation: &Calculation, reported: f64) -> f64 {
    let digit = calculation.decimals.map_or(0.0, |decimals| 0.001 * 10f64.powi(-i32::from(decimals)));
    (reported.abs() * 1e-9).max(digit)
}

/// The result as a formula over the cells below it, with its value; none where the formula cannot be read or an input is
/// not a number.
fn live(calculation: &Calculation, row: u32) -> Option<(String, f64)> {
    let expression = Expression::parse(&calculation.formula).ok()?;
    // Case does not matter in formulas; of two symbols alike but for case, the first is meant.
    let input = |name: &str| calculation.inputs.iter().position(|input| input.symbol.to_lowercase() == name);
    let text = cell_formula::write(&expression, |name| Some(format!("C{}", row + 2 + input(name)? as u32)))?;
    let value = expression.evaluate(|name| decimal(&calculation.inputs[input(name)?].value)).ok()?;
    Some(match calculation.decimals {
        None => (format!("={text}"), value),
        Some(decimals) => (format!("=ROUND({text},{decimals})"), rounded(value, decimals)),
    })
}

/// Rounds halves away from nought, as ROUND does: a half that binary misses by its last bits is a half.
fn rounded(value: f64, decimals: u8) -> f64 {
    let scale = 10f64.powi(i32::from(decimals));
    let scaled = value * scale * (1.0 + 4.0 * f64::EPSILON);
    if scaled.is_finite() { scaled.round() / scale } else { value }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn halves_go_away_from_nought_as_written() {
        let pairs = [
            (1.005, 1.01),
            (2.675, 2.68),
            (-1.005, -1.01),
            (1.0049999, 1.0),
            (0.125, 0.13),
            (758_856.266_7, 758_856.27),
        ];
        assert_eq!(pairs.map(|(value, _)| rounded(value, 2)), pairs.map(|(_, expected)| expected));
    }
}

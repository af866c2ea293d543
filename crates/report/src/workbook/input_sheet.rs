//! The sheet of inputs: every datum once, with its source.

use rust_xlsxwriter::{Worksheet, XlsxError};
use verdigris_quantity::Language;

use super::sheet::{FIRST, Places, Styles};
use crate::words::Word;

/// Writes the sheet.
pub fn sheet(places: &Places<'_>, language: Language) -> Result<Worksheet, XlsxError> {
    let styles = Styles::new();
    let word = |word: Word| word.get(language);
    let heads = [
        (word(Word::Quantity), 42.0),
        (word(Word::Symbol), 14.0),
        (word(Word::Amount), 18.0),
        (word(Word::Unit), 14.0),
        (word(Word::Origin), 44.0),
        (word(Word::Place), 30.0),
        (word(Word::Trust), 8.0),
    ];
    let mut sheet = styles.start(&places.inputs, word(Word::Inputs), &heads)?;
    for (index, input) in places.data.iter().enumerate() {
        let row = FIRST + index as u32;
        styles.say(&mut sheet, row, 0, input.label.get(language))?;
        styles.say(&mut sheet, row, 1, &input.symbol)?;
        styles.figure(&mut sheet, row, 2, &input.value, false)?;
        styles.say(&mut sheet, row, 3, &input.unit)?;
        styles.origin(&mut sheet, row, 4, input.origin.as_ref())?;
    }
    Ok(sheet)
}

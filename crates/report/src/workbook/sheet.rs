//! Where everything stands: places of inputs and results, styles, safe texts.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use verdigris_quantity::{Language, Origin};

use super::{
    Workbook,
    name::{Names, quoted},
};
use crate::{
    calculation::{Calculation, Input},
    words::Word,
};

/// Row of the first entry below title and heads.
pub const FIRST: u32 = 3;

/// Where everything stands.
pub struct Places<'a> {
    /// Name of the summary.
    pub summary: String,
    /// Names of the schemes' sheets.
    pub schemes: Vec<String>,
    /// Name of the sheet of inputs.
    pub inputs: String,
    /// Name of the sheet of reconciliations.
    pub reconciliations: String,
    /// Name of the sheet of findings.
    pub findings: String,
    /// The inputs, each once.
    pub data: Vec<&'a Input>,
    /// Sheet and row of every result, by the calculation's id.
    results: BTreeMap<&'a str, (usize, u32)>,
}

impl<'a> Places<'a> {
    /// Gives every sheet its name, every input and every result its row.
    pub fn of(workbook: &'a Workbook, language: Language, names: &mut Names) -> Self {
        let mut places = Self {
            summary: names.give(Word::Summary.get(language)),
            schemes: workbook.schemes.iter().map(|scheme| names.give(&scheme.id)).collect(),
            inputs: names.give(Word::Inputs.get(language)),
            reconciliations: names.give(Word::Reconciliation.get(language)),
            findings: names.give(Word::Findings.get(language)),
            data: Vec::new(),
            results: BTreeMap::new(),
        };
        for (sheet, scheme) in workbook.schemes.iter().enumerate() {
            let mut row = FIRST;
            for calculation in &scheme.calculations {
                if !calculation.id.is_empty() {
                    // The first of two calculations with one id counts: later uses stay with what stood before them.
                    places.results.entry(&calculation.id).or_insert((sheet, row));
                }
                row += rows_of(calculation);
            }
        }
        for input in workbook.schemes.iter().flat_map(|scheme| &scheme.calculations).flat_map(|one| &one.inputs) {
            let linked = input.of.as_deref().is_some_and(|id| places.results.contains_key(id));
            if !linked && !places.data.iter().any(|known| same(known, input)) {
                places.data.push(input);
            }
        }
        places
    }

    /// Where the value of an input stands, as a reference for formulas.
    pub fn value_of(&self, input: &Input) -> Option<String> {
        if let Some((sheet, row)) = input.of.as_deref().and_then(|id| self.results.get(id)) {
            return Some(format!("{}!C{}", quoted(&self.schemes[*sheet]), row + 1));
        }
        let index = self.data.iter().position(|known| same(known, input))?;
        Some(format!("{}!C{}", quoted(&self.inputs), FIRST + index as u32 + 1))
    }
}

/// Rows a calculation takes: its result, its inputs, an empty one.
pub fn rows_of(calculation: &Calculation) -> u32 {
    calculation.inputs.len() as u32 + 2
}

/// Whether two inputs are one datum.
fn same(a: &Input, b: &Input) -> bool {
    (&a.label, &a.value, &a.unit, &a.origin) == (&b.label, &b.value, &b.unit, &b.origin)
}

/// How cells look.
pub struct Styles {
    /// Title of a sheet.
    pub title: Format,
    /// Head of a column.
    pub head: Format,
    /// Text.
    pub text: Format,
    /// Text that begins as a formula would: the spreadsheet is told that it is a text.
    pub quoted: Format,
    /// A result's text.
    pub strong: Format,
}

impl Styles {
    /// The house's styles.
    pub fn new() -> Self {
        let base =
            Format::new().set_font_name("Microsoft YaHei").set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let text = base.clone().set_text_wrap();
        Self {
            title: base.clone().set_font_size(14).set_bold().set_font_color(Color::RGB(0x001c_6b62)),
            head: text
                .clone()
                .set_bold()
                .set_font_color(Color::RGB(0x001c_6b62))
                .set_background_color(Color::RGB(0x00ee_f5f3))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x001c_6b62)),
            quoted: text.clone().set_quote_prefix(),
            strong: text.clone().set_bold().set_background_color(Color::RGB(0x00ee_f5f3)),
            text,
        }
    }

    /// A number with as many decimals as the text has.
    pub fn number(&self, text: &str, strong: bool) -> Format {
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len().min(12));
        let pattern = if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(decimals)) };
        let base = if strong { &self.strong } else { &self.text };
        base.clone().set_num_format(pattern).set_align(FormatAlign::Right)
    }

    /// Writes a text as a text.
    pub fn say(&self, sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        let tricky = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']);
        sheet.write_string_with_format(row, column, cut(text), if tricky { &self.quoted } else { &self.text })?;
        Ok(())
    }

    /// Writes a decimal text as a number, any other text as a text.
    pub fn figure(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        text: &str,
        strong: bool,
    ) -> Result<(), XlsxError> {
        match decimal(text) {
            Some(value) => sheet.write_number_with_format(row, column, value, &self.number(text, strong)).map(|_| ()),
            None => self.say(sheet, row, column, text),
        }
    }

    /// Starts a sheet: name, title, heads with the widths of their columns.
    pub fn start(&self, name: &str, title: &str, heads: &[(&str, f64)]) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.write_string_with_format(0, 0, cut(title), &self.title)?;
        for (column, (head, width)) in heads.iter().enumerate() {
            let column = column as u16;
            sheet.write_string_with_format(FIRST - 1, column, *head, &self.head)?;
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_freeze_panes(FIRST, 0)?;
        sheet.set_landscape();
        sheet.set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(FIRST - 1, FIRST - 1)?;
        Ok(sheet)
    }

    /// Writes source, place and trust in three columns.
    pub fn origin(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        origin: Option<&Origin>,
    ) -> Result<(), XlsxError> {
        let Some(origin) = origin else { return Ok(()) };
        let place =
            if origin.url.is_empty() { origin.place.clone() } else { format!("{} {}", origin.place, origin.url) };
        self.say(sheet, row, column, &origin.source)?;
        self.say(sheet, row, column + 1, place.trim())?;
        self.say(sheet, row, column + 2, &origin.trust)
    }
}

/// A finite decimal number.
pub fn decimal(text: &str) -> Option<f64> {
    let plain = text.trim().replace('\u{2212}', "-");
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let fits = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+'));
    fits.then(|| plain.parse::<f64>().ok()).flatten().filter(|value| value.is_finite())
}

/// A text within the 32,767 characters a cell takes.
fn cut(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}'))
        .take(16_000)
        .collect()
}

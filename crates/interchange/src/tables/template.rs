//! A blank workbook to fill in: every sheet with its header, what the columns mean in both languages, and an example.
//!
//! Meanings and example stand in comment rows (first cell starts with `#`), so a filled template reads as it is.

use rust_xlsxwriter::{Color, Format, Note, Workbook};
use verdigris_network::table::schema;

use super::meaning;
use crate::{InterchangeError, xlsx_error};

/// The template as an XLSX file. Required columns have a bold header.
pub fn template() -> Result<Vec<u8>, InterchangeError> {
    let mut book = Workbook::new();
    let required = Format::new().set_bold().set_background_color(Color::RGB(0x00D9_EAD3));
    let optional = Format::new().set_background_color(Color::RGB(0x00EF_EFEF));
    let remark = Format::new().set_italic().set_font_color(Color::RGB(0x0066_6666)).set_text_wrap();
    for schema in schema::ALL {
        let wrong = |error: rust_xlsxwriter::XlsxError| xlsx_error(schema.name, &error);
        let sheet = book.add_worksheet();
        sheet.set_name(schema.name).map_err(wrong)?;
        sheet.set_freeze_panes(1, 0).map_err(wrong)?;
        for (at, column) in (0_u16..).zip(schema.columns) {
            let (english, chinese) = meaning::of(schema.name, column).unwrap_or_default();
            let format = if schema.requires(column) { &required } else { &optional };
            let mark = if at == 0 { "# " } else { "" };
            sheet.write_string_with_format(0, at, *column, format).map_err(wrong)?;
            sheet.insert_note(0, at, &Note::new(format!("{english}\n{chinese}"))).map_err(wrong)?;
            sheet.write_string_with_format(1, at, format!("{mark}{english}"), &remark).map_err(wrong)?;
            sheet.write_string_with_format(2, at, format!("{mark}{chinese}"), &remark).map_err(wrong)?;
            let example = meaning::example(schema.name, column);
            if at == 0 || !example.is_empty() {
                sheet.write_string_with_format(3, at, format!("{mark}{example}"), &remark).map_err(wrong)?;
            }
            sheet.set_column_width(at, 18).map_err(wrong)?;
        }
    }
    book.save_to_buffer().map_err(|error| xlsx_error("template", &error))
}

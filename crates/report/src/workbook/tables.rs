//! Plain tables as a workbook: a sheet each, the head in its first row, so that what is written can be read back.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Worksheet, XlsxError};

use super::{name::Names, sheet::Styles};
use crate::error::ReportError;

/// A table to write.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Name of the sheet.
    pub name: String,
    /// Heads of the columns.
    pub heads: Vec<String>,
    /// Cells; decimal texts are written as numbers.
    pub rows: Vec<Vec<String>>,
}

/// The tables as the bytes of an XLSX file; the same tables are the same bytes.
pub fn tables(title: &str, tables: &[Table]) -> Result<Vec<u8>, ReportError> {
    written(title, tables).map_err(|error| ReportError::Workbook { message: error.to_string() })
}

fn written(title: &str, tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut file = rust_xlsxwriter::Workbook::new();
    // The writer would stamp the hour of writing.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    file.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&date));
    let (styles, mut names) = (Styles::new(), Names::default());
    for table in tables {
        let mut sheet = Worksheet::new();
        sheet.set_name(names.give(&table.name))?;
        for (column, head) in (0_u16..).zip(&table.heads) {
            sheet.write_string_with_format(0, column, head, &styles.head)?;
            let cells = table.rows.iter().filter_map(|row| row.get(usize::from(column)));
            let widest = cells.map(|cell| crate::text::width(cell)).fold(0.0_f64, f64::max);
            sheet.set_column_width(column, (1.9 * widest + 2.0).clamp(8.0, 42.0))?;
        }
        for (line, row) in (1_u32..).zip(&table.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                if !cell.is_empty() {
                    styles.figure(&mut sheet, line, column, cell, false)?;
                }
            }
        }
        sheet.set_freeze_panes(1, 1)?;
        sheet.set_landscape();
        sheet.set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0);
        file.push_worksheet(sheet);
    }
    file.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_tables_are_the_same_bytes() {
        let table = Table {
            name: "Charge 配料".to_owned(),
            heads: vec!["material".to_owned(), "t".to_owned()],
            rows: vec![vec!["=HYPERLINK(1)".to_owned(), "3.25".to_owned()]],
        };
        let bytes = tables("a", std::slice::from_ref(&table)).unwrap();
        assert_eq!(bytes, tables("a", &[table]).unwrap());
        assert!(bytes.starts_with(b"PK"));
    }
}

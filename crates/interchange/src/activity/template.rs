//! The template of a sector: one bilingual workbook to fill in, blank or with a plant's records as example.
//!
//! Every cell that names something starts with its id, so that reading back does not depend on the names; units,
//! qualities, items and measures have drop-downs; figures are validated as they are typed.

mod lists;
mod plant;
mod records;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use verdigris_activity::{Activity, ActivityError};
use verdigris_quantity::Label;

use super::{PACKAGED, columns::SEPARATOR};
use crate::{InterchangeError, xlsx_error};

/// Sheet of the plant's own data.
pub const PLANT: &str = "Plant 企业";
/// Sheet of the records.
pub const RECORDS: &str = "Records 记录";
/// Sheet of instructions.
pub const GUIDE: &str = "Guide 说明";
/// Sheet of what can be chosen.
pub const LISTS: &str = "Lists 列表";

/// What fills a sheet.
type Writer<'a> = dyn Fn(&mut Worksheet) -> Result<(), XlsxError> + 'a;

/// The formats of the template.
struct Style {
    header: Format,
    label: Format,
    required: Format,
    figure: Format,
    hint: Format,
    title: Format,
}

impl Style {
    fn new() -> Self {
        let line = |format: Format| format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00BF_BFBF));
        Self {
            header: line(Format::new())
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00D5_E8E0)),
            label: line(Format::new()),
            required: line(Format::new()).set_background_color(Color::RGB(0x00FF_F4CE)),
            figure: line(Format::new()),
            hint: line(Format::new()).set_font_color(Color::RGB(0x0059_5959)).set_text_wrap(),
            title: Format::new().set_bold().set_font_size(14),
        }
    }
}

/// The template of a sector as an XLSX file, with the records of `example` where one is given.
pub fn template(sector: &str, example: Option<&Activity>) -> Result<Vec<u8>, InterchangeError> {
    let wrong = |error: &ActivityError| InterchangeError::Write { what: sector.to_owned(), reason: error.to_string() };
    let (vocabulary, sectors) = PACKAGED.as_ref().map_err(wrong)?;
    let sector = sectors.sector(sector).map_err(|error| wrong(&error))?;
    let mut book = Workbook::new();
    let style = Style::new();
    let lists = lists::Lists::new(sector, vocabulary, sectors);
    let mut sheet = |name: &str, write: &Writer<'_>| {
        let sheet = book.add_worksheet();
        sheet.set_name(name).and_then(write).map_err(|error| xlsx_error(name, &error))
    };
    sheet(PLANT, &|sheet| plant::write(sheet, &style, sector, &lists, example))?;
    sheet(RECORDS, &|sheet| records::write(sheet, &style, sector, vocabulary, sectors, &lists, example))?;
    sheet(GUIDE, &|sheet| guide(sheet, &style, &sector.name))?;
    sheet(LISTS, &|sheet| lists.write(sheet, &style))?;
    book.save_to_buffer().map_err(|error| xlsx_error("template", &error))
}

/// `id · 名称 name`.
fn named(id: &str, name: &Label) -> String {
    let names = [name.zh.as_str(), name.en.as_str()];
    format!("{id}{SEPARATOR}{}", names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" "))
}

fn guide(sheet: &mut Worksheet, style: &Style, sector: &Label) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 90)?.set_column_width(1, 90)?;
    sheet.write_with_format(0, 0, format!("Activity data: {}", sector.en), &style.title)?;
    sheet.write_with_format(0, 1, format!("活动数据：{}", sector.zh), &style.title)?;
    let mut reader = csv::Reader::from_reader(include_str!("../../../../data/activity/guide.csv").as_bytes());
    for (line, row) in (2_u32..).zip(reader.records().map_while(Result::ok)) {
        for (column, text) in (0_u16..).zip(row.iter()) {
            sheet.write_with_format(line, column, text, &style.hint)?;
        }
    }
    Ok(())
}

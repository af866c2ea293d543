//! The sheet of records: the sector's rows, then those of the example that are not among them, then empty ones.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, Note, Worksheet, XlsxError};
use verdigris_activity::{Activity, Record, Requirement, Sector, Sectors, Vocabulary};
use verdigris_quantity::Label;

use super::{Style, lists::Lists, named};
use crate::activity::{figure, records::QUALITIES};

/// Empty rows at the end.
const SPARE: u32 = 60;

/// Columns: id, Chinese and English name, width, note.
const COLUMNS: &[(&str, &str, &str, f64, &str)] = &[
    ("process_unit", "工序", "Process unit", 24.0, "Empty: the plant as a whole. 空白表示全厂。"),
    ("item", "物项", "Item", 34.0, "What is measured. 计量对象。"),
    ("measure", "指标", "Measure", 26.0, "What of it. 计量内容。"),
    ("meter", "计量器具", "Meter", 14.0, "Meter, scale or laboratory. 计量器具、衡器或化验室。"),
    ("unit", "单位", "Unit", 12.0, "Unit of the figures in this row. 本行数值的单位。"),
    ("quality", "数据获取方式", "Data source", 18.0, "Empty: estimated. 空白按估算。"),
    ("uncertainty", "不确定性 ±%", "Uncertainty ±%", 13.0, "Half width of the 95 % interval. 95%区间半宽。"),
    ("source", "数据来源", "Source", 28.0, "Ledger, invoice, publication. 台账、发票、文献。"),
    ("note", "备注", "Remark", 28.0, ""),
    ("need", "要求", "Needed", 16.0, "● required, ○ at least one of its group. ●必填，○同组至少一项。"),
    ("hint", "填写说明", "Hint", 40.0, ""),
];

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Groups of rows of which one is required.
const GROUPS: &[(&str, &str)] = &[("anode", "阳极"), ("feed", "原料"), ("product", "产品")];

/// Columns in front of the months.
const LEADING: usize = 5;
const FIRST_MONTH: u16 = 5;
const YEAR: u16 = 17;
/// First column behind the whole year.
const TRAILING: u16 = 18;

/// What one line of the sheet shows.
#[derive(Default)]
struct Line<'a> {
    process_unit: String,
    item: String,
    measure: String,
    unit: String,
    offered: Vec<String>,
    need: String,
    required: bool,
    hint: String,
    records: Vec<&'a Record>,
}

/// Writes the sheet.
pub fn write(
    sheet: &mut Worksheet,
    style: &Style,
    sector: &Sector,
    vocabulary: &Vocabulary,
    sectors: &Sectors,
    lists: &Lists,
    example: Option<&Activity>,
) -> Result<(), XlsxError> {
    header(sheet, style)?;
    let lines = lines(sector, vocabulary, sectors, example);
    for (at, line) in (1_u32..).zip(&lines) {
        write_line(sheet, style, at, line)?;
    }
    let (first, filled) = (1, lines.len() as u32);
    let last = filled + SPARE;
    for at in filled + 1..=last {
        for column in 0..TRAILING + 6 {
            sheet.write_blank(at, column, &style.label)?;
        }
    }
    let figure = DataValidation::new()
        .allow_decimal_number(DataValidationRule::Between(-1e15, 1e15))
        .set_error_title("Number 数值")?
        .set_error_message("A plain number. 请填写数字。")?
        .set_error_style(DataValidationErrorStyle::Stop);
    sheet.add_data_validation(first, FIRST_MONTH, last, YEAR, &figure)?;
    for (name, column, strict) in [("process_unit", 0, false), ("item", 1, true), ("measure", 2, true)] {
        sheet.add_data_validation(first, column, last, column, &lists.choice(name, strict))?;
    }
    sheet.add_data_validation(filled + 1, 4, last, 4, &lists.choice("unit", false))?;
    sheet.add_data_validation(first, TRAILING, last, TRAILING, &lists.choice("quality", true))?;
    sheet.autofilter(0, 0, last, TRAILING + 5)?;
    Ok(())
}

fn header(sheet: &mut Worksheet, style: &Style) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 5)?;
    sheet.set_row_height(0, 48)?;
    let mut at = 0_u16;
    for (position, &(id, zh, en, width, note)) in COLUMNS.iter().enumerate() {
        if position == LEADING {
            for (month, name) in (1..=12).zip(MONTHS) {
                sheet.write_with_format(0, at, format!("m{month} · {month}月 {name}"), &style.header)?;
                sheet.set_column_width(at, 12)?;
                at += 1;
            }
            sheet.write_with_format(0, at, "year · 全年 Whole year", &style.header)?;
            sheet.insert_note(0, at, &Note::new("Instead of the months. 不按月填写时使用。"))?;
            sheet.set_column_width(at, 14)?;
            at += 1;
        }
        sheet.write_with_format(0, at, named(id, &Label::new(en, zh)), &style.header)?;
        if !note.is_empty() {
            sheet.insert_note(0, at, &Note::new(note))?;
        }
        sheet.set_column_width(at, width)?;
        at += 1;
    }
    Ok(())
}

/// The sector's rows with the example's records, one line for every unit, meter and source of a row.
fn lines<'a>(
    sector: &Sector,
    vocabulary: &Vocabulary,
    sectors: &Sectors,
    example: Option<&'a Activity>,
) -> Vec<Line<'a>> {
    let mut given = grouped(example);
    let mut lines = Vec::new();
    let base = |process_unit: &str, item: &str, measure: &str| -> Option<Line<'a>> {
        let (item, measure) = (vocabulary.item(item)?, vocabulary.measure(measure)?);
        let unit = measure.unit_of(item).ok()?;
        let process_unit = match sector.process_units.iter().find(|unit| unit.id == process_unit) {
            Some(unit) => named(&unit.id, &unit.name),
            None => process_unit.to_owned(),
        };
        Some(Line {
            process_unit,
            item: named(&item.id, &item.name),
            measure: named(&measure.id, &measure.name),
            unit: unit.symbol().to_owned(),
            offered: sectors.offered(&unit),
            ..Line::default()
        })
    };
    for row in &sector.rows {
        let key = [row.process_unit.as_str(), &row.item, &row.measure];
        let sets = given.remove(&key).unwrap_or_else(|| vec![Vec::new()]);
        for records in sets {
            let Some(mut line) = base(key[0], key[1], key[2]) else { continue };
            line.need = match &row.requirement {
                Requirement::Optional => String::new(),
                Requirement::Required => "● 必填 required".to_owned(),
                Requirement::OneOf(group) => one_of(group),
            };
            line.required = row.requirement != Requirement::Optional;
            format!("{} {}", row.hint.zh, row.hint.en).trim().clone_into(&mut line.hint);
            line.records = records;
            lines.push(line);
        }
    }
    for (key, sets) in given {
        for records in sets {
            if let Some(line) = base(key[0], key[1], key[2]) {
                lines.push(Line { records, ..line });
            }
        }
    }
    lines
}

/// The mark of a group of rows.
fn one_of(group: &str) -> String {
    let chinese = GROUPS.iter().find(|(id, _)| *id == group).map_or("", |(_, name)| name);
    format!("○ {chinese} {group}")
}

/// The example's records by process unit, item and measure, in sets that fit on one line.
fn grouped(example: Option<&Activity>) -> BTreeMap<[&str; 3], Vec<Vec<&Record>>> {
    let mut given: BTreeMap<[&str; 3], Vec<Vec<&Record>>> = BTreeMap::new();
    for record in example.iter().flat_map(|activity| &activity.records) {
        let sets = given.entry([&record.process_unit, &record.item, &record.measure]).or_default();
        let fits = |set: &&mut Vec<&Record>| {
            set.iter().all(|other| {
                let same = (&other.meter, &other.unit, other.quality, &other.source, &other.note);
                same == (&record.meter, &record.unit, record.quality, &record.source, &record.note)
                    && other.uncertainty == record.uncertainty
                    && other.month != record.month
            })
        };
        match sets.iter_mut().find(fits) {
            Some(set) => set.push(record),
            None => sets.push(vec![record]),
        }
    }
    given
}

fn write_line(sheet: &mut Worksheet, style: &Style, at: u32, line: &Line<'_>) -> Result<(), XlsxError> {
    let first = line.records.first();
    let figure = if line.required { &style.required } else { &style.figure };
    sheet.write_with_format(at, 0, &line.process_unit, &style.label)?;
    sheet.write_with_format(at, 1, &line.item, &style.label)?;
    sheet.write_with_format(at, 2, &line.measure, &style.label)?;
    sheet.write_with_format(at, 3, first.map_or("", |record| &record.meter), &style.label)?;
    sheet.write_with_format(at, 4, first.map_or(&line.unit, |record| &record.unit), &style.label)?;
    sheet.add_data_validation(at, 4, at, 4, &DataValidation::new().allow_list_strings(&line.offered)?)?;
    for column in FIRST_MONTH..=YEAR {
        sheet.write_blank(at, column, figure)?;
    }
    for record in &line.records {
        let column = record.month.map_or(YEAR, |month| FIRST_MONTH + u16::from(month) - 1);
        // What a spreadsheet's floating point cannot hold exactly is written as text, which reads back exactly.
        match record.value.to_f64().filter(|value| figure::of_float(*value) == Some(record.value)) {
            Some(value) => sheet.write_number_with_format(at, column, value, figure)?,
            None => sheet.write_string_with_format(at, column, record.value.to_string(), figure)?,
        };
    }
    let quality = first.and_then(|record| QUALITIES.iter().find(|(quality, _, _)| *quality == record.quality));
    let quality = quality.map(|(_, en, zh)| format!("{en} · {zh}")).unwrap_or_default();
    sheet.write_with_format(at, TRAILING, quality, &style.label)?;
    match first.and_then(|record| record.uncertainty) {
        Some(relative) => sheet.write_with_format(at, TRAILING + 1, per_cent(relative), &style.label)?,
        None => sheet.write_blank(at, TRAILING + 1, &style.label)?,
    };
    sheet.write_with_format(at, TRAILING + 2, first.map_or("", |record| &record.source), &style.label)?;
    sheet.write_with_format(at, TRAILING + 3, first.map_or("", |record| &record.note), &style.label)?;
    sheet.write_with_format(at, TRAILING + 4, &line.need, &style.hint)?;
    sheet.write_with_format(at, TRAILING + 5, &line.hint, &style.hint)?;
    Ok(())
}

/// A fraction in per cent, without the noise of binary multiplication.
fn per_cent(relative: f64) -> f64 {
    (relative * 1e8).round() / 1e6
}

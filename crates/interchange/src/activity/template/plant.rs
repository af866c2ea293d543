//! The sheet of the plant's own data: a field a row.

use rust_xlsxwriter::{DataValidation, DataValidationRule, Worksheet, XlsxError};
use verdigris_activity::{Activity, Choice, Sector};
use verdigris_quantity::Label;

use super::{Style, lists::Lists, named};

/// Fields with their names, what to write, and whether they are required.
const FIELDS: &[(&str, &str, &str, &str, &str, bool)] = &[
    ("id", "plant id", "企业编号", "short and lasting, e.g. huludao-2", "简短且固定，如 huludao-2", true),
    ("name_en", "name in English", "英文名称", "", "", false),
    ("name_zh", "name in Chinese", "中文名称", "", "", false),
    ("sector", "sector", "行业", "", "", true),
    ("region", "region", "地区", "province, e.g. CN-SD", "省级地区，如 CN-SD", true),
    ("year", "year of the records", "数据年份", "calendar year", "自然年", true),
];

/// Writes the sheet.
pub fn write(
    sheet: &mut Worksheet,
    style: &Style,
    sector: &Sector,
    lists: &Lists,
    example: Option<&Activity>,
) -> Result<(), XlsxError> {
    let plant = example.map(|activity| &activity.plant);
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_column_width(0, 48)?.set_column_width(1, 48)?.set_column_width(2, 64)?;
    for (column, text) in (0_u16..).zip(["field · 项目 Field", "value · 内容 Value", "hint · 填写说明 Hint"])
    {
        sheet.write_with_format(0, column, text, &style.header)?;
    }
    let mut line = 1;
    for &(id, en, zh, hint_en, hint_zh, required) in FIELDS {
        sheet.write_with_format(line, 0, named(id, &Label::new(en, zh)), &style.label)?;
        let format = if required { &style.required } else { &style.label };
        let value = match (id, plant) {
            ("sector", _) => named(&sector.id, &sector.name),
            ("id", Some(plant)) => plant.id.clone(),
            ("name_en", Some(plant)) => plant.name.en.clone(),
            ("name_zh", Some(plant)) => plant.name.zh.clone(),
            ("region", Some(plant)) => lists.entry("region", &plant.region),
            _ => String::new(),
        };
        match plant.filter(|plant| id == "year" && plant.year != 0) {
            Some(plant) => sheet.write_number_with_format(line, 1, f64::from(plant.year), format)?,
            None => sheet.write_string_with_format(line, 1, value, format)?,
        };
        let validation = match id {
            "sector" => Some(lists.choice("sector", true)),
            "region" => Some(lists.choice("region", false)),
            "year" => Some(DataValidation::new().allow_whole_number(DataValidationRule::Between(1990, 2100))),
            _ => None,
        };
        if let Some(validation) = validation {
            sheet.add_data_validation(line, 1, line, 1, &validation)?;
        }
        let mark = if required { "● 必填 required. " } else { "" };
        sheet.write_with_format(line, 2, format!("{mark}{hint_zh} {hint_en}").trim(), &style.hint)?;
        line += 1;
    }
    for choice in &sector.choices {
        let given = plant.and_then(|plant| plant.attribute(&choice.id));
        attribute(sheet, style, line, choice, given)?;
        line += 1;
    }
    Ok(())
}

fn attribute(
    sheet: &mut Worksheet,
    style: &Style,
    line: u32,
    choice: &Choice,
    given: Option<&str>,
) -> Result<(), XlsxError> {
    sheet.write_with_format(line, 0, named(&choice.id, &choice.name), &style.label)?;
    let shown = given.map(|value| {
        let option = choice.options.iter().find(|(id, _)| id == value);
        option.map_or_else(|| value.to_owned(), |(id, name)| named(id, name))
    });
    sheet.write_string_with_format(line, 1, shown.unwrap_or_default(), &style.label)?;
    let options: Vec<String> = choice.options.iter().map(|(id, name)| named(id, name)).collect();
    // A list inside the validation holds 255 characters; a longer one offers the ids alone, and the names stand beside.
    let whole: usize = options.iter().map(|option| option.chars().count() + 1).sum();
    let comma = options.iter().any(|option| option.contains(','));
    if !options.is_empty() {
        let ids: Vec<String> = choice.options.iter().map(|(id, _)| id.clone()).collect();
        let offered = if whole < 250 && !comma { &options } else { &ids };
        sheet.add_data_validation(line, 1, line, 1, &DataValidation::new().allow_list_strings(offered)?)?;
    }
    sheet.write_with_format(line, 2, options.join("; "), &style.hint)?;
    Ok(())
}

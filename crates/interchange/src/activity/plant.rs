//! The plant's own data: a sheet with a field and its value a row, or lines `#plant,FIELD,VALUE` and
//! `#attribute,ID,VALUE` of a CSV file.

use verdigris_activity::{Attribute, Plant, Sector, Sectors};
use verdigris_network::{Finding, FindingKind, Place};

use super::{
    address,
    columns::id_of,
    grid::{Cell, Grid, Row},
    records::short,
};

/// Fields of the plant itself.
pub const FIELDS: &[&str] = &["id", "name_en", "name_zh", "sector", "region", "year"];

/// Years that records may be of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Reads the plant from a sheet of its own or from marked lines; says whether there were any.
pub fn read(grid: &Grid, sectors: &Sectors, plant: &mut Plant, findings: &mut Vec<Finding>) -> bool {
    let own_sheet = grid.name.contains("Plant") || grid.name.contains("企业");
    let mut found = false;
    let mut attributes: Vec<(&Row, usize, String)> = Vec::new();
    for row in &grid.rows {
        let first = row.text(0);
        let (at, attribute) = match first.as_str() {
            "#plant" => (1, false),
            "#attribute" => (1, true),
            _ if own_sheet => (0, false),
            _ => continue,
        };
        let id = id_of(&row.text(at)).to_lowercase();
        let value = at + 1;
        if id.is_empty() || row.cell(value).is_none() {
            continue;
        }
        found |= !own_sheet || FIELDS.contains(&id.as_str());
        if attribute || !FIELDS.contains(&id.as_str()) {
            attributes.push((row, value, id));
            continue;
        }
        field(grid, row, value, &id, sectors, plant, findings);
    }
    // The choices there are depend on the sector, which may stand below them.
    let sector = sectors.sector(&plant.sector).ok();
    for (row, value, id) in attributes {
        choose(grid, row, value, id, sector, plant, findings);
    }
    found
}

fn place(grid: &Grid, row: &Row, column: usize) -> Place {
    Place::file(&grid.name).at_line(row.line).at_field(address::cell(column, row.line))
}

fn field(
    grid: &Grid,
    row: &Row,
    at: usize,
    id: &str,
    sectors: &Sectors,
    plant: &mut Plant,
    findings: &mut Vec<Finding>,
) {
    let text = row.text(at);
    let unknown = |what_en: &str, what_zh: &str| {
        Finding::new(FindingKind::UnknownId, place(grid, row, at))
            .with("what_en", what_en)
            .with("what_zh", what_zh)
            .with("id", short(&text))
    };
    let told = match id {
        "id" => !plant.id.is_empty(),
        "name_en" => !plant.name.en.is_empty(),
        "name_zh" => !plant.name.zh.is_empty(),
        "sector" => !plant.sector.is_empty(),
        "region" => !plant.region.is_empty(),
        _ => plant.year != 0,
    };
    if told {
        findings.push(Finding::new(FindingKind::DuplicateId, place(grid, row, at)).with("id", id));
        return;
    }
    match id {
        "id" => id_of(&text).clone_into(&mut plant.id),
        "name_en" => plant.name.en.clone_from(&text),
        "name_zh" => plant.name.zh.clone_from(&text),
        "sector" if sectors.sector(id_of(&text)).is_ok() => id_of(&text).clone_into(&mut plant.sector),
        "sector" => findings.push(unknown("sector", "行业")),
        "region" if is_region(id_of(&text)) => id_of(&text).clone_into(&mut plant.region),
        "region" => findings.push(unknown("region", "地区")),
        _ => match id_of(&text).parse::<i32>().ok().filter(|year| YEARS.contains(year)) {
            Some(year) => plant.year = year,
            None => findings.push(unknown("year", "年份")),
        },
    }
}

/// `GLO`, a country, a subdivision or a grid region.
fn is_region(text: &str) -> bool {
    let word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    text.len() <= 32 && text.split('-').all(word)
}

fn choose(
    grid: &Grid,
    row: &Row,
    at: usize,
    id: String,
    sector: Option<&Sector>,
    plant: &mut Plant,
    findings: &mut Vec<Finding>,
) {
    let own_sheet = matches!(row.cell(0), Some(Cell::Text(text)) if !text.starts_with('#'));
    let Some(choice) = sector.and_then(|sector| sector.choices.iter().find(|choice| choice.id == id)) else {
        // Headings of the sheet are not fields; anything with an id of an attribute of another sector is told.
        let known = sector.is_none() || !own_sheet || row.text(0).contains(super::columns::SEPARATOR);
        if known && id != "field" {
            let place = place(grid, row, at - 1);
            findings.push(Finding::new(FindingKind::UnknownField, place).with("name", short(&id)));
        }
        return;
    };
    let text = row.text(at);
    let value = if choice.options.is_empty() { text.as_str() } else { id_of(&text) };
    if !choice.options.is_empty() && !choice.options.iter().any(|(option, _)| option == value) {
        let finding = Finding::new(FindingKind::UnknownId, place(grid, row, at))
            .with("what_en", &choice.name.en)
            .with("what_zh", &choice.name.zh)
            .with("id", short(value));
        findings.push(finding);
        return;
    }
    if plant.attributes.contains_key(&id) {
        findings.push(Finding::new(FindingKind::DuplicateId, place(grid, row, at)).with("id", id));
        return;
    }
    plant.attributes.insert(id, Attribute { value: value.to_owned(), place: place(grid, row, at) });
}

/// Findings for what every plant must tell.
pub fn complete(name: &str, found: bool, plant: &Plant, findings: &mut Vec<Finding>) {
    let missing = [
        ("id", plant.id.is_empty()),
        ("sector", plant.sector.is_empty()),
        ("region", plant.region.is_empty()),
        ("year", plant.year == 0),
    ];
    for (field, missing) in missing {
        // What is there and wrong has been told with its cell.
        let told =
            found && findings.iter().any(|f| f.kind == FindingKind::UnknownId && f.argument("what_en") == Some(field));
        if missing && !told {
            findings.push(Finding::new(FindingKind::MissingField, Place::file(name)).with("name", field));
        }
    }
}

//! An order as tables of cells: what a workbook or a CSV file holds.
//!
//! Sections stand in sheets named `Materials 炉料`, `Furnaces 炉子`, `Batches 批次`, `Alloys 合金`, `Sorting 分选` and
//! `Options 选项`, or one below the other in one sheet, each after a row `[materials]` and so on. The first row of a
//! section names its columns by the id before ` · `; columns named by an element (`Fe`) hold contents in %, those
//! named `Fe ±` standard deviations in %. Form: `docs/guide/blending.md`.

mod read;
mod write;

use crate::Order;

pub use read::{Fault, read};
pub use write::{Section, sections};

/// A sheet as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Name of the sheet or file.
    pub name: String,
    /// Rows, empty cells included.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell: where it is and what is read in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Address, such as `E7`.
    pub address: String,
    /// Text.
    pub text: String,
}

/// A column of a section.
pub(crate) struct Column {
    pub key: &'static str,
    pub en: &'static str,
    pub zh: &'static str,
}

const fn column(key: &'static str, en: &'static str, zh: &'static str) -> Column {
    Column { key, en, zh }
}

/// Sections: id, name of the sheet, columns, whether element columns follow.
pub(crate) struct Form {
    pub id: &'static str,
    pub sheet: &'static str,
    pub columns: &'static [Column],
    pub elements: bool,
}

pub(crate) const MATERIALS: Form = Form {
    id: "materials",
    sheet: "Materials 炉料",
    elements: true,
    columns: &[
        column("id", "id", "编号"),
        column("name_en", "name", "英文名称"),
        column("name_zh", "Chinese name", "名称"),
        column("kind", "scrap, primary or master", "类别：scrap 废料、primary 原生、master 中间合金"),
        column("origin", "post-consumer, pre-consumer, internal or primary", "来源：消费后、消费前、厂内回用、原生"),
        column("price", "price per t", "单价 每吨"),
        column("stock", "stock, t", "库存 t"),
        column("take_min", "contract least, t", "合同下限 t"),
        column("take_max", "contract most, t", "合同上限 t"),
        column("bundle", "whole bundles of, t", "整捆 t"),
        column("melt_loss", "melt loss, %", "烧损 %"),
        column("dross", "dross, % of charge", "渣量 占投料 %"),
        column("footprint", "t CO2e per t", "碳足迹 tCO2e/t"),
    ],
};

pub(crate) const FURNACES: Form = Form {
    id: "furnaces",
    sheet: "Furnaces 炉子",
    elements: true,
    columns: &[
        column("id", "id", "编号"),
        column("capacity", "capacity with heel, t", "容量（含炉底）t"),
        column("melting_cost", "melting cost per t charged", "熔炼费 每吨投料"),
        column("dross_value", "value of dross per t", "铝渣价值 每吨"),
        column("footprint", "t CO2e per t charged", "熔炼碳足迹 tCO2e/t 投料"),
    ],
};

pub(crate) const BATCHES: Form = Form {
    id: "batches",
    sheet: "Batches 批次",
    elements: true,
    columns: &[
        column("id", "id", "编号"),
        column("alloy", "alloy", "合金牌号"),
        column("furnace", "furnace", "炉子"),
        column("product", "mass tapped, t", "出炉量 t"),
        column("heel_left", "heel left, t", "留炉底量 t"),
        column("heel_mass", "heel at the start, t", "初始炉底量 t"),
    ],
};

pub(crate) const ALLOYS: Form = Form {
    id: "alloys",
    sheet: "Alloys 合金",
    elements: false,
    columns: &[
        column("alloy", "alloy", "合金牌号"),
        column("base", "base metal", "基体金属"),
        column(
            "element",
            "element, sum (Si+Fe), others_each or others_total",
            "元素、元素和(Si+Fe)、others_each 其他每个、others_total 其他合计",
        ),
        column("min", "least, %", "下限 %"),
        column("max", "most, %", "上限 %"),
    ],
};

pub(crate) const SORTING: Form = Form {
    id: "sorting",
    sheet: "Sorting 分选",
    elements: true,
    columns: &[
        column("material", "material sorted", "被分选炉料"),
        column("cost", "cost per t sorted", "分选费 每吨"),
        column("fraction", "fraction", "分选产物编号"),
        column("name_en", "name", "英文名称"),
        column("name_zh", "Chinese name", "名称"),
        column("share", "share, %", "占比 %"),
        column("value", "sold at, per t", "外售价 每吨"),
        column("melt_loss", "melt loss, %", "烧损 %"),
    ],
};

pub(crate) const OPTIONS: Form = Form {
    id: "options",
    sheet: "Options 选项",
    elements: false,
    columns: &[column("option", "option", "选项"), column("value", "value", "取值")],
};

pub(crate) const FORMS: [&Form; 6] = [&MATERIALS, &FURNACES, &BATCHES, &ALLOYS, &SORTING, &OPTIONS];

/// Options: key, English, Chinese.
pub(crate) const CHOICES: [Column; 8] = [
    column("currency", "currency of all prices", "价格货币"),
    column("confidence", "confidence, %; empty: by means", "保证概率 %；空：按均值"),
    column("promise", "limit or melt", "保证对象：limit 每个限值、melt 整炉"),
    column("shape", "normal or lognormal", "分布：normal 正态、lognormal 对数正态"),
    column("max_materials", "most materials a batch", "每炉最多炉料种数"),
    column("carbon_price", "price of carbon per t CO2e", "碳价 每 tCO2e"),
    column("draws", "melts drawn to check", "抽样校验炉数"),
    column("seed", "seed", "随机种子"),
];

/// Whether a word is a chemical symbol: a capital, then at most one small letter.
pub(crate) fn is_symbol(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && letters.next().is_none_or(|second| second.is_ascii_lowercase())
        && letters.next().is_none()
}

const EXAMPLE: &str = include_str!("../../../data/alloys/example-charge.csv");

/// The packaged example: an invented remelter, to show the form.
pub fn example() -> (Order, Vec<Fault>) {
    read(&[csv_sheet("example-charge.csv", EXAMPLE)])
}

/// A CSV text as a sheet; cells have addresses as in a spreadsheet.
pub fn csv_sheet(name: &str, text: &str) -> Sheet {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map_while(Result::ok)
        .enumerate()
        .map(|(line, row)| {
            let line = row.position().map_or(line as u64 + 1, csv::Position::line);
            row.iter()
                .enumerate()
                .map(|(place, text)| Cell { address: format!("{}{line}", letters(place)), text: text.to_owned() })
                .collect()
        })
        .collect();
    Sheet { name: name.to_owned(), rows }
}

/// The letters of a column of a spreadsheet, from 0.
fn letters(mut place: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.insert(0, char::from(b'A' + (place % 26) as u8));
        if place < 26 {
            return letters.into_iter().collect();
        }
        place = place / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Outcome, blend};

    #[test]
    fn the_example_reads_and_has_a_plan() {
        let (order, faults) = example();
        assert_eq!(faults, []);
        assert!(order.alloys.iter().all(|alloy| !alloy.source.is_empty()));
        let Outcome::Plan(plan) = blend(&order).unwrap() else { panic!() };
        assert_eq!(plan.batches.len(), 2);
    }

    #[test]
    fn what_is_written_reads_back() {
        let (order, _) = example();
        let sheets: Vec<Sheet> = sections(&order)
            .into_iter()
            .map(|section| {
                let row =
                    |cells: Vec<String>| cells.into_iter().map(|text| Cell { address: String::new(), text }).collect();
                Sheet {
                    name: section.sheet.to_owned(),
                    rows: std::iter::once(section.header).chain(section.rows).map(row).collect(),
                }
            })
            .collect();
        let (again, faults) = read(&sheets);
        assert_eq!(faults, []);
        assert_eq!(again, order);
    }

    #[test]
    fn a_cell_that_does_not_read_is_told_with_its_address() {
        let text = "[materials]\nid,price,kind,Fe,Xyz\nS1,dear,stone,0.2,1\n[batches]\nid,alloy,furnace\nB1,6063,F1\n";
        let (_, faults) = read(&[csv_sheet("a.csv", text)]);
        let cells: Vec<&str> = faults.iter().map(|fault| fault.cell.as_str()).collect();
        assert_eq!(cells, ["E2", "C3", "B3", ""], "{faults:?}");
        assert!(faults.iter().all(|fault| !fault.reason.en.is_empty() && !fault.reason.zh.is_empty()));
    }

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        assert_eq!(["A", "Z", "AA", "AZ", "BA"], [0, 25, 26, 51, 52].map(letters).each_ref().map(String::as_str));
    }
}

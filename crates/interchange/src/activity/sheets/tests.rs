use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use verdigris_network::FindingKind;

use super::*;
use crate::activity::PACKAGED;

const COLUMNS_OF: [&str; 7] = ["item", "measure", "unit", "m1", "m2", "m3", "note"];

fn read(sheets: &Sheets) -> (Activity, Vec<Finding>) {
    let (vocabulary, sectors) = PACKAGED.as_ref().unwrap();
    sheets.read(vocabulary, sectors).unwrap()
}

fn csv(rows: &[[String; 7]]) -> Sheets {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS_OF).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    Sheets::open("plant.csv", writer.into_inner().unwrap(), &Limits::default()).unwrap()
}

/// As a person types: figures become figures.
fn xlsx(rows: &[[String; 7]]) -> Sheets {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Records").unwrap();
    for (column, name) in (0_u16..).zip(COLUMNS_OF) {
        sheet.write(0, column, name).unwrap();
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(row) {
            match super::super::figure::of_text(text).and_then(|_| text.trim().parse::<f64>().ok()) {
                Some(figure) => sheet.write_number(line, column, figure).unwrap(),
                None => sheet.write_string(line, column, text).unwrap(),
            };
        }
    }
    Sheets::open("plant.xlsx", book.save_to_buffer().unwrap(), &Limits::default()).unwrap()
}

fn row(item: &str, figures: [&str; 3]) -> [String; 7] {
    [item, "used", "t", figures[0], figures[1], figures[2], "kept"].map(str::to_owned)
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        (0_u32..1_000_000, 0_u32..4)
            .prop_map(|(digits, scale)| rust_decimal::Decimal::new(i64::from(digits), scale).to_string()),
        Just("-5".to_owned()),
        Just("N/A".to_owned()),
        Just("1,234".to_owned()),
        Just(" 7.50 ".to_owned()),
        Just("coke".to_owned()),
        Just("煤".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_edit_is_the_same_as_having_typed_it(edits in prop::collection::vec((0_usize..4, 0_usize..7, typed()), 0..8)) {
        let mut rows = [
            row("coke", ["1", "2.5", "N/A"]),
            row("bituminous", ["10", "", "30"]),
            row("nothing-known", ["1", "1", "1"]),
            // A row to begin with nothing in it: an edit makes it.
            [const { String::new() }; 7],
        ];
        let (mut as_csv, mut as_xlsx) = (csv(&rows), xlsx(&rows));
        for (line, column, text) in edits {
            let cell = address::cell(column, line as u64 + 2);
            as_csv.edit("plant.csv", &cell, &text).unwrap();
            as_xlsx.edit("Records", &cell, &text).unwrap();
            rows[line][column] = text.trim().to_owned();
        }
        prop_assert_eq!(read(&as_csv), read(&csv(&rows)));
        prop_assert_eq!(read(&as_xlsx), read(&xlsx(&rows)));
    }

    #[test]
    fn any_edit_is_taken_or_refused_without_panic(cell in "[A-Z]{0,4}[0-9]{0,9}", text in "\\PC{0,20}") {
        let mut sheets = csv(&[row("coke", ["1", "2", "3"])]);
        if sheets.edit("plant.csv", &cell, &text).is_ok() {
            let (vocabulary, sectors) = PACKAGED.as_ref().unwrap();
            let _ = sheets.read(vocabulary, sectors);
        }
    }
}

#[test]
fn cells_are_seen_as_they_stand_and_a_mistake_is_mended_in_place() {
    let mut sheets = csv(&[row("coke", ["1", "1,2", ""])]);
    let view = sheets.sheets().next().unwrap();
    assert_eq!((view.name(), view.columns(), view.header_line()), ("plant.csv", 7, Some(1)));
    let second: RowView = view.rows().nth(1).unwrap();
    let shown: Vec<(&str, CellKind)> = second.cells.iter().map(|cell| (cell.cell.as_str(), cell.kind)).collect();
    assert_eq!(shown[4..6], [("E2", CellKind::Text), ("F2", CellKind::Empty)]);
    let (activity, findings) = read(&sheets);
    assert_eq!(activity.records.len(), 1);
    assert!(findings.iter().any(|f| f.kind == FindingKind::NotANumber && f.place.field == "E2"));
    sheets.edit("plant.csv", "E2", "1.2").unwrap();
    let (activity, findings) = read(&sheets);
    assert_eq!(activity.records.len(), 2);
    assert!(!findings.iter().any(|f| f.kind == FindingKind::NotANumber));
    let view = sheets.sheets().next().unwrap();
    assert!(view.rows().nth(1).unwrap().cells[4].edited);
}

#[test]
fn a_cell_typed_over_leaves_its_merged_area_alone() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Records").unwrap();
    for (column, name) in (0_u16..).zip(COLUMNS_OF) {
        sheet.write(0, column, name).unwrap();
    }
    for (column, text) in (0_u16..).zip(["coke", "used", "t"]) {
        sheet.write(1, column, text).unwrap();
    }
    sheet.merge_range(1, 3, 1, 5, "", &Format::new()).unwrap();
    sheet.write_number(1, 3, 300.0).unwrap();
    let mut sheets = Sheets::open("p.xlsx", book.save_to_buffer().unwrap(), &Limits::default()).unwrap();
    sheets.edit("Records", "E2", "100").unwrap();
    let (activity, findings) = read(&sheets);
    assert_eq!(activity.records.len(), 1, "what stood in the merged cells still counts for no month");
    assert!(findings.iter().any(|f| f.kind == FindingKind::MergedCells && f.place.field == "D2"));
}

#[test]
fn what_is_no_cell_or_sheet_is_refused() {
    let mut sheets = csv(&[row("coke", ["1", "2", "3"])]);
    for (sheet, cell) in [("Records", "A1"), ("plant.csv", "a1"), ("plant.csv", "IW1"), ("plant.csv", "A1048577")] {
        sheets.edit(sheet, cell, "1").unwrap_err();
    }
    sheets.edit("plant.csv", "A1", &"x".repeat(CHARACTERS + 1)).unwrap_err();
}

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use verdigris_activity::{Attribute, Plant, Quality, Record};
use verdigris_quantity::Label;

use super::*;

fn example() -> Activity {
    let attribute = |value: &str| Attribute { value: value.into(), place: Place::default() };
    let plant = Plant {
        id: "trial-1".into(),
        name: Label::new("Trial smelter", "试验电解铝厂"),
        sector: "aluminium-electrolysis".into(),
        region: "CN-SD".into(),
        year: 2024,
        attributes: BTreeMap::from([("cell-technology".into(), attribute("cwpb"))]),
    };
    let record = |unit: &str, item: &str, measure: &str, month: Option<u8>, value: &str, symbol: &str| Record {
        process_unit: unit.into(),
        item: item.into(),
        measure: measure.into(),
        meter: "W-1".into(),
        month,
        value: value.parse().unwrap(),
        unit: symbol.into(),
        quality: Quality::Invoiced,
        uncertainty: Some(0.025),
        source: "ledger 台账".into(),
        ..Record::default()
    };
    let mut records: Vec<Record> = (1..=12)
        .map(|month| {
            record("electrolysis", "liquid-aluminium", "produced", Some(month), &format!("4{month}.125"), "kt")
        })
        .collect();
    records.push(record("", "electricity-grid", "used", None, "123456789.1234567890123", "kWh"));
    records.push(record("potline-2", "alumina", "used", Some(3), "0.1", "万t"));
    records.push(record("", "bituminous", "calorific-value", Some(1), "23.076", "MJ/kg"));
    Activity { plant, records }
}

fn sorted(activity: &Activity) -> Vec<Record> {
    let mut records: Vec<Record> = activity.records.clone();
    for record in &mut records {
        record.place = Place::default();
    }
    records.sort_by_key(|r| (r.process_unit.clone(), r.item.clone(), r.measure.clone(), r.month));
    records
}

fn read_xlsx(bytes: Vec<u8>) -> (Activity, Vec<Finding>) {
    read_bytes("plant.xlsx", bytes, &Limits::default()).unwrap()
}

fn kinds(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.kind.code(), finding.place.field.as_str())).collect()
}

#[test]
fn a_filled_template_reads_back_exactly() {
    let example = example();
    let (read, findings) = read_xlsx(template("aluminium-electrolysis", Some(&example)).unwrap());
    assert_eq!(findings, []);
    assert_eq!(sorted(&read), sorted(&example));
    let plant = Plant { attributes: BTreeMap::new(), ..read.plant.clone() };
    assert_eq!(plant, Plant { attributes: BTreeMap::new(), ..example.plant.clone() });
    assert_eq!(read.plant.attribute("cell-technology"), Some("cwpb"));
    let place = &read.records[0].place;
    assert!(place.file.contains("记录") && place.field == "F2" && place.line == Some(2), "{place:?}");
}

#[test]
fn every_sector_has_a_template_that_reads_back_empty() {
    for sector in Sectors::packaged().unwrap().all() {
        let (read, findings) = read_xlsx(template(&sector.id, None).unwrap());
        assert_eq!(read.plant.sector, sector.id);
        assert_eq!(read.records, [], "{}", sector.id);
        let codes: Vec<&str> = findings.iter().map(|finding| finding.kind.code()).collect();
        assert_eq!(codes, ["missing-field"; 3], "{}: id, region and year", sector.id);
    }
    assert!(template("steel", None).unwrap_err().to_string().contains("zinc"));
}

#[test]
fn the_long_form_reads_and_names_cells() {
    let text = "#plant,id,p1\n#plant,sector,zinc\n#plant,region,CN-YN\n#plant,year,2024\n#attribute,zinc-route,pyro\n\
                # a remark\nprocess_unit,item,measure,meter,month,value,unit,quality,uncertainty,source,note\n\
                roasting,zinc-concentrate,used,,1,1000.50,t,measured,1.5,scale,\n\
                ,电力,used,,1,1,MWh,,,,\n,electricity-grid,used,,13,5,MWh,,,,\n,electricity-grid,used,,2,\"1,234.5\",MWh,,,,\n\
                ,electricity-grid,used,,3,１２３,MWh,,,,\n,electricity-grid,used,,4,7,t,,,,\n,electricity-grid,used,,,9,MWh,计量,,,\n";
    let (activity, findings) = read_bytes("plant.csv", text.into(), &Limits::default()).unwrap();
    assert_eq!(activity.plant.attribute("zinc-route"), Some("pyro"));
    assert_eq!(activity.records.len(), 2);
    assert_eq!(activity.records[0].value.to_string(), "1000.50");
    assert_eq!(activity.records[0].uncertainty, Some(0.015));
    assert_eq!((activity.records[1].month, activity.records[1].quality), (None, Quality::Measured));
    assert_eq!(
        kinds(&findings),
        [
            ("unknown-id", "B9"),
            ("bad-month", "E10"),
            ("not-a-number", "F11"),
            ("not-a-number", "F12"),
            ("record-unit", "G13")
        ]
    );
}

#[test]
fn a_name_in_full_stands_for_its_id() {
    let text = "item,measure,unit,year\n网购电,used,MWh,5\nzinc ingot,产量,t,6\n";
    let (activity, _) = read_bytes("plant.csv", text.into(), &Limits::default()).unwrap();
    let items: Vec<&str> = activity.records.iter().map(|record| record.item.as_str()).collect();
    assert_eq!(items, ["electricity-grid", "zinc-ingot"]);
}

#[test]
fn a_csv_saved_in_chinese_encoding_reads() {
    let (bytes, _, _) = encoding_rs::GB18030.encode("item,measure,unit,year,note\n网购电,used,MWh,5,全厂\n");
    let (activity, _) = read_bytes("plant.csv", bytes.into_owned(), &Limits::default()).unwrap();
    assert_eq!(activity.records[0].note, "全厂");
}

/// A workbook with one sheet of records whose cells `fill` writes below the header.
fn workbook(fill: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Records 记录").unwrap();
    for (column, name) in (0_u16..).zip(["item", "measure", "unit", "m1", "m2", "m3", "m4"]) {
        sheet.write(0, column, name).unwrap();
    }
    for row in 1..6 {
        sheet.write(row, 0, "coke").unwrap();
        sheet.write(row, 1, "used").unwrap();
        sheet.write(row, 2, "t").unwrap();
    }
    fill(sheet);
    book.save_to_buffer().unwrap()
}

#[test]
fn broken_cells_are_findings_with_their_address_and_never_figures() {
    let per_cent = Format::new().set_num_format("0.0%");
    let quoted = Format::new().set_num_format("0.0\"%\"");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let bytes = workbook(|sheet| {
        sheet.write(1, 3, "N/A").unwrap();
        sheet.write(1, 4, "—").unwrap();
        sheet.write_number_with_format(1, 5, 45000.0, &date).unwrap();
        sheet.write_formula(2, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_formula(2, 4, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.merge_range(3, 3, 3, 5, "", &Format::new()).unwrap();
        sheet.write_number(3, 3, 300.0).unwrap();
        sheet.write(4, 3, true).unwrap();
        sheet.write(4, 4, "12.50").unwrap();
        sheet.write(5, 3, 1e300).unwrap();
        sheet.write_number_with_format(5, 4, 0.98, &per_cent).unwrap();
        sheet.write_number_with_format(5, 5, 98.0, &quoted).unwrap();
    });
    let (activity, findings) = read_xlsx(bytes);
    let values: Vec<(String, Decimal)> =
        activity.records.iter().map(|record| (record.place.field.clone(), record.value)).collect();
    assert_eq!(
        values,
        [("E3".into(), Decimal::TWO), ("E5".into(), "12.50".parse().unwrap()), ("F6".into(), Decimal::from(98))]
    );
    let cells: Vec<(&str, &str)> = kinds(&findings).into_iter().filter(|(code, _)| *code != "missing-field").collect();
    assert_eq!(
        cells,
        [
            ("not-a-number", "D2"),
            ("not-a-number", "E2"),
            ("date-for-number", "F2"),
            ("cell-error", "D3"),
            ("merged-cells", "D4"),
            ("not-a-number", "D5"),
            ("not-a-number", "D6"),
            ("percent-format", "E6")
        ]
    );
}

/// The workbook with a piece of its first sheet replaced, as programs write formulas they do not compute.
fn without(bytes: &[u8], piece: &str, left: &str) -> Vec<u8> {
    let mut source = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut target = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..source.len() {
        let mut part = source.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let xml = String::from_utf8(text).unwrap();
            assert!(xml.contains(piece));
            text = xml.replacen(piece, left, 1).into_bytes();
        }
        target.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        target.write_all(&text).unwrap();
    }
    target.finish().unwrap().into_inner()
}

#[test]
fn a_formula_that_was_never_computed_is_a_finding() {
    let bytes = workbook(|sheet| {
        sheet.write_formula(1, 3, Formula::new("=1+1").set_result("2")).unwrap();
    });
    let (activity, findings) = read_xlsx(without(&bytes, "<f>1+1</f><v>2</v>", "<f>1+1</f>"));
    assert_eq!(activity.records, []);
    assert!(kinds(&findings).contains(&("formula-without-value", "D2")), "{findings:?}");
}

#[test]
fn a_file_without_records_says_what_it_has() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Bilanz").unwrap().write(0, 0, "x").unwrap();
    let error = read_bytes("b.xlsx", book.save_to_buffer().unwrap(), &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("Bilanz"), "{error}");
    for bytes in [&b"PK\x03\x04"[..], b"", b"\xD0\xCF\x11\xE0\xA1", b"\xff\xfe\0\0", b"a,b\n1,2\n"] {
        read_bytes("b.xlsx", bytes.to_vec(), &Limits::default()).unwrap_err();
    }
}

#[test]
fn a_column_that_stands_twice_is_refused() {
    let error = read_bytes("p.csv", "item,measure,unit,m1,m1\n".into(), &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("D1 and E1"), "{error}");
}

#[test]
fn the_first_of_two_plants_counts_and_the_second_is_told() {
    let text = "item,measure,unit,year\n#plant,id,a\n#plant,id,b\n#plant,sector,zinc\n#plant,year,2024\n#plant,region,CN\n\
                #attribute,zinc-route,pyro\n#attribute,zinc-route,waelz\n#attribute,cell-technology,cwpb\n#attribute,grid-region,MOON\n";
    let (activity, findings) = read_bytes("plant.csv", text.into(), &Limits::default()).unwrap();
    assert_eq!((activity.plant.id.as_str(), activity.plant.attribute("zinc-route")), ("a", Some("pyro")));
    assert_eq!(
        kinds(&findings),
        [("duplicate-id", "C3"), ("duplicate-id", "C8"), ("unknown-field", "B9"), ("unknown-id", "C10")]
    );
}

#[test]
fn a_missing_month_names_its_own_empty_cell() {
    use verdigris_activity::check;

    let header = "process_unit,item,measure,unit,m1,m2,m3,m4,m5,m6,m7,m8,m9,m10,m11,m12\n";
    let text = format!(
        "{header}#plant,id,p\n#plant,sector,zinc\n#plant,region,CN-YN\n#plant,year,2024\n\
         ,electricity-grid,used,MWh,5,5,5,5,,5,5,5,5,5,5,5\n,coke,used,t,,2,2,2,2,2,2,2,2,2,2,2\n"
    );
    let (activity, _) = read_bytes("plant.csv", text.into(), &Limits::default()).unwrap();
    let (vocabulary, sectors) = PACKAGED.as_ref().unwrap();
    let findings = check::findings(&activity, vocabulary, sectors);
    let gaps: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::MissingMonths)
        .map(|finding| finding.place.field.as_str())
        .collect();
    assert_eq!(gaps, ["I6", "E7"]);
}

#[test]
fn a_negative_production_is_an_error_and_is_not_added_up() {
    use verdigris_activity::{Year, check};
    use verdigris_network::Severity;

    let text = "item,measure,unit,m1,m2\n#plant,sector,zinc\nzinc-ingot,produced,t,-5,7\ncells,temperature,°C,-5,-6\n";
    let (activity, _) = read_bytes("plant.csv", text.into(), &Limits::default()).unwrap();
    let (vocabulary, sectors) = PACKAGED.as_ref().unwrap();
    let findings = check::findings(&activity, vocabulary, sectors);
    let negative: Vec<(Severity, &str)> = findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::NegativeRecord)
        .map(|finding| (finding.severity(), finding.place.field.as_str()))
        .collect();
    assert_eq!(negative, [(Severity::Error, "D3")]);
    let year = Year::of(&check::possible(&activity, vocabulary), vocabulary).unwrap();
    let made = year.over_units("zinc-ingot", vocabulary.measure("produced").unwrap()).unwrap().unwrap();
    assert_eq!(made.value, Decimal::from(7));
}

//! Damaged records: the readers give records and findings or one typed error, never a panic, and a figure that was
//! damaged never stands as another figure without its cell changing.

use std::io::{Cursor, Read, Write};

use verdigris_interchange::{InterchangeError, Limits, activity};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The multiplier and shifts of `xorshift64*` (Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % bound.max(1) as u64) as usize
    }
}

/// What people and programs put into cells.
const CELLS: &[&str] = &[
    "1,234.5",
    "１２３",
    "N/A",
    "—",
    "-",
    "#REF!",
    "=1+1",
    "1e400",
    "-1e-400",
    "NaN",
    "inf",
    "2024-01-01",
    "0x1F",
    "1 000",
    "12%",
    "\"",
    "\"\"",
    "\n",
    "吨",
    "t",
    "MWh",
    "m13",
    "m0",
    "year",
    "used",
    "electricity-grid",
    "#plant",
    "· ·",
    " · ",
    "\u{feff}",
    "99999999999999999999999999999999",
    "0.00000000000000000000000000000000000001",
    "💩",
    "\0",
];

fn damaged(sample: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1).min(bytes.len());
        match random.below(5) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            2 => {
                let end = (at + random.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => {
                let end = (at + random.below(32)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                bytes.splice(at..at, CELLS[random.below(CELLS.len())].bytes());
            }
        }
    }
    bytes
}

fn read(name: &str, bytes: Vec<u8>) -> Option<InterchangeError> {
    let limits = Limits { member_bytes: 8 << 20, total_bytes: 16 << 20, ..Limits::default() };
    match activity::read_bytes(name, bytes, &limits) {
        Ok((records, findings)) => {
            assert!(records.records.iter().all(|record| record.month.is_none_or(|month| (1..=12).contains(&month))));
            assert!(findings.len() <= 2001);
            None
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            Some(error)
        }
    }
}

#[test]
fn damaged_csv_never_panics() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for example in verdigris_activity::examples() {
        for _ in 0..60 {
            read("plant.csv", damaged(example.csv.as_bytes(), &mut random));
        }
    }
}

#[test]
fn damaged_cells_of_csv_never_become_other_figures() {
    let mut random = Random(7);
    let example = verdigris_activity::examples()[0];
    let before = activity::example(example.id).unwrap();
    for _ in 0..120 {
        let mut rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(example.csv.as_bytes())
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let first = rows.iter().position(|row| row[0] != "process_unit" && !row[0].starts_with('#')).unwrap();
        let line = first + random.below(rows.len() - first);
        let cell = CELLS[random.below(CELLS.len())];
        rows[line][5] = cell.to_owned();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let (after, findings) =
            activity::read_bytes("plant.csv", writer.into_inner().unwrap(), &Limits::default()).unwrap();
        // Either the cell is a plain decimal, or it is told and left out; every other record stands as it was.
        let plain = cell.trim().parse::<rust_decimal::Decimal>().is_ok()
            && cell.bytes().all(|byte| byte != b',' && byte != b'_');
        if !plain && !cell.trim().is_empty() {
            assert_eq!(after.records.len() + 1, before.records.len(), "{cell:?}: {findings:?}");
            assert_eq!(findings.len(), 1, "{cell:?}: {findings:?}");
        }
    }
}

/// The template with one of its parts damaged and packed again, so that the damage reaches the reader of the sheets.
fn repacked(book: &[u8], wanted: usize, random: &mut Random) -> Vec<u8> {
    let mut source = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..source.len() {
        let mut part = source.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if at == wanted {
            content = damaged(&content, random);
        }
        target.start_file(name, SimpleFileOptions::default()).unwrap();
        target.write_all(&content).unwrap();
    }
    target.finish().unwrap().into_inner()
}

#[test]
fn damaged_workbooks_never_panic() {
    let mut random = Random(42);
    let example = activity::example("example-zinc").unwrap();
    let book = activity::template("zinc", Some(&example)).unwrap();
    let parts = ZipArchive::new(Cursor::new(&book)).unwrap().len();
    for round in 0..24 {
        read("plant.xlsx", damaged(&book, &mut random));
        read("plant.xlsx", repacked(&book, round % parts, &mut random));
    }
}

fn packed(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn hostile_workbooks_are_refused_with_one_error() {
    let bomb = packed(&[("xl/worksheets/sheet1.xml", vec![b' '; 12 << 20])]);
    assert_eq!(read("bomb.xlsx", bomb).unwrap().code(), "limit-exceeded");
    let outside = packed(&[("../../outside.xml", b"x".to_vec())]);
    assert_eq!(read("outside.xlsx", outside).unwrap().code(), "archive-unsafe-member");
    assert!(read("empty.xlsx", packed(&[])).is_some());
    assert!(read("cut.xlsx", b"PK\x03\x04".to_vec()).is_some());
}

#[test]
fn a_shared_formula_of_absurd_index_is_refused() {
    let example = activity::template("zinc", None).unwrap();
    let mut source = ZipArchive::new(Cursor::new(&example)).unwrap();
    let mut parts = Vec::new();
    for at in 0..source.len() {
        let mut part = source.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name == "xl/worksheets/sheet2.xml" {
            let cell = "<row r=\"900\"><c r=\"F900\"><f t=\"shared\" ref=\"F900\" si=\"18446744073709551615\">1</f></c></row></sheetData>";
            text = String::from_utf8(text).unwrap().replace("</sheetData>", cell).into_bytes();
        }
        parts.push((name, text));
    }
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    assert_eq!(read("shared.xlsx", packed(&parts)).unwrap().code(), "limit-exceeded");
}

/// Too many rows end in one error: a million and one records of a table that repeats itself.
#[test]
fn endless_rows_end_in_one_error() {
    let mut text = String::from("item,measure,unit,month,value\n");
    text.extend(std::iter::repeat_n("coke,used,t,1,1\n", 1_000_001));
    let limits = Limits::default();
    let error = activity::read_bytes("long.csv", text.into_bytes(), &limits).unwrap_err();
    assert_eq!(error.code(), "limit-exceeded");
}

//! Damaged input: every reader gives a network or a typed error, never a panic.
//!
//! A small generator of our own cuts, flips, doubles and splices samples, the same way every time.

use std::{
    fs,
    io::{Cursor, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use rust_xlsxwriter::Workbook;
use verdigris_interchange::{Archive, Format, ImportOptions, Limits, Silent, import_archive};
use zip::{ZipWriter, write::SimpleFileOptions};

/// The multiplier and shifts of `xorshift64*` (Vigna 2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }
}

/// Pieces that readers stumble over.
const SPLICES: &[&[u8]] = &[
    b"\xFF\xFE",
    b"\0",
    b"-1",
    b"1e400",
    b"NaN",
    b"\"",
    b"{",
    b"}",
    b"[[[[[[[[",
    b";",
    b",",
    b"\n\n",
    b"End\n",
    b"null",
    b"-0.0",
    b"9999999999999999999999",
    b"../",
    b"\xF0\x9F\x92\xA9",
    b"</a>",
    b"&#x0;",
    b"true",
    b"\x7F",
    b"\"\"",
    b"#",
];

fn mutated(sample: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len().max(1)).min(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => {
                let at = at.min(bytes.len() - 1);
                bytes[at] ^= 1 << random.below(8);
            }
            2 => {
                let end = (at + random.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => {
                let end = (at + random.below(32)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let piece = SPLICES[random.below(SPLICES.len())];
                let end = (at + random.below(piece.len() + 1)).min(bytes.len());
                bytes.splice(at..end, piece.iter().copied());
            }
            _ => {
                let from = random.below(sample.len().max(1)).min(sample.len());
                let end = (from + random.below(48)).min(sample.len());
                bytes.splice(at..at, sample[from..end].iter().copied());
            }
        }
    }
    bytes
}

fn limits() -> Limits {
    Limits { members: 1000, member_bytes: 1 << 20, total_bytes: 8 << 20, ..Limits::default() }
}

fn take_in(name: &str, bytes: Vec<u8>, format: Option<Format>) {
    let options = ImportOptions { format, limits: limits(), ..ImportOptions::default() };
    let result = Archive::from_bytes(name, bytes, &options.limits)
        .and_then(|archive| import_archive(&archive, &options, &Silent));
    if let Err(error) = result {
        assert!(!error.code().is_empty() && !error.remedy().is_empty());
    }
}

/// Runs cases until the count is reached; a slow machine runs fewer.
fn run(cases: usize, mut one: impl FnMut(&mut Random)) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let started = Instant::now();
    for done in 0..cases {
        one(&mut random);
        if started.elapsed() > Duration::from_secs(20) {
            println!("{done} of {cases} cases in the time given");
            break;
        }
    }
}

fn zipped(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).expect("starts");
        writer.write_all(bytes).expect("writes");
    }
    writer.finish().expect("finishes").into_inner()
}

const DOCUMENTS: &[(&str, &str)] = &[
    (
        "unit_groups/u.json",
        r#"{"@id":"u","name":"Units of mass","units":[{"@id":"kg","name":"kg","isRefUnit":true,"conversionFactor":1.0},{"@id":"x","name":"heap","conversionFactor":3}]}"#,
    ),
    ("flow_properties/m.json", r#"{"@id":"m","name":"Mass","unitGroup":{"@id":"u"}}"#),
    ("categories/c.json", r#"{"@id":"c","name":"air","category":{"@id":"c"}}"#),
    ("locations/l.json", r#"{"@id":"l","name":"China","code":"CN"}"#),
    (
        "flows/f.json",
        r#"{"@id":"f","name":"Ingot","flowType":"PRODUCT_FLOW","category":{"@id":"c"},"flowProperties":[{"flowProperty":{"@id":"m"},"conversionFactor":1,"referenceFlowProperty":true}]}"#,
    ),
    (
        "processes/p.json",
        r#"{"@id":"p","name":"Casting","location":{"@id":"l"},"defaultAllocationMethod":"PHYSICAL_ALLOCATION","parameters":[{"name":"a","value":1,"inputParameter":true}],"exchanges":[{"input":false,"quantitativeReference":true,"amount":1,"flow":{"@id":"f"},"unit":{"@id":"kg"}},{"input":true,"amount":2.5,"amountFormula":"a*2","flow":{"@id":"f"},"unit":{"@id":"x"},"pedigreeUncertainty":"(1;2;3;4;5)","baseUncertainty":1.2,"uncertainty":{"distributionType":"LOG_NORMAL_DISTRIBUTION","geomMean":2.5,"geomSd":1.3}}],"allocationFactors":[{"allocationType":"PHYSICAL_ALLOCATION","product":{"@id":"f"},"value":1}]}"#,
    ),
    (
        "lcia_categories/i.json",
        r#"{"@id":"i","name":"GWP","refUnit":"kg CO2e","impactFactors":[{"flow":{"@id":"f"},"unit":{"@id":"x"},"value":28}]}"#,
    ),
    ("lcia_methods/m.json", r#"{"@id":"im","name":"IPCC","impactCategories":[{"@id":"i"}]}"#),
];

#[test]
fn damaged_jsonld() {
    run(3000, |random| {
        let chosen = random.below(DOCUMENTS.len());
        let members: Vec<(&str, Vec<u8>)> = DOCUMENTS
            .iter()
            .enumerate()
            .map(|(k, (name, text))| {
                let bytes = text.as_bytes();
                (*name, if k == chosen { mutated(bytes, random) } else { bytes.to_vec() })
            })
            .collect();
        take_in("t.zip", zipped(&members), Some(Format::JsonLd));
    });
}

#[test]
fn damaged_archives() {
    let members: Vec<(&str, Vec<u8>)> =
        DOCUMENTS.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    let whole = zipped(&members);
    run(4000, |random| take_in("t.zip", mutated(&whole, random), None));
    for name in ["nested.zip", "a/b.zip"] {
        take_in("t.zip", zipped(&[(name, whole.clone())]), None);
    }
}

#[test]
fn damaged_simapro() {
    let sample = fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/simapro.csv")).expect("sample");
    run(4000, |random| take_in("t.csv", mutated(&sample, random), Some(Format::SimaPro)));
}

const TABLES: &[(&str, &str)] = &[
    ("network.csv", "id,name_en\nplant,Plant\n"),
    ("flows.csv", "id,kind,name_en,unit,compartment\ningot,product,Ingot,t,\nco2,elementary,CO2,kg,air\n"),
    ("processes.csv", "id,name_en,regions,allocation\nelectrolysis,Electrolysis,CN;CN-*,mass\n"),
    (
        "exchanges.csv",
        "process,id,direction,role,flow,amount,formula,unit,distribution,pedigree\nelectrolysis,out,output,reference,ingot,1,,t,,\nelectrolysis,co2,output,,co2,1.6,a*2,t,lognormal(gsd=1.1),1;2;3;4;5@0.01\n",
    ),
    ("parameters.csv", "process,id,value,formula\n,a,1,\n"),
    ("regions.csv", "id,parent\nCN,GLO\nCN-SD,CN\n"),
];

#[test]
fn damaged_tables() {
    run(3000, |random| {
        let chosen = random.below(TABLES.len());
        let members: Vec<(&str, Vec<u8>)> = TABLES
            .iter()
            .enumerate()
            .map(|(k, (name, text))| {
                let bytes = text.as_bytes();
                (*name, if k == chosen { mutated(bytes, random) } else { bytes.to_vec() })
            })
            .collect();
        take_in("t.zip", zipped(&members), Some(Format::Tables));
    });
}

/// A workbook with a block of each sort; parts are damaged inside and the whole packed again.
fn workbook(random: &mut Random) -> Vec<u8> {
    let rows: &[&[&str]] = &[
        &["Database", "sample"],
        &["Activity", "casting"],
        &["location", "CN"],
        &["unit", "kilogram"],
        &["Exchanges"],
        &["name", "amount", "unit", "type", "uncertainty type", "loc", "scale"],
        &["casting", "1", "kilogram", "production"],
        &["melting", "1.02", "kilogram", "technosphere", "2", "0.02", "0.1"],
        &["Carbon dioxide", "0.4", "kilogram", "biosphere", "5", "1", ""],
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let text = if random.below(12) == 0 {
                String::from_utf8_lossy(&mutated(cell.as_bytes(), random)).into_owned()
            } else {
                (*cell).to_owned()
            };
            match text.parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    sheet.write_number(line as u32, column as u16, number).expect("writes")
                }
                _ => sheet.write_string(line as u32, column as u16, text).expect("writes"),
            };
        }
    }
    book.save_to_buffer().expect("writes")
}

#[test]
fn damaged_brightway() {
    run(300, |random| {
        let book = workbook(random);
        if random.below(2) == 0 {
            take_in("t.xlsx", book, Some(Format::Brightway));
        } else {
            take_in("t.xlsx", mutated(&book, random), Some(Format::Brightway));
        }
    });
    // Parts damaged inside a sound zip.
    let mut random = Random(1);
    let book = workbook(&mut random);
    let parts = Archive::from_bytes("parts", book, &limits()).expect("opens");
    run(600, |random| {
        let chosen = random.below(parts.members().len());
        let members: Vec<(&str, Vec<u8>)> = parts
            .members()
            .iter()
            .enumerate()
            .map(|(k, part)| {
                let bytes = parts.read(part).expect("reads");
                (part.name.as_str(), if k == chosen { mutated(&bytes, random) } else { bytes })
            })
            .collect();
        let format = if random.below(2) == 0 { Format::Brightway } else { Format::Tables };
        take_in("t.xlsx", zipped(&members), Some(format));
    });
}

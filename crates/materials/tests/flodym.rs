//! Examples 2 and 3 of flodym (pik-piam/flodym, MIT), to their printed digits.

use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use verdigris_materials::{
    Array, Dimension, Entry, Lifetime, Lifetimes, Time,
    stock::{flow_driven, inflow_driven},
};

fn file(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/flodym").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {name} is not there");
    None
}

fn number(cell: &Data) -> Option<f64> {
    match cell {
        Data::Float(value) => Some(*value),
        Data::Int(value) => Some(*value as f64),
        _ => None,
    }
}

fn text(cell: &Data) -> Option<String> {
    match cell {
        Data::String(value) => Some(value.clone()),
        other => number(other).map(|value| value.to_string()),
    }
}

/// First column to second column, where both are given.
fn pairs(book: &mut Xlsx<std::io::BufReader<std::fs::File>>, sheet: &str) -> Vec<(String, f64)> {
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().filter_map(|row| Some((text(row.first()?)?, number(row.get(1)?)?))).collect()
}

fn expected(all: &Value, key: &str) -> Vec<f64> {
    let entry = &all[key];
    assert!(entry.is_object(), "{key}");
    entry["values"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()))
        .collect()
}

fn compare(name: &str, values: &[f64], wanted: &[f64]) {
    assert_eq!(values.len(), wanted.len(), "{name}");
    let scale = wanted.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    for (at, (value, wanted)) in values.iter().zip(wanted).enumerate() {
        // Relative to the figure; a small remainder of large flows keeps their rounding.
        let allowed = 1e-12 * wanted.abs() + 1e-15 * scale;
        assert!((value - wanted).abs() <= allowed.max(1e-13 * scale), "{name}[{at}]: {value}, not {wanted}");
    }
}

/// Alloying elements in recycling: yields by element, losses to landfill and slag, in three variants.
#[test]
fn alloying_elements_in_recycling() {
    let (Some(parameters), Some(results)) = (file("example2_parameters.xlsx"), file("example2_expected.json")) else {
        return;
    };
    let mut book: Xlsx<_> = open_workbook(parameters).unwrap();
    let all: Value = serde_json::from_str(&std::fs::read_to_string(results).unwrap()).unwrap();
    let years = pairs(&mut book, "eol machines");
    let time = Dimension::new("time", years.iter().map(|(year, _)| year.clone())).unwrap();
    let elements = Dimension::new("element", ["Fe", "Cu", "Mn"]).unwrap();
    let mut over = |sheet: &str, dimension| {
        let rows = pairs(&mut book, sheet);
        Array::from_rows(sheet, &[dimension], rows.iter().map(|(item, value)| (vec![item.as_str()], *value))).unwrap()
    };
    let machines = over("eol machines", &time);
    let buildings = over("eol buildings", &time);
    let machines_of = over("composition eol machines", &elements);
    let buildings_of = over("composition eol buildings", &elements);
    let shredder = over("shredder yield", &elements);
    let demolition = over("demolition yield", &elements);
    let remelting = over("remelting yield", &elements);
    let less_copper = Array::new("shredder yield", &[&elements], vec![0.92, 0.075, 0.92]).unwrap();
    for (variant, shredder, buildings) in [
        ("mfa_example", &shredder, buildings.clone()),
        ("mfa_example_a", &less_copper, buildings.clone()),
        ("mfa_example_b", &shredder, buildings.scaled(1.25)),
    ] {
        let to_shredder = machines.times(&machines_of).unwrap();
        let to_demolition = buildings.times(&buildings_of).unwrap();
        let scrap_1 = to_shredder.times(shredder).unwrap();
        let scrap_2 = to_demolition.times(&demolition).unwrap();
        let landfilled = to_demolition.times(&demolition.complement()).unwrap();
        let melted = scrap_1.plus(&scrap_2).unwrap();
        let flows = [
            ("sysenv => shredder", to_shredder.clone()),
            ("sysenv => demolition", to_demolition),
            ("shredder => remelting", scrap_1.clone()),
            ("shredder => sysenv", to_shredder.times(&shredder.complement()).unwrap()),
            ("demolition => remelting", scrap_2),
            ("demolition => landfills", landfilled.clone()),
            ("remelting => sysenv", melted.times(&remelting).unwrap()),
            ("remelting => slag piles", melted.times(&remelting.complement()).unwrap()),
        ];
        for (name, flow) in flows {
            compare(name, flow.values(), &expected(&all, &format!("{variant}.flow.{name}")));
        }
        // The example's slag piles take in the shredder's scrap; as printed.
        for (name, inflow) in [("landfills", landfilled), ("slag piles", scrap_1)] {
            let steps = Time::yearly(1980, 2010).unwrap();
            let nothing = vec![0.0; inflow.values().len()];
            let stock = flow_driven(&steps, inflow.values(), &nothing, &[]).unwrap();
            assert!(stock.balance.holds());
            for (part, values) in [("inflow", &stock.inflow), ("stock", &stock.stock), ("outflow", &stock.outflow)] {
                compare(name, values, &expected(&all, &format!("{variant}.stock.{name}.{part}")));
            }
        }
    }
    assert_eq!(all.as_object().unwrap().len(), 3 * (8 + 2 * 3));
}

/// In-use stocks of steel in nine countries from their consumption since 1900.
#[test]
fn steel_stocks_of_nine_countries() {
    let (Some(consumption), Some(results)) = (file("example3_steel_consumption.xlsx"), file("example3_expected.json"))
    else {
        return;
    };
    let means = [
        ("Argentina", 45.0),
        ("Brazil", 25.0),
        ("Canada", 35.0),
        ("Denmark", 55.0),
        ("Ethiopia", 70.0),
        ("France", 45.0),
        ("Greece", 70.0),
        ("Hungary", 30.0),
        ("Indonesia", 30.0),
    ];
    let mut book: Xlsx<_> = open_workbook(consumption).unwrap();
    let range = book.worksheet_range("FinalSteelConsumption").unwrap();
    let head: Vec<String> = range.rows().next().unwrap().iter().filter_map(text).collect();
    let column = |name: &str| head.iter().position(|known| known == name).unwrap();
    let (region, year, value) = (column("CS"), column("T"), column("V"));
    let time = Dimension::new("time", (1900..=2008).map(|year| year.to_string())).unwrap();
    let regions = Dimension::new("region", means.iter().map(|(name, _)| *name)).unwrap();
    let rows: Vec<(String, String, f64)> = range
        .rows()
        .skip(1)
        .filter_map(|row| Some((text(&row[year])?, text(&row[region])?, number(&row[value])?)))
        .collect();
    let inflow = Array::from_rows(
        "consumption",
        &[&time, &regions],
        rows.iter().map(|(year, region, value)| (vec![year.as_str(), region.as_str()], *value)),
    )
    .unwrap();
    let lifetimes =
        Lifetimes::BySeries(means.iter().map(|&(_, mean)| Lifetime::Normal { mean, sd: 0.3 * mean }).collect());
    let steps = Time::yearly(1900, 2008).unwrap();
    let stocks = inflow_driven(&steps, &lifetimes, Entry::Middle, inflow.values()).unwrap();
    assert!(stocks.balance.worst <= 1e-12, "{:?}", stocks.balance);
    let all: Value = serde_json::from_str(&std::fs::read_to_string(results).unwrap()).unwrap();
    for (name, values) in [("stock", &stocks.stock), ("inflow", &stocks.inflow), ("outflow", &stocks.outflow)] {
        compare(name, values, &expected(&all, &format!("dynamic_stock.{name}")));
    }
}

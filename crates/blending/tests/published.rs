//! Published blending problems with printed optima, through the model of this crate.
//!
//! They are read from `../shared/cases/blending` (GLPK's examples `alloy` and `plan`); skipped where that is absent.

use std::collections::BTreeMap;
use std::path::PathBuf;

use verdigris_blending::{
    Alloy, Batch, Composition, Content, Furnace, Limit, Material, Options, Order, Outcome, Plan, blend,
};

/// Columns of a free MPS file: cost and coefficients; right-hand sides; bounds.
#[derive(Default)]
struct Read {
    columns: BTreeMap<String, BTreeMap<String, f64>>,
    right: BTreeMap<String, f64>,
    bounds: Vec<(String, String, f64)>,
}

fn read(name: &str) -> Option<Read> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/blending").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not here", path.display());
        return None;
    };
    let mut read = Read::default();
    let mut section = String::new();
    for line in text.lines().filter(|line| !line.starts_with('*')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if !line.starts_with(' ') {
            words.first().copied().unwrap_or_default().clone_into(&mut section);
            continue;
        }
        match section.as_str() {
            "COLUMNS" => {
                for pair in words[1..].chunks(2) {
                    let own = read.columns.entry(words[0].to_owned()).or_default();
                    own.insert(pair[0].to_owned(), pair[1].parse().unwrap());
                }
            }
            "RHS" => {
                for pair in words[1..].chunks(2) {
                    read.right.insert(pair[0].to_owned(), pair[1].parse().unwrap());
                }
            }
            "BOUNDS" => read.bounds.push((words[0].to_owned(), words[2].to_owned(), words[3].parse().unwrap())),
            _ => {}
        }
    }
    Some(read)
}

/// A batch of `mass`, every column a material; rows to elements with their lower and upper right-hand sides.
fn order(read: &Read, mass: f64, elements: &[(&str, Option<&str>, Option<&str>)]) -> Order {
    let materials = read
        .columns
        .iter()
        .map(|(name, own)| {
            let contents = elements
                .iter()
                .filter_map(|(element, min, max)| {
                    let share = min.or(*max).and_then(|row| own.get(row))?;
                    Some(((*element).to_owned(), Content { mean: 100.0 * share, deviation: 0.0 }))
                })
                .collect();
            let bound = |kind: &str| {
                read.bounds.iter().find(|(own, column, _)| own == kind && column == name).map(|(_, _, value)| *value)
            };
            Material {
                id: name.clone(),
                price: Some(own["R0000000"]),
                take_min: bound("LO"),
                stock: bound("UP"),
                composition: Composition { contents, correlations: Vec::new() },
                ..Material::default()
            }
        })
        .collect();
    let limits = elements
        .iter()
        .map(|(element, min, max)| {
            let percent = |row: Option<&str>| row.map(|row| 100.0 * read.right[row] / mass);
            Limit { element: (*element).to_owned(), min: percent(*min), max: percent(*max) }
        })
        .collect();
    Order {
        currency: "USD".to_owned(),
        materials,
        alloys: vec![Alloy {
            id: "alloy".to_owned(),
            name: verdigris_quantity::Label::default(),
            base: "Al".to_owned(),
            limits,
            others_each: None,
            others_total: None,
            standard: String::new(),
            source: String::new(),
            trust: String::new(),
        }],
        furnaces: vec![Furnace { id: "furnace".to_owned(), capacity: mass, ..Furnace::default() }],
        batches: vec![Batch {
            id: "batch".to_owned(),
            alloy: "alloy".to_owned(),
            furnace: "furnace".to_owned(),
            product: mass,
            ..Batch::default()
        }],
        options: Options { confidence: None, draws: 0, ..Options::default() },
        ..Order::default()
    }
}

fn plan(order: &Order) -> Plan {
    match blend(order).unwrap() {
        Outcome::Plan(plan) => *plan,
        Outcome::Impossible(why) => panic!("{why:?}"),
    }
}

#[test]
fn ibm_aluminium_alloy_blending() {
    let Some(mut read) = read("ibm_alloy.free.mps") else { return };
    // SCX limits the first scrap alone: a stock.
    let stock = read.right["SCX"];
    read.bounds.push(("UP".to_owned(), "SC1".to_owned(), stock));
    let order = order(
        &read,
        10_000.0,
        &[
            ("Z", Some("ZN"), Some("ZX")),
            ("C", Some("CN"), Some("CX")),
            ("M", Some("MN"), Some("MX")),
            ("CH", Some("CHN"), Some("CHX")),
            ("B", Some("BN"), Some("BX")),
            ("I", None, Some("IX")),
            ("S", None, Some("SX")),
            ("MG", None, Some("MGX")),
            ("N", None, Some("NX")),
            ("T", None, Some("TX")),
            ("L", None, Some("LX")),
            ("TN", None, Some("TNX")),
            ("BI", None, Some("BIX")),
            ("G", None, Some("GX")),
        ],
    );
    let plan = plan(&order);
    assert!((plan.cost - 2149.247891).abs() < 5e-7, "{}", plan.cost);
    assert!(plan.residual.unwrap() < 1e-6);
}

#[test]
fn glpk_plan_of_aluminium_bins() {
    let Some(mut read) = read("glpk_plan.free.mps") else { return };
    // The range of 50 on silicon: 250 to 300.
    read.right.insert("SI'".to_owned(), 300.0);
    for own in read.columns.values_mut() {
        if let Some(share) = own.get("SI").copied() {
            own.insert("SI'".to_owned(), share);
        }
    }
    let order = order(
        &read,
        2000.0,
        &[
            ("Fe", None, Some("FE")),
            ("Cu", None, Some("CU")),
            ("Mn", None, Some("MN")),
            ("Mg", None, Some("MG")),
            ("Al", Some("AL"), None),
            ("Si", Some("SI"), Some("SI'")),
        ],
    );
    let plan = plan(&order);
    assert!((plan.cost - 296.2166065).abs() < 5e-8, "{}", plan.cost);
}

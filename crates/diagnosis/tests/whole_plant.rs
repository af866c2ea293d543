//! One smelter over two years: accounts, references, causes, measures, score and disclosures from the same records.

use std::collections::BTreeMap;

use verdigris_accounts::{Account, Schemes, Settings};
use verdigris_activity::{Activity, Attribute, Plant, Record, Vocabulary, Year};
use verdigris_diagnosis::{
    Answer, Diagnosis, Question, accounted,
    compliance::Limits,
    diagnose,
    diagnose::{Comparison, Trial},
    energy::Meter,
    green_factory, indicator,
    ladder::References,
    lmdi::{EmissionYear, sources_chain},
    measure::{self, account::AccountEvaluation, curve::Terms},
};
use verdigris_quantity::{Label, Trace};
use verdigris_registry::{factor::Registry, pack};

fn record(item: &str, told: &str, unit_of_process: &str, value: f64, unit: &str) -> Record {
    serde_json::from_value(serde_json::json!({
        "process_unit": unit_of_process, "item": item, "measure": told, "value": value.to_string(), "unit": unit,
    }))
    .unwrap()
}

fn smelter(year: i32, power: f64) -> Activity {
    let mut plant = Plant {
        id: "smelter".into(),
        sector: "aluminium-electrolysis".into(),
        region: "CN-SD".into(),
        year,
        ..Plant::default()
    };
    plant.attributes.insert("cell-technology".into(), Attribute { value: "pfpb-l".into(), ..Attribute::default() });
    let records = vec![
        record("liquid-aluminium", "produced", "electrolysis", 1000.0, "t"),
        record("alumina", "used", "electrolysis", 1920.0, "t"),
        record("net-anode", "used", "electrolysis", 405.0, "t"),
        record("cf4", "discharged", "electrolysis", 0.02, "t"),
        record("c2f6", "discharged", "electrolysis", 0.001, "t"),
        record("electricity-cells-ac", "used", "electrolysis", 13_000.0, "MWh"),
        record("cells", "voltage", "electrolysis", 3.95, "1"),
        record("cells", "current-efficiency", "electrolysis", 93.0, "%"),
        record("cells", "rectifier-efficiency", "electrolysis", 97.5, "%"),
        record("electricity-grid", "used", "", power, "MWh"),
        record("electricity-grid", "price", "", 400.0, "CNY/MWh"),
        record("natural-gas", "used", "casthouse", 5.0, "万Nm3"),
    ];
    Activity { plant, records }
}

struct World {
    vocabulary: Vocabulary,
    registry: Registry,
    schemes: Schemes,
}

impl World {
    fn settings() -> Settings {
        Settings { samples: 0, ..Settings::default() }
    }

    fn account(&self, year: &Year) -> Account {
        self.schemes.account("ghg-protocol", year, &self.registry, &Self::settings()).unwrap()
    }

    fn meter<'a>(&'a self, year: &'a Year) -> Meter<'a> {
        Meter { year, vocabulary: &self.vocabulary, registry: &self.registry }
    }

    fn sources(&self, year: &Year) -> EmissionYear {
        accounted::emission_year(&self.account(year), &self.meter(year), 1000.0).unwrap().known().unwrap().clone()
    }
}

#[test]
fn everything_comes_from_the_same_records() {
    let world = World {
        vocabulary: Vocabulary::packaged().unwrap(),
        registry: pack::registry().unwrap(),
        schemes: Schemes::packaged().unwrap(),
    };
    let activity = smelter(2022, 13_500.0);
    let year = Year::of(&activity, &world.vocabulary).unwrap();
    let before = Year::of(&smelter(2021, 13_800.0), &world.vocabulary).unwrap();
    let accounts = [world.account(&year)];
    let (factors, categories) = sources_chain(&world.sources(&before), &world.sources(&year)).unwrap();
    let comparison = Comparison {
        label: Label::new("2021 to 2022", "2021年至2022年"),
        factors,
        categories,
        unit: "t".into(),
        decimals: 2,
    };
    let prices = BTreeMap::from([("electricity_grid_used".to_owned(), 400.0)]);
    let evaluation = AccountEvaluation::new(
        &activity,
        &world.vocabulary,
        &world.registry,
        &world.schemes,
        "ghg-protocol",
        World::settings(),
        1000.0,
        Some(prices),
    )
    .unwrap();
    let text = "[[measure]]\nid = \"less\"\nname = { en = \"a\", zh = \"b\" }\nmaturity = \"pilot\"\nsource = \"test\"\ntrust = \"C\"\n\
        capex = { value = 500.0, unit = \"CNY/t\" }\nlifetime = 10.0\n\
        [[measure.effect]]\nop = \"add\"\nparameter = \"electricity_grid_used\"\nvalue = -0.3\n";
    let measures = measure::parse("m.toml", text).unwrap();
    let terms = Terms { discount_rate: 0.0, money: "CNY".into(), output: 1000.0, output_unit: "t".into() };
    let trial = Trial { on: &evaluation, measures: &measures, terms };
    let meter = world.meter(&year);
    let figures = accounted::figures(&accounts, meter);
    let diagnosis = diagnose(&Question {
        meter,
        figures: &figures,
        indicators: &indicator::packaged().unwrap(),
        references: &References::packaged().unwrap(),
        limits: &Limits::packaged().unwrap(),
        criteria: &green_factory::packaged().unwrap(),
        history: &BTreeMap::from([("al-ac-liquid".to_owned(), vec![(2021, 13_100.0)])]),
        peers: &BTreeMap::new(),
        comparisons: &[comparison],
        frontier: None,
        trial: Some(&trial),
        output: Answer::Known(Trace::datum(Label::new("output", "产量"), 1000.0, "t", None)),
        tolerance: 0.03,
    })
    .unwrap();

    let grid = |year| world.registry.grid("CN-SD", year).unwrap().value;
    // The measure: 300 MWh at the grid's factor; 50 000 a year of investment against 120 000 saved.
    let point = &diagnosis.curve.known().unwrap().points[0];
    assert!((point.abatement - 300.0 * grid(2022)).abs() < 1e-6);
    let cost = point.cost.known().unwrap().value;
    assert!((cost - (50_000.0 - 120_000.0)).abs() < 1e-6);
    assert!((point.marginal_cost.known().unwrap().value - cost / point.abatement).abs() < 1e-9);
    // The cause: power and the grid's factor, and nothing else.
    let cause = &diagnosis.causes[0];
    let change = 13_500.0 * grid(2022) - 13_800.0 * grid(2021);
    assert!((cause.decomposition.end - cause.decomposition.start - change).abs() < 1e-6);
    assert_eq!(cause.waterfall.bars.last().unwrap().to, cause.waterfall.end);
    // The same account in the table of disclosures, to the digit.
    let disclosed = |id: &str| {
        let row = diagnosis.disclosures.iter().find(|row| row.id == id).unwrap();
        row.value.known().map(|trace| trace.value)
    };
    assert!((disclosed("gri-305-2-location").unwrap() - 13_500.0 * grid(2022)).abs() < 1e-6);
    assert_eq!(disclosed("gri-305-1"), disclosed("ifrs-s2-scope-1"));
    assert!(diagnosis.checks.iter().filter(|check| check.verdict.known().is_some()).count() >= 3);
    let text = serde_json::to_string(&diagnosis).unwrap();
    let back: Diagnosis = serde_json::from_str(&text).unwrap();
    assert_eq!(back.curve.known().unwrap().points.len(), 1);
}

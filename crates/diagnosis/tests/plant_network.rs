//! Measures on the network that a plant's records become, beside the packaged background.

use std::collections::BTreeMap;

use verdigris_activity::{Activity, Plant, Record, Sectors, Vocabulary, Year, network};
use verdigris_diagnosis::measure::{
    self, Level,
    curve::{Evaluate, Terms, curve},
    network::NetworkEvaluation,
};
use verdigris_network::template;
use verdigris_registry::pack;

fn record(item: &str, told: &str, unit_of_process: &str, value: &str, unit: &str) -> Record {
    serde_json::from_value(serde_json::json!({
        "process_unit": unit_of_process, "item": item, "measure": told, "value": value, "unit": unit,
    }))
    .unwrap()
}

#[test]
fn a_measure_acts_through_the_background_and_leaves_the_rest() {
    let plant = Plant {
        id: "smelter".into(),
        sector: "aluminium-electrolysis".into(),
        region: "CN-SD".into(),
        year: 2022,
        ..Plant::default()
    };
    let records = vec![
        record("liquid-aluminium", "produced", "electrolysis", "1000", "t"),
        record("alumina", "used", "electrolysis", "1920", "t"),
        record("electricity-grid", "used", "", "13500", "MWh"),
    ];
    let (vocabulary, sectors) = (Vocabulary::packaged().unwrap(), Sectors::packaged().unwrap());
    let year = Year::of(&Activity { plant: plant.clone(), records }, &vocabulary).unwrap();
    let mut whole = network::of(&year, &vocabulary, &sectors).unwrap();
    whole.join(template::unfold(pack::network().network));
    let methods = pack::methods();
    let method = methods.methods.iter().find(|method| method.id == "ipcc-ar6-gwp100").unwrap();
    let evaluation = NetworkEvaluation {
        network: &whole,
        process: network::process_id(&plant),
        output: 1000.0,
        method,
        indicator: 0,
        per_tonne: 1000.0,
        energy: BTreeMap::from([("electricity_grid_used".to_owned(), 3.6)]),
        prices: None,
    };
    let text = "[[measure]]\nid = \"less-power\"\nname = { en = \"a\", zh = \"b\" }\nmaturity = \"pilot\"\nsource = \"test\"\n\
        trust = \"C\"\n[[measure.effect]]\nop = \"scale\"\nparameter = \"electricity_grid_used\"\nvalue = 0.9\n";
    let measures = measure::parse("m.toml", text).unwrap();
    let base = evaluation.evaluate(&[]).unwrap();
    // Cradle to gate, a coal-powered smelter lies between ten and thirty tonnes a tonne.
    assert!((10_000.0..30_000.0).contains(&base.emissions), "{}", base.emissions);
    assert!((base.energy - 13_500.0 * 3.6).abs() < 1e-6);
    let patch = measures[0].patch(Level::Best, &|id| evaluation.scope(id), &|_| None).unwrap();
    let once = base.emissions - evaluation.evaluate(std::slice::from_ref(&patch)).unwrap().emissions;
    let twice = base.emissions - evaluation.evaluate(&[patch.clone(), patch]).unwrap().emissions;
    // A tenth, then 19 % of the power: the chain behind it is linear.
    assert!(once > 300.0 && (twice / once - 1.9).abs() < 1e-9, "{once} {twice}");
    let terms = Terms { discount_rate: 0.05, money: "CNY".into(), output: 1000.0, output_unit: "t".into() };
    let found = curve(&evaluation, &plant, &measures, &terms).unwrap();
    assert!(
        (found.base.emissions - found.without_cost[0].abatement - found.last.emissions).abs() < 1e-9 * base.emissions
    );
}

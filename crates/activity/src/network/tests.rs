use verdigris_network::{ProcessIndex, allocate, evaluate::Evaluator, link};

use super::*;
use crate::record::{Activity, Record};

fn record(item: &str, measure: &str, value: &str, unit: &str) -> Record {
    Record {
        item: item.into(),
        measure: measure.into(),
        value: value.parse().unwrap(),
        unit: unit.into(),
        uncertainty: Some(0.02),
        ..Record::default()
    }
}

fn network(sector: &str, records: Vec<Record>) -> Result<Network, ActivityError> {
    let (vocabulary, sectors) = (Vocabulary::packaged().unwrap(), Sectors::packaged().unwrap());
    let plant =
        Plant { id: "p1".into(), sector: sector.into(), region: "CN-SD".into(), year: 2024, ..Plant::default() };
    of(&Year::of(&Activity { plant, records }, &vocabulary)?, &vocabulary, &sectors)
}

fn amount(network: &Network, id: &str) -> Option<f64> {
    network.processes[0].exchanges.iter().find(|exchange| exchange.id == id)?.amount
}

fn smelter() -> Vec<Record> {
    vec![
        record("liquid-aluminium", "produced", "500", "kt"),
        record("electricity-grid", "used", "7000", "GWh"),
        record("electricity-cells-ac", "used", "6750", "GWh"),
        record("alumina", "used", "960000", "t"),
        record("net-anode", "used", "205500", "t"),
        record("gross-anode", "used", "240000", "t"),
        record("natural-gas", "used", "1000", "万Nm3"),
        record("cells", "current-efficiency", "93", "%"),
        record("so2", "discharged", "1000", "t"),
    ]
}

#[test]
fn totals_are_parameters_and_exchanges_per_tonne() {
    let network = network("aluminium-electrolysis", smelter()).unwrap();
    let process = &network.processes[0];
    let value = |id: &str| process.parameters.iter().find(|parameter| parameter.id == id).unwrap().value.unwrap();
    assert_eq!(value("production"), 500_000.0);
    assert_eq!(value("electricity_grid_used"), 14.0);
    assert_eq!(value("cells_current_efficiency"), 93.0);
    assert_eq!(amount(&network, "electricity_grid_used"), Some(14.0));
    assert_eq!(amount(&network, "natural_gas_used"), Some(20.0));
    assert_eq!(amount(&network, "electricity_cells_ac_used"), None, "a sub-meter is no input");
    assert_eq!(amount(&network, "gross_anode_used"), None, "the net consumption stands for it");
    assert_eq!(process.reference().unwrap().amount, Some(1.0));
    let alumina = process.parameters.iter().find(|parameter| parameter.id == "alumina_used").unwrap();
    assert!(matches!(alumina.spread, Some(Spread::NormalDeviation { sd }) if (sd - 1.92 * 0.02 / 1.96).abs() < 1e-6));
}

#[test]
fn inputs_link_to_the_background_of_the_plants_region() {
    let mut whole = verdigris_registry::pack::network().network;
    let own = network("aluminium-electrolysis", smelter()).unwrap();
    assert_eq!(whole.join(own), []);
    let whole = verdigris_network::template::unfold(whole);
    let (evaluator, findings) = Evaluator::new(&whole);
    assert!(findings.iter().all(|finding| finding.place.process != "p1"), "{findings:?}");
    let at = whole.processes.iter().position(|process| process.id == "p1").unwrap();
    for (position, exchange) in whole.processes[at].exchanges.iter().enumerate() {
        let formula = evaluator.amount(ProcessIndex(at as u32), position);
        assert_eq!(formula, exchange.amount, "{}", exchange.id);
    }
    let activities = allocate::activities(&whole, &|process, exchange| evaluator.amount(process, exchange)).0;
    let linking = link::link(&whole, &activities);
    let provider = |id: &str| {
        let position = whole.processes[at].exchanges.iter().position(|exchange| exchange.id == id).unwrap();
        let link = linking.links.iter().find(|link| link.process.at() == at && link.exchange == position);
        link.map(|link| whole.process(activities[link.provider].process).region.clone())
    };
    assert_eq!(provider("electricity_grid_used").as_deref(), Some("CN-SD"));
    assert_eq!(provider("alumina_used").as_deref(), Some("CN"));
    assert_eq!(provider("net_anode_used").as_deref(), Some("CN"));
    assert!(provider("natural_gas_used").is_some());
}

#[test]
fn what_a_plant_makes_and_uses_is_exchanged_by_its_difference() {
    let records = |made: &str| {
        vec![
            record("copper-cathode", "produced", "100", "t"),
            record("copper-anode", "produced", made, "t"),
            record("copper-anode", "used", "102", "t"),
            record("sulfuric-acid", "produced", "350", "t"),
        ]
    };
    let bought = network("copper-smelting", records("90")).unwrap();
    assert!((amount(&bought, "copper_anode_used").unwrap() - 0.12).abs() < 1e-12);
    let own = network("copper-smelting", records("110")).unwrap();
    assert_eq!(amount(&own, "copper_anode_used"), Some(0.0));
    assert_eq!(amount(&own, "copper_anode_produced"), None, "a stage of the cathode");
    assert_eq!(amount(&own, "sulfuric_acid_produced"), Some(3.5));
}

#[test]
fn parallel_products_share_by_mass() {
    let records =
        vec![record("aluminium-sheet", "produced", "100", "t"), record("aluminium-extrusion", "produced", "300", "t")];
    let network = network("rolling-extrusion", records).unwrap();
    assert_eq!(network.processes[0].allocation, Allocation::Mass);
    assert_eq!(amount(&network, "aluminium_extrusion_produced"), Some(3.0));
}

#[test]
fn without_a_product_there_is_no_network() {
    let error = network("zinc", vec![record("electricity-grid", "used", "1", "MWh")]).unwrap_err();
    assert_eq!(error.code(), "no-output");
    assert!(error.to_string().contains("zinc-ingot"), "{error}");
}

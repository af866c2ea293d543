use proptest::prelude::*;
use verdigris_activity::{Activity, Plant, Record, Vocabulary, Year};
use verdigris_registry::pack;

use super::*;

fn record(item: &str, measure: &str, unit_of_process: &str, value: &str, unit: &str) -> Record {
    serde_json::from_value(serde_json::json!({
        "process_unit": unit_of_process, "item": item, "measure": measure, "value": value, "unit": unit,
    }))
    .unwrap()
}

fn checked(sector: &str, records: Vec<Record>) -> Vec<Check> {
    let plant = Plant { sector: sector.into(), year: 2024, ..Plant::default() };
    let (vocabulary, registry) = (Vocabulary::packaged().unwrap(), pack::registry().unwrap());
    let year = Year::of(&Activity { plant, records }, &vocabulary).unwrap();
    checks(&Meter { year: &year, vocabulary: &vocabulary, registry: &registry }, 0.03).unwrap()
}

fn smelter(ac: &str) -> Vec<Record> {
    vec![
        record("liquid-aluminium", "produced", "electrolysis", "1000", "t"),
        record("electricity-cells-ac", "used", "electrolysis", ac, "MWh"),
        record("cells", "voltage", "electrolysis", "4.0", "1"),
        record("cells", "current-efficiency", "electrolysis", "92.5", "%"),
        record("cells", "rectifier-efficiency", "electrolysis", "97.5", "%"),
    ]
}

#[test]
fn cell_voltage_and_efficiencies_give_the_electricity() {
    // 2980 · 4.0 / (0.925 · 0.975) = 13217 kWh/t.
    let found = checked("aluminium-electrolysis", smelter("13217"));
    let ac = &found[1];
    assert!((ac.expected.known().unwrap().value - 11920.0 / 0.901875).abs() < 1e-9);
    assert_eq!(ac.verdict, Answer::Known(Verdict::Consistent));
    assert!(found[0].verdict.missing().unwrap().en.contains("DC electricity"));
    let found = checked("aluminium-electrolysis", smelter("14000"));
    assert_eq!(found[1].verdict, Answer::Known(Verdict::Deviates));
}

#[test]
fn an_efficiency_above_one_is_none() {
    let mut records = smelter("13217");
    records[3] = record("cells", "current-efficiency", "electrolysis", "925", "%");
    assert!(checked("aluminium-electrolysis", records)[1].verdict.known().is_none());
}

#[test]
fn current_efficiency_follows_from_charge() {
    // A cell of 500 kA makes 500 000 · 24 / 2980 kg a day at 100 %.
    let ideal = 500_000.0 * 24.0 / 2980.0 / 1000.0;
    assert!((cell::current_efficiency(ideal * 0.93, 1.0, 500_000.0, 24.0).unwrap() - 0.93).abs() < 1e-12);
    assert!(cell::current_efficiency(1.0, 0.0, 1.0, 1.0).is_err());
}

#[test]
fn enthalpies_are_those_of_the_tables() {
    let enthalpies = enthalpy::Enthalpies::packaged().unwrap();
    let at = |metal: &str, celsius: f64| enthalpies.of(metal, celsius).known().map(|trace| trace.value);
    assert!(at("Al", 25.0).unwrap().abs() < 1e-4 && at("Cu", 25.0).unwrap().abs() < 1e-4);
    // Heats of fusion of the coefficients: 10.79 kJ/mol for aluminium, 13.14 kJ/mol for copper.
    let fusion = |metal: &str, kelvin: f64, mass: f64| {
        (at(metal, kelvin - 273.15 + 0.01).unwrap() - at(metal, kelvin - 273.15 - 0.01).unwrap()) * mass
    };
    assert!((fusion("Al", 933.61, 26.98154) - 10.79).abs() < 0.1, "{}", fusion("Al", 933.61, 26.98154));
    assert!((fusion("Cu", 1358.0, 63.546) - 13.14).abs() < 0.2, "{}", fusion("Cu", 1358.0, 63.546));
    assert!(at("Zn", 500.0).is_none());
}

#[test]
fn less_than_stoichiometry_is_impossible() {
    let found = |alumina: &str, anode: &str| {
        let mut records = smelter("13217");
        records.push(record("alumina", "used", "electrolysis", alumina, "t"));
        records.push(record("net-anode", "used", "electrolysis", anode, "t"));
        let checks = checked("aluminium-electrolysis", records);
        let of = |id: &str| checks.iter().find(|check| check.id == id).unwrap().verdict.clone();
        (of("alumina-stoichiometry"), of("anode-stoichiometry"))
    };
    let (fine, impossible) = (Answer::Known(Verdict::Consistent), Answer::Known(Verdict::Impossible));
    // Textbooks print 1.89 t of alumina and a third of a tonne of carbon.
    assert_eq!(found("1890", "334"), (fine.clone(), fine));
    assert_eq!(found("1889", "333"), (impossible.clone(), impossible));
}

#[test]
fn the_least_energy_of_smelting_is_the_textbooks() {
    let enthalpies = enthalpy::Enthalpies::packaged().unwrap();
    let least = enthalpy::aluminium_minimum(&enthalpies, 960.0).known().unwrap().value / 3.6;
    // 6.34 kWh/kg with carbon anodes is widely printed for cells at about 960 °C.
    assert!((least - 6.34).abs() < 0.03, "{least}");
}

#[test]
fn a_furnace_without_losses_is_impossible() {
    let records = |gas: &str| {
        vec![
            record("secondary-aluminium", "produced", "melting", "1000", "t"),
            record("natural-gas", "used", "melting", gas, "万Nm3"),
            record("furnace", "temperature", "melting", "730", "1"),
        ]
    };
    // About 1.15 GJ/t must be in the metal: 3 GJ/t is a furnace, 0.8 GJ/t is not.
    let found = checked("secondary-aluminium", records("7.7"));
    assert_eq!(found[0].verdict, Answer::Known(Verdict::Consistent));
    let useful = found[0].expected.known().unwrap().value;
    assert!((1100.0..1200.0).contains(&useful), "{useful}");
    let found = checked("secondary-aluminium", records("2"));
    assert_eq!(found[0].verdict, Answer::Known(Verdict::Impossible));
}

proptest! {
    #[test]
    fn enthalpy_rises_with_temperature(a in 25.0_f64..1500.0, b in 25.0_f64..1500.0) {
        let enthalpies = enthalpy::Enthalpies::packaged().unwrap();
        let at = |metal: &str, celsius: f64| enthalpies.of(metal, celsius).known().unwrap().value;
        for metal in ["Al", "Cu"] {
            prop_assume!((a - b).abs() > 0.5);
            prop_assert_eq!(at(metal, a) < at(metal, b), a < b);
        }
    }

    #[test]
    fn lower_voltage_saves_what_the_formula_says(volts in 0.01_f64..0.3, ce in 0.85_f64..0.96, eta in 0.95_f64..0.99) {
        let measure = cell::voltage_measure(volts, ce, eta).unwrap();
        let saved = cell::electricity(4.0, ce, Some(eta)) - cell::electricity(4.0 - volts, ce, Some(eta));
        prop_assert!((measure.effect[0].value * -1000.0 - saved).abs() < 1e-8);
    }
}

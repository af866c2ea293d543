use std::collections::BTreeMap;

use proptest::prelude::*;
use verdigris_network::{
    Direction, Exchange, Flow, FlowKind, Method, Network, Parameter, Process, Role, flow::Compartment,
};
use verdigris_quantity::Label;

use super::*;
use crate::measure::{network::NetworkEvaluation, parse};

/// A smelter of 1 t with grid power (0.5 t/MWh upstream), green power and a fuel burnt on site (2 t/t).
fn network(power: f64, fuel: f64) -> Network {
    let unit = |text: &str| Unit::parse(text).unwrap();
    let mut network = Network::new("plant");
    let mut co2 = Flow::new("co2", Label::new("carbon dioxide", "二氧化碳"), FlowKind::Elementary, unit("t"));
    co2.compartment = Compartment::new("air");
    network.flows = vec![
        Flow::new("metal", Label::new("metal", "金属"), FlowKind::Product, unit("t")),
        Flow::new("power", Label::new("power", "电"), FlowKind::Product, unit("MWh")),
        Flow::new("green", Label::new("green power", "绿电"), FlowKind::Product, unit("MWh")),
        co2,
    ];
    let index = network.flow_index().into_iter().map(|(id, at)| (id.to_owned(), at)).collect::<BTreeMap<_, _>>();
    let exchange = |id: &str, flow: &str, direction, amount: Option<f64>, formula: Option<&str>, text: &str| {
        let mut exchange = Exchange::new(id, index[flow], direction, amount, unit(text));
        exchange.formula = formula.map(str::to_owned);
        exchange
    };
    let reference = |flow: &str, text: &str| {
        let mut exchange = exchange("out", flow, Direction::Output, Some(1.0), None, text);
        exchange.role = Role::Reference;
        exchange
    };
    let process = |id: &str, exchanges| Process {
        id: id.into(),
        name: Label::new(id, id),
        region: "CN".into(),
        exchanges,
        ..Process::default()
    };
    let mut plant = process(
        "plant",
        vec![
            reference("metal", "t"),
            exchange("grid", "power", Direction::Input, None, Some("electricity_grid_used"), "MWh"),
            exchange("green", "green", Direction::Input, None, Some("electricity_traded_green_used"), "MWh"),
            exchange("co2", "co2", Direction::Output, None, Some("2 * fuel_used"), "t"),
        ],
    );
    plant.parameters = [("electricity_grid_used", power), ("electricity_traded_green_used", 0.0), ("fuel_used", fuel)]
        .map(|(id, value)| Parameter { id: id.into(), value: Some(value), ..Parameter::default() })
        .to_vec();
    let grid = process(
        "grid",
        vec![reference("power", "MWh"), exchange("co2", "co2", Direction::Output, Some(0.5), None, "t")],
    );
    let green = process("green", vec![reference("green", "MWh")]);
    network.processes = vec![plant, grid, green];
    network
}

fn method() -> Method {
    serde_json::from_value(serde_json::json!({ "id": "m", "name": {}, "indicators": [{
        "id": "gwp", "name": {}, "unit": "t",
        "factors": [{ "flow": "co2", "name": "carbon dioxide", "compartment": "air", "value": 1.0, "unit": "t" }],
    }] }))
    .unwrap()
}

fn plant() -> Plant {
    Plant { sector: "aluminium-electrolysis".into(), ..Plant::default() }
}

fn terms() -> Terms {
    Terms { discount_rate: 0.08, money: "CNY".into(), output: 100.0, output_unit: "t".into() }
}

fn evaluation<'a>(network: &'a Network, method: &'a Method, prices: bool) -> NetworkEvaluation<'a> {
    let table =
        |list: &[(&str, f64)]| list.iter().map(|&(id, value)| (id.to_owned(), value)).collect::<BTreeMap<_, _>>();
    NetworkEvaluation {
        network,
        process: "plant".into(),
        output: 100.0,
        method,
        indicator: 0,
        per_tonne: 1.0,
        energy: table(&[("electricity_grid_used", 3.6), ("electricity_traded_green_used", 3.6)]),
        prices: prices.then(|| table(&[("electricity_grid_used", 400.0), ("fuel_used", 1000.0)])),
    }
}

fn measure(id: &str, op: &str, parameter: &str, value: f64, capex: Option<f64>) -> String {
    let capex =
        capex.map_or(String::new(), |c| format!("capex = {{ value = {c:?}, unit = \"CNY/t\" }}\nlifetime = 10.0\n"));
    format!(
        "[[measure]]\nid = \"{id}\"\nname = {{ en = \"{id}\", zh = \"{id}\" }}\nmaturity = \"commercial\"\n\
         source = \"test\"\ntrust = \"C\"\n{capex}[[measure.effect]]\nop = \"{op}\"\nparameter = \"{parameter}\"\nvalue = {value:?}\n\n"
    )
}

#[test]
fn a_measure_is_worth_less_after_another_on_the_same_parameter() {
    let (network, method) = (network(13.0, 0.4), method());
    let text = measure("lining", "scale", "electricity_grid_used", 0.9, Some(100.0))
        + &measure("control", "scale", "electricity_grid_used", 0.8, Some(3000.0));
    let measures = parse("m.toml", &text).unwrap();
    let curve = curve(&evaluation(&network, &method, true), &plant(), &measures, &terms()).unwrap();
    // Base: 100 · (13 · 0.5 + 0.8) = 730 t.
    assert!((curve.base.emissions - 730.0).abs() < 1e-9);
    // The larger saving goes first: control saves 2.6 MWh · 400 − 447 a tonne, lining 1.3 · 400 − 15.
    assert_eq!(curve.points.iter().map(|p| p.measure.as_str()).collect::<Vec<_>>(), ["control", "lining"]);
    assert!((curve.points[0].abatement - 130.0).abs() < 1e-9);
    assert!((curve.points[1].abatement - 52.0).abs() < 1e-9 && (curve.points[1].alone - 65.0).abs() < 1e-9);
    assert!((curve.last.emissions - 100.0 * (13.0 * 0.72 * 0.5 + 0.8)).abs() < 1e-9);
    // Annuity of 8 % over ten years: 0.149029 (any table of annuities).
    let cost = curve.points[1].cost.known().unwrap();
    assert!((cost.inputs[0].value - 100.0 * 100.0 * 0.149_029_489).abs() < 1e-4);
    assert!(cost.inputs[1].label.en.contains("none given") && cost.inputs[1].value == 0.0);
    assert!((cost.inputs[2].value + 100.0 * 1.04 * 400.0).abs() < 1e-6);
}

#[test]
fn measures_without_cost_are_listed_apart_and_say_so() {
    let (network, method) = (network(13.0, 0.4), method());
    let text = measure("free", "scale", "fuel_used", 0.5, None)
        + &measure("paid", "scale", "electricity_grid_used", 0.9, Some(50.0));
    let measures = parse("m.toml", &text).unwrap();
    let found = curve(&evaluation(&network, &method, true), &plant(), &measures, &terms()).unwrap();
    assert_eq!((found.points.len(), found.without_cost.len()), (1, 1));
    let missing = found.without_cost[0].marginal_cost.missing().unwrap();
    assert_eq!(missing.en, "not available: needs a sourced investment cost");
    // Without prices no cost is known at all.
    let found = curve(&evaluation(&network, &method, false), &plant(), &measures, &terms()).unwrap();
    assert_eq!((found.points.len(), found.without_cost.len()), (0, 2));
}

#[test]
fn packaged_measures_read_and_move_power() {
    let (network, method) = (network(10.0, 0.0), method());
    let measures = crate::measure::packaged().unwrap();
    let found = curve(&evaluation(&network, &method, true), &plant(), &measures, &terms()).unwrap();
    let green = found.without_cost.iter().find(|point| point.measure == "clean-electricity-30").unwrap();
    assert!((green.abatement - 150.0).abs() < 1e-9 && green.energy_saved.abs() < 1e-6);
}

#[test]
fn exclusion_and_applicability_are_told() {
    let (network, method) = (network(13.0, 0.4), method());
    let mut measures = parse(
        "m.toml",
        &(measure("a", "scale", "fuel_used", 0.5, Some(1.0)) + &measure("b", "scale", "fuel_used", 0.4, Some(1.0))),
    )
    .unwrap();
    measures[0].excludes = vec!["b".into()];
    measures.push(Measure { id: "c".into(), sectors: vec!["zinc".into()], ..measures[0].clone() });
    let found = curve(&evaluation(&network, &method, true), &plant(), &measures, &terms()).unwrap();
    assert_eq!(found.points.len(), 1);
    assert_eq!(found.left.len(), 2);
}

#[test]
fn faulty_files_are_refused_with_the_measure() {
    for text in [
        measure("A b", "scale", "x", 0.5, None),
        measure("a", "scale", "x", -0.5, None),
        measure("a", "move", "x", 0.5, None),
        measure("a", "scale", "x", 0.5, None) + &measure("a", "scale", "x", 0.5, None),
        measure("a", "scale", "x", 0.5, Some(1.0)).replace("lifetime = 10.0\n", ""),
        measure("a", "scale", "x", 0.5, None).replace("source = \"test\"", "source = \"\""),
    ] {
        assert_eq!(parse("m.toml", &text).unwrap_err().code(), "diagnosis-row", "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_last_point_is_all_patches_together(list in prop::collection::vec((0_usize..3, 0.5_f64..1.1, prop::option::of(1.0_f64..5000.0)), 1..5)) {
        let (network, method) = (network(13.0, 0.4), method());
        let ids = ["electricity_grid_used", "fuel_used", "electricity_traded_green_used"];
        let text: String = list.iter().enumerate().map(|(k, (at, value, capex))| measure(&format!("m{k}"), "scale", ids[*at], *value, *capex)).collect();
        let measures = parse("m.toml", &text).unwrap();
        let evaluation = evaluation(&network, &method, true);
        let found = curve(&evaluation, &plant(), &measures, &terms()).unwrap();
        let adopted: Vec<&Point> = found.points.iter().chain(&found.without_cost).collect();
        // All adopted at once, in the order of the file: scaling does not depend on the order.
        let patches: Vec<Patch> = measures.iter().filter(|m| adopted.iter().any(|p| p.measure == m.id))
            .map(|m| m.patch(Level::Best, &|id| evaluation.scope(id), &|_| Some(1.0)).unwrap()).collect();
        let together = evaluation.evaluate(&patches).unwrap();
        prop_assert!((found.last.emissions - together.emissions).abs() < 1e-8 * found.base.emissions);
        prop_assert!((found.last.cost.unwrap() - together.cost.unwrap()).abs() < 1e-8 * found.base.cost.unwrap());
        let sum: f64 = adopted.iter().map(|point| point.abatement).sum();
        prop_assert!((found.base.emissions - sum - found.last.emissions).abs() < 1e-8 * found.base.emissions);
        prop_assert_eq!(adopted.len() + found.left.len(), measures.len());
    }
}

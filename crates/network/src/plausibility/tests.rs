use verdigris_quantity::Label;

use super::*;
use crate::{
    exchange::Role,
    finding::FindingKind,
    flow::{Compartment, FlowIndex},
};

fn unit(symbol: &str) -> Unit {
    Unit::parse(symbol).unwrap_or_else(|error| panic!("{error}"))
}

/// A process of one product with inputs and emissions given as name, unit and amount.
fn process(product: (&str, &str, f64), inputs: &[(&str, &str, f64)], emissions: &[(&str, f64)]) -> Network {
    let mut network = Network::new("test");
    let mut process = Process { id: "p".into(), ..Process::default() };
    let mut add = |name: &str, kind, symbol: &str, direction, amount, role| {
        let at = network.flows.len();
        let mut flow = Flow::new(format!("f{at}"), Label::new(name, ""), kind, unit(symbol));
        if kind == FlowKind::Elementary {
            flow.compartment = Compartment::new("air");
        }
        network.flows.push(flow);
        let exchange = Exchange::new(format!("{at}"), FlowIndex(at as u32), direction, Some(amount), unit(symbol));
        process.exchanges.push(exchange.with_role(role));
    };
    add(product.0, FlowKind::Product, product.1, Direction::Output, product.2, Role::Reference);
    for (name, symbol, amount) in inputs {
        add(name, FlowKind::Product, symbol, Direction::Input, *amount, Role::Plain);
    }
    for (name, amount) in emissions {
        add(name, FlowKind::Elementary, "kg", Direction::Output, *amount, Role::Plain);
    }
    network.processes.push(process);
    network
}

fn kinds(network: &Network) -> Vec<FindingKind> {
    check(network).iter().map(|finding| finding.kind).collect()
}

#[test]
fn energy_in_a_mass_flow_is_told_and_a_real_furnace_is_not() {
    let alumina = |coal| process(("alumina", "t", 1.0), &[("bauxite", "t", 2.2), ("hard coal", "kg", coal)], &[]);
    assert_eq!(kinds(&alumina(5528.0)), [FindingKind::EnergyInMassFlow]);
    assert!(kinds(&alumina(250.0)).is_empty());
    assert_eq!(kinds(&alumina(5.5e8)), [FindingKind::ImplausibleAmount]);
    // The Pidgeon process burns about 5 t of coal a tonne of magnesium, over 11 t of charge.
    let magnesium = process(("magnesium", "t", 1.0), &[("dolomite", "t", 10.5), ("coal", "t", 5.0)], &[]);
    assert!(kinds(&magnesium).is_empty());
    assert!(kinds(&process(("electricity", "kWh", 1.0), &[("coal", "kg", 0.4)], &[])).is_empty());
}

#[test]
fn emissions_heavier_than_the_product_are_told() {
    let copper = |arsenic| process(("copper", "t", 1.0), &[], &[("arsenic", arsenic), ("carbon dioxide", 4000.0)]);
    assert_eq!(kinds(&copper(1460.0)), [FindingKind::ImplausibleAmount]);
    assert!(kinds(&copper(0.00146)).is_empty());
}

#[test]
fn nitrous_oxide_without_nitrogen_oxides_is_told() {
    let smelter = |nox: &[(&str, f64)]| {
        let mut emissions = vec![("sulfur dioxide", 0.265), ("nitrous oxide", 0.249)];
        emissions.extend_from_slice(nox);
        process(("copper", "t", 1.0), &[], &emissions)
    };
    assert_eq!(kinds(&smelter(&[])), [FindingKind::SubstanceMisfiled]);
    assert!(kinds(&smelter(&[("Nitrogen oxides", 0.5)])).is_empty());
    assert!(kinds(&smelter(&[("carbon dioxide", 4000.0)])).is_empty());
}

#[test]
fn sector_totals_are_told() {
    assert_eq!(
        kinds(&process(("copper sector", "EUR", 1333.3), &[("ore", "EUR", 3e10)], &[])),
        [FindingKind::AbsoluteTotals]
    );
    assert!(kinds(&process(("copper sector", "EUR", 1333.3), &[("ore", "EUR", 900.0)], &[])).is_empty());
}

#[test]
fn one_product_under_several_names_is_told_once() {
    let mut network =
        process(("Anode, prebake", "kg", 1.0), &[("Carbon anode", "kg", 1.0), ("Anode Carbon Block", "kg", 1.0)], &[]);
    network.flows[0].synonyms.push("carbon anode".into());
    let findings = check(&network);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].argument("ids"), Some("f0, f1, f2"));
}

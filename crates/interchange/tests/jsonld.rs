//! openLCA JSON-LD: schema 2 with known content, and round trips through the writer.

use std::io::{Cursor, Write};

use verdigris_interchange::{Archive, Import, ImportOptions, Limits, Silent, import_archive, jsonld};
use verdigris_network::{
    Allocation, Compartment, Direction, Exchange, FindingKind, Flow, FlowIndex, FlowKind, Network, Parameter, Process,
    Property, Region, Role,
};
use verdigris_quantity::{Label, Unit, spread::Spread};
use zip::{ZipWriter, write::SimpleFileOptions};

fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        writer.start_file(*name, SimpleFileOptions::default()).expect("starts");
        writer.write_all(text.as_bytes()).expect("writes");
    }
    writer.finish().expect("finishes").into_inner()
}

fn read(bytes: Vec<u8>) -> Import {
    let archive = Archive::from_bytes("t.zip", bytes, &Limits::default()).expect("opens");
    import_archive(&archive, &ImportOptions::default(), &Silent).expect("imports")
}

const GROUPS: &str = r#"{"@type":"UnitGroup","@id":"ug","name":"Units of mass","units":[
    {"@id":"u-kg","name":"kg","isRefUnit":true,"conversionFactor":1.0},
    {"@id":"u-scoop","name":"scoop","conversionFactor":2.5},
    {"@id":"u-oz","name":"oz","conversionFactor":0.05}]}"#;
const ENERGY: &str = r#"{"@type":"UnitGroup","@id":"ue","name":"Units of energy","units":[
    {"@id":"u-mj","name":"MJ","isRefUnit":true,"conversionFactor":1.0}]}"#;
const MASS: &str = r#"{"@id":"mass","name":"Mass","unitGroup":{"@id":"ug"}}"#;
const HEAT: &str = r#"{"@id":"heat","name":"Energy","unitGroup":{"@id":"ue"}}"#;
const COAL: &str = r#"{"@id":"coal","name":"Hard coal","flowType":"PRODUCT_FLOW","category":"Fuels/Solid","flowProperties":[
    {"flowProperty":{"@id":"mass"},"conversionFactor":1.0,"isRefFlowProperty":true},
    {"flowProperty":{"@id":"heat"},"conversionFactor":25.0}]}"#;
const METHANE: &str = r#"{"@id":"ch4","name":"Methane","flowType":"ELEMENTARY_FLOW","cas":"000074-82-8",
    "category":"Elementary flows/Emission to air/low population density",
    "flowProperties":[{"flowProperty":{"@id":"mass"},"conversionFactor":1.0,"isRefFlowProperty":true}]}"#;
const LOCATION: &str = r#"{"@id":"l1","name":"Shandong","code":"CN-SD"}"#;
const MINE: &str = r#"{"@type":"Process","@id":"mine","name":"Coal mine","processType":"UNIT_PROCESS",
    "location":{"@id":"l1","name":"Shandong"},"defaultAllocationMethod":"PHYSICAL_ALLOCATION",
    "parameters":[{"name":"Leak","isInputParameter":true,"value":0.01,
        "uncertainty":{"distributionType":"UNIFORM_DISTRIBUTION","minimum":0.005,"maximum":0.02}}],
    "exchanges":[
    {"internalId":1,"isInput":false,"isQuantitativeReference":true,"amount":1.0,"flow":{"@id":"coal"},"unit":{"@id":"u-kg"},"flowProperty":{"@id":"mass"}},
    {"internalId":2,"isInput":false,"amount":0.01,"amountFormula":"Leak * 1","flow":{"@id":"ch4"},"unit":{"@id":"u-kg"},
        "dqEntry":"(2;1;3;1;2)","baseUncertainty":1.05,"location":{"@id":"l1"}},
    {"internalId":3,"isInput":true,"amount":4.0,"flow":{"@id":"coal"},"unit":{"@id":"u-scoop"},"flowProperty":{"@id":"mass"},
        "uncertainty":{"distributionType":"NORMAL_DISTRIBUTION","mean":4.0,"sd":0.2}},
    {"internalId":4,"isInput":true,"amount":50.0,"flow":{"@id":"coal"},"unit":{"@id":"u-mj"},"flowProperty":{"@id":"heat"},"defaultProvider":{"@id":"mine"}},
    {"internalId":5,"isInput":true,"isAvoidedProduct":true,"amount":0.1,"flow":{"@id":"gone","name":"Peat","flowType":"PRODUCT_FLOW"},"unit":{"@id":"u-kg"}},
    {"internalId":6,"isInput":true,"amount":1.0,"flow":{"@id":"coal"},"unit":{"@id":"nope","name":"no such unit"}}]}"#;

#[test]
fn schema_2_is_understood() {
    let import = read(zipped(&[
        ("openlca.json", r#"{"schemaVersion":2}"#),
        ("unit_groups/ug.json", GROUPS),
        ("unit_groups/ue.json", ENERGY),
        ("flow_properties/mass.json", MASS),
        ("flow_properties/heat.json", HEAT),
        ("flows/coal.json", COAL),
        ("flows/ch4.json", METHANE),
        ("locations/l1.json", LOCATION),
        ("processes/mine.json", MINE),
        ("processes/torn.json", "{\"@id\": \"torn\",\n  \"name\": \"cut sho"),
        ("product_systems/x.json", "{}"),
    ]));
    let network = &import.network;
    let mine = &network.processes[0];
    assert_eq!((mine.region.as_str(), mine.exchanges.len()), ("CN-SD", 5));
    assert_eq!(network.regions.get("CN-SD").map(|region| region.parent.as_str()), Some("CN"));
    let coal = network.flow(mine.exchanges[0].flow);
    assert_eq!(
        (coal.category.as_str(), coal.properties[0].value, coal.properties[0].name.as_str()),
        ("Fuels/Solid", 25.0, "energy")
    );
    let methane = network.flow(mine.exchanges[1].flow);
    assert_eq!((methane.compartment.0.as_str(), methane.cas.as_str()), ("air/rural", "74-82-8"));
    assert_eq!(mine.exchanges[1].formula.as_deref(), Some("Leak * 1"));
    let pedigree = mine.exchanges[1].pedigree.expect("pedigree");
    assert_eq!(pedigree.scores(), [2, 1, 3, 1, 2]);
    // A base uncertainty of 1.05 is a variance of the logarithm of 0.0006 (ecoinvent report no. 1).
    assert!((pedigree.basic_variance() - 0.0006).abs() < 0.000_01);
    // Four scoops of 2.5 kg.
    let scoop = &mine.exchanges[2];
    assert_eq!((scoop.amount, scoop.unit.symbol()), (Some(10.0), "kg"));
    assert_eq!(scoop.spread, Some(Spread::NormalDeviation { sd: 0.5 }));
    let heat = &mine.exchanges[3];
    assert_eq!((heat.amount, heat.unit.symbol(), heat.provider.as_deref()), (Some(50.0), "MJ", Some("mine")));
    assert_eq!(coal.factor_from(&heat.unit).ok(), Some(1.0 / 25.0));
    assert_eq!((mine.exchanges[4].role, mine.exchanges[4].direction), (Role::Avoided, Direction::Output));
    assert_eq!(mine.parameters[0].id, "leak");
    let kinds: Vec<&str> = import.findings.iter().map(|finding| finding.kind.code()).collect();
    assert_eq!(kinds, ["unit-mismatch", "missing-flow", "unknown-unit", "unreadable", "skipped"]);
    let torn = import.findings.iter().find(|finding| finding.kind == FindingKind::Unreadable).expect("torn");
    assert_eq!((torn.place.file.as_str(), torn.place.line), ("processes/torn.json", Some(2)));
}

fn unit(symbol: &str) -> Unit {
    Unit::parse(symbol).expect("unit")
}

fn sample() -> Network {
    let mut network = Network::new("t");
    for (id, parent) in [("GLO", ""), ("RAS", "GLO"), ("CN", "RAS")] {
        network.regions.insert(Region { id: id.to_owned(), name: Label::new(id, ""), parent: parent.to_owned() });
    }
    let mut ingot = Flow::new("ingot", Label::new("Aluminium ingot", "铝锭"), FlowKind::Product, unit("t"));
    "Metals/Aluminium".clone_into(&mut ingot.category);
    ingot.properties.push(Property { name: "price".to_owned(), value: 19000.0, unit: unit("CNY") });
    let mut gas = Flow::new("gas", Label::new("Natural gas", "天然气"), FlowKind::Product, unit("Nm3"));
    gas.properties.push(Property { name: "energy".to_owned(), value: 38.931, unit: unit("MJ") });
    let slag = Flow::new("slag", Label::new("Slag", "渣"), FlowKind::Waste, unit("kg"));
    let mut carbon =
        Flow::new("co2", Label::new("Carbon dioxide, fossil", "二氧化碳"), FlowKind::Elementary, unit("kg"));
    "124-38-9".clone_into(&mut carbon.cas);
    carbon.compartment = Compartment::new("air/urban");
    "Elementary flows/Emission to air/high population density".clone_into(&mut carbon.category);
    network.flows = vec![ingot, gas, slag, carbon];
    let at = |k: u32| FlowIndex(k);
    let mut exchanges = vec![
        Exchange::new("out", at(0), Direction::Output, Some(1.0), unit("t")).with_role(Role::Reference),
        Exchange::new("gas", at(1), Direction::Input, Some(1100.5), unit("MJ")),
        Exchange::new("slag", at(2), Direction::Output, Some(30.0), unit("kg")),
        Exchange::new("co2", at(3), Direction::Output, Some(1.6), unit("t")),
        Exchange::new("gas-2", at(1), Direction::Input, Some(2.0), unit("Nm3")),
        Exchange::new("saved", at(1), Direction::Output, Some(3.0), unit("Nm3")).with_role(Role::Avoided),
    ];
    exchanges[1].spread = Some(Spread::NormalDeviation { sd: 20.0 });
    exchanges[2].spread = Some(Spread::Triangular { min: 20.0, mode: 30.0, max: 50.0 });
    exchanges[3].spread = Some(Spread::Lognormal { sigma: 0.1 });
    exchanges[3].pedigree = "2;1;3;1;2@0.0006".parse().ok();
    exchanges[4].formula = Some("2 * load".to_owned());
    exchanges[1].provider = Some("gas-well".to_owned());
    network.processes = vec![
        Process {
            id: "casting".to_owned(),
            name: Label::new("Casting", "铸造"),
            region: "CN".to_owned(),
            category: "Metals".to_owned(),
            parameters: vec![Parameter {
                id: "load".to_owned(),
                name: Label::new("load", ""),
                value: Some(1.0),
                ..Parameter::default()
            }],
            exchanges,
            ..Process::default()
        },
        Process {
            id: "gas-well".to_owned(),
            name: Label::new("Gas well", "气井"),
            region: "GLO".to_owned(),
            allocation: Allocation::Factors,
            exchanges: vec![
                {
                    let mut gas = Exchange::new("1", at(1), Direction::Output, Some(10.0), unit("Nm3"));
                    gas.allocation_factor = Some(0.75);
                    gas.with_role(Role::Reference)
                },
                {
                    let mut ingot = Exchange::new("2", at(0), Direction::Output, Some(1.0), unit("t"));
                    ingot.allocation_factor = Some(0.25);
                    ingot.with_role(Role::Coproduct)
                },
            ],
            ..Process::default()
        },
    ];
    network
}

#[test]
fn a_network_survives_the_round_trip() {
    let network = sample();
    let (bytes, told) = jsonld::write(&network, &Silent).expect("writes");
    assert_eq!(told, []);
    assert_eq!(jsonld::write(&network, &Silent).expect("writes").0, bytes, "the same bytes every time");
    let back = read(bytes).network;
    assert_eq!(back.processes.len(), network.processes.len());
    for process in &network.processes {
        let other = back.processes.iter().find(|other| other.id == process.id).expect("process");
        assert_eq!(
            (&other.name, &other.region, other.allocation),
            (&process.name, &process.region, process.allocation)
        );
        assert_eq!((&other.category, &other.parameters), (&process.category, &process.parameters));
        assert_eq!(other.exchanges.len(), process.exchanges.len());
        for (a, b) in process.exchanges.iter().zip(&other.exchanges) {
            assert_eq!((&a.id, a.role, a.direction, a.amount), (&b.id, b.role, b.direction, b.amount));
            assert_eq!((a.unit.symbol(), &a.formula, &a.provider), (b.unit.symbol(), &b.formula, &b.provider));
            assert_eq!(a.allocation_factor, b.allocation_factor);
            match (a.spread, b.spread) {
                (Some(Spread::Lognormal { sigma }), Some(Spread::Lognormal { sigma: back })) => {
                    assert!((sigma - back).abs() < 1e-12);
                }
                (a, b) => assert_eq!(a, b),
            }
            match (a.pedigree, b.pedigree) {
                (Some(a), Some(b)) => {
                    assert_eq!(a.scores(), b.scores());
                    assert!((a.basic_variance() - b.basic_variance()).abs() < 1e-12);
                }
                (a, b) => assert_eq!(a, b),
            }
            // The reference unit of a flow becomes that of its unit group.
            let (from, to) = (network.flow(a.flow), back.flow(b.flow));
            assert_eq!(
                (&from.id, &from.name, from.kind, from.unit.dimension()),
                (&to.id, &to.name, to.kind, to.unit.dimension())
            );
            assert_eq!((&from.category, &from.compartment, &from.cas), (&to.category, &to.compartment, &to.cas));
            assert_eq!(from.properties.len(), to.properties.len());
            for (p, q) in from.properties.iter().zip(&to.properties) {
                assert_eq!((&p.name, p.unit.dimension()), (&q.name, q.unit.dimension()));
                let ours = p.unit.convert(p.value, &q.unit).expect("converts")
                    / from.unit.convert(1.0, &to.unit).expect("converts");
                assert!((ours - q.value).abs() <= 1e-9 * ours.abs(), "{ours} {}", q.value);
            }
        }
    }
}

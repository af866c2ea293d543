//! The US Life Cycle Inventory of fiscal year 2017, as openLCA JSON-LD: counts published with it and known traps.

use std::{collections::HashMap, path::PathBuf};

use verdigris_interchange::{Import, ImportOptions, Silent, import};
use verdigris_network::{Direction, FindingKind, FlowKind, Role, allocate, link};

fn read() -> Option<Import> {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/uslci/uslci_fy17_q4_olca_jsonld.zip");
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(import(&path, &ImportOptions::default(), &Silent).expect("imports"))
}

fn count(import: &Import, kind: FindingKind) -> usize {
    import.findings.iter().filter(|finding| finding.kind == kind).count()
}

#[test]
fn the_whole_database_is_there() {
    let Some(import) = read() else { return };
    let network = &import.network;
    assert_eq!(network.id, "uslci-fy17-q4-olca-jsonld");
    assert_eq!(network.processes.len(), 766);
    assert_eq!(network.flows.len(), 4601);
    assert_eq!(network.flows.iter().filter(|flow| flow.kind == FlowKind::Elementary).count(), 2918);
    assert_eq!(network.exchange_count(), 32526);
    assert_eq!(network.sources.len(), 686);

    let product_inputs = network.processes.iter().flat_map(|process| &process.exchanges).filter(|exchange| {
        exchange.direction == Direction::Input && network.flow(exchange.flow).kind == FlowKind::Product
    });
    assert_eq!(product_inputs.count(), 6480);
    for process in &network.processes {
        assert_eq!(process.exchanges.iter().filter(|exchange| exchange.role == Role::Reference).count(), 1);
        assert!(network.regions.get(&process.region).is_some(), "{}", process.region);
    }

    let mut by_kind: HashMap<&str, usize> = HashMap::new();
    for finding in &import.findings {
        *by_kind.entry(finding.kind.code()).or_default() += 1;
    }
    println!("{by_kind:?}");
    assert_eq!(count(&import, FindingKind::MissingFlow), 0);
    assert_eq!(count(&import, FindingKind::AggregatedProcess), 4);
    assert!(count(&import, FindingKind::DuplicateFlow) > 0);
    let untidy: Vec<_> = import.findings.iter().filter(|finding| finding.kind == FindingKind::UntidyName).collect();
    assert!(untidy.iter().any(|finding| finding.argument("what") == Some("flows")));
}

#[test]
fn inputs_link_as_published() {
    let Some(import) = read() else { return };
    let amount = |process: verdigris_network::ProcessIndex, exchange: usize| {
        import.network.process(process).exchanges[exchange].amount
    };
    let (activities, _) = allocate::activities(&import.network, &amount);
    let linking = link::link(&import.network, &activities);
    let declared = |process: &verdigris_network::Process, id: &str| {
        let exchange = process.exchanges.iter().find(|exchange| exchange.id == id).expect("the place exists");
        exchange.direction == Direction::Input
            && import.network.flow(exchange.flow).name.en.trim_start().starts_with("CUTOFF")
    };
    let index = import.network.process_index();
    let cut = linking.findings.iter().filter(|finding| {
        finding.kind == FindingKind::DeclaredCutoff
            && declared(import.network.process(index[finding.place.process.as_str()]), &finding.place.exchange)
    });
    let zero = import.network.processes.iter().flat_map(|process| {
        let unused = |exchange: &&verdigris_network::Exchange| {
            exchange.amount == Some(0.0) && exchange.formula.is_none() && declared(process, &exchange.id)
        };
        process.exchanges.iter().filter(unused)
    });
    assert_eq!(cut.count() + zero.count(), 2439);
    println!("{} links", linking.links.len());
    // 3,723 inputs that are not zero name the reference product of a process; two such products have two processes.
    let ambiguous = linking.findings.iter().filter(|finding| finding.kind == FindingKind::AmbiguousProvider).count();
    println!("{ambiguous} ambiguous");
    assert!(linking.links.len() + ambiguous >= 3723);
}

#[test]
fn compartments_and_uncertainties_are_understood() {
    let Some(import) = read() else { return };
    let network = &import.network;
    let mut unplaced: HashMap<&str, usize> = HashMap::new();
    for flow in network.flows.iter().filter(|flow| flow.kind == FlowKind::Elementary) {
        if flow.compartment.0.is_empty() {
            *unplaced.entry(&flow.category).or_default() += 1;
        }
    }
    println!("without compartment: {unplaced:?}");
    let exchanges = || network.processes.iter().flat_map(|process| &process.exchanges);
    let spread = exchanges().filter(|exchange| exchange.spread.is_some()).count();
    let pedigree = exchanges().filter(|exchange| exchange.pedigree.is_some()).count();
    let formulas = exchanges().filter(|exchange| exchange.formula.is_some()).count();
    println!("{spread} spreads, {pedigree} pedigrees, {formulas} formulas");
    assert_eq!(formulas, 259);
    // 12 lognormal, 24 uniform and 385 triangular ones, less those whose bounds exclude the mode or the amount.
    assert_eq!(spread + count(&import, FindingKind::BadUncertainty), 12 + 24 + 385);
    assert_eq!(pedigree, 478);
    let media = ["air", "water", "soil", "resource"];
    assert!(unplaced.keys().all(|category| !media.iter().any(|medium| category.starts_with(medium))), "{unplaced:?}");
    assert!(unplaced.values().sum::<usize>() < 100);
}

#[test]
fn the_result_does_not_depend_on_threads() {
    let Some(import) = read() else { return };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
    let alone = pool.install(read).expect("reads again");
    assert!(import == alone);
}

#[test]
fn the_whole_database_survives_writing() {
    let Some(import) = read() else { return };
    let (bytes, told) = verdigris_interchange::jsonld::write(&import.network, &Silent).expect("writes");
    assert_eq!(told, []);
    let archive = verdigris_interchange::Archive::from_bytes("back.zip", bytes, &ImportOptions::default().limits);
    let back = verdigris_interchange::jsonld::read(&archive.expect("opens"), &ImportOptions::default(), &Silent);
    let back = back.expect("reads").network;
    assert_eq!((back.processes.len(), back.flows.len()), (766, 4601));
    for (a, b) in import.network.processes.iter().zip(&back.processes) {
        assert_eq!((&a.id, &a.name, &a.region, &a.category), (&b.id, &b.name, &b.region, &b.category));
        assert_eq!(a.exchanges.len(), b.exchanges.len());
        for (x, y) in a.exchanges.iter().zip(&b.exchanges) {
            assert_eq!(
                (x.amount, x.unit.symbol(), x.role, x.direction),
                (y.amount, y.unit.symbol(), y.role, y.direction)
            );
            assert_eq!(import.network.flow(x.flow).id, back.flow(y.flow).id);
            assert_eq!((x.spread.is_some(), x.pedigree.is_some()), (y.spread.is_some(), y.pedigree.is_some()));
            assert_eq!(x.formula, y.formula);
        }
    }
}

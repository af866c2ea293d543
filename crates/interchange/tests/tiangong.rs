//! All of TianGong v0.2.0 and the EF 3.1 methods, read from their ILCD files.
//!
//! Expected figures: the counts published with the data set, and an independent flat conversion of it.

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
    sync::LazyLock,
};

use verdigris_interchange::{Archive, Import, Limits, Silent, ilcd};
use verdigris_network::{FindingKind, FlowKind, allocate, plausibility};

fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/tiangong-lca").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

fn import(name: &str) -> Option<Import> {
    let archive = Archive::open(&shared(name)?, &Limits::default()).unwrap_or_else(|error| panic!("{error}"));
    Some(ilcd::import(&archive, &Silent).unwrap_or_else(|error| panic!("{error}")))
}

static ALL: LazyLock<Option<Import>> = LazyLock::new(|| import("tiangong_ilcd_v0.2.0_all_processes.zip"));

#[test]
fn every_process_and_exchange_is_read() {
    let Some(Import { network, findings }) = &*ALL else { return };
    assert_eq!((network.processes.len(), network.exchange_count()), (4133, 72719));
    let missing = findings.iter().filter(|finding| finding.kind == FindingKind::MissingFlow);
    assert_eq!(missing.clone().count(), 4546);
    let ids: HashSet<&str> = missing.filter_map(|finding| finding.argument("flow")).collect();
    assert!((190..=212).contains(&ids.len()), "{} missing flows", ids.len());
    let unavailable = network.processes.iter().flat_map(|process| &process.exchanges).filter(|e| e.amount.is_none());
    assert_eq!(unavailable.count(), 72719 - 72586);
    let kinds: BTreeMap<&str, usize> = findings.iter().fold(BTreeMap::new(), |mut kinds, finding| {
        *kinds.entry(finding.kind.code()).or_default() += 1;
        kinds
    });
    println!("{kinds:?}");
}

#[test]
fn names_reference_and_place_survive() {
    let Some(Import { network, .. }) = &*ALL else { return };
    let process = network.processes.iter().find(|process| process.id == "000333f8-f13a-4805-9515-2f1e870e8cfb");
    let Some(process) = process else { panic!("the process is missing") };
    assert!(process.name.zh.starts_with("石灰 ; 固体类燃料（煤）"));
    assert!(process.name.en.starts_with("Lime ; Solid type fuel (coal)"));
    assert_eq!((process.region.as_str(), process.year.as_str()), ("CN", "2019"));
    assert_eq!(process.category, "Reference Parameters/Energy carriers and technologies/Other non-renewable fuels");
    let reference = process.reference().map(|exchange| (exchange.amount, network.flow(exchange.flow).name.en.as_str()));
    assert_eq!(reference, Some((Some(1000.0), "Lime")));
    let dust = &process.exchanges[1];
    let flow = network.flow(dust.flow);
    assert_eq!((dust.amount, flow.kind, flow.unit.symbol()), (Some(1.023), FlowKind::Elementary, "kg"));
    assert_eq!(flow.compartment.medium(), "air");
    assert_eq!(network.regions.parent("CN-JS-SZ"), Some("CN-JS"));
    let used_twice = network.flows.iter().map(|flow| flow.id.as_str()).collect::<HashSet<_>>().len();
    assert_eq!(used_twice, network.flows.len());
    let texts = network.processes.iter().flat_map(|p| p.exchanges.iter().map(|e| &e.note).chain([&p.note]));
    assert!(texts.into_iter().all(|note| {
        note.chars().count() <= 165
            && !note.split(' ').any(|word| word.split_once('@').is_some_and(|(_, host)| host.contains('.')))
    }));
}

#[test]
fn amounts_agree_with_an_independent_conversion() {
    let (Some(Import { network, .. }), Some(path)) = (&*ALL, shared("process_index.csv")) else { return };
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{error}"));
    let processes = network.process_index();
    let mut compared = 0;
    for row in reader.records().filter_map(Result::ok) {
        let Some(&index) = processes.get(&row[0]) else { panic!("{} is missing", &row[0]) };
        let process = network.process(index);
        assert_eq!(process.exchanges.len().to_string(), &row[9], "exchanges of {}", &row[0]);
        if let (Some(reference), Ok(amount)) = (process.reference(), row[12].parse::<f64>()) {
            let id = network.flow(reference.flow).id.trim();
            assert_eq!(if id.starts_with("unnamed:") { "" } else { id }, row[10].trim());
            assert_eq!(reference.amount, Some(amount));
            compared += 1;
        }
    }
    assert!(compared > 4000, "{compared}");
}

#[test]
fn methods_alone_are_read() {
    let Some(Import { network, findings }) = import("ef31_lciamethods_ilcd.zip") else { return };
    assert_eq!(network.methods.len(), 1);
    let method = &network.methods[0];
    assert_eq!(method.indicators.len(), 18);
    let factors: usize = method.indicators.iter().map(|indicator| indicator.factors.len()).sum();
    assert_eq!(factors, 20301);
    assert!(findings.is_empty());
    let climate = method.indicators.iter().find(|indicator| indicator.id == "climate-change");
    let Some(climate) = climate else { panic!("no climate change") };
    let methane = climate.factors.iter().find(|f| f.name == "methane (fossil)" && f.compartment.0 == "air/urban");
    assert_eq!(methane.map(|factor| factor.value), Some(29.8));
    let placed = method.indicators.iter().flat_map(|i| &i.factors).filter(|f| !f.compartment.0.is_empty()).count();
    println!("{placed} of 20301 factors have a compartment");
    assert!(placed > 20000, "{placed}");
}

#[test]
fn every_known_trap_is_found_at_its_place() {
    let Some(Import { network, .. }) = &*ALL else { return };
    let findings = plausibility::check(network);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &findings {
        *counts.entry(finding.kind.code()).or_default() += 1;
    }
    println!("{counts:?}");
    let at = |process: &str, kind: FindingKind, flow: &str| {
        findings.iter().find(|finding| {
            finding.kind == kind
                && finding.place.process.starts_with(process)
                && finding.argument("flow").is_none_or(|named| named.contains(flow))
        })
    };
    // MJ stored in the mass flows of the alumina series 2007 to 2017.
    let coal =
        at("e2759351", FindingKind::EnergyInMassFlow, "hard coal").and_then(|finding| finding.argument("amount"));
    assert!(coal.is_some_and(|amount| amount.starts_with("5528.")), "{coal:?}");
    for process in ["5c090966", "82e2ed69", "7ce66251", "6d776f5e", "3733b60b", "81b58be0", "fdec2ef7", "d37830fb"] {
        assert!(at(process, FindingKind::EnergyInMassFlow, "hard coal").is_some(), "{process}");
    }
    // mg stored as kg: 1,460 "kg" of arsenic a tonne of copper.
    let arsenic =
        at("affec622", FindingKind::ImplausibleAmount, "arsenic").and_then(|finding| finding.argument("amount"));
    assert_eq!(arsenic, Some("1460"));
    // NOx filed as nitrous oxide.
    assert!(at("47377856", FindingKind::SubstanceMisfiled, "nitrous oxide").is_some());
    // Sector columns as absolute totals.
    let totals = findings.iter().filter(|finding| finding.kind == FindingKind::AbsoluteTotals).count();
    assert!((140..=153).contains(&totals), "{totals}");
    // A product of 161 uses that nobody makes.
    let power = findings.iter().find(|finding| {
        finding.kind == FindingKind::NoProvider
            && finding.argument("flow") == Some("Electricity, high voltage, aluminium industry")
    });
    assert_eq!(power.and_then(|finding| finding.argument("users")), Some("161"));
    // One anode under three ids.
    let anodes = [
        "db66eb0b-7b48-4300-8134-2c851292cc14",
        "b6e1d60d-8c51-41ed-98e1-5c21b351e0ef",
        "a4266f71-5a24-41bf-8c3d-da2abbcad12d",
    ];
    assert!(findings.iter().any(|finding| {
        finding.kind == FindingKind::DuplicateFlow
            && finding.argument("ids").is_some_and(|ids| anodes.iter().all(|anode| ids.contains(anode)))
    }));
    let (_, parted) = allocate::activities(network, &|process, at| network.process(process).exchanges[at].amount);
    let unallocated = parted.iter().filter(|finding| finding.kind == FindingKind::Unallocated).count();
    println!("{unallocated} multi-output processes without allocation");
    for kind in [
        FindingKind::SubstanceMisfiled,
        FindingKind::ImplausibleAmount,
        FindingKind::NoProvider,
        FindingKind::DuplicateFlow,
    ] {
        for finding in findings.iter().filter(|finding| finding.kind == kind).step_by(7).take(12) {
            println!("{} {} {:?}", kind.code(), finding.place.process, finding.arguments);
        }
    }
}

//! EcoSpold 1 and 2, read from published files and from small documents.

use std::path::PathBuf;

use verdigris_interchange::{Archive, Import, InterchangeError, Limits, Silent, ecospold1, ecospold2};
use verdigris_network::{Direction, Exchange, FindingKind, FlowKind, ProcessKind, Role};
use verdigris_quantity::spread::Spread;

fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

fn open(path: &str) -> Option<Archive> {
    Some(Archive::open(&shared(path)?, &Limits::default()).unwrap_or_else(|error| panic!("{error}")))
}

fn ecospold1_text(text: &str) -> Result<Import, InterchangeError> {
    ecospold1::import(&Archive::from_bytes("a.xml", text.into(), &Limits::default())?, &Silent)
}

#[test]
fn uslci_is_read_whole() {
    let Some(archive) = open("data/uslci/uslci_fy21_q3_ecospold1_639processes.zip") else { return };
    let Import { network, findings } = ecospold1::import(&archive, &Silent).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((network.processes.len(), network.exchange_count()), (639, 45656));
    assert!(network.processes.iter().all(|process| process.reference().is_some()));
    let coproducts = network.processes.iter().flat_map(|p| &p.exchanges).filter(|e| e.role == Role::Coproduct);
    assert_eq!(coproducts.count(), 187);
    let aggregated = network.processes.iter().filter(|process| process.kind == ProcessKind::Aggregated).count();
    assert_eq!(aggregated, 24);
    let spreads = |wanted: fn(&Spread) -> bool| {
        network.processes.iter().flat_map(|p| &p.exchanges).filter(|e| e.spread.as_ref().is_some_and(wanted)).count()
    };
    let (lognormal, triangular) =
        (spreads(|s| matches!(s, Spread::Lognormal { .. })), spreads(|s| matches!(s, Spread::Triangular { .. })));
    println!("{lognormal} lognormal, {triangular} triangular, {} findings", findings.len());
    let bad = findings.iter().filter(|finding| finding.kind == FindingKind::BadUncertainty).count();
    let uniform = spreads(|s| matches!(s, Spread::Uniform { .. }));
    assert_eq!(lognormal + triangular + uniform + bad, 5547);
    for flow in network.flows.iter().filter(|flow| flow.kind == FlowKind::Elementary) {
        let nowhere = ["emission/biotic", "resource/biotic"].contains(&flow.category.as_str());
        assert!(nowhere || !flow.compartment.0.is_empty(), "{} / {}", flow.name.en, flow.category);
    }
    let linked = network.processes.iter().flat_map(|p| &p.exchanges).filter(|e| {
        let flow = network.flow(e.flow);
        e.direction == Direction::Input
            && flow.kind == FlowKind::Product
            && network.processes.iter().any(|p| p.reference().is_some_and(|r| r.flow == e.flow))
    });
    let linked = linked.count();
    println!("{linked} of 6954 product inputs have a provider of the same name, place and unit");
    assert!(linked > 2900, "{linked}");
}

#[test]
fn an_ecospold_1_dataset_is_understood() {
    let Some(archive) = open("cases/formats/ecospold1_example.xml") else { return };
    let Import { network, findings } = ecospold1::import(&archive, &Silent).unwrap_or_else(|error| panic!("{error}"));
    assert!(findings.is_empty(), "{findings:?}");
    let process = &network.processes[0];
    assert_eq!((process.id.as_str(), process.region.as_str(), process.year.as_str()), ("42", "DE", "2024-2025"));
    assert_eq!(process.category, "waste treatment/community composting");
    assert_eq!(
        network.sources.iter().map(|source| source.title.as_str()).collect::<Vec<_>>(),
        ["Synthetic EcoSpold Example Dataset"]
    );
    let [product, chips] = process.exchanges.as_slice() else { panic!("two exchanges") };
    assert_eq!((product.role, product.amount), (Role::Reference, Some(1.0)));
    assert_eq!((chips.direction, chips.amount), (Direction::Input, Some(0.15)));
    assert_eq!(chips.spread, Some(Spread::Lognormal { sigma: 0.5 * 1.1_f64.ln() }));
    assert_eq!(network.flow(chips.flow).cas, "8010-00-0");
    let everything = format!("{network:?}");
    assert!(!everything.contains("example.org") && !everything.contains("Alex"));
}

#[test]
fn co_products_impacts_and_defects_are_understood() {
    let dataset = |inner: &str| format!("<ecoSpold xmlns='http://www.EcoInvent.org/EcoSpold01'>{inner}</ecoSpold>");
    let parted = dataset(
        "<dataset number='1'><metaInformation/><flowData>
        <exchange number='1' name='a' unit='kg' meanValue='3' location='CN'><outputGroup>2</outputGroup></exchange>
        <exchange number='2' name='b ' unit='kg' meanValue='1' location='CN'><outputGroup>2</outputGroup></exchange>
        <exchange number='3' name='CO2' category='air' subCategory='unspecified' unit='kg' meanValue='x'><outputGroup>4</outputGroup></exchange>
        <allocation referenceToCoProduct='1' fraction='75'><referenceToInputOutput>3</referenceToInputOutput></allocation>
        <allocation referenceToCoProduct='2' fraction='25'><referenceToInputOutput>3</referenceToInputOutput></allocation>
        </flowData></dataset>",
    );
    let Import { network, findings } = ecospold1_text(&parted).unwrap_or_else(|error| panic!("{error}"));
    let shares: Vec<Option<f64>> = network.processes[0].exchanges.iter().map(|e| e.allocation_factor).collect();
    assert_eq!(shares, [Some(0.75), Some(0.25), None]);
    assert_eq!(network.processes[0].exchanges[0].role, Role::Reference);
    assert_eq!(network.flows[1].name.en, "b ");
    assert_eq!(
        findings.iter().map(|finding| (finding.kind, finding.place.line)).collect::<Vec<_>>(),
        [(FindingKind::Unreadable, Some(4))]
    );

    let impact = dataset(
        "<dataset number='9'><metaInformation><processInformation>
        <referenceFunction name='GWP 100a' category='IPCC' unit='kg CO2-Eq'/><dataSetInformation type='4'/>
        </processInformation></metaInformation><flowData>
        <exchange number='3' name='Methane' category='air' subCategory='unspecified' unit='kg' meanValue='25'><outputGroup>4</outputGroup></exchange>
        </flowData></dataset>",
    );
    let Import { network, .. } = ecospold1_text(&impact).unwrap_or_else(|error| panic!("{error}"));
    let factor = &network.methods[0].indicators[0].factors[0];
    assert_eq!((factor.name.as_str(), factor.value, factor.compartment.0.as_str()), ("Methane", 25.0, "air"));

    assert_eq!(ecospold1_text(&parted[..parted.len() / 2]).map(|_| ()).map_err(|error| error.code()), Err("syntax"));
    assert_eq!(ecospold1_text("<ecoSpold/>").map(|_| ()).map_err(|error| error.code()), Err("structure"));
}

#[test]
fn an_ecospold_2_activity_is_understood() {
    let Some(archive) = open("cases/formats/ecospold2_input_sample_ecospold2.xml") else { return };
    let Import { network, findings } = ecospold2::import(&archive, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let process = &network.processes[0];
    assert_eq!((process.id.as_str(), process.name.en.as_str()), ("08a78e38-fdbe-4ea8-869f-7735b41ecf85", "Sample"));
    assert_eq!((process.region.as_str(), process.year.as_str()), ("AX", "2013-2014"));
    let with = |name: &str| -> &Exchange {
        let found = process.exchanges.iter().find(|exchange| network.flow(exchange.flow).name.en == name);
        found.unwrap_or_else(|| panic!("{name} is missing"))
    };
    let product = with("1-pentanol");
    assert_eq!((product.role, product.amount), (Role::Reference, Some(33.0)));
    assert_eq!(product.provider.as_deref(), Some("487444bd-76ac-4cbe-8d5f-6e2e43b21275"));
    assert_eq!(network.flow(product.flow).cas, "71-41-0");
    let p = process.parameters.iter().find(|parameter| parameter.id == "p");
    let Some(p) = p else { panic!("the product's variable is missing") };
    assert_eq!((p.formula.as_deref(), product.formula.as_deref()), (Some("23 + SUM(8;2)"), Some("p")));
    assert_eq!(p.spread, Some(Spread::Lognormal { sigma: 2.21_f64.sqrt() }));
    assert_eq!(p.pedigree.map(|pedigree| (pedigree.scores(), pedigree.basic_variance())), Some(([5; 5], 2.0)));
    assert_eq!(with("Chloride").spread, Some(Spread::Uniform { min: 1.0, max: 5.0 }));
    assert_eq!(with("Volume occupied, reservoir").spread, Some(Spread::NormalDeviation { sd: 2.0_f64.sqrt() }));
    // The triangle 2, 25, 5 has its mode outside its bounds.
    assert_eq!(with("1,1-dimethylcyclopentane").spread, None);
    assert!(findings.iter().any(|finding| finding.kind == FindingKind::BadUncertainty));
    assert_eq!(network.flow(with("Volume occupied, reservoir").flow).compartment.0, "resource/water");
    assert_eq!(process.parameters.len(), 3);
    let everything = format!("{network:?}");
    assert!(!everything.contains("Zimmermann") && !everything.contains("no@email"));
}

#[test]
fn allocated_activities_are_told_apart_and_linked() {
    let activity = |product: &str, input: &str| {
        format!(
        "<ecoSpold xmlns='http://www.EcoInvent.org/EcoSpold02'><activityDataset><activityDescription>
        <activity id='a' type='1'><activityName xml:lang='en'>smelting</activityName></activity></activityDescription><flowData>
        <intermediateExchange id='1' amount='1' intermediateExchangeId='{product}'><name>{product}</name><unitName>kg</unitName><outputGroup>0</outputGroup></intermediateExchange>
        <intermediateExchange id='2' amount='2' intermediateExchangeId='{input}' activityLinkId='a'><name>{input}</name><unitName>kg</unitName><inputGroup>5</inputGroup></intermediateExchange>
        </flowData></activityDataset></ecoSpold>"
    )
    };
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (name, text) in [("a_x.spold", activity("x", "y")), ("a_y.spold", activity("y", "x"))] {
        std::fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}"));
    }
    let archive = Archive::open(folder.path(), &Limits::default()).unwrap_or_else(|error| panic!("{error}"));
    let Import { network, findings } = ecospold2::import(&archive, &Silent).unwrap_or_else(|error| panic!("{error}"));
    assert!(findings.is_empty());
    assert_eq!(network.processes.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["a_x", "a_y"]);
    assert_eq!(network.processes[0].exchanges[1].provider.as_deref(), Some("a_y"));
    assert_eq!(network.flows.len(), 2);
}

//! A network written as ILCD and read again is the same network; broken XML is refused with its place.

use proptest::prelude::*;
use verdigris_interchange::{Archive, Import, InterchangeError, Limits, Silent, ecospold1, ecospold2, ilcd};
use verdigris_network::{
    Compartment, Direction, Exchange, Flow, FlowIndex, FlowKind, Network, Process, Property, Role, Source, SourceIndex,
};
use verdigris_quantity::{Label, Unit, spread::Spread};

const COMPARTMENTS: [&str; 8] = [
    "air",
    "air/urban",
    "water/fresh",
    "water/sea",
    "soil/agricultural",
    "resource/ground",
    "resource/land",
    "resource/water",
];

fn unit(symbol: &str) -> Unit {
    Unit::parse(symbol).unwrap_or_else(|error| panic!("{error}"))
}

fn read(bytes: Vec<u8>) -> Result<Import, InterchangeError> {
    ilcd::import(&Archive::from_bytes("written.zip", bytes, &Limits::default())?, &Silent)
}

prop_compose! {
    fn a_flow()(kind in 0..3_usize, en in "[A-Za-z<&\">][ -~]{0,20}[a-z]", zh in "[\u{4e00}-\u{9fa5}]{0,6}", symbol in 0..4_usize,
                place in 0..COMPARTMENTS.len(), heat in proptest::option::of(0.1..50.0_f64)) -> Flow {
        let kind = [FlowKind::Product, FlowKind::Waste, FlowKind::Elementary][kind];
        let mut flow = Flow::new("", Label::new(en, zh), kind, unit(["kg", "t", "MJ", "m2*a"][symbol]));
        if kind == FlowKind::Elementary {
            flow.compartment = Compartment::new(COMPARTMENTS[place]);
        }
        if let Some(value) = heat {
            flow.properties.push(Property { name: "energy".into(), value, unit: unit("MJ") });
        }
        flow
    }
}

prop_compose! {
    fn a_network()(flows in proptest::collection::vec(a_flow(), 1..6),
                   lines in proptest::collection::vec((0..100_usize, any::<bool>(), -1e6..1e6_f64, 0..3), 0..12),
                   zh in "[\u{4e00}-\u{9fa5}]{1,8}") -> Network {
        let mut network = Network::new("ilcd");
        network.flows = flows;
        network.flows.push(Flow::new("", Label::new("product", "产品"), FlowKind::Product, unit("kg")));
        for (k, flow) in network.flows.iter_mut().enumerate() {
            flow.id = format!("flow-{k}");
        }
        network.sources.push(Source { id: "s".into(), title: "A <title>".into(), ..Source::default() });
        let product = FlowIndex(network.flows.len() as u32 - 1);
        let mut process = Process { id: "p".into(), name: Label::new("a & b", zh), region: "CN-SD".into(), year: "2019".into(),
            source: Some(SourceIndex(0)), ..Process::default() };
        process.exchanges.push(Exchange::new("0", product, Direction::Output, Some(1000.0), unit("kg")).with_role(Role::Reference));
        for (at, input, amount, form) in lines {
            let flow = at % network.flows.len();
            let direction = if input { Direction::Input } else { Direction::Output };
            let mut exchange = Exchange::new(process.exchanges.len().to_string(), FlowIndex(flow as u32), direction, Some(amount), network.flows[flow].unit.clone());
            if !input && network.flows[flow].kind == FlowKind::Product {
                exchange.role = Role::Coproduct;
            }
            exchange.spread = match form {
                1 => Some(Spread::NormalDeviation { sd: 0.25 }),
                2 => Some(Spread::Uniform { min: amount - 1.0, max: amount + 1.0 }),
                _ => None,
            };
            process.exchanges.push(exchange);
        }
        network.processes.push(process);
        network
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_written_network_is_read_again(network in a_network()) {
        let bytes = ilcd::write(&network).unwrap();
        prop_assert_eq!(&bytes, &ilcd::write(&network).unwrap());
        let Import { network: again, findings } = read(bytes).unwrap();
        prop_assert!(findings.is_empty(), "{:?}", findings);
        prop_assert_eq!(again.flows.len(), network.flows.len());
        let (before, after) = (&network.processes[0], &again.processes[0]);
        prop_assert_eq!((&before.name, &before.region, &before.year), (&after.name, &after.region, &after.year));
        prop_assert_eq!(&again.sources[0].title, "A <title>");
        prop_assert_eq!(after.source, Some(SourceIndex(0)));
        prop_assert_eq!(before.exchanges.len(), after.exchanges.len());
        for (one, other) in before.exchanges.iter().zip(&after.exchanges) {
            prop_assert_eq!((one.direction, one.role, one.amount, one.spread), (other.direction, other.role, other.amount, other.spread));
            prop_assert_eq!(&one.unit, &other.unit);
            let (flow, same) = (network.flow(one.flow), again.flow(other.flow));
            prop_assert_eq!((&flow.name, flow.kind, &flow.unit, &flow.compartment), (&same.name, same.kind, &same.unit, &same.compartment));
            prop_assert_eq!(&flow.properties, &same.properties);
        }
    }
}

/// A small fixed sequence (splitmix64), so that a failure repeats.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    }
}

const ILCD: &str = "<processDataSet xmlns:common='c'><processInformation><dataSetInformation><common:UUID>u</common:UUID><name>
<baseName xml:lang='en'>x &amp; y</baseName></name></dataSetInformation><quantitativeReference><referenceToReferenceFlow>0
</referenceToReferenceFlow></quantitativeReference></processInformation><exchanges><exchange dataSetInternalID='0'>
<referenceToFlowDataSet refObjectId='f'/><exchangeDirection>Output</exchangeDirection><meanAmount>1.5</meanAmount>
<uncertaintyDistributionType>log-normal</uncertaintyDistributionType><relativeStandardDeviation95In>1.2
</relativeStandardDeviation95In></exchange></exchanges></processDataSet>";
const ECOSPOLD1: &str = "<ecoSpold xmlns='http://www.EcoInvent.org/EcoSpold01'><dataset number='1'><metaInformation/><flowData>
<exchange number='1' name='a' unit='kg' meanValue='3' uncertaintyType='1' standardDeviation95='1.1'><outputGroup>0</outputGroup>
</exchange><allocation referenceToCoProduct='1' fraction='75'><referenceToInputOutput>3</referenceToInputOutput></allocation>
</flowData></dataset></ecoSpold>";
const ECOSPOLD2: &str = "<ecoSpold xmlns='http://www.EcoInvent.org/EcoSpold02'><activityDataset><activityDescription>
<activity id='a' type='1'><activityName xml:lang='en'>s</activityName></activity></activityDescription><flowData>
<intermediateExchange id='1' amount='1' intermediateExchangeId='x' activityLinkId='a'><name>x</name><unitName>kg</unitName>
<uncertainty><lognormal variance='0.1'/></uncertainty><outputGroup>0</outputGroup></intermediateExchange>
</flowData></activityDataset></ecoSpold>";

/// Thousands of damaged documents: a reader gives a network or a clear error, and never panics.
#[test]
fn damaged_documents_never_panic() {
    type Reader = fn(&Archive) -> Result<Import, InterchangeError>;
    let readers: [(&str, Reader); 3] = [
        (ILCD, |archive| ilcd::import(archive, &Silent)),
        (ECOSPOLD1, |archive| ecospold1::import(archive, &Silent)),
        (ECOSPOLD2, |archive| ecospold2::import(archive, &Silent)),
    ];
    let pieces: [&[u8]; 10] =
        [b"<", b">", b"/>", b"&", b"&#0;", b"]]>", b"<!DOCTYPE a>", b"\xff\xfe", b"1e999", "铜".as_bytes()];
    let mut sequence = Sequence(7);
    for (sample, reader) in readers {
        let whole =
            Archive::from_bytes("a.xml", sample.into(), &Limits::default()).and_then(|archive| reader(&archive));
        assert!(whole.is_ok(), "{whole:?}");
        for _ in 0..3000 {
            let mut bytes = sample.as_bytes().to_vec();
            for _ in 0..=sequence.next(4) {
                let at = sequence.next(bytes.len());
                match sequence.next(5) {
                    0 => bytes.truncate(at),
                    1 => bytes.insert(at, sequence.next(256) as u8),
                    2 => drop(bytes.splice(at..at, pieces[sequence.next(pieces.len())].iter().copied())),
                    3 => drop(bytes.drain(at..(at + sequence.next(40)).min(bytes.len()))),
                    _ => {
                        let end = (at + sequence.next(60)).min(bytes.len());
                        let again: Vec<u8> = bytes[at..end].to_vec();
                        bytes.splice(at..at, again);
                    }
                }
            }
            match Archive::from_bytes("a.xml", bytes, &Limits::default()).and_then(|archive| reader(&archive)) {
                Ok(import) => assert!(import.network.exchange_count() < 1000),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn a_truncated_member_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let processes = folder.path().join("processes");
    std::fs::create_dir(&processes).unwrap_or_else(|error| panic!("{error}"));
    std::fs::write(processes.join("u.xml"), &ILCD[..300]).unwrap_or_else(|error| panic!("{error}"));
    let archive = Archive::open(folder.path(), &Limits::default()).unwrap_or_else(|error| panic!("{error}"));
    let error = ilcd::import(&archive, &Silent).map(|_| ()).unwrap_err();
    assert_eq!(error.code(), "syntax");
    assert!(error.to_string().starts_with("processes/u.xml:3:"), "{error}");
}

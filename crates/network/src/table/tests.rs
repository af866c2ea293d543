use proptest::prelude::*;
use verdigris_quantity::{Label, Unit};

use super::{Sheet, Tables, read, write};
use crate::{
    Alias, Compartment, Direction, Exchange, Factor, Finding, FindingKind, Flow, FlowIndex, FlowKind, Indicator,
    Method, Network, Parameter, Process, Property, Region, Role, Source, SourceIndex, Trust,
};

const FLOWS: &str = "id,kind,name_en,unit\nalumina,product,alumina,t\nco2,elementary,carbon dioxide,kg\n";
const PROCESSES: &str = "id,name_en,regions\nbayer,Bayer process,CN\n";
const EXCHANGES: &str = "process,id,direction,role,flow,amount,unit,source\n\
    bayer,product,output,reference,alumina,1,t,book\nbayer,co2,output,,co2,900,kg,book\n";
const SOURCES: &str = "id,title,licence,trust\nbook,A book,CC0-1.0,D\n";

fn with(changes: &[(&str, &str)]) -> Tables {
    let mut tables = Tables::new();
    let base = [("flows", FLOWS), ("processes", PROCESSES), ("exchanges", EXCHANGES), ("sources", SOURCES)];
    for (name, text) in base {
        if changes.iter().all(|(changed, _)| *changed != name) {
            tables.add_file(&format!("{name}.csv"), text);
        }
    }
    for (name, text) in changes {
        tables.add_file(&format!("{name}.csv"), *text);
    }
    tables
}

/// `file:line column code` of every finding.
fn told(tables: &Tables) -> Vec<String> {
    let line = |finding: &Finding| {
        let place = &finding.place;
        format!("{}:{} {} {}", place.file, place.line.unwrap_or_default(), place.field, finding.kind.code())
    };
    read(tables).1.iter().map(line).collect()
}

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_small_network_is_read_without_findings() {
    let (network, findings) = read(&with(&[("network", "id,name_zh\nmine,我的\n")]));
    assert_eq!(findings, []);
    assert_eq!((network.id.as_str(), network.name.zh.as_str()), ("mine", "我的"));
    let process = &network.processes[0];
    assert_eq!(process.reference().map(|exchange| exchange.amount), Some(Some(1.0)));
    assert_eq!(network.flow(process.exchanges[1].flow).unit, unit("kg"));
    assert_eq!(network.sources[0].trust, Some(Trust::D));
}

#[test]
fn defects_of_flows_are_told_with_file_line_and_column() {
    let flows = "id,kind,name_en,unit,colour\n# a remark,,,,\n\nalumina,product,alumina,t,\nalumina,waste,again,t,\n\
        co2,elementary,carbon dioxide,kilos,\n,product,x,kg,\nsoot,nuisance,soot,kg,\nred,product,,kg,\n\
        gas,product,gas,m3,,,surplus\n";
    let expected = [
        "flows.csv:1 colour unknown-field",
        "flows.csv:5 id duplicate-id",
        "flows.csv:6 unit unknown-unit",
        "flows.csv:7 id missing-field",
        "flows.csv:8 kind unreadable",
        "flows.csv:9 name_en missing-field",
        "flows.csv:10  unreadable",
        // The flow of this row was left out above.
        "exchanges.csv:3 flow unreadable",
    ];
    assert_eq!(told(&with(&[("flows", flows)])), expected);
}

#[test]
fn defects_of_exchanges_are_told_with_file_line_and_column() {
    let exchanges = "process,id,direction,role,flow,amount,unit,distribution,pedigree,provider,source\n\
        bayer,product,output,reference,alumina,1,t,,,,book\n\
        bayer,product,input,,alumina,1,t,,,,book\n\
        bayer,a,sideways,,co2,1,kg,,,,book\n\
        bayer,b,output,chief,co2,1,kg,,,,book\n\
        nobody,c,output,,co2,1,kg,,,,book\n\
        bayer,d,output,,co2,\"1,000\",kg,,,,book\n\
        bayer,e,output,,co2,inf,kg,,,,book\n\
        bayer,f,output,,co2,1,MJ,,,,book\n\
        bayer,g,output,,co2,,kg,,,,book\n\
        bayer,h,output,,co2,5,kg,\"uniform(min=1,max=2)\",,,book\n\
        bayer,i,output,,co2,5,kg,,1;2;3,,book\n\
        bayer,j,input,,alumina,5,kg,,,elsewhere,letter\n";
    let expected = [
        "exchanges.csv:3 id duplicate-id",
        "exchanges.csv:4 direction unreadable",
        "exchanges.csv:5 role unreadable",
        "exchanges.csv:6 process unreadable",
        "exchanges.csv:7 amount unreadable",
        "exchanges.csv:8 amount unreadable",
        "exchanges.csv:9 unit unit-mismatch",
        "exchanges.csv:10 amount amount-not-available",
        "exchanges.csv:11 distribution bad-uncertainty",
        "exchanges.csv:12 pedigree bad-uncertainty",
        "exchanges.csv:13 provider bad-provider",
        "exchanges.csv:13 source missing-reference",
        "processes.csv:2 source missing-reference",
    ];
    let tables = with(&[("exchanges", exchanges)]);
    assert_eq!(told(&tables), expected);
    let (network, findings) = read(&tables);
    assert_eq!(network.exchange_count(), 6);
    assert_eq!((findings[0].place.process.as_str(), findings[0].place.exchange.as_str()), ("bayer", "product"));
}

#[test]
fn a_process_without_its_reference_is_left_out() {
    let exchanges = EXCHANGES.replace("reference", "");
    let tables = with(&[("exchanges", &exchanges)]);
    assert_eq!(told(&tables), ["processes.csv:2 id reference-count"]);
    assert!(read(&tables).0.processes.is_empty());
}

#[test]
fn a_process_that_names_no_source_is_told_once() {
    let exchanges = EXCHANGES.replace("book", "");
    assert_eq!(told(&with(&[("exchanges", &exchanges)])), ["processes.csv:2 source missing-reference"]);
}

#[test]
fn a_table_without_a_required_column_is_told_once() {
    let sources = "id,licence\nbook,CC0-1.0\nletter,CC0-1.0\n";
    let findings = told(&with(&[("sources", sources)]));
    assert_eq!(findings[0], "sources.csv:1 title missing-field");
    assert!(!findings[1..].iter().any(|finding| finding.starts_with("sources")));
}

#[test]
fn an_open_quote_does_not_swallow_rows_in_silence() {
    let flows = format!("{FLOWS}mud,waste,\"red mud,t\nslag,waste,slag,t\n");
    let tables = with(&[("flows", &flows)]);
    assert_eq!(told(&tables), ["flows.csv:4  unreadable"]);
    assert_eq!(read(&tables).0.flows.len(), 2);
}

#[test]
fn lines_are_counted_across_blank_lines_and_line_ends_in_cells() {
    let flows = "id,kind,name_en,unit\r\nalumina,product,\"alumina,\r\ncalcined\",t\r\n\r\n\r\n\
        co2,elementary,carbon dioxide,kg\r\nx,bad,x,kg\r\n";
    assert_eq!(told(&with(&[("flows", flows)])), ["flows.csv:7 kind unreadable"]);
}

#[test]
fn sheets_and_several_parts_are_read_like_files() {
    let mut tables = with(&[]);
    let rows = [["id", "kind", "name_en", "unit"], ["mud", "waste", "red mud", "t"], ["mud", "waste", "again", "t"]];
    tables.add("flows", Sheet::rows("Flows", rows.map(|row| row.map(str::to_owned).to_vec()).to_vec()));
    tables.add("pictures", Sheet::csv("pictures.csv", "a,b\n"));
    assert_eq!(told(&tables), ["pictures.csv:0  skipped", "Flows:3 id duplicate-id"]);
    assert_eq!(read(&tables).0.flows.len(), 3);
}

#[test]
fn the_unit_of_a_factor_is_the_kilogram_unless_told() {
    let tables = with(&[
        ("methods", "id,name_en,source\ngwp,GWP,book\n"),
        ("indicators", "method,id,name_en,unit\ngwp,climate,Climate,kg CO2e\n"),
        (
            "factors",
            "method,indicator,flow,cas,compartment,value,unit\ngwp,climate,co2,000124-38-9,air,1,\n\
             gwp,climate,,74-82-8,air/urban,30,g\ngwp,climate,,,air,1,\ngwp,water,co2,,air,1,\n",
        ),
    ]);
    assert_eq!(told(&tables), ["factors.csv:4 flow missing-field", "factors.csv:5 indicator unreadable"]);
    let factors = &read(&tables).0.methods[0].indicators[0].factors;
    assert_eq!((factors[0].unit.clone(), factors[0].cas.as_str()), (unit("kg"), "124-38-9"));
    assert_eq!(factors[1].unit, unit("g"));
}

#[test]
fn ids_that_look_like_comments_survive() {
    let mut network = Network::new("n");
    network.flows.push(Flow::new("#1", Label::new("one", ""), FlowKind::Product, unit("kg")));
    let (again, findings) = read(&write(&network));
    assert_eq!(findings, []);
    assert_eq!(again.flows, network.flows);
}

/// Text that is not white space alone, with every character that CSV must quote.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9铝氧 ,\"'\n;#=+-]{0,12}".prop_map(|text| if text.trim().is_empty() { String::new() } else { text })
}

fn amount() -> impl Strategy<Value = Option<f64>> {
    prop::option::of(any::<f64>().prop_filter("finite", |value| value.is_finite()))
}

prop_compose! {
    fn exchange(flows: usize)(
        flow in 0..flows, amount in amount(), input in any::<bool>(), formula in prop::option::of("[a-z]{1,3} \\* 2"),
        place in text(), note in text(), spread in prop::option::of(0.0..2.0_f64), share in amount(),
        trusted in any::<bool>(), scores in prop::option::of(prop::array::uniform5(1_u8..=5)),
    ) -> Exchange {
        let direction = if input { Direction::Input } else { Direction::Output };
        let mut exchange = Exchange::new("", FlowIndex(flow as u32), direction, amount, unit("t"));
        exchange.formula = formula;
        exchange.place = place;
        exchange.note = note;
        exchange.spread = spread.map(|sigma| verdigris_quantity::spread::Spread::Lognormal { sigma });
        exchange.pedigree = scores.and_then(|scores| verdigris_quantity::pedigree::Pedigree::new(scores, 0.25).ok());
        exchange.allocation_factor = share;
        exchange.source = Some(SourceIndex(0));
        exchange.trust = trusted.then_some(Trust::T);
        exchange
    }
}

prop_compose! {
    fn network()(
        names in prop::collection::vec((text(), text(), text()), 1..6),
        lines in prop::collection::vec(prop::collection::vec(exchange(1), 1..5), 0..4),
        values in prop::collection::vec(amount(), 0..4), title in text(), licence in text(),
    ) -> Network {
        let mut network = Network::new("n-1");
        network.name.zh = title;
        network.sources.push(Source {
            id: "book".into(), title: "A book".into(), licence, trust: Some(Trust::P), ..Source::default()
        });
        network.regions.insert(Region { id: "CN".into(), name: Label::default(), parent: String::new() });
        for (k, (en, zh, note)) in names.into_iter().enumerate() {
            let name = if en.is_empty() && zh.is_empty() { Label::new("x", "") } else { Label::new(en, zh) };
            let mut flow = Flow::new(format!("flow-{k}"), name, FlowKind::Elementary, unit("kg"));
            flow.compartment = Compartment::new("air/urban");
            flow.synonyms = vec!["a".into(), "b c".into()];
            flow.properties = vec![Property { name: "mass".into(), value: 0.1, unit: unit("g") }];
            flow.note = note;
            network.flows.push(flow);
        }
        for (k, mut exchanges) in lines.into_iter().enumerate() {
            for (at, exchange) in exchanges.iter_mut().enumerate() {
                exchange.id = format!("x{at}");
            }
            exchanges[0].role = Role::Reference;
            let parameters = vec![Parameter { id: "k".into(), value: Some(1e-9), ..Parameter::default() }];
            let name = Label::new("p", "过程");
            let process = Process { id: format!("p-{k}"), name, region: "CN".into(), parameters, exchanges, ..Process::default() };
            network.processes.push(process);
        }
        for (k, value) in values.into_iter().enumerate() {
            let formula = value.is_none().then(|| "1 / 3".to_owned());
            network.parameters.push(Parameter { id: format!("v{k}"), value, formula, ..Parameter::default() });
        }
        let factor = Factor {
            flow: "flow-0".into(), name: String::new(), cas: String::new(), compartment: Compartment::new("air"),
            region: String::new(), value: 25.0, unit: unit("kg"), source: None, place: String::new(),
        };
        let indicator =
            Indicator { id: "i".into(), name: Label::new("I", ""), unit: "kg x".into(), factors: vec![factor] };
        network.methods.push(Method {
            id: "m".into(), name: Label::new("M", ""), version: String::new(), source: Some(SourceIndex(0)),
            note: String::new(), indicators: vec![indicator],
        });
        network.aliases.push(Alias {
            from: "old".into(), to: "flow-0".into(), unit: Some(unit("t")), factor: Some(2.0), note: "the same".into(),
        });
        network
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(network in network()) {
        let tables = write(&network);
        let mut files = Tables::new();
        for (name, sheet) in tables.iter() {
            let file = Sheet::csv(&sheet.label, sheet.to_csv());
            prop_assert_eq!(file.to_rows(), sheet.to_rows());
            files.add(name, file);
        }
        for tables in [tables, files] {
            let (again, findings) = read(&tables);
            prop_assert_eq!(&again, &network);
            let expected = |finding: &Finding| {
                finding.kind == FindingKind::AmountNotAvailable || finding.place.field == "licence"
            };
            prop_assert!(findings.iter().all(expected), "{:?}", findings);
        }
    }

    #[test]
    fn the_order_of_rows_and_columns_does_not_matter(network in network(), shift in 0_usize..20) {
        let mut turned = Tables::new();
        for (name, sheet) in write(&network).iter() {
            let mut rows = sheet.to_rows().into_owned();
            if name != "exchanges" {
                rows[1..].reverse();
            }
            // A comment sign in the first column would hide the row.
            let width = rows[0].len();
            let hides = |at: usize| rows.iter().any(|row| row[at].trim_start().starts_with('#'));
            let shift = (0..width).map(|k| (k + shift) % width).find(|&at| !hides(at)).unwrap_or(0);
            for row in &mut rows {
                row.rotate_left(shift);
            }
            turned.add(name, Sheet::rows(&sheet.label, rows));
        }
        prop_assert_eq!(write(&read(&turned).0), write(&network));
    }

    #[test]
    fn no_text_panics(text in "([a-z]{0,4}[,\n\"#;é]){0,40}", table in 0_usize..12) {
        let schema = &super::schema::ALL[table];
        let header = schema.columns.join(",");
        let mut tables = with(&[]);
        tables.add(schema.name, Sheet::csv("a", format!("{header}\n{text}")));
        tables.add(schema.name, Sheet::csv("b", text));
        let _ = read(&tables);
    }
}

//! SimaPro CSV, Brightway Excel and the tables: own samples with known content, and public files where they are at hand.

use std::{fs, path::PathBuf};

use rust_xlsxwriter::Workbook;
use verdigris_interchange::{Archive, Format, Import, ImportOptions, Limits, Silent, import, import_archive, tables};
use verdigris_network::{Allocation, Direction, FindingKind, FlowKind, Network, ProcessKind, Role};
use verdigris_quantity::spread::Spread;

fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(name);
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn read(name: &str, bytes: Vec<u8>) -> Import {
    let archive = Archive::from_bytes(name, bytes, &Limits::default()).expect("opens");
    import_archive(&archive, &ImportOptions::default(), &Silent).expect("imports")
}

fn of_kind(import: &Import, kind: FindingKind) -> usize {
    import.findings.iter().filter(|finding| finding.kind == kind).count()
}

#[test]
fn simapro_sample() {
    let bytes = fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/simapro.csv")).expect("sample");
    let import = read("sample.csv", bytes);
    assert_eq!(import.findings, []);
    let network = &import.network;
    assert_eq!(network.name.en, "Verdigris sample");
    let refining = &network.processes[0];
    assert_eq!((refining.id.as_str(), refining.region.as_str()), ("VS000000000000000000001", "CN"));
    assert_eq!(refining.allocation, Allocation::Factors);
    assert_eq!(refining.category, "material/Metals/Copper");
    assert_eq!(refining.note, "Sample; invented figures");
    let of = |name: &str| {
        let exchange = refining.exchanges.iter().find(|exchange| network.flow(exchange.flow).name.en == name);
        exchange.unwrap_or_else(|| panic!("{name} is there"))
    };
    assert_eq!(
        (of("Copper cathode {CN}").role, of("Copper cathode {CN}").allocation_factor),
        (Role::Reference, Some(0.965))
    );
    assert_eq!((of("Anode slime {CN}").role, of("Anode slime {CN}").allocation_factor), (Role::Coproduct, Some(0.035)));
    assert_eq!((of("Sulfuric acid").role, of("Sulfuric acid").direction), (Role::Avoided, Direction::Output));
    assert_eq!((of("Copper anode").amount, of("Copper anode").formula.as_deref()), (None, Some("1/yield")));
    assert_eq!(of("Copper anode").note, "from the smelter");
    let water = of("Water, river");
    assert_eq!((water.amount, water.direction, water.unit.symbol()), (Some(3.2), Direction::Input, "m3"));
    // A squared geometric standard deviation of 1.44 is a geometric one of 1.2.
    let Some(Spread::Lognormal { sigma }) = water.spread else { panic!("lognormal") };
    assert!((sigma - 1.2_f64.ln()).abs() < 1e-12);
    assert_eq!(of("Electricity, China").spread, Some(Spread::NormalDeviation { sd: 15.5 }));
    assert_eq!(of("Sulfur dioxide").spread, Some(Spread::Triangular { min: 0.3, mode: 0.4, max: 0.6 }));
    assert_eq!(of("Arsenic").spread, Some(Spread::Uniform { min: 0.01, max: 0.03 }));
    let sulfur = network.flow(of("Sulfur dioxide").flow);
    assert_eq!(
        (sulfur.compartment.0.as_str(), sulfur.cas.as_str(), sulfur.formula.as_str()),
        ("air/rural", "7446-09-5", "SO2")
    );
    assert_eq!(network.flow(of("Copper").flow).compartment.0, "water/fresh");
    let electrolyte = network.flow(of("Spent electrolyte").flow);
    assert_eq!((electrolyte.kind, of("Spent electrolyte").direction), (FlowKind::Waste, Direction::Output));
    let treatment = &network.processes[1];
    assert_eq!(treatment.kind, ProcessKind::Treatment);
    let treated = treatment.reference().expect("reference");
    assert_eq!((treated.direction, treated.flow), (Direction::Input, of("Spent electrolyte").flow));
    assert_eq!(refining.parameters.len(), 2);
    assert_eq!(refining.parameters[0].spread, Some(Spread::NormalDeviation { sd: 0.005 }));
    assert_eq!(refining.parameters[1].formula.as_deref(), Some("1-yield"));
}

#[test]
fn simapro_published_files() {
    if let Some(path) = shared("cases/formats/simapro_csv_input_process.csv") {
        let import = import(&path, &ImportOptions::default(), &Silent).expect("imports");
        let process = &import.network.processes[0];
        assert_eq!((import.network.processes.len(), process.exchanges.len()), (1, 6));
        let amounts: Vec<f64> = process.exchanges.iter().filter_map(|exchange| exchange.amount).collect();
        assert_eq!(amounts, [1.0, 0.01, 0.05, 0.001, 0.0001, 1e-15]);
        assert_eq!(import.findings, []);
        let acetone = import.network.flow(process.exchanges[5].flow);
        assert_eq!((acetone.cas.as_str(), acetone.compartment.0.as_str()), ("67-64-1", "water/ground"));
    }
    if let Some(path) = shared("cases/formats/simapro_csv_input_method.csv") {
        let import = import(&path, &ImportOptions::default(), &Silent).expect("imports");
        let [method] = import.network.methods.as_slice() else { panic!("one method") };
        assert_eq!((method.name.en.as_str(), method.version.as_str()), ("EN 15804:2012", "3.06"));
        let warming = &method.indicators[0];
        assert_eq!((warming.name.en.as_str(), warming.unit.as_str()), ("Global warming (GWP100a)", "kg CO2 eq"));
        let methane = warming.factors.iter().find(|factor| factor.name == "Methane").expect("methane");
        assert_eq!((methane.value, methane.cas.as_str(), methane.compartment.0.as_str()), (28.0, "74-82-8", "air"));
        println!("{} indicators, {} findings", method.indicators.len(), import.findings.len());
    }
}

/// A workbook in Brightway's blocks.
fn brightway() -> Vec<u8> {
    let rows: &[&[&str]] = &[
        &["Database", "sample"],
        &[],
        &["Database parameters"],
        &["name", "amount", "formula", "uncertainty type", "minimum", "maximum"],
        &["share", "0.25", "", "4", "0.2", "0.3"],
        &["rest", "", "1 - share"],
        &[],
        &["Activity", "ingot casting"],
        &["location", "CN"],
        &["reference product", "ingot"],
        &["unit", "kilogram"],
        &["Exchanges"],
        &[],
        &["name", "amount", "unit", "location", "type", "uncertainty type", "loc", "scale", "categories", "formula"],
        &["ingot casting", "1", "kilogram", "CN", "production"],
        &["melting", "1.02", "kilogram", "CN", "technosphere", "2", "0.0198", "0.1"],
        &["market for electricity", "0.3", "kilowatt hour", "CN", "technosphere"],
        &["dross recovery", "0.02", "kilogram", "CN", "substitution"],
        &[
            "Carbon dioxide, fossil",
            "0",
            "kilogram",
            "",
            "biosphere",
            "",
            "",
            "",
            "air::urban air close to ground",
            "rest * 0.4",
        ],
        &[],
        &["Activity", "melting"],
        &["location", "CN"],
        &["unit", "kilogram"],
        &["code", "melt-1"],
        &["Exchanges"],
        &["name", "amount", "unit", "type", "categories"],
        &["melting", "1", "kilogram", "production"],
        &["Water, river", "0.004", "cubic meter", "biosphere", "natural resource::in water"],
    ];
    let mut book = Workbook::new();
    let notes = book.add_worksheet();
    notes.write_string(0, 0, "skip").expect("writes");
    notes.write_string(1, 0, "Activity").expect("writes");
    let sheet = book.add_worksheet();
    for (line, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (line, column) = (line as u32, column as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(line, column, number).expect("writes"),
                Err(_) => sheet.write_string(line, column, *cell).expect("writes"),
            };
        }
    }
    book.save_to_buffer().expect("writes")
}

#[test]
fn brightway_sample() {
    let import = read("sample.xlsx", brightway());
    assert_eq!(import.findings, []);
    let network = &import.network;
    assert_eq!(network.parameters.len(), 2);
    assert_eq!(network.parameters[1].formula.as_deref(), Some("1 - share"));
    let casting = &network.processes[0];
    assert_eq!((casting.id.as_str(), casting.region.as_str()), ("ingot-casting-cn", "CN"));
    let providers: Vec<Option<&str>> = casting.exchanges.iter().map(|exchange| exchange.provider.as_deref()).collect();
    assert_eq!(providers, [None, Some("melt-1"), None, None, None]);
    let roles: Vec<Role> = casting.exchanges.iter().map(|exchange| exchange.role).collect();
    assert_eq!(roles, [Role::Reference, Role::Plain, Role::Plain, Role::Avoided, Role::Plain]);
    assert_eq!(casting.exchanges[1].spread, Some(Spread::Lognormal { sigma: 0.1 }));
    let carbon = network.flow(casting.exchanges[4].flow);
    assert_eq!((carbon.kind, carbon.compartment.0.as_str()), (FlowKind::Elementary, "air/urban"));
    assert_eq!(casting.exchanges[4].formula.as_deref(), Some("rest * 0.4"));
    let water = &network.processes[1].exchanges[1];
    assert_eq!((water.direction, water.unit.symbol()), (Direction::Input, "m3"));
}

#[test]
fn brightway_published_files() {
    for (name, activities, technosphere, biosphere) in [("lithium", 40, 190, 33), ("cobalt", 9, 0, 0)] {
        let Some(path) = shared(&format!("data/bgs-premise/lci-{name}.xlsx")) else { continue };
        let import = import(&path, &ImportOptions::default(), &Silent).expect("imports");
        let exchanges = || import.network.processes.iter().flat_map(|process| &process.exchanges);
        let product = |direction| {
            exchanges()
                .filter(|exchange| exchange.role == Role::Plain && exchange.direction == direction)
                .filter(|exchange| import.network.flow(exchange.flow).kind == FlowKind::Product)
                .count()
        };
        let nature =
            exchanges().filter(|exchange| import.network.flow(exchange.flow).kind == FlowKind::Elementary).count();
        let linked = exchanges().filter(|exchange| exchange.provider.is_some()).count();
        println!(
            "{name}: {} activities, {} technosphere, {nature} biosphere, {linked} linked, findings {:?}",
            import.network.processes.len(),
            product(Direction::Input),
            import.findings.iter().map(|finding| (finding.kind.code(), &finding.arguments)).collect::<Vec<_>>()
        );
        assert!(linked > 0);
        assert_eq!(of_kind(&import, FindingKind::UnknownUnit), 0);
        if technosphere > 0 {
            assert_eq!(
                (import.network.processes.len(), product(Direction::Input), nature),
                (activities, technosphere, biosphere)
            );
        }
    }
}

fn tables_network() -> Network {
    let archive = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = [
        archive("network.csv", "id,name_en,name_zh\nplant,Plant,工厂\n"),
        archive("sources.csv", "id,title,licence,trust,year\nown,Own records,own,D,2025\n"),
        archive("regions.csv", "id,parent\nGLO,\nCN,GLO\n"),
        archive(
            "flows.csv",
            "id,kind,name_en,name_zh,unit,cas,compartment\ningot,product,Ingot,铝锭,t,,\npower,product,Electricity,电,kWh,,\nco2,elementary,\"Carbon dioxide, fossil\",二氧化碳,kg,124-38-9,air\n",
        ),
        archive(
            "processes.csv",
            "id,name_en,name_zh,regions,year\nelectrolysis,Electrolysis,电解,CN,2025\ngrid,Grid,电网,CN,2025\n",
        ),
        archive(
            "exchanges.csv",
            "process,id,direction,role,flow,amount,unit,distribution,source\nelectrolysis,out,output,reference,ingot,1,t,,own\nelectrolysis,power,input,,power,13500,kWh,normal(cv=0.02),own\nelectrolysis,co2,output,,co2,1.6,t,lognormal(gsd=1.1),own\ngrid,out,output,reference,power,1,kWh,,own\ngrid,co2,output,,co2,0.57,kg,,own\n",
        ),
    ];
    let mut tables = verdigris_network::table::Tables::new();
    for (name, text) in &files {
        tables.add_file(name, text.as_str());
    }
    let (network, findings) = verdigris_network::table::read(&tables);
    assert_eq!(findings, []);
    network
}

#[test]
fn tables_survive_every_container() {
    // The files list rows by id, so the files of the two are compared.
    let network = tables_network();
    assert!(tables::files(&network).iter().any(|(_, text)| text.contains("13500")));
    let zipped = read("plant.zip", tables::write_zip(&network).expect("writes"));
    assert_eq!(zipped.findings, []);
    assert_eq!(tables::files(&zipped.network), tables::files(&network));
    let book = read("plant.xlsx", tables::write_workbook(&network).expect("writes"));
    assert_eq!(book.findings, []);
    assert_eq!(tables::files(&book.network), tables::files(&network));
    let folder = std::env::temp_dir().join(format!("verdigris-tables-{}", std::process::id()));
    tables::write_folder(&network, &folder).expect("writes");
    let import = import(&folder, &ImportOptions::default(), &Silent).expect("imports");
    fs::remove_dir_all(&folder).expect("removes");
    assert_eq!(tables::files(&import.network), tables::files(&network));
}

#[test]
fn the_template_reads_as_an_empty_network() {
    let bytes = tables::template().expect("writes");
    let archive = Archive::from_bytes("template.xlsx", bytes, &Limits::default()).expect("opens");
    assert_eq!(Format::detect(&archive, &ImportOptions::default()), Ok(Format::Tables));
    let import = import_archive(&archive, &ImportOptions::default(), &Silent).expect("imports");
    assert!(import.network.flows.is_empty() && import.network.processes.is_empty());
    let grave = import.findings.iter().filter(|finding| finding.kind.severity() == verdigris_network::Severity::Error);
    assert_eq!(grave.filter(|finding| !finding.place.file.contains("network")).count(), 0, "{:?}", import.findings);
}

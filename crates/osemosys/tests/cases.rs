//! Published models solved from their data text to their published objectives.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;
use verdigris_optimisation::{Automatic, Limits, Solver, Status, check};
use verdigris_osemosys::{Data, folder, mathprog, model};

fn text(name: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/osemosys").join(name);
    let text = std::fs::read_to_string(file).ok();
    if text.is_none() {
        println!("skipped: no reference case {name}");
    }
    text
}

fn solved(data: &Data, expected: f64, digit: f64) {
    let model = model::programme(data).unwrap();
    let answer = Automatic.solve(&model.programme, &Limits::default()).unwrap();
    assert_eq!(answer.status, Status::Optimal);
    assert!((answer.objective - expected).abs() <= digit, "{} instead of {expected}", answer.objective);
    assert!(check::optimality(&model.programme, &answer).worst() < 1e-7);
    let built: f64 = model.new_capacity.iter().map(|new| answer.columns[new.column]).sum();
    assert!(built > 0.0);
}

#[test]
fn utopia() {
    let Some(text) = text("utopia.txt") else { return };
    let data = mathprog::read(&text).unwrap();
    let unknown: Vec<&str> = data.findings.iter().map(|finding| finding.object.as_str()).collect();
    assert_eq!(unknown, ["ResultsPath"]);
    solved(&data, 29446.86269, 5e-6);
    // The same through otoole's form.
    let (files, defaults) = as_folder(&data);
    let again = folder::read(&files, &defaults).unwrap();
    assert_eq!(again.sets, data.sets);
    let same = |name: &String| again.parameters.get(name) == data.parameters.get(name);
    assert!(data.parameters.keys().filter(|name| *name != "ResultsPath").all(same));
}

#[test]
fn simplicity() {
    let Some(text) = text("simplicity.txt") else { return };
    let data = mathprog::read(&text).unwrap();
    solved(&data, 4483.969322, 5e-7);
}

/// Indices of each parameter by name, as otoole heads its columns.
fn heading(parameter: &str, count: usize) -> Vec<&'static str> {
    let letters = match parameter {
        "YearSplit" => "ly",
        "DaySplit" => "Hy",
        "Conversionls" => "lS",
        "Conversionld" => "lD",
        "Conversionlh" => "lH",
        "SpecifiedDemandProfile" => "rfly",
        "CapacityFactor" => "rtly",
        "InputActivityRatio" | "OutputActivityRatio" => "rtfmy",
        "EmissionActivityRatio" => "rtemy",
        "VariableCost" => "rtmy",
        "TechnologyToStorage" | "TechnologyFromStorage" => "rtsm",
        "ReserveMargin" | "REMinProductionTarget" => "ry",
        "CapacityToActivityUnit" | "OperationalLife" => "rt",
        "EmissionsPenalty" | "AnnualEmissionLimit" => "rey",
        "SpecifiedAnnualDemand" | "AccumulatedAnnualDemand" | "ReserveMarginTagFuel" | "RETagFuel" => "rfy",
        _ => "rty",
    };
    let name = |letter| match letter {
        'r' => "REGION",
        't' => "TECHNOLOGY",
        'y' => "YEAR",
        'l' => "TIMESLICE",
        'f' => "FUEL",
        'e' => "EMISSION",
        'm' => "MODE_OF_OPERATION",
        's' => "STORAGE",
        'S' => "SEASON",
        'D' => "DAYTYPE",
        _ => "DAILYTIMEBRACKET",
    };
    letters.chars().map(name).take(count).collect()
}

fn as_folder(data: &Data) -> (BTreeMap<String, String>, BTreeMap<String, f64>) {
    let mut files = BTreeMap::new();
    for (name, members) in &data.sets {
        files.insert(format!("data/{name}.csv"), format!("VALUE\n{}\n", members.join("\n")));
    }
    let mut defaults = BTreeMap::new();
    for (name, parameter) in &data.parameters {
        defaults.extend(parameter.default.map(|default| (name.clone(), default)));
        let Some(key) = parameter.values.keys().next() else { continue };
        let mut lines = vec![format!("{},VALUE", heading(name, key.len()).join(","))];
        lines.extend(parameter.values.iter().map(|(key, value)| format!("{},{value}", key.join(","))));
        files.insert(format!("data/{name}.csv"), lines.join("\n"));
    }
    (files, defaults)
}

const SMALL: &str = "
set YEAR := 2020 2021; set TECHNOLOGY := MINE GRID; set TIMESLICE := ALL; set FUEL := COAL POWER;
set MODE_OF_OPERATION := 1; set REGION := HERE; set EMISSION := CO2;
param YearSplit : 2020 2021 := ALL 1 1;
param DiscountRate := 0; param DepreciationMethod := 2; param OperationalLife := 1;
param OutputActivityRatio default 0 := [HERE,MINE,COAL,1,*] 2020 1 2021 1 [HERE,GRID,POWER,1,*] 2020 1 2021 1;
param InputActivityRatio default 0 := HERE GRID COAL 1 2020 2.5 HERE GRID COAL 1 2021 2.5;
param VariableCost default 0 := [HERE,*,1,*] (tr) : MINE GRID := 2020 4 1 2021 4 1;
param AccumulatedAnnualDemand default 0 := [HERE,*,*] : 2020 2021 := POWER 10 20;
end;";

#[test]
fn by_hand() {
    // Thirty units of power, each 1 and 2.5 of coal at 4: 11 a unit, capacity free.
    let data = mathprog::read(SMALL).unwrap();
    assert!(data.findings.is_empty());
    solved(&data, 330.0, 1e-9);
}

#[test]
fn errors_say_where() {
    let wrong = |text: &str| mathprog::read(text).unwrap_err().to_string();
    assert_eq!(wrong("set YEAR 2020;"), "line 1: `2020` where `:=` should be");
    assert_eq!(wrong("\nparam YearSplit : 2020 := ALL x;"), "line 2: `x` is not a number");
    let data = mathprog::read(&SMALL.replace("param DiscountRate := 0;", "")).unwrap();
    assert_eq!(
        model::programme(&data).unwrap_err().to_string(),
        "DiscountRate[HERE,MINE] is needed and neither given nor defaulted"
    );
    let data = mathprog::read("set YEAR := 2020;").unwrap();
    assert_eq!(model::programme(&data).unwrap_err().code(), "osemosys-set");
    let data = mathprog::read(&format!("param Novelty default 0 := a 1 b 2;\n{SMALL}")).unwrap();
    assert_eq!(data.findings[0].code, "unknown-parameter");
    let text =
        SMALL.replace("param VariableCost default 0 :=", "param VariableCost default 0 := [HERE,SUN,1,*] 2020 7");
    let model = model::programme(&mathprog::read(&text).unwrap()).unwrap();
    assert_eq!((model.findings[0].code, model.findings[0].place.as_str()), ("unknown-member", "SUN"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cut_anywhere_gives_data_or_an_error(cut in 0..SMALL.len(), with in "[ :=;\\[\\]*a0\"]{0,3}") {
        let text = format!("{}{with}{}", &SMALL[..cut], &SMALL[cut..]);
        if let Ok(data) = mathprog::read(&text) {
            let _ = model::programme(&data);
        }
        let _ = mathprog::read(&SMALL[..cut]);
    }
}

//! A plant from its records to accounts, diagnosis and report, as a person or a program meets it.

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

fn verdigris(arguments: &[&str]) -> Output {
    let library = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_verdigris"));
    command.args(arguments).env("VERDIGRIS_LIBRARY", library.path());
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "VERDIGRIS_LANG"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = verdigris(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A smelter of the facts: 500,000 t of metal; what else is recorded is given.
fn smelter(folder: &Path, year: i32, rows: &str) -> String {
    let path = folder.join("smelter.csv");
    let text = format!(
        "process_unit,item,measure,meter,month,value,unit,quality,uncertainty,source,note\n\
         #plant,id,smelter\n#plant,name_en,Smelter\n#plant,name_zh,电解铝厂\n#plant,sector,aluminium-electrolysis\n\
         #plant,region,CN-SD\n#plant,year,{year}\n#attribute,cell-technology,cwpb\n\
         electrolysis,liquid-aluminium,produced,,,500000,t,measured,,,\n{rows}"
    );
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn account<'v>(result: &'v Value, scheme: &str) -> &'v Value {
    let accounts = result["accounts"].as_array().unwrap();
    accounts.iter().find(|account| account["scheme"] == scheme).unwrap_or_else(|| panic!("no account {scheme}"))
}

fn item(account: &Value, id: &str) -> f64 {
    let items = ["items", "auxiliary", "memo"].into_iter().flat_map(|part| account[part].as_array().unwrap());
    let found = items.into_iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("no item {id}"));
    found["value"].as_f64().unwrap_or_else(|| panic!("{id} is not a number: {}", found["value"]))
}

#[test]
fn the_guideline_worked_figures_come_out_to_the_last_digit() {
    let folder = tempfile::tempdir().unwrap();
    let plant = smelter(folder.path(), 2024, "electrolysis,gross-anode,used,,,250000,t,measured,,,\n");
    let result = json(&["diagnose", &plant, "--scheme", "cets-ag-04.01", "--json"]);
    let account = account(&result, "cets-ag-04.01");
    assert_eq!((item(account, "anode"), item(account, "anode-effect")), (758_856.27, 72_405.0));
    assert_eq!(account["total"].as_f64(), Some(831_261.27));
    assert_eq!(account["unit"], "t");
    let first = &account["items"][0];
    for field in ["name", "value", "unit", "formula", "inputs", "source", "trust"] {
        assert!(!first[field].is_null(), "{field}");
    }
}

#[test]
fn ipcc_slope_and_cbam_constant_come_out_of_the_same_records() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "electrolysis,net-anode,used,,,205000,t,measured,,,\nelectrolysis,cells,frequency,,,0.1,1,measured,,,\n\
                electrolysis,cells,duration,,,2.5,min,measured,,,\n\
                electrolysis,net-anode,sulfur,,,2,%,measured,,,\nelectrolysis,net-anode,ash,,,0.4,%,measured,,,\n";
    let plant = smelter(folder.path(), 2025, rows);
    let result = json(&["diagnose", &plant, "--scheme", "ipcc-2006-tier2", "--scheme", "cbam", "--json"]);
    let tier2 = account(&result, "ipcc-2006-tier2");
    assert!((item(tier2, "anode") - 733_626.667).abs() < 0.001);
    assert!((item(tier2, "cf4") - 17_875.0).abs() < 1e-6 && (item(tier2, "c2f6") - 2_162.875).abs() < 1e-6);
    // 44/12 against 3.664, the same anodes.
    let ratio = item(account(&result, "cbam"), "anode") / item(tier2, "anode");
    assert!((ratio - 3.664 / (44.0 / 12.0)).abs() < 1e-9, "{ratio}");
    let steps = result["reconciliations"][0]["steps"].as_array().unwrap();
    let moved: f64 = steps.iter().map(|step| step["amount"].as_f64().unwrap()).sum();
    let total = |scheme| account(&result, scheme)["total"].as_f64().unwrap();
    assert!((total("cbam") - total("ipcc-2006-tier2") - moved).abs() < 1e-6);
}

#[test]
fn a_superseded_scheme_refuses_and_names_what_replaced_it() {
    let folder = tempfile::tempdir().unwrap();
    let plant = smelter(folder.path(), 2024, "");
    let output = verdigris(&["diagnose", &plant, "--scheme", "cn-2013-aluminium", "--lang", "en"]);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("superseded") && text.contains("cets-ag-04.01"), "{text}");
}

#[test]
fn every_example_plant_is_accounted_for_in_both_languages() {
    for plant in ["example-aluminium", "example-copper", "example-zinc", "example-secondary-aluminium"] {
        let plant = format!("example:{plant}");
        for language in ["en", "zh"] {
            let result = json(&["diagnose", &plant, "--lang", language, "--runs", "100", "--json"]);
            let errors = result["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
            assert_eq!(errors.count(), 0, "{plant}");
            let totals = result["accounts"].as_array().unwrap().iter().filter(|one| one["total"].is_number());
            assert!(totals.count() > 0, "{plant} has no total");
            assert!(result["footprint"]["results"][0]["value"].as_f64().unwrap() > 0.0, "{plant}");
        }
    }
}

#[test]
fn a_filled_template_gives_what_the_example_gives() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("plant.xlsx");
    let book = book.to_str().unwrap();
    assert!(verdigris(&["template", "再生铝", "--example", "-o", book]).status.success());
    let read = json(&["diagnose", book, "--runs", "0", "--json"]);
    let packaged = json(&["diagnose", "example:example-secondary-aluminium", "--runs", "0", "--json"]);
    let totals = |result: &Value| -> Vec<Value> {
        result["accounts"].as_array().unwrap().iter().map(|account| account["total"].clone()).collect()
    };
    assert_eq!(totals(&read), totals(&packaged));
}

#[test]
fn a_figure_opens_down_to_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    let output = output.to_str().unwrap();
    let done = verdigris(&["diagnose", "example:example-zinc", "--runs", "0", "-o", output, "--lang", "en"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for file in ["diagnosis.json", "accounts.xlsx"] {
        assert!(Path::new(output).join(file).metadata().unwrap().len() > 1000, "{file}");
    }
    #[cfg(feature = "pdf")]
    assert!(std::fs::read(Path::new(output).join("report.pdf")).unwrap().starts_with(b"%PDF"));
    let opened = verdigris(&["explain", &format!("{output}/diagnosis.json"), "1.1", "--lang", "en"]);
    let text = String::from_utf8_lossy(&opened.stdout).into_owned();
    assert!(opened.status.success() && text.contains("example-zinc.csv") && text.contains(" = "), "{text}");
}

#[test]
fn what_cannot_be_read_is_one_clear_error_or_a_finding_with_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.xlsx");
    std::fs::write(&broken, b"PK\x03\x04 nothing of a workbook").unwrap();
    let output = verdigris(&["diagnose", broken.to_str().unwrap(), "--lang", "zh"]);
    assert_eq!(output.status.code(), Some(3));
    let plant = smelter(folder.path(), 2024, "electrolysis,net-anode,used,,1,two hundred,t,measured,,,\n");
    let result = json(&["diagnose", &plant, "--scheme", "cets-ag-04.01", "--lang", "en", "--json"]);
    let findings = result["findings"].as_array().unwrap();
    let told = findings.iter().find(|finding| finding["message"].as_str().unwrap().contains("two hundred"));
    let place = told.unwrap_or_else(|| panic!("{findings:?}"))["place"].to_string();
    assert!(place.contains("F10"), "{place}");
}

#[test]
fn figures_of_a_group_too_small_are_not_shown() {
    let own = "example:example-secondary-aluminium";
    let result = json(&["diagnose", own, "--peer", own, "--runs", "0", "--json"]);
    let ladders = result["diagnosis"]["ladders"].as_array().unwrap();
    let steps = ladders.iter().flat_map(|ladder| ladder["steps"].as_array().unwrap());
    let peers: Vec<&Value> = steps.filter(|step| step["rung"]["family"] == "peers").collect();
    assert!(!peers.is_empty(), "there is a group");
    assert!(peers.iter().all(|step| step["rung"]["value"]["known"].is_null()), "{peers:?}");
}

#[test]
fn an_earlier_year_is_decomposed_without_residual() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |power: &str| {
        format!(
            ",electricity-grid,used,,,{power},MWh,measured,,,\nelectrolysis,net-anode,used,,,205000,t,measured,,,\n"
        )
    };
    let before = smelter(folder.path(), 2021, &rows("6900000"));
    let kept = folder.path().join("before.csv");
    std::fs::rename(&before, &kept).unwrap();
    let now = smelter(folder.path(), 2022, &rows("6750000"));
    let result = json(&["diagnose", &now, "--reference", kept.to_str().unwrap(), "--runs", "0", "--json"]);
    let found = &result["diagnosis"]["causes"][0]["waterfall"];
    let number = |value: &Value| value.as_str().map_or_else(|| value.as_f64().unwrap(), |text| text.parse().unwrap());
    let effects: f64 = found["bars"].as_array().unwrap().iter().map(|bar| number(&bar["effect"])).sum();
    assert!((number(&found["end"]) - number(&found["start"]) - effects).abs() < 1e-6, "{found}");
    assert!(effects < 0.0, "less power from a grid with less carbon");
}

#[test]
fn a_corrected_record_is_logged_with_what_it_changed() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |anodes: &str| format!("electrolysis,net-anode,used,,,{anodes},t,measured,,,\n");
    let first = smelter(folder.path(), 2024, &rows("205000"));
    let kept = folder.path().join("first.csv");
    std::fs::rename(&first, &kept).unwrap();
    let second = smelter(folder.path(), 2024, &rows("210000"));
    let arguments = ["diagnose", &second, "--reference", kept.to_str().unwrap(), "--scheme", "cets-ag-04.01", "--json"];
    let result = json(&arguments);
    let log = account(&result, "cets-ag-04.01")["log"].as_array().unwrap().clone();
    let effects: f64 = log.iter().map(|change| change["effect"].as_f64().unwrap()).sum();
    // 5000 t of net consumption, S 2 %, A 0.4 %.
    assert!((effects - 5000.0 * 0.976 * 44.0 / 12.0).abs() < 0.01, "{log:?}");
}

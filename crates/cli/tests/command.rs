//! The command as a person or a program meets it.

use std::process::{Command, Output};

use serde_json::Value;

fn verdigris(library: &std::path::Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_verdigris"))
        .args(arguments)
        .env("VERDIGRIS_LIBRARY", library)
        .env_remove("LANG")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("VERDIGRIS_LANG")
        .output()
        .unwrap()
}

fn json(library: &std::path::Path, arguments: &[&str]) -> Value {
    let output = verdigris(library, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn value(library: &std::path::Path, arguments: &[&str]) -> f64 {
    json(library, arguments)["results"][0]["value"].as_f64().unwrap()
}

#[test]
fn a_footprint_has_the_documented_shape() {
    let library = tempfile::tempdir().unwrap();
    let result = json(
        library.path(),
        &["footprint", "primary-aluminium-ingot", "--region", "CN-SD", "--runs", "50", "--seed", "7", "--json"],
    );
    assert_eq!(result["unit"], "t");
    assert_eq!(result["amount"], 1.0);
    assert_eq!(result["network"], "nonferrous");
    assert_eq!(result["product"]["region"], "CN-SD");
    let first = &result["results"][0];
    assert_eq!(first["method"], "ipcc-ar6-gwp100");
    assert!(first["forward_error"].as_f64().unwrap() < 1e-10);
    let quantiles = &first["quantiles"];
    assert_eq!(quantiles["seed"], 7);
    assert!(quantiles["p2_5"].as_f64() < quantiles["p50"].as_f64());
    assert!(quantiles["p50"].as_f64() < quantiles["p97_5"].as_f64());
    let trace = &first["trace"];
    let parts: f64 = trace["inputs"].as_array().unwrap().iter().map(|part| part["value"].as_f64().unwrap()).sum();
    let whole = first["value"].as_f64().unwrap();
    assert!((parts - whole).abs() < 1e-9 * whole, "the parts of a trace sum to the whole");
}

#[test]
fn amounts_and_units_scale_linearly() {
    let library = tempfile::tempdir().unwrap();
    let of = |amount: &str, unit: &str| {
        value(library.path(), &["footprint", "copper-cathode", "--amount", amount, "--unit", unit, "--json"])
    };
    let tonne = of("1", "t");
    assert!((of("1000", "kg") - tonne).abs() < 1e-9 * tonne);
    assert!((of("2", "万吨") - 20_000.0 * tonne).abs() < 1e-6 * tonne * 20_000.0);
}

#[test]
fn the_power_mix_decides_between_provinces() {
    let library = tempfile::tempdir().unwrap();
    let of = |region: &str| value(library.path(), &["footprint", "primary-aluminium-ingot", "-r", region, "--json"]);
    assert!(of("CN-YN") < 0.6 * of("CN-SD"));
}

#[test]
fn names_work_in_both_languages_and_results_do_not_depend_on_them() {
    let library = tempfile::tempdir().unwrap();
    let english = value(library.path(), &["footprint", "primary-aluminium-ingot", "-r", "CN-SD", "--json"]);
    let chinese = value(library.path(), &["footprint", "重熔用铝锭", "-r", "CN-SD", "--json", "--lang", "zh"]);
    assert_eq!(english, chinese);
}

#[test]
fn threads_do_not_change_a_bit() {
    let library = tempfile::tempdir().unwrap();
    let of = |threads: &str| {
        let arguments = ["footprint", "primary-aluminium-ingot", "--runs", "200", "--threads", threads, "--json"];
        verdigris(library.path(), &arguments).stdout
    };
    assert_eq!(of("1"), of("2"));
}

#[test]
fn comparing_a_product_with_itself_is_a_tie_in_every_draw() {
    let library = tempfile::tempdir().unwrap();
    let result = json(library.path(), &["compare", "copper-cathode", "copper-cathode", "--runs", "40", "--json"]);
    assert_eq!(result["comparison"][0]["tied"], 1.0);
    assert_eq!(result["comparison"][0]["probability_first_lower"], 0.5);
}

#[test]
fn errors_say_what_where_and_what_to_do() {
    let library = tempfile::tempdir().unwrap();
    for (arguments, exit, code) in [
        (vec!["footprint", "no such thing"], 4, "no-product"),
        (vec!["footprint", "primary-aluminium-ingot", "-r", "ZZ"], 4, "no-region"),
        (vec!["footprint", "nickel-refining", "-r", "US"], 4, "no-product-there"),
        (vec!["footprint", "primary-aluminium-ingot", "--unit", "kWh"], 2, "dimension-mismatch"),
        (vec!["footprint", "primary-aluminium-ingot", "--unit", "flurb"], 2, "unknown-unit"),
        (vec!["footprint", "primary-aluminium-ingot", "-m", "nothing"], 4, "no-method"),
        (vec!["footprint", "primary-aluminium-ingot", "-N", "nothing"], 4, "no-network"),
        (vec!["import", "nowhere.zip", "--as", "x"], 3, ""),
        (vec!["import", "nowhere.zip", "--as", "../x"], 2, "bad-name"),
        (vec!["import", "nowhere.zip", "--as", "nonferrous"], 2, "reserved-name"),
        (vec!["sankey", "primary-aluminium-ingot", "-o", "picture.bmp"], 2, "picture-format"),
        (vec!["scenario", "primary-aluminium-ingot"], 2, "no-patch"),
        (vec!["explain", "primary-aluminium-ingot", "x.y"], 2, "bad-path"),
    ] {
        for language in ["en", "zh"] {
            let mut given = arguments.clone();
            given.extend(["--lang", language]);
            let output = verdigris(library.path(), &given);
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {error}");
            assert!(error.contains(code), "{arguments:?}: {error}");
            assert!(code.is_empty() || error.contains('→'), "{arguments:?} has no remedy: {error}");
            given.push("--json");
            let output = verdigris(library.path(), &given);
            let body: Value = serde_json::from_slice(&output.stderr).unwrap();
            assert_eq!(body["error"]["exit"], exit);
        }
    }
}

#[test]
fn every_listing_reads_as_json() {
    let library = tempfile::tempdir().unwrap();
    let picture = library.path().join("chain.svg");
    let picture = picture.to_str().unwrap();
    for arguments in [
        vec!["networks"],
        vec!["methods"],
        vec!["check", "nonferrous"],
        vec!["find", "aluminium"],
        vec!["find", "铝"],
        vec!["contributions", "copper-cathode"],
        vec!["contributions", "copper-cathode", "--by", "flow", "-m", "ef-3.1"],
        vec!["contributions", "copper-cathode", "--by", "region"],
        vec!["contributions", "copper-cathode", "--by", "tier"],
        vec!["contributions", "copper-cathode", "--by", "path"],
        vec!["sensitivity", "copper-cathode"],
        vec!["explain", "copper-cathode", "1"],
        vec!["sankey", "copper-cathode", "-o", picture],
    ] {
        let mut given = arguments.clone();
        given.push("--json");
        json(library.path(), &given);
        for language in ["en", "zh"] {
            let mut given = arguments.clone();
            given.extend(["--lang", language]);
            let output = verdigris(library.path(), &given);
            assert!(output.status.success(), "{given:?}");
            assert!(!output.stdout.is_empty(), "{given:?}");
        }
    }
    assert!(std::fs::read_to_string(picture).unwrap().starts_with('<'));
}

#[test]
fn breakdowns_sum_to_the_footprint() {
    let library = tempfile::tempdir().unwrap();
    for by in ["process", "flow", "region", "tier"] {
        let result = json(library.path(), &["contributions", "copper-cathode", "--by", by, "--limit", "5", "--json"]);
        let block = &result["results"][0];
        let shown: f64 =
            block["contributions"].as_array().unwrap().iter().map(|line| line["value"].as_f64().unwrap()).sum();
        let whole = block["value"].as_f64().unwrap();
        assert!((shown + block["rest"].as_f64().unwrap() - whole).abs() < 1e-9 * whole, "{by}");
    }
}

#[test]
fn a_damaged_network_is_told_and_others_still_work() {
    let library = tempfile::tempdir().unwrap();
    std::fs::write(library.path().join("broken.network.json.gz"), b"not a network").unwrap();
    let output = verdigris(library.path(), &["check", "broken"]);
    assert_eq!(output.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&output.stderr).contains("damaged"));
    assert!(verdigris(library.path(), &["networks"]).status.success());
}

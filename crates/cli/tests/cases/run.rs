//! Runs the cases of a file and collects what does not hold.

use std::path::PathBuf;

use verdigris_inventory::error::InventoryError;

use crate::document::{self, Case};
use crate::expectation::{self, Expectation};
use crate::matrix;
use crate::model::Model;
use crate::tables::{self, Study};

/// Where the cases are.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../cases")
}

/// Runs all cases of a file.
///
/// # Panics
/// When a figure is not as expected.
pub fn file(name: &str) {
    let file = format!("{}.md", name.replace('_', "-"));
    let path = folder().join(&file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    let cases = document::read(&path, &text).unwrap_or_else(|error| panic!("{error}"));
    assert!(!cases.is_empty(), "{file} holds no case");
    let mut failures = Vec::new();
    for case in &cases {
        let before = failures.len();
        match subject(case) {
            Ok(Some(subject)) => check(&file, case, &subject, &mut failures),
            Ok(None) => println!("skipped: {}", case.title),
            Err(error) => failures.push(format!("{file}: {error}")),
        }
        if failures.len() > before {
            failures.insert(before, format!("in {}", case.title));
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// What the expectations of a case are about.
enum Subject {
    Model(Box<Model>),
    Study(Box<Study>),
    Refused { error: InventoryError, names: Vec<String> },
}

/// The subject of a case; `None` when its data are not at hand.
fn subject(case: &Case) -> Result<Option<Subject>, String> {
    if tables::describes_network(case) {
        return Ok(tables::study(case)?.map(|study| Subject::Study(Box::new(study))));
    }
    Ok(Some(match matrix::model(case)? {
        Ok(model) => Subject::Model(Box::new(model)),
        Err((error, names)) => Subject::Refused { error, names },
    }))
}

fn check(file: &str, case: &Case, subject: &Subject, failures: &mut Vec<String>) {
    let mut expected_findings: Vec<String> = Vec::new();
    for block in &case.expectations {
        for (line, text) in block.lines() {
            let expectation = expectation::read(text);
            if let Ok(Expectation::Finding { wanted: true, kind, .. }) = &expectation {
                expected_findings.push(kind.clone());
            }
            if let Err(reason) = expectation.and_then(|expectation| holds(&expectation, subject)) {
                failures.push(format!("{file}:{line}: {text}\n    {reason}"));
            }
        }
    }
    // Tables written for a case must be sound; imported data may be as bad as they are.
    if let (Subject::Study(study), None) = (subject, case.block("import")) {
        let line = case.data.first().map_or(0, |block| block.line);
        for told in study.errors(&expected_findings) {
            failures.push(format!("{file}:{line}: the tables of the case: {told}"));
        }
    }
}

fn holds(expectation: &Expectation, subject: &Subject) -> Result<(), String> {
    let model = match subject {
        Subject::Model(model) => model,
        Subject::Study(study) => &study.model,
        Subject::Refused { error, names: all } => {
            let named = |list: &[u32]| list.iter().map(|&k| all[k as usize].clone()).collect();
            return match expectation {
                Expectation::Failure { code, names } => failure(code, names, error, &named),
                _ => Err(format!("refused: {error}")),
            };
        }
    };
    match (expectation, subject) {
        (Expectation::Failure { code, names }, _) if code == "unproductive" => {
            let solution = model.solve().map_err(|error| error.to_string())?;
            let told: Vec<Vec<String>> = solution.unproductive.iter().map(|list| model.names(list)).collect();
            if told.iter().any(|list| same(list, names)) { Ok(()) } else { Err(format!("named are {told:?}")) }
        }
        (Expectation::Failure { code, names }, _) => match model.solve() {
            Ok(solution) => Err(format!("it is solved: scaling {:?}", solution.scaling)),
            Err(error) => failure(code, names, &error, &|list| model.names(list)),
        },
        (Expectation::Figure { what, name, unit, indicator, values, tolerance }, Subject::Study(study)) => {
            let figures = study.figure(what, name, unit.as_deref(), indicator.as_deref())?;
            compare(what, &figures, values, *tolerance)
        }
        (Expectation::Figure { what, name, unit: None, indicator, values, tolerance }, _) => {
            let figures = model.figure(what, name, indicator.as_deref())?;
            compare(what, &figures, values, *tolerance)
        }
        (Expectation::Finding { wanted, kind, place }, Subject::Study(study)) => {
            if study.found(kind, place) == *wanted { Ok(()) } else { Err(study.all_findings()) }
        }
        (Expectation::Link { place, provider }, Subject::Study(study)) => {
            let told = study.link(place)?;
            if told == *provider { Ok(()) } else { Err(format!("is {told}")) }
        }
        _ => Err("this line is not for a matrix case".to_owned()),
    }
}

/// Whether an error is the one expected and names the activities expected.
fn failure(
    code: &str,
    names: &[String],
    error: &InventoryError,
    named: &dyn Fn(&[u32]) -> Vec<String>,
) -> Result<(), String> {
    let told = error.code().trim_start_matches("inventory.");
    if told != code {
        return Err(format!("the error is `{told}`: {error}"));
    }
    let list = match error {
        InventoryError::Singular { component } => named(component),
        InventoryError::NoProduction { activity } => named(&[*activity]),
        InventoryError::Unpaired { activities, .. } => named(activities),
        _ => Vec::new(),
    };
    if same(&list, names) { Ok(()) } else { Err(format!("named are {}", list.join(", "))) }
}

fn same(told: &[String], expected: &[String]) -> bool {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    sorted(told) == sorted(expected)
}

/// Compares figures with expected values. For `bounded`, the true values are expected: each must lie within the error
/// the engine admits, and that error must not exceed the tolerance.
fn compare(what: &str, figures: &[(f64, f64)], values: &[f64], tolerance: f64) -> Result<(), String> {
    let shown = || figures.iter().map(|(value, _)| value.to_string()).collect::<Vec<_>>().join(", ");
    if figures.len() != values.len() {
        return Err(format!("{} value(s): {}", figures.len(), shown()));
    }
    for (&(value, error), &expected) in figures.iter().zip(values) {
        let apart = (value - expected).abs();
        if what == "bounded" {
            if apart.is_nan() || apart > error || error > tolerance {
                return Err(format!("is {value}, off by {apart:e}; admitted {error:e}, allowed {tolerance:e}"));
            }
        } else if apart.is_nan() || apart > tolerance {
            return Err(format!("is {}, off by {apart:e}, allowed {tolerance:e}", shown()));
        }
    }
    Ok(())
}

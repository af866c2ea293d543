//! The packaged data read as the document of the table form promises.

use std::{fs, path::Path};

use verdigris_network::{
    Finding, FindingKind, Network, Severity,
    evaluate::Evaluator,
    table::{Tables, read, schema, write},
    template::unfold,
};

fn pack() -> Option<(Network, Vec<Finding>)> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let mut tables = Tables::new();
    for folder in ["network", "methods"] {
        for schema in schema::ALL {
            let path = format!("{folder}/{}.csv", schema.name);
            if let Ok(text) = fs::read_to_string(data.join(&path)) {
                tables.add_file(&path, text);
            }
        }
    }
    (!tables.is_empty()).then(|| read(&tables))
}

fn list(findings: &[Finding], chosen: impl Fn(&Finding) -> bool) -> Vec<String> {
    let line = |finding: &&Finding| {
        let arguments: Vec<String> = finding.arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let place = &finding.place;
        let line = place.line.unwrap_or_default();
        format!("{}:{line} {} {}: {}", place.file, place.field, finding.kind.code(), arguments.join(", "))
    };
    findings.iter().filter(|finding| chosen(finding)).map(|finding| line(&finding)).collect()
}

#[test]
fn the_packaged_data_read_without_error() {
    let Some((network, findings)) = pack() else { return println!("skipped: no packaged data here") };
    let wrong = list(&findings, |finding| {
        finding.severity() == Severity::Error
            || matches!(
                finding.kind,
                FindingKind::UnitMismatch
                    | FindingKind::BadProvider
                    | FindingKind::MissingReference
                    | FindingKind::BadUncertainty
                    | FindingKind::UnknownField
            )
    });
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(network.id, "nonferrous");
    assert!(network.processes.len() > 100 && network.exchange_count() > 1000 && !network.methods.is_empty());
}

#[test]
fn the_packaged_data_survive_writing_and_reading() {
    let Some((network, _)) = pack() else { return println!("skipped: no packaged data here") };
    let tables = write(&network);
    let (again, findings) = read(&tables);
    assert!(list(&findings, |finding| finding.severity() == Severity::Error).is_empty());
    assert_eq!(again.exchange_count(), network.exchange_count());
    assert_eq!(write(&again), tables);
}

#[test]
fn every_formula_of_the_packaged_data_has_a_value() {
    let Some((network, _)) = pack() else { return println!("skipped: no packaged data here") };
    let network = unfold(network);
    let (evaluator, findings) = Evaluator::new(&network);
    assert!(findings.is_empty(), "{}", list(&findings, |_| true).join("\n"));
    // Drawing the stored values gives the stored amounts.
    let values: Vec<f64> = evaluator.uncertain_parameters().iter().map(|parameter| parameter.value).collect();
    let drawn = evaluator.resample(&values);
    assert!(!drawn.is_empty());
    for (&(process, exchange), amount) in evaluator.dependent_exchanges().iter().zip(drawn) {
        assert_eq!(evaluator.amount(process, exchange), Some(amount));
    }
}

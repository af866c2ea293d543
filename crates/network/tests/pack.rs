//! The packaged data read as the document of the table form promises.

use std::{fs, path::Path};

use verdigris_network::{
    Finding, FindingKind, Network, Severity,
    table::{Tables, read, schema, write},
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

//! SimaPro CSV: a header in braces, then blocks of processes, parameters, units, substances and methods.
//!
//! SimaPro identifies products and substances by name, so ids are made from names. Amounts that are not numbers are
//! formulas. Uncertainty columns: `Lognormal` gives the squared geometric standard deviation, `Normal` twice the
//! standard deviation, `Triangle` and `Uniform` bounds. Allocation percentages become given shares.

mod block;
mod flows;
mod header;
mod method;
mod process;
mod value;

use verdigris_network::{Finding, FindingKind, Network, Parameter, Place, Regions};
use verdigris_quantity::Label;

use crate::{Archive, Import, ImportOptions, InterchangeError, Member, Progress, Stage, progress::Counter, region};
use block::Row;
use flows::Flows;
use header::Header;
use value::Reading;

/// Whether an archive holds a SimaPro CSV export.
pub fn detect(archive: &Archive) -> bool {
    members(archive).any(|member| archive.head(member, 2048).is_ok_and(|head| header::looks_right(&head)))
}

fn members(archive: &Archive) -> impl Iterator<Item = &Member> {
    archive.members().iter().filter(|member| matches!(member.extension().as_str(), "csv" | "txt"))
}

/// Reads a network.
pub fn read(archive: &Archive, options: &ImportOptions, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let mut findings = Vec::new();
    let mut network = Network::new(options.network_id(archive));
    let files: Vec<&Member> = members(archive)
        .filter(|member| archive.head(member, 2048).is_ok_and(|head| header::looks_right(&head)))
        .collect();
    let counter = Counter::new(progress, Stage::Reading, files.len());
    let mut parsed = Vec::new();
    for member in files {
        counter.step()?;
        let text = header::decode(archive.read(member)?);
        let header = Header::read(&text);
        if network.name.is_empty() {
            network.name.en.clone_from(&header.project);
        }
        let blocks = block::cut(&text, &header, &member.name, &mut findings);
        parsed.push((member.name.clone(), header, blocks));
    }
    let mut flows = Flows::default();
    for (file, header, blocks) in &parsed {
        flows.define(blocks, &Reading { header, file }, &mut findings);
    }
    for (file, header, blocks) in &parsed {
        let reading = Reading { header, file };
        let mut method: Option<verdigris_network::Method> = None;
        for block in blocks {
            match block.name.as_str() {
                "Process" => process::build(block, &reading, &mut flows, &mut network, &mut findings),
                "Database Input parameters" | "Project Input parameters" => {
                    network.parameters.extend(inputs(&block.rows, &reading, &mut findings));
                }
                "Database Calculated parameters" | "Project Calculated parameters" => {
                    network.parameters.extend(calculated(&block.rows, &reading));
                }
                "Method" => {
                    network.methods.extend(method.take());
                    method = Some(method::start(block));
                }
                "Impact category" => {
                    let method = method.get_or_insert_with(|| method::start(block));
                    method::indicator(block, &reading, &flows, method, &mut findings);
                }
                name if PASSED_OVER.contains(&name) => {
                    let place = Place::file(file).at_line(block.line);
                    let reason = format!("block `{name}`, which is not part of a network");
                    findings.push(Finding::new(FindingKind::Skipped, place).with("reason", reason));
                }
                _ => {}
            }
        }
        network.methods.extend(method);
    }
    network.flows = flows.list;
    let mut regions = Regions::default();
    region::complete(&mut regions, network.processes.iter().map(|process| process.region.as_str()));
    network.regions = regions;
    Ok(Import { network, findings })
}

/// Blocks that the model has no use for.
const PASSED_OVER: &[&str] =
    &["Product stage", "Normalization-Weighting set", "Damage category", "Waste scenario", "System description"];

/// `name; value; distribution; 2·SD; min; max; hidden; comment`.
fn inputs(rows: &[Row], reading: &Reading<'_>, findings: &mut Vec<Finding>) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for row in rows {
        let value = reading.number(row.text(1));
        let place = || Place::file(reading.file).at_line(row.line).at_field(row.text(0));
        if value.is_none() {
            let finding = Finding::new(FindingKind::Unreadable, place()).with("text", row.text(1));
            findings.push(finding.with("reason", "it is not a number"));
        }
        let spread = reading.spread(row, 2, value).unwrap_or_else(|reason| {
            let finding = Finding::new(FindingKind::BadUncertainty, place()).with("text", row.text(2));
            findings.push(finding.with("reason", reason));
            None
        });
        parameters.push(Parameter {
            id: row.text(0).to_lowercase(),
            name: Label::new(row.text(0), ""),
            value,
            spread,
            note: row.text(7).to_owned(),
            ..Parameter::default()
        });
    }
    parameters
}

/// `name; formula; comment`.
fn calculated(rows: &[Row], reading: &Reading<'_>) -> Vec<Parameter> {
    let made = rows.iter().map(|row| Parameter {
        id: row.text(0).to_lowercase(),
        name: Label::new(row.text(0), ""),
        formula: Some(reading.formula(row.text(1))),
        note: row.text(2).to_owned(),
        ..Parameter::default()
    });
    made.collect()
}

//! Methods and impact categories.

use verdigris_network::{Factor, Finding, FindingKind, Indicator, Method, Place};
use verdigris_quantity::Label;

use super::{block::Block, flows::Flows, value::Reading};
use crate::{compartment, slug, substance};

/// A method without its indicators.
pub(super) fn start(block: &Block) -> Method {
    let name = block.value("Name");
    let version: Vec<&str> =
        block.section("Version").first().map(|row| vec![row.text(0), row.text(1)]).unwrap_or_default();
    Method {
        id: slug::of(name),
        name: Label::new(name, ""),
        version: version.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("."),
        source: None,
        note: block.value("Comment").to_owned(),
        indicators: Vec::new(),
    }
}

/// Adds an impact category: `name; unit`, then rows `compartment; sub-compartment; substance; CAS; factor; unit`.
pub(super) fn indicator(
    block: &Block,
    reading: &Reading<'_>,
    flows: &Flows,
    method: &mut Method,
    findings: &mut Vec<Finding>,
) {
    let Some(head) = block.rows.first() else {
        let place = Place::file(reading.file).at_line(block.line);
        findings.push(Finding::new(FindingKind::MissingField, place).with("name", "Impact category"));
        return;
    };
    let mut factors = Vec::new();
    for row in block.section("Substances") {
        let place = || Place::file(reading.file).at_line(row.line);
        let Some(value) = reading.number(row.text(4)) else {
            let finding = Finding::new(FindingKind::Unreadable, place()).with("text", row.text(4));
            findings.push(finding.with("reason", "the factor is not a number"));
            continue;
        };
        let Some(unit) = flows.unit(row.text(5)) else {
            findings.push(Finding::new(FindingKind::UnknownUnit, place()).with("unit", row.text(5)));
            continue;
        };
        let medium = match row.text(0) {
            "Raw" => "resource",
            medium => medium,
        };
        let sub = Some(row.text(1)).filter(|sub| *sub != "(unspecified)").unwrap_or_default();
        factors.push(Factor {
            flow: String::new(),
            name: row.text(2).to_owned(),
            cas: substance::cas(row.text(3)),
            compartment: compartment::from_path(&format!("{medium}/{sub}")),
            region: String::new(),
            value: value / unit.scale,
            unit: unit.unit,
            source: None,
            place: String::new(),
        });
    }
    let mut id = slug::of(head.text(0));
    if method.indicators.iter().any(|indicator| indicator.id == id) {
        findings
            .push(Finding::new(FindingKind::DuplicateId, Place::file(reading.file).at_line(head.line)).with("id", &id));
        id = format!("{id}-{}", method.indicators.len() + 1);
    }
    let (name, unit) = (Label::new(head.text(0), ""), head.text(1).to_owned());
    method.indicators.push(Indicator { id, name, unit, factors });
}

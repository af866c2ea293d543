//! `check NAME`: findings about the data, the links and the mapping, with place and remedy.

use std::collections::BTreeMap;

use serde_json::json;
use verdigris_network::{Finding, FindingKind};
use verdigris_study::{Study, uncertainty::uncertain};
use verdigris_wording::{Kind, Problem, told};

use crate::{
    context::Context,
    output::{print_json, table::Align},
};

pub fn run(context: &Context, name: &str, kind: Option<&str>, limit: usize) -> Result<(), Problem> {
    let wanted = match kind {
        Some(code) => {
            let found = FindingKind::ALL.iter().copied().find(|kind| kind.code() == code);
            Some(found.ok_or_else(|| {
                let codes: Vec<&str> = FindingKind::ALL.iter().map(|kind| kind.code()).collect();
                Problem::new("no-kind", Kind::NotFound).with("kind", code).with("kinds", codes.join(", "))
            })?)
        }
        None => None,
    };
    let study = Study::open(context.library.network(name)?, &[], &[])?;
    let mut findings: Vec<Finding> = study.import_findings.clone();
    findings.extend(study.assembly.findings.iter().cloned());
    findings.extend(uncertain(&study).1);
    if let Some(wanted) = wanted {
        findings.retain(|finding| finding.kind == wanted);
    }
    let mut groups: BTreeMap<FindingKind, Vec<&Finding>> = BTreeMap::new();
    for finding in &findings {
        groups.entry(finding.kind).or_default().push(finding);
    }
    let mut order: Vec<FindingKind> = groups.keys().copied().collect();
    order.sort_by_key(|kind| (std::cmp::Reverse(kind.severity()), *kind));
    if context.json {
        let list: Vec<_> = findings.iter().map(|finding| told::told_in(finding, context.language())).collect();
        let counts: BTreeMap<&str, usize> = groups.iter().map(|(kind, list)| (kind.code(), list.len())).collect();
        return print_json(&json!({ "network": name, "counts": counts, "findings": list }));
    }
    if findings.is_empty() {
        context.line(&context.format("no-findings", &[("network", name)]));
        return Ok(());
    }
    let mut summary =
        context.table(&[("col-severity", Align::Left), ("col-kind", Align::Left), ("col-count", Align::Right)]);
    for kind in &order {
        let label = format!("{} ({})", context.text(&format!("kind-{}", kind.code())), kind.code());
        summary.row(vec![context.text(told::severity_key(kind.severity())), label, groups[kind].len().to_string()]);
    }
    context.print_table(&summary);
    for kind in &order {
        let list = &groups[kind];
        context.line("");
        context.heading(&format!("{} ({})", context.text(&format!("kind-{}", kind.code())), list.len()));
        context.line(&format!("  → {}", context.text(&format!("remedy-{}", kind.code()))));
        for finding in list.iter().take(limit) {
            context.line(&format!("  • {}", told::message(finding, context.language())));
            context.line(&format!("      {}", told::place(finding)));
        }
        if list.len() > limit {
            let more = (list.len() - limit).to_string();
            context.line(&context.format("more-findings", &[("count", &more), ("kind", kind.code())]));
        }
    }
    Ok(())
}

//! Checks of a whole network that hold for every format: untidy names and substances under several ids.

use std::collections::BTreeMap;

use verdigris_network::{Finding, FindingKind, FlowKind, Network, Place};

/// A name without spaces at its ends or doubled inside.
fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Findings about the names and identities of flows and processes.
pub fn findings(network: &Network) -> Vec<Finding> {
    let mut findings = Vec::new();
    let flows = network.flows.iter().map(|flow| flow.name.en.as_str());
    findings.extend(untidy(flows).map(|finding| finding.with("what", "flows")));
    let processes = network.processes.iter().map(|process| process.name.en.as_str());
    findings.extend(untidy(processes).map(|finding| finding.with("what", "processes")));
    findings.extend(duplicates(network));
    findings
}

fn untidy<'n>(names: impl Iterator<Item = &'n str>) -> Option<Finding> {
    let untidy: Vec<&str> = names.filter(|name| tidy(name) != **name).collect();
    let first = untidy.first()?;
    let finding = Finding::new(FindingKind::UntidyName, Place::default());
    Some(finding.with("name", first).with("count", untidy.len()))
}

/// Elementary flows of one name, compartment, region and dimension that stand under several ids.
fn duplicates(network: &Network) -> impl Iterator<Item = Finding> {
    let mut groups: BTreeMap<(String, String, String, String), Vec<&str>> = BTreeMap::new();
    for flow in network.flows.iter().filter(|flow| flow.kind == FlowKind::Elementary && !flow.name.is_empty()) {
        let name = tidy(flow.name.get(verdigris_quantity::Language::En)).to_lowercase();
        let key = (name, flow.compartment.0.clone(), flow.location.clone(), flow.unit.dimension().to_string());
        groups.entry(key).or_default().push(&flow.id);
    }
    groups
        .into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|((name, compartment, _, _), ids)| {
            let place = Place { flow: ids[0].to_owned(), ..Place::default() };
            let shown = if compartment.is_empty() { name } else { format!("{name} ({compartment})") };
            Finding::new(FindingKind::DuplicateFlow, place)
                .with("name", shown)
                .with("count", ids.len())
                .with("ids", ids.join(", "))
        })
        .collect::<Vec<_>>()
        .into_iter()
}

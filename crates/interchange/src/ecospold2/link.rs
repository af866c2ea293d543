//! From activities to a network: one flow for each id, one process for each activity and product.

use std::collections::{HashMap, HashSet};

use verdigris_network::{Finding, FindingKind, FlowIndex, FlowKind, Network, Place};

use super::activity::Activity;
use crate::Import;

/// Gathers activities in order.
pub(crate) fn network(activities: impl Iterator<Item = Activity>) -> Import {
    let activities: Vec<Activity> = activities.collect();
    let mut network = Network::new("ecospold2");
    let mut findings = Vec::new();
    let shared = shared_ids(&activities);
    let product = |read: &Activity| {
        read.process.reference().map(|reference| read.flows[reference.flow.at()].id.clone()).unwrap_or_default()
    };
    let mut ids: HashSet<String> = HashSet::new();
    let mut kept: Vec<Activity> = Vec::with_capacity(activities.len());
    for mut read in activities {
        if shared.contains(&read.process.id) {
            read.process.id = format!("{}_{}", read.process.id, product(&read));
        }
        if ids.insert(read.process.id.clone()) {
            kept.push(read);
        } else {
            let place = Place::file(&read.member).at_field("activity");
            findings.push(Finding::new(FindingKind::DuplicateId, place).with("id", &read.process.id));
        }
    }
    let mut index: HashMap<String, FlowIndex> = HashMap::new();
    for mut read in kept {
        let flows: Vec<FlowIndex> = std::mem::take(&mut read.flows)
            .into_iter()
            .map(|flow| {
                let Some(&at) = index.get(&flow.id) else {
                    let at = FlowIndex(network.flows.len() as u32);
                    index.insert(flow.id.clone(), at);
                    network.flows.push(flow);
                    return at;
                };
                let known = &mut network.flows[at.at()];
                for property in flow.properties {
                    if !known.properties.iter().any(|other| other.name == property.name) {
                        known.properties.push(property);
                    }
                }
                if flow.kind == FlowKind::Waste {
                    known.kind = FlowKind::Waste;
                }
                at
            })
            .collect();
        for exchange in &mut read.process.exchanges {
            exchange.flow = flows[exchange.flow.at()];
        }
        for link in &read.links {
            let exchange = &mut read.process.exchanges[link.exchange];
            let exact = format!("{}_{}", link.activity, network.flows[exchange.flow.at()].id);
            exchange.provider = Some(if ids.contains(&exact) { exact } else { link.activity.clone() });
        }
        findings.append(&mut read.findings);
        network.processes.push(read.process);
    }
    Import { network, findings }
}

/// Activity ids that stand in several datasets with different products.
fn shared_ids(activities: &[Activity]) -> HashSet<String> {
    let mut seen: HashMap<&str, Option<&str>> = HashMap::new();
    let mut shared = HashSet::new();
    for read in activities {
        let product = read.process.reference().map(|reference| read.flows[reference.flow.at()].id.as_str());
        if let Some(other) = seen.insert(&read.process.id, product)
            && other != product
        {
            shared.insert(read.process.id.clone());
        }
    }
    shared
}

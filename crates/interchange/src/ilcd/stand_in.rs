//! Puts stand-in flows in place of missing ones, then gives every exchange its role.

use std::collections::{HashMap, HashSet};

use verdigris_network::{
    Allocation, Direction, Finding, FindingKind, Flow, FlowIndex, FlowKind, Network, Place, ProcessKind, Role,
};
use verdigris_quantity::Language;

use super::{
    flow::unknown_unit,
    process::{Missing, Read, treats},
};

/// Key of a missing flow: its id, or its name where there is no id.
fn key(missing: &Missing) -> String {
    if missing.flow.is_empty() {
        format!("unnamed:{}", missing.name.get(Language::En).trim())
    } else {
        missing.flow.clone()
    }
}

/// Moves the processes into the network.
pub(crate) fn place(reads: Vec<Read>, network: &mut Network, findings: &mut Vec<Finding>) {
    let products = products(&reads);
    let mut index: HashMap<String, FlowIndex> = HashMap::new();
    for mut read in reads {
        for missing in std::mem::take(&mut read.missing) {
            let key = key(&missing);
            let name = missing.name.get(Language::En).trim().to_owned();
            let exchange = &mut read.process.exchanges[missing.exchange];
            let place = Place {
                file: read.member.clone(),
                line: Some(missing.line),
                flow: key.clone(),
                ..Place::exchange(&read.process.id, &exchange.id)
            };
            let finding = Finding::new(FindingKind::MissingFlow, place);
            findings.push(finding.with("flow", &key).with("name", name));
            exchange.flow = *index.entry(key.clone()).or_insert_with(|| {
                let kind = if products.contains(&key) { FlowKind::Product } else { FlowKind::Elementary };
                let mut name = missing.name;
                if name.is_empty() {
                    name.en.clone_from(&key);
                }
                network.flows.push(Flow::new(key, name, kind, unknown_unit()));
                FlowIndex(network.flows.len() as u32 - 1)
            });
        }
        roles(&mut read, network, findings);
        network.processes.push(read.process);
    }
}

/// Missing flows that some process is run for or takes in.
fn products(reads: &[Read]) -> HashSet<String> {
    let mut products = HashSet::new();
    for read in reads {
        for missing in &read.missing {
            let exchange = &read.process.exchanges[missing.exchange];
            if exchange.direction == Direction::Input || read.references.contains(&exchange.id) {
                products.insert(key(missing));
            }
        }
    }
    products
}

/// The first reference flow is what the process is run for; further ones and other products given out are co-products.
fn roles(read: &mut Read, network: &Network, findings: &mut Vec<Finding>) {
    let process = &mut read.process;
    let main = read.references.iter().find_map(|id| process.exchanges.iter().position(|exchange| exchange.id == *id));
    for (at, exchange) in process.exchanges.iter_mut().enumerate() {
        let kind = network.flow(exchange.flow).kind;
        let product = kind == FlowKind::Product && exchange.direction == Direction::Output;
        if Some(at) == main {
            exchange.role = Role::Reference;
            if process.kind == ProcessKind::Unit && treats(kind, exchange.direction) {
                process.kind = ProcessKind::Treatment;
            }
        } else if product || read.references.contains(&exchange.id) {
            exchange.role = Role::Coproduct;
        }
    }
    shares(read, findings);
}

/// Takes over allocation by given factors where every exchange is parted alike; the model knows one set of shares a
/// process.
fn shares(read: &mut Read, findings: &mut Vec<Finding>) {
    let process = &mut read.process;
    let mut parted = read.shares.iter().filter(|(at, shares)| {
        !shares.is_empty() && !matches!(process.exchanges[*at].role, Role::Reference | Role::Coproduct)
    });
    let Some((_, first)) = parted.next() else { return };
    if parted.any(|(_, shares)| shares != first) {
        let finding =
            Finding::new(FindingKind::AllocationFailed, Place::process(&process.id)).with("method", "factors");
        findings.push(finding.with("reason", "exchanges are parted differently, which one set of shares cannot state"));
        return;
    }
    process.allocation = Allocation::Factors;
    for exchange in &mut process.exchanges {
        if matches!(exchange.role, Role::Reference | Role::Coproduct) {
            let share = first.iter().find(|(to, _)| *to == exchange.id).map_or(0.0, |(_, percent)| percent / 100.0);
            exchange.allocation_factor = Some(share);
        }
    }
}

//! Products: the same one under several ids, and those nobody makes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    exchange::{Direction, Role},
    finding::{Finding, FindingKind, Place},
    flow::{Flow, FlowIndex, FlowKind},
    network::Network,
    plausibility::words,
    process::Allocation,
};

/// Words that tell form or scope, not what the product is.
const FORM: [&str; 14] = [
    "a",
    "an",
    "the",
    "of",
    "for",
    "at",
    "plant",
    "average",
    "unspecified",
    "block",
    "blocks",
    "kg",
    "production",
    "mix",
];

/// Users that make a missing provider worth telling once for all of them.
const USERS: usize = 10;

/// The words that matter, without order.
fn essence(name: &str) -> Vec<String> {
    let kept: BTreeSet<String> = words(name).filter(|word| !FORM.contains(&word.as_str())).collect();
    kept.into_iter().collect()
}

/// Products and wastes in use whose names say the same, or one of which the data call a synonym of another.
pub(super) fn several_ids(network: &Network) -> Vec<Finding> {
    let mut used = vec![false; network.flows.len()];
    for exchange in network.processes.iter().flat_map(|process| &process.exchanges) {
        used[exchange.flow.at()] = true;
    }
    let candidates = |flow: &Flow| flow.kind != FlowKind::Elementary;
    let mut by_name: BTreeMap<(Vec<String>, &str), Vec<usize>> = BTreeMap::new();
    for (at, flow) in network.flows.iter().enumerate().filter(|(at, flow)| used[*at] && candidates(flow)) {
        let essence = essence(&flow.name.en);
        if !essence.is_empty() {
            by_name.entry((essence, flow.location.as_str())).or_default().push(at);
        }
    }
    let mut group: Vec<usize> = (0..network.flows.len()).collect();
    for members in by_name.values() {
        for &other in &members[1..] {
            join(&mut group, members[0], other);
        }
    }
    for (at, flow) in network.flows.iter().enumerate().filter(|(at, flow)| used[*at] && candidates(flow)) {
        for synonym in &flow.synonyms {
            let key = (essence(synonym), flow.location.as_str());
            // A single word as synonym is too wide to say that two products are one.
            if key.0.len() > 1
                && let Some(members) = by_name.get(&key)
            {
                join(&mut group, members[0], at);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in (0..network.flows.len()).filter(|&at| used[at] && candidates(&network.flows[at])) {
        groups.entry(root(&group, at)).or_default().push(at);
    }
    let several = groups.into_values().filter(|members| members.len() > 1);
    several
        .map(|members| {
            let ids: Vec<&str> = members.iter().map(|&at| network.flows[at].id.as_str()).collect();
            let place = Place { flow: ids[0].to_owned(), ..Place::default() };
            Finding::new(FindingKind::DuplicateFlow, place)
                .with("name", network.flows[members[0]].name.en.trim())
                .with("count", ids.len())
                .with("ids", ids.join(", "))
        })
        .collect()
}

fn root(group: &[usize], mut at: usize) -> usize {
    while group[at] != at {
        at = group[at];
    }
    at
}

fn join(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(group, a), root(group, b));
    group[a.max(b)] = a.min(b);
}

/// Products taken in at many places that no process is run for or shares its burden with.
pub(super) fn without_provider(network: &Network) -> Vec<Finding> {
    let mut users: HashMap<FlowIndex, usize> = HashMap::new();
    let mut made = vec![false; network.flows.len()];
    for process in &network.processes {
        // A co-product is only on offer where the process parts its burden.
        let parted = !matches!(process.allocation, Allocation::None | Allocation::Substitution);
        for exchange in &process.exchanges {
            match exchange.role {
                Role::Reference => made[exchange.flow.at()] = true,
                Role::Coproduct if parted => made[exchange.flow.at()] = true,
                _ if exchange.direction == Direction::Input => *users.entry(exchange.flow).or_default() += 1,
                _ => {}
            }
        }
    }
    for alias in &network.aliases {
        for (at, flow) in network.flows.iter().enumerate() {
            made[at] |= flow.id == alias.from || flow.name.en == alias.from;
        }
    }
    let wanted = |at: usize, flow: &Flow| {
        let count = users.get(&FlowIndex(at as u32)).copied().unwrap_or(0);
        (flow.kind == FlowKind::Product && !made[at] && count >= USERS).then_some(count)
    };
    let flows = network.flows.iter().enumerate();
    flows
        .filter_map(|(at, flow)| {
            let count = wanted(at, flow)?;
            let place = Place { flow: flow.id.clone(), ..Place::default() };
            let finding = Finding::new(FindingKind::NoProvider, place).with("flow", flow.name.en.trim());
            Some(finding.with("users", count))
        })
        .collect()
}

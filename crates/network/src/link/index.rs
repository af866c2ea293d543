//! Providers by flow, by name and by process.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::{
    allocate::Activity,
    flow::FlowIndex,
    network::{Alias, Network},
    template::base_id,
};

/// What an activity provides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provision {
    /// Position in the list of activities.
    pub activity: usize,
    /// The flow provided.
    pub flow: FlowIndex,
}

/// A name as compared: compatibility-composed, lower case, white space folded.
pub fn normalise(name: &str) -> String {
    let composed: String = name.nfkc().flat_map(char::to_lowercase).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) struct ProviderIndex<'n> {
    by_flow: HashMap<FlowIndex, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    by_process: HashMap<&'n str, Vec<usize>>,
    aliases: HashMap<String, (&'n Alias, FlowIndex)>,
}

impl<'n> ProviderIndex<'n> {
    pub fn new(network: &'n Network, activities: &[Activity]) -> Self {
        let mut index = Self {
            by_flow: HashMap::new(),
            by_name: HashMap::new(),
            by_process: HashMap::new(),
            aliases: HashMap::new(),
        };
        for (k, activity) in activities.iter().enumerate() {
            let process = network.process(activity.process);
            let flow = process.exchanges[activity.reference].flow;
            index.by_flow.entry(flow).or_default().push(k);
            let name = &network.flow(flow).name;
            let mut names = vec![normalise(&name.en), normalise(&name.zh)];
            names.dedup();
            for name in names.into_iter().filter(|name| !name.is_empty()) {
                index.by_name.entry(name).or_default().push(k);
            }
            index.by_process.entry(&process.id).or_default().push(k);
            let base = base_id(&process.id);
            if base != process.id {
                index.by_process.entry(base).or_default().push(k);
            }
        }
        let flows = network.flow_index();
        for alias in &network.aliases {
            if let Some(&to) = flows.get(alias.to.as_str()) {
                index.aliases.insert(normalise(&alias.from), (alias, to));
            }
        }
        index
    }

    pub fn of_flow(&self, flow: FlowIndex) -> &[usize] {
        self.by_flow.get(&flow).map_or(&[], Vec::as_slice)
    }

    pub fn of_name(&self, name: &str) -> &[usize] {
        self.by_name.get(&normalise(name)).map_or(&[], Vec::as_slice)
    }

    pub fn of_process(&self, id: &str) -> &[usize] {
        self.by_process.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn alias(&self, network: &Network, flow: FlowIndex) -> Option<(&'n Alias, FlowIndex)> {
        let flow = network.flow(flow);
        [flow.id.as_str(), &flow.name.en, &flow.name.zh]
            .iter()
            .filter(|name| !name.is_empty())
            .find_map(|name| self.aliases.get(&normalise(name)).copied())
    }
}

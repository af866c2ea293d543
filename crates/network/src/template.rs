//! Unfolds processes that stand for several regions into one process per region.
//!
//! `ID` with regions `CN;CN-*` becomes `ID@CN`, `ID@CN-BJ`, … An exchange limited to certain regions stays only there.
//! All copies keep the exchange ids, so their sampling is shared: the copies express one piece of knowledge.

use crate::{network::Network, process::Process};

/// Id of a process without its region: `smelting@CN-SD` → `smelting`.
pub fn base_id(id: &str) -> &str {
    id.rsplit_once('@').map_or(id, |(base, _)| base)
}

/// Replaces every template by its regional processes; everything else stays as it is.
#[must_use]
pub fn unfold(mut network: Network) -> Network {
    let templates = std::mem::take(&mut network.processes);
    for process in templates {
        if process.is_template() {
            let regions = network.regions.expand(&process.region);
            let unfolded: Vec<Process> = regions.iter().map(|region| in_region(&process, region, &network)).collect();
            network.processes.extend(unfolded);
        } else {
            network.processes.push(process);
        }
    }
    network
}

fn in_region(template: &Process, region: &str, network: &Network) -> Process {
    let mut process = template.clone();
    process.id = format!("{}@{region}", template.id);
    region.clone_into(&mut process.region);
    process.exchanges.retain(|exchange| {
        exchange.regions.is_empty() || network.regions.expand(&exchange.regions).iter().any(|listed| listed == region)
    });
    for exchange in &mut process.exchanges {
        exchange.regions.clear();
    }
    process
}

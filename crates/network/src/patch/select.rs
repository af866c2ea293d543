//! What the ids and patterns of a patch stand for.

use super::change::{ExchangeTarget, ParameterTarget};
use crate::{flow::FlowIndex, nearest::hint, network::Network, template::base_id};

/// Positions of the processes a pattern stands for; at least one.
pub(super) fn processes(network: &Network, pattern: &str) -> Result<Vec<usize>, String> {
    let fits = |id: &str| id == pattern || base_id(id) == pattern || (pattern.contains('*') && matches(pattern, id));
    let found: Vec<usize> =
        network.processes.iter().enumerate().filter(|(_, process)| fits(&process.id)).map(|(at, _)| at).collect();
    if found.is_empty() {
        let ids = network.processes.iter().flat_map(|process| [process.id.as_str(), base_id(&process.id)]);
        return Err(format!("no process `{pattern}`{}", hint(pattern, ids)));
    }
    Ok(found)
}

/// Positions of exchanges by process and exchange; at least one.
pub(super) fn exchanges(network: &Network, target: &ExchangeTarget) -> Result<Vec<(usize, usize)>, String> {
    let flow = target.flow.as_deref().map(|id| flow(network, id)).transpose()?;
    let chosen = processes(network, &target.process)?;
    let mut found = Vec::new();
    for &at in &chosen {
        for (position, exchange) in network.processes[at].exchanges.iter().enumerate() {
            let fits = target.exchange.as_ref().is_none_or(|id| *id == exchange.id)
                && flow.is_none_or(|flow| flow == exchange.flow)
                && target.direction.is_none_or(|direction| direction == exchange.direction);
            if fits {
                found.push((at, position));
            }
        }
    }
    if found.is_empty() {
        let wanted = target.exchange.as_deref().or(target.flow.as_deref()).unwrap_or_default();
        let ids = chosen.iter().flat_map(|&at| &network.processes[at].exchanges).map(|exchange| exchange.id.as_str());
        let what = if target.exchange.is_some() { "exchange" } else { "exchange of flow" };
        return Err(format!("process `{}` has no {what} `{wanted}`{}", target.process, hint(wanted, ids)));
    }
    Ok(found)
}

/// The same where every process may offer one exchange only.
pub(super) fn one_exchange_each(network: &Network, target: &ExchangeTarget) -> Result<Vec<(usize, usize)>, String> {
    let found = exchanges(network, target)?;
    if let Some(pair) = found.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let process = &network.processes[pair[0].0];
        let ids = pair.iter().map(|&(_, exchange)| process.exchanges[exchange].id.as_str());
        let ids: Vec<&str> = ids.collect();
        return Err(format!("process `{}` has several such exchanges ({}, …); name one", process.id, ids.join(", ")));
    }
    Ok(found)
}

/// Position of a flow.
pub(super) fn flow(network: &Network, id: &str) -> Result<FlowIndex, String> {
    let found = network.flows.iter().position(|flow| flow.id == id);
    found
        .map(|at| FlowIndex(at as u32))
        .ok_or_else(|| format!("no flow `{id}`{}", hint(id, network.flows.iter().map(|flow| flow.id.as_str()))))
}

/// Positions of a parameter by process (`None` for the whole network) and parameter; at least one.
pub(super) fn parameters(network: &Network, target: &ParameterTarget) -> Result<Vec<(Option<usize>, usize)>, String> {
    let lists: Vec<(Option<usize>, &[crate::Parameter])> = match &target.process {
        None => vec![(None, &network.parameters)],
        Some(pattern) => {
            let chosen = processes(network, pattern)?;
            chosen.into_iter().map(|at| (Some(at), network.processes[at].parameters.as_slice())).collect()
        }
    };
    let same = |id: &str| id.to_lowercase() == target.parameter.to_lowercase();
    let found: Vec<(Option<usize>, usize)> = lists
        .iter()
        .flat_map(|(at, list)| {
            list.iter().enumerate().filter(|(_, known)| same(&known.id)).map(|(position, _)| (*at, position))
        })
        .collect();
    if found.is_empty() {
        let ids = lists.iter().flat_map(|(_, list)| list.iter()).map(|parameter| parameter.id.as_str());
        return Err(format!("no parameter `{}`{}", target.parameter, hint(&target.parameter, ids)));
    }
    Ok(found)
}

/// Whether a text fits a pattern in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("smelting@*", "smelting@CN-SD", true),
            ("smelting@*", "smelting", false),
            ("*@CN-*", "smelting@CN-SD", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("a*a", "a", false),
            ("铝*", "铝锭", true),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}

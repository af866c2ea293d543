//! Joins two networks: a plant's own processes stand beside the background they buy from.
//!
//! Flows of one id are one flow, so that inputs of either link to providers of both. Everything else keeps its own
//! identity: a process, parameter or method whose id is taken already is left out and is a finding.

use std::collections::{HashMap, HashSet};

use crate::{
    finding::{Finding, FindingKind, Place},
    flow::FlowIndex,
    network::Network,
    source::SourceIndex,
};

impl Network {
    /// Adds another network to this one. What this one has under the same id stays as it is.
    pub fn join(&mut self, other: Self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for region in Vec::from(other.regions) {
            self.regions.insert(region);
        }
        let flow_at = {
            let known: HashMap<String, FlowIndex> =
                self.flow_index().into_iter().map(|(id, at)| (id.to_owned(), at)).collect();
            let mut places = Vec::with_capacity(other.flows.len());
            for flow in other.flows {
                places.push(known.get(&flow.id).copied().unwrap_or_else(|| {
                    self.flows.push(flow);
                    FlowIndex(self.flows.len() as u32 - 1)
                }));
            }
            places
        };
        let source_at: Vec<SourceIndex> = other
            .sources
            .into_iter()
            .map(|source| {
                let at = self.sources.iter().position(|own| *own == source).unwrap_or_else(|| {
                    self.sources.push(source);
                    self.sources.len() - 1
                });
                SourceIndex(at as u32)
            })
            .collect();
        let moved = |source: Option<SourceIndex>| source.and_then(|at| source_at.get(at.0 as usize).copied());
        let mut taken: HashSet<String> = self.processes.iter().map(|process| process.id.clone()).collect();
        for mut process in other.processes {
            if !taken.insert(process.id.clone()) {
                findings
                    .push(Finding::new(FindingKind::DuplicateId, Place::process(&process.id)).with("id", &process.id));
                continue;
            }
            process.source = moved(process.source);
            for exchange in &mut process.exchanges {
                exchange.flow = flow_at.get(exchange.flow.at()).copied().unwrap_or(exchange.flow);
                exchange.source = moved(exchange.source);
            }
            for parameter in &mut process.parameters {
                parameter.source = moved(parameter.source);
            }
            self.processes.push(process);
        }
        let mut names: HashSet<String> = self.parameters.iter().map(|own| own.id.to_lowercase()).collect();
        for mut parameter in other.parameters {
            if names.insert(parameter.id.to_lowercase()) {
                parameter.source = moved(parameter.source);
                self.parameters.push(parameter);
            } else {
                findings.push(Finding::new(FindingKind::DuplicateId, Place::file(&other.id)).with("id", &parameter.id));
            }
        }
        for mut method in other.methods {
            if self.methods.iter().any(|own| own.id == method.id) {
                continue;
            }
            method.source = moved(method.source);
            for factor in method.indicators.iter_mut().flat_map(|indicator| &mut indicator.factors) {
                factor.source = moved(factor.source);
            }
            self.methods.push(method);
        }
        self.aliases.extend(other.aliases);
        findings
    }
}

#[cfg(test)]
mod tests {
    use verdigris_quantity::{Label, Unit};

    use super::*;
    use crate::{Direction, Exchange, Flow, FlowKind, Parameter, Process, Role, Source};

    fn flow(id: &str) -> Flow {
        Flow::new(id, Label::new(id, ""), FlowKind::Product, Unit::parse("kg").unwrap())
    }

    fn process(id: &str, made: u32, used: Option<u32>) -> Process {
        let unit = || Unit::parse("kg").unwrap();
        let mut process = Process { id: id.into(), region: "CN".into(), ..Process::default() };
        let out = Exchange::new("out", FlowIndex(made), Direction::Output, Some(1.0), unit());
        process.exchanges.push(out.with_role(Role::Reference));
        process
            .exchanges
            .extend(used.map(|used| Exchange::new("in", FlowIndex(used), Direction::Input, Some(2.0), unit())));
        process
    }

    fn network(id: &str, flows: &[&str], processes: Vec<Process>) -> Network {
        let source = Source { id: id.to_owned(), ..Source::default() };
        let flows = flows.iter().map(|id| flow(id)).collect();
        Network { flows, processes, sources: vec![source], ..Network::new(id) }
    }

    #[test]
    fn a_flow_of_both_is_one_flow() {
        let mut base = network("base", &["power", "ore"], vec![process("grid", 0, None)]);
        let mut own = process("smelter", 0, Some(1));
        own.source = Some(SourceIndex(0));
        let findings = base.join(network("plant", &["metal", "power"], vec![own]));
        assert!(findings.is_empty());
        let smelter = base.process(base.process_index()["smelter"]);
        let ids: Vec<&str> = smelter.exchanges.iter().map(|exchange| base.flow(exchange.flow).id.as_str()).collect();
        assert_eq!(ids, ["metal", "power"]);
        assert_eq!(base.flows.len(), 3);
        assert_eq!(base.source(smelter.source.unwrap()).unwrap().id, "plant");
    }

    #[test]
    fn what_is_there_already_stays_and_is_told() {
        let mut base = network("base", &["power"], vec![process("grid", 0, None)]);
        base.parameters.push(Parameter { id: "Loss".into(), value: Some(0.1), ..Parameter::default() });
        let mut other = network("plant", &["metal"], vec![process("grid", 0, None)]);
        other.parameters.push(Parameter { id: "loss".into(), value: Some(0.2), ..Parameter::default() });
        let before = base.clone();
        let findings = base.join(other);
        assert_eq!(
            findings.iter().map(|finding| finding.argument("id").unwrap()).collect::<Vec<_>>(),
            ["grid", "loss"]
        );
        assert_eq!((&base.processes, &base.parameters), (&before.processes, &before.parameters));
    }
}

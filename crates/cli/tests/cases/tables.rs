//! Models from `csv` blocks in the table form of a network, or from an imported file, with patches applied.

use std::collections::{HashMap, HashSet};

use verdigris_inventory::assembly::{Assembly, assemble};
use verdigris_inventory::error::InventoryError;
use verdigris_inventory::score::DirectIntensities;
use verdigris_inventory::solver::Solver;
use verdigris_network::evaluate::Evaluator;
use verdigris_network::link::Evidence;
use verdigris_network::patch::Patch;
use verdigris_network::table::{self, Tables};
use verdigris_network::{Finding, Method, Network, Process, Severity, template};
use verdigris_quantity::Unit;
use verdigris_registry::pack;

use crate::document::{Block, Case};
use crate::expectation::number;
use crate::model::{Figures, Model};

/// A network assembled as the command would, and its system as a model.
pub struct Study {
    network: Network,
    findings: Vec<Finding>,
    assembly: Assembly,
    /// The system with names.
    pub model: Model,
}

/// Whether a case describes a network instead of matrices.
pub fn describes_network(case: &Case) -> bool {
    case.block("csv").is_some() || case.block("import").is_some()
}

/// The study of a case; `None` when the file to import is not there.
pub fn study(case: &Case) -> Result<Option<Study>, String> {
    let (mut network, mut findings) = if let Some(block) = case.block("import") {
        let Some(found) = crate::import::read(block)? else { return Ok(None) };
        found
    } else {
        let mut tables = Tables::new();
        for block in case.blocks("csv") {
            tables.add_file(&block.name, block.text.as_str());
        }
        table::read(&tables)
    };
    network = template::unfold(network);
    for block in case.blocks("toml") {
        let told = |error: &dyn std::fmt::Display| format!("line {}: {error}", block.line);
        Patch::parse(&block.text).map_err(|error| told(&error))?.apply(&mut network).map_err(|error| told(&error))?;
    }
    let (evaluator, formulas) = Evaluator::new(&network);
    findings.extend(formulas);
    let methods = methods(case, &network)?;
    let list: Vec<&Method> = methods.iter().collect();
    let mut assembly = assemble(&network, &list, &|process, exchange| evaluator.amount(process, exchange));
    findings.append(&mut assembly.findings);
    let model = named(case, &network, &assembly, &methods)?;
    Ok(Some(Study { network, findings, assembly, model }))
}

/// The methods a `method` block lists, of the network or of the packaged ones; without it, all of the network.
fn methods(case: &Case, network: &Network) -> Result<Vec<Method>, String> {
    let Some(block) = case.block("method") else { return Ok(network.methods.clone()) };
    let packaged = pack::methods();
    let find = |(line, id): (usize, &str)| {
        let found = network.methods.iter().chain(&packaged.methods).find(|method| method.id == id);
        found.cloned().ok_or_else(|| format!("line {line}: no method is called `{id}`"))
    };
    block.lines().map(find).collect()
}

/// Names the parts of a system: activities by process, and by process and flow where a process has several products.
fn named(case: &Case, network: &Network, assembly: &Assembly, methods: &[Method]) -> Result<Model, String> {
    let mut count: HashMap<u32, usize> = HashMap::new();
    for activity in &assembly.activities {
        *count.entry(activity.process.0).or_default() += 1;
    }
    let activities: Vec<String> = assembly
        .activities
        .iter()
        .map(|activity| {
            let process = network.process(activity.process);
            let flow = &network.flow(process.exchanges[activity.reference].flow).id;
            if count[&activity.process.0] > 1 { format!("{}/{flow}", process.id) } else { process.id.clone() }
        })
        .collect();
    let flows = assembly.rows.iter().map(|row| {
        let id = &network.flow(row.flow).id;
        if row.region.is_empty() { id.clone() } else { format!("{id}@{}", row.region) }
    });
    let indicators = assembly.indicators.iter().map(|row| methods[row.method].indicators[row.indicator].id.clone());
    let mut model = Model {
        system: assembly.system.clone(),
        positions: (0..activities.len()).collect(),
        activities,
        flows: flows.collect(),
        indicators: indicators.collect(),
        ..Model::default()
    };
    if let Some(block) = case.block("demand") {
        model.demand = demand(block, network, assembly, &model)?;
    }
    Ok(model)
}

/// Lines `AMOUNT UNIT ACTIVITY`.
fn demand(block: &Block, network: &Network, assembly: &Assembly, model: &Model) -> Result<Vec<(u32, f64)>, String> {
    let read = |(line, text): (usize, &str)| {
        let words: Vec<&str> = text.splitn(3, ' ').collect();
        let &[amount, unit, name] = words.as_slice() else {
            return Err(format!("line {line}: expected `AMOUNT UNIT ACTIVITY`"));
        };
        let one =
            one_unit(network, assembly, model, name, Some(unit)).map_err(|error| format!("line {line}: {error}"))?;
        Ok((one.0, number(amount)? * one.1))
    };
    block.lines().map(read).collect()
}

/// The activity of a name, and one unit of its product in the unit of its production exchange. Without a unit, the
/// flow's reference unit.
fn one_unit(
    network: &Network,
    assembly: &Assembly,
    model: &Model,
    name: &str,
    unit: Option<&str>,
) -> Result<(u32, f64), String> {
    let at = model.activities.iter().position(|known| known == name);
    let at = at.ok_or_else(|| format!("no activity is called `{name}`"))?;
    let activity = &assembly.activities[at];
    let exchange = &network.process(activity.process).exchanges[activity.reference];
    let flow = network.flow(exchange.flow);
    let unit = unit.map_or_else(|| Ok(flow.unit.clone()), Unit::parse).map_err(|error| error.to_string())?;
    let in_flow = flow.factor_from(&unit).map_err(|error| error.to_string())?;
    let in_exchange = flow.factor_from(&exchange.unit).map_err(|error| error.to_string())?;
    // A treatment is asked for by what it takes in, which stands as a negative product.
    let sign = model.system.technosphere.get(at, at).map_or(1.0, f64::signum);
    Ok((at as u32, sign * in_flow / in_exchange))
}

impl Study {
    /// The figures a line asks for: those of the model, `footprint PROCESS` and `share ACTIVITY`.
    pub fn figure(
        &self,
        what: &str,
        name: &str,
        unit: Option<&str>,
        indicator: Option<&str>,
    ) -> Result<Figures, String> {
        match what {
            "footprint" => {
                let demand = vec![one_unit(&self.network, &self.assembly, &self.model, name, unit)?];
                let told = |error: InventoryError| error.to_string();
                let solver = Solver::relaxing(&self.model.system.technosphere).map_err(told)?;
                let solution = solver.forward(&demand).map_err(told)?;
                let scores = DirectIntensities::of_system(&self.model.system).scores(&solution);
                let at = match indicator {
                    None if scores.len() == 1 => 0,
                    None => return Err(format!("say which of {} indicators: `… of NAME`", scores.len())),
                    Some(id) => {
                        let at = self.model.indicators.iter().position(|known| known == id);
                        at.ok_or_else(|| format!("no indicator is called `{id}`"))?
                    }
                };
                Ok(vec![(scores[at].value, scores[at].error)])
            }
            "share" => {
                let at = self.model.activities.iter().position(|known| known == name);
                let at = at.ok_or_else(|| format!("no activity is called `{name}`"))?;
                Ok(vec![(self.assembly.activities[at].share, 0.0)])
            }
            "findings" => {
                let count = self.findings.iter().filter(|finding| finding.kind.code() == name).count();
                Ok(vec![(count as f64, 0.0)])
            }
            _ if unit.is_some() => Err("`per UNIT` is for footprints".to_owned()),
            _ => self.model.figure(what, name, indicator),
        }
    }

    /// Whether there is a finding of a kind at a process or exchange.
    pub fn found(&self, kind: &str, place: &str) -> bool {
        let at = |finding: &Finding| {
            let process = &finding.place.process;
            let exchange = format!("{process}/{}", finding.place.exchange);
            place.is_empty() || place == process || place == exchange || place == finding.place.flow
        };
        self.findings.iter().any(|finding| finding.kind.code() == kind && at(finding))
    }

    /// Findings that made the reader leave something out and are not of the kinds expected.
    pub fn errors(&self, expected: &[String]) -> Vec<String> {
        let grave = |finding: &&Finding| {
            finding.severity() == Severity::Error && !expected.iter().any(|kind| kind == finding.kind.code())
        };
        let shown = |finding: &Finding| {
            let place = &finding.place;
            let line = place.line.map_or_else(String::new, |line| format!(" line {line}"));
            format!("{}{line} {}: {} {:?}", place.file, place.field, finding.kind.code(), finding.arguments)
        };
        self.findings.iter().filter(grave).map(shown).collect()
    }

    /// Codes and places of all findings, for messages.
    pub fn all_findings(&self) -> String {
        let shown = self.findings.iter().take(20).map(|finding| {
            let place = &finding.place;
            let at = [&place.process, &place.exchange, &place.flow, &place.file].into_iter().cloned();
            let at: Vec<String> = at.filter(|part| !part.is_empty()).collect();
            format!("{} at {} {:?}", finding.kind.code(), at.join("/"), finding.arguments)
        });
        let shown: Vec<String> = shown.collect();
        if shown.is_empty() { "there are no findings".to_owned() } else { format!("there is {}", shown.join("; ")) }
    }

    /// Provider and evidence of the link of `PROCESS/EXCHANGE`, or `none`.
    pub fn link(&self, place: &str) -> Result<String, String> {
        let process = |process: &&(usize, &Process)| place.strip_prefix(&format!("{}/", process.1.id)).is_some();
        let all: Vec<(usize, &Process)> = self.network.processes.iter().enumerate().collect();
        let (at, process) = all.iter().find(process).ok_or_else(|| format!("no process of `{place}`"))?;
        let id = &place[process.id.len() + 1..];
        let position = process.exchanges.iter().position(|exchange| exchange.id == id);
        let position = position.ok_or_else(|| format!("the process has no exchange `{id}`"))?;
        let links = &self.assembly.linking.links;
        let link = links.iter().find(|link| link.process.at() == *at && link.exchange == position);
        Ok(link.map_or_else(
            || "none".to_owned(),
            |link| format!("{} ({})", self.model.activities[link.provider], Evidence::word(link.evidence)),
        ))
    }
}

/// Keeps the processes listed, and drops the others.
pub fn keep(network: &mut Network, ids: &HashSet<&str>) -> Result<(), String> {
    network.processes.retain(|process| ids.contains(process.id.as_str()));
    if network.processes.len() == ids.len() {
        return Ok(());
    }
    let kept: HashSet<&str> = network.processes.iter().map(|process| process.id.as_str()).collect();
    Err(format!("not in the data: {}", ids.difference(&kept).copied().collect::<Vec<_>>().join(", ")))
}

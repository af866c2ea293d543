//! Activities as processes, each with a product of its own.

use std::collections::{HashMap, HashSet};

use verdigris_network::{
    Direction, Exchange, Finding, FindingKind, Flow, FlowIndex, FlowKind, Network, Place, Process, ProcessKind, Role,
};
use verdigris_quantity::{Label, Unit};

use super::{
    block::{Block, Blocks, Given},
    exchange::{self, Target},
};
use crate::{compartment, slug, unit::known};

/// What is known of an activity before its exchanges are read.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub process: String,
    pub flow: FlowIndex,
    pub product: String,
    pub location: String,
    pub unit: String,
}

/// All activities of a file, by name.
#[derive(Debug, Default)]
pub(super) struct Activities {
    by_name: HashMap<String, Vec<Known>>,
    by_line: HashMap<(String, u64), Known>,
    nature: HashMap<String, FlowIndex>,
}

impl Activities {
    /// Gives every activity its id and its product.
    pub fn collect(blocks: &Blocks, network: &mut Network, findings: &mut Vec<Finding>) -> Self {
        let mut all = Self::default();
        let (mut processes, mut flows) = (HashSet::new(), HashSet::new());
        for block in &blocks.list {
            let Block::Activity(given) = block else { continue };
            let place = || Place::file(&given.sheet).at_line(given.line);
            let kind = given.field("type").to_lowercase();
            let nature = matches!(
                kind.as_str(),
                "emission" | "natural resource" | "inventory indicator" | "economic" | "social"
            );
            let unit = production_unit(given);
            let Some(resolved) = known(&unit) else {
                findings.push(Finding::new(FindingKind::UnknownUnit, place()).with("unit", &unit));
                continue;
            };
            let product = [given.field("reference product"), given.field("product"), &given.name]
                .into_iter()
                .find(|name| !name.is_empty())
                .unwrap_or_default()
                .to_owned();
            let location = given.field("location").to_owned();
            let code = given.field("code");
            let base = if code.is_empty() { slug::of(&format!("{} {location}", given.name)) } else { code.to_owned() };
            let id = slug::unique(&base, &mut processes);
            let flow_kind = if nature { FlowKind::Elementary } else { FlowKind::Product };
            let mut flow = Flow::new(
                slug::unique(&format!("{id}-product"), &mut flows),
                Label::new(&product, ""),
                flow_kind,
                resolved,
            );
            if nature {
                flow.id = slug::unique(&id, &mut flows);
                flow.name = Label::new(&given.name, "");
                flow.category = given.field("categories").replace("::", "/");
                flow.compartment = compartment::from_path(&flow.category);
            } else {
                flow.location.clone_from(&location);
            }
            let index = FlowIndex(network.flows.len() as u32);
            network.flows.push(flow);
            if nature {
                all.nature.entry(given.name.clone()).or_insert(index);
                continue;
            }
            let found = Known { process: id, flow: index, product, location, unit };
            all.by_line.insert((given.sheet.clone(), given.line), found.clone());
            all.by_name.entry(given.name.clone()).or_default().push(found);
        }
        all
    }

    /// Activities of a name.
    pub fn named(&self, name: &str) -> &[Known] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// A flow of nature that the file defines itself.
    pub fn nature(&self, name: &str) -> Option<FlowIndex> {
        self.nature.get(name).copied()
    }

    /// Builds the process of an activity.
    pub fn build(&self, given: &Given, database: &str, target: &mut Target<'_>, findings: &mut Vec<Finding>) {
        let Some(own) = self.by_line.get(&(given.sheet.clone(), given.line)) else { return };
        let market = given.name.starts_with("market for ") || given.name.starts_with("market group for ");
        let mut process = Process {
            id: own.process.clone(),
            name: Label::new(&given.name, ""),
            region: own.location.clone(),
            kind: if market { ProcessKind::Market } else { ProcessKind::Unit },
            category: given.field("categories").replace("::", "/"),
            note: [given.field("comment"), given.field("source")].join("\n").trim().to_owned(),
            parameters: super::block::parameters(&given.sheet, &given.parameters, findings),
            ..Process::default()
        };
        for row in &given.exchanges {
            let context = exchange::Context { activities: self, own, given, database };
            if let Some(exchange) = exchange::build(row, &context, process.exchanges.len(), target, findings) {
                process.exchanges.push(exchange);
            }
        }
        let produced = process.exchanges.iter().any(|exchange| exchange.role == Role::Reference);
        if !produced {
            // Brightway takes an activity without a production row as making its production amount, by default 1.
            let amount = ["production amount", "amount"].iter().find_map(|name| given.field(name).parse().ok());
            let unit = target.network.flow(own.flow).unit.clone();
            let reference = Exchange::new("production", own.flow, Direction::Output, Some(amount.unwrap_or(1.0)), unit);
            process.exchanges.insert(0, reference.with_role(Role::Reference));
        }
        target.network.processes.push(process);
    }
}

/// Unit of the activity, or else of its production row.
fn production_unit(given: &Given) -> String {
    let own = given.field("unit");
    if !own.is_empty() {
        return own.to_owned();
    }
    let production = given.exchanges.iter().find(|row| row.text("type") == "production");
    production
        .map(|row| row.text("unit"))
        .filter(|unit| !unit.is_empty())
        .unwrap_or_else(|| Unit::one().symbol().to_owned())
}

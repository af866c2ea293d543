//! From a linked network and mapped methods to the numeric system, keeping where every matrix entry comes from.
//!
//! Column `j` is activity `j`; row `i` of `A` is the product of activity `i` in the unit of its production exchange.
//! Outputs are positive, inputs negative, so a treated waste stands as in Heijungs & Suh (2002). In `B` every flow counts in
//! its natural direction: emissions positive going out, resources positive going in. A flow gets a row per region
//! where some factor distinguishes regions.

use std::collections::{HashMap, HashSet};

use verdigris_network::{
    Direction, Exchange, Finding, FindingKind, FlowIndex, FlowKind, Method, Network, Place, ProcessIndex, Role,
    allocate::{Activity, activities},
    link::{Linking, link, wants_provider},
};
use verdigris_quantity::{Label, Language};
use verdigris_registry::mapping::{Mapped, Mapping, map};

use crate::{sparse::Sparse, system::System};

/// An evaluated amount by process and position of the exchange.
pub type Amounts<'a> = dyn Fn(ProcessIndex, usize) -> Option<f64> + 'a;

/// One exchange's part in one matrix entry: the entry is the sum of `factor · amount` over its terms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Index of the entry in the matrix's values.
    pub entry: u32,
    /// Column.
    pub activity: u32,
    /// Position of the exchange in the activity's process.
    pub exchange: u32,
    /// Sign, unit conversion and allocation share.
    pub factor: f64,
}

/// A row of the interventions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FlowRow {
    /// Elementary flow.
    pub flow: FlowIndex,
    /// Region, where some factor distinguishes regions; empty otherwise.
    pub region: String,
}

/// An indicator of the system.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorRow {
    /// Position of the method in the list given to [`assemble`].
    pub method: usize,
    /// Position of the indicator in the method.
    pub indicator: usize,
    /// Name.
    pub name: Label,
    /// Unit.
    pub unit: String,
    /// For each row of the interventions that counts: the position of its factor in the indicator.
    pub factor_of: HashMap<u32, usize>,
}

/// The system and what its rows, columns and entries stand for.
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    /// The matrices.
    pub system: System,
    /// Columns.
    pub activities: Vec<Activity>,
    /// Links between them.
    pub linking: Linking,
    /// Rows of the interventions.
    pub rows: Vec<FlowRow>,
    /// Indicators.
    pub indicators: Vec<IndicatorRow>,
    /// Where the entries of `A` come from, by entry.
    pub technosphere_terms: Vec<Term>,
    /// Where the entries of `B` come from, by entry.
    pub intervention_terms: Vec<Term>,
    /// What was found wrong on the way, linking included.
    pub findings: Vec<Finding>,
    /// Exchanges without an amount, which are left out.
    missing: HashSet<(ProcessIndex, usize)>,
}

/// Assembles the system of a network under some methods.
pub fn assemble(network: &Network, methods: &[&Method], amounts: &Amounts<'_>) -> Assembly {
    let mut assembly = Assembly::default();
    let (list, findings) = activities(network, amounts);
    assembly.activities = list;
    assembly.findings = findings;
    assembly.linking = link(network, &assembly.activities);
    assembly.findings.append(&mut assembly.linking.findings);
    assembly.technosphere(network, amounts);
    let mappings: Vec<Mapping> = methods.iter().map(|method| map(network, method)).collect();
    let regional = regional_flows(&mappings);
    assembly.interventions(network, amounts, &regional);
    assembly.characterisation(network, methods, mappings);
    assembly
}

impl Assembly {
    fn technosphere(&mut self, network: &Network, amounts: &Amounts<'_>) {
        let links: HashMap<(ProcessIndex, usize), usize> =
            self.linking.links.iter().enumerate().map(|(k, link)| ((link.process, link.exchange), k)).collect();
        let mut parts = Vec::new();
        for (column, activity) in self.activities.clone().iter().enumerate() {
            let process = network.process(activity.process);
            for (position, exchange) in process.exchanges.iter().enumerate() {
                let (row, factor) = if position == activity.reference {
                    (column, sign(exchange))
                } else if let Some(&k) = links.get(&(activity.process, position)) {
                    let link = &self.linking.links[k];
                    (link.provider, sign(exchange) * link.factor * activity.share)
                } else {
                    continue;
                };
                if let Some(amount) = self.available(network, activity.process, position, amounts) {
                    parts.push(Part { row, column, exchange: position, factor, amount });
                }
            }
        }
        let size = self.activities.len();
        (self.system.technosphere, self.technosphere_terms) = gather(size, size, &parts);
    }

    fn interventions(&mut self, network: &Network, amounts: &Amounts<'_>, regional: &HashSet<FlowIndex>) {
        let mut row_of: HashMap<FlowRow, usize> = HashMap::new();
        let mut parts = Vec::new();
        for (column, activity) in self.activities.clone().iter().enumerate() {
            let process = network.process(activity.process);
            for (position, exchange) in process.exchanges.iter().enumerate() {
                let flow = network.flow(exchange.flow);
                if flow.kind != FlowKind::Elementary {
                    continue;
                }
                let Some(amount) = self.available(network, activity.process, position, amounts) else { continue };
                let Ok(unit) = flow.factor_from(&exchange.unit) else {
                    self.findings.push(
                        Finding::new(FindingKind::UnitMismatch, Place::exchange(&process.id, &exchange.id))
                            .with("unit", &exchange.unit)
                            .with("flow_unit", &flow.unit)
                            .with("flow", flow.name.get(Language::En)),
                    );
                    continue;
                };
                let region = match (regional.contains(&exchange.flow), exchange.location.is_empty()) {
                    (false, _) => String::new(),
                    (true, false) => exchange.location.clone(),
                    (true, true) => process.region.clone(),
                };
                let natural = if flow.compartment.is_resource() { -sign(exchange) } else { sign(exchange) };
                let key = FlowRow { flow: exchange.flow, region };
                let row = *row_of.entry(key.clone()).or_insert_with(|| {
                    self.rows.push(key);
                    self.rows.len() - 1
                });
                parts.push(Part { row, column, exchange: position, factor: natural * unit * activity.share, amount });
            }
        }
        (self.system.interventions, self.intervention_terms) = gather(self.rows.len(), self.activities.len(), &parts);
    }

    fn characterisation(&mut self, network: &Network, methods: &[&Method], mappings: Vec<Mapping>) {
        let mut triplets = Vec::new();
        for (at, (method, mapping)) in methods.iter().zip(mappings).enumerate() {
            self.findings.extend(mapping.findings);
            for mapped in mapping.indicators {
                let indicator = &method.indicators[mapped.indicator];
                let by_flow = by_flow_and_region(&mapped.factors);
                let mut factor_of = HashMap::new();
                for (row, key) in self.rows.iter().enumerate() {
                    let Some(regions) = by_flow.get(&key.flow) else { continue };
                    let finest = network.regions.outward(&key.region).find_map(|region| regions.get(region));
                    if let Some(found) = finest.or_else(|| regions.get("")) {
                        triplets.push((row as u32, self.indicators.len() as u32, found.value));
                        factor_of.insert(row as u32, found.factor);
                    }
                }
                self.indicators.push(IndicatorRow {
                    method: at,
                    indicator: mapped.indicator,
                    name: indicator.name.clone(),
                    unit: indicator.unit.clone(),
                    factor_of,
                });
            }
        }
        self.system.characterisation = Sparse::from_triplets(self.rows.len(), self.indicators.len(), &triplets);
    }

    /// The amount, or a finding that it is not available (once per process, not per co-product).
    fn available(
        &mut self,
        network: &Network,
        process: ProcessIndex,
        position: usize,
        amounts: &Amounts<'_>,
    ) -> Option<f64> {
        let found = amounts(process, position).filter(|amount| amount.is_finite());
        if found.is_none() {
            let user = network.process(process);
            let exchange = &user.exchanges[position];
            let finding = Finding::new(FindingKind::AmountNotAvailable, Place::exchange(&user.id, &exchange.id))
                .with("flow", network.flow(exchange.flow).name.get(Language::En));
            if self.missing.insert((process, position)) {
                self.findings.push(finding);
            }
        }
        found
    }

    /// The activities a process became.
    pub fn activities_of(&self, process: ProcessIndex) -> impl Iterator<Item = usize> + '_ {
        self.activities.iter().enumerate().filter(move |(_, activity)| activity.process == process).map(|(k, _)| k)
    }

    /// Exchanges of an activity that look for a provider and have none: the gaps behind its result.
    pub fn unlinked<'n>(&self, network: &'n Network, activity: usize) -> Vec<&'n Exchange> {
        let activity = &self.activities[activity];
        let process = network.process(activity.process);
        let start = self.linking.links.partition_point(|link| link.process < activity.process);
        let linked: HashSet<usize> = self.linking.links[start..]
            .iter()
            .take_while(|link| link.process == activity.process)
            .map(|link| link.exchange)
            .collect();
        let open = |(position, exchange): (usize, &'n Exchange)| {
            let wants = wants_provider(exchange, network.flow(exchange.flow), process.allocation);
            (wants && !linked.contains(&position)).then_some(exchange)
        };
        process.exchanges.iter().enumerate().filter_map(open).collect()
    }
}

struct Part {
    row: usize,
    column: usize,
    exchange: usize,
    factor: f64,
    amount: f64,
}

/// The matrix of the parts and, sorted by entry, the terms it is made of.
fn gather(rows: usize, columns: usize, parts: &[Part]) -> (Sparse, Vec<Term>) {
    let triplets: Vec<(u32, u32, f64)> =
        parts.iter().map(|part| (part.row as u32, part.column as u32, part.factor * part.amount)).collect();
    let matrix = Sparse::from_triplets(rows, columns, &triplets);
    let mut terms: Vec<Term> = parts
        .iter()
        .map(|part| Term {
            entry: matrix.entry(part.row, part.column).map_or(0, |entry| entry as u32),
            activity: part.column as u32,
            exchange: part.exchange as u32,
            factor: part.factor,
        })
        .collect();
    terms.sort_by_key(|term| (term.entry, term.exchange));
    (matrix, terms)
}

/// Output positive, input negative; an avoided product stands as the output it replaces.
fn sign(exchange: &Exchange) -> f64 {
    match (exchange.direction, exchange.role) {
        (Direction::Output, _) | (Direction::Input, Role::Avoided) => 1.0,
        (Direction::Input, _) => -1.0,
    }
}

fn regional_flows(mappings: &[Mapping]) -> HashSet<FlowIndex> {
    let factors = mappings.iter().flat_map(|mapping| &mapping.indicators).flat_map(|indicator| &indicator.factors);
    factors.filter(|factor| !factor.region.is_empty()).map(|factor| factor.flow).collect()
}

fn by_flow_and_region(factors: &[Mapped]) -> HashMap<FlowIndex, HashMap<&str, &Mapped>> {
    let mut index: HashMap<FlowIndex, HashMap<&str, &Mapped>> = HashMap::new();
    for factor in factors {
        index.entry(factor.flow).or_default().entry(&factor.region).or_insert(factor);
    }
    index
}

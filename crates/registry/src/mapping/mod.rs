//! Joins the elementary flows of a network to the factors of a method.
//!
//! A flow is met, in this order, by a factor with its id; by factors of the same substance (CAS number, name, or number
//! of a halocarbon) in its compartment, then in the compartment around it. A qualifier in the name (fossil, biogenic,
//! land use) must agree; an unqualified factor serves all but biogenic carbon oxides, and an unqualified flow takes the
//! unqualified factor or else the fossil one. What the method knows but cannot be met is a finding, never a guess.

mod substance;

use std::collections::{HashMap, HashSet};

pub use substance::{Qualifier, Substance};
use verdigris_network::{Compartment, Factor, Finding, FindingKind, Flow, FlowIndex, FlowKind, Method, Network, Place};
use verdigris_quantity::Language;

/// Why a factor was taken for a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Match {
    /// The factor names the flow's id.
    Id,
    /// Same CAS number.
    Cas,
    /// Same name.
    Name,
}

/// One factor applied to one flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The flow.
    pub flow: FlowIndex,
    /// Region the factor is for, empty for everywhere.
    pub region: String,
    /// Indicator units per reference unit of the flow.
    pub value: f64,
    /// Position of the factor in the indicator.
    pub factor: usize,
    /// Why.
    pub by: Match,
}

/// One indicator with the factors that apply.
#[derive(Clone, Debug, PartialEq)]
pub struct MappedIndicator {
    /// Position in the method.
    pub indicator: usize,
    /// Factors by flow.
    pub factors: Vec<Mapped>,
}

/// A method applied to a network's flows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// Indicators in the method's order.
    pub indicators: Vec<MappedIndicator>,
    /// Gaps and weak matches.
    pub findings: Vec<Finding>,
}

/// Maps every elementary flow that some exchange uses.
pub fn map(network: &Network, method: &Method) -> Mapping {
    let mut used = vec![false; network.flows.len()];
    for exchange in network.processes.iter().flat_map(|process| &process.exchanges) {
        used[exchange.flow.at()] = true;
    }
    let flows: Vec<(FlowIndex, &Flow, Vec<Substance>)> = network
        .flows
        .iter()
        .enumerate()
        .filter(|(k, flow)| used[*k] && flow.kind == FlowKind::Elementary)
        .map(|(k, flow)| (FlowIndex(k as u32), flow, names(flow)))
        .collect();
    let mut mapping = Mapping::default();
    let mut met = vec![false; flows.len()];
    let mut gaps: Vec<Option<&'static str>> = vec![None; flows.len()];
    let mut by_name = vec![None; flows.len()];
    for (at, indicator) in method.indicators.iter().enumerate() {
        let index = FactorIndex::new(&indicator.factors);
        let mut factors = Vec::new();
        for (k, (flow_index, flow, names)) in flows.iter().enumerate() {
            match index.find(flow, names) {
                Found::Group(group, by) => {
                    let before = factors.len();
                    for &factor in group {
                        let given = &indicator.factors[factor];
                        let Some(per_unit) = in_unit(flow, given) else { continue };
                        let region = given.region.clone();
                        factors.push(Mapped { flow: *flow_index, region, value: given.value * per_unit, factor, by });
                    }
                    if factors.len() == before {
                        gaps[k] = Some("unit");
                    } else {
                        met[k] = true;
                    }
                    if by == Match::Name {
                        by_name[k] = group.first().map(|&factor| indicator.factors[factor].name.clone());
                    }
                }
                Found::Zero => met[k] = true,
                Found::Gap(reason) => gaps[k] = gaps[k].or(Some(reason)),
                Found::Unknown => {}
            }
        }
        mapping.indicators.push(MappedIndicator { indicator: at, factors });
    }
    for (k, (_, flow, _)) in flows.iter().enumerate() {
        let place = || Place { flow: flow.id.clone(), ..Place::default() };
        let name = format!("{} ({})", flow.name.get(Language::En).trim(), flow.compartment);
        if let (false, Some(reason)) = (met[k], gaps[k]) {
            let finding = Finding::new(FindingKind::MappingGap, place());
            mapping.findings.push(finding.with("flow", &name).with("method", &method.id).with("reason", reason));
        }
        if let Some(factor) = &by_name[k] {
            let finding = Finding::new(FindingKind::MappedByName, place());
            mapping.findings.push(finding.with("flow", &name).with("factor", factor));
        }
    }
    mapping
}

fn names(flow: &Flow) -> Vec<Substance> {
    let mut names = vec![Substance::read(&flow.name.en)];
    names.extend(flow.synonyms.iter().map(|synonym| Substance::read(synonym)));
    let given = std::iter::once(&flow.name.en).chain(&flow.synonyms);
    names.extend(given.filter_map(|name| Substance::numbered(name)));
    names.retain(|name| !name.base.is_empty());
    names
}

/// Amount in the factor's unit that one reference unit of the flow is.
fn in_unit(flow: &Flow, factor: &Factor) -> Option<f64> {
    if let Ok(ratio) = flow.unit.factor_to(&factor.unit) {
        return Some(ratio.value());
    }
    flow.factor_from(&factor.unit).ok().filter(|&back| back != 0.0).map(|back| 1.0 / back)
}

/// Factors of one indicator by id, by CAS and by name, grouped over regions.
struct FactorIndex<'m> {
    factors: &'m [Factor],
    substances: Vec<Substance>,
    by_flow: HashMap<&'m str, Vec<usize>>,
    by_cas: HashMap<(String, String), Vec<usize>>,
    by_name: HashMap<(String, String), Vec<usize>>,
    /// CAS numbers and names with the media the indicator serves them in.
    served: HashSet<(String, String)>,
}

enum Found<'i> {
    Group(&'i [usize], Match),
    Zero,
    Gap(&'static str),
    Unknown,
}

impl<'m> FactorIndex<'m> {
    fn new(factors: &'m [Factor]) -> Self {
        let mut index = Self {
            factors,
            substances: factors.iter().map(|factor| Substance::read(&factor.name)).collect(),
            by_flow: HashMap::new(),
            by_cas: HashMap::new(),
            by_name: HashMap::new(),
            served: HashSet::new(),
        };
        for (k, factor) in factors.iter().enumerate() {
            let (compartment, medium) = (&factor.compartment.0, factor.compartment.medium().to_owned());
            if !factor.flow.is_empty() {
                index.by_flow.entry(&factor.flow).or_default().push(k);
            }
            if !factor.cas.is_empty() {
                index.by_cas.entry((factor.cas.clone(), compartment.clone())).or_default().push(k);
                index.served.insert((factor.cas.clone(), medium.clone()));
            }
            let base = &index.substances[k].base;
            if !base.is_empty() {
                index.by_name.entry((base.clone(), compartment.clone())).or_default().push(k);
                index.served.insert((base.clone(), medium.clone()));
            }
            if let Some(numbered) = Substance::numbered(&factor.name) {
                index.by_name.entry((numbered.base.clone(), compartment.clone())).or_default().push(k);
                index.served.insert((numbered.base, medium));
            }
        }
        index
    }

    fn find(&self, flow: &Flow, names: &[Substance]) -> Found<'_> {
        if let Some(group) = self.by_flow.get(flow.id.as_str()) {
            return Found::Group(group, Match::Id);
        }
        let mut at = Some(flow.compartment.clone());
        while let Some(compartment) = at {
            if let Some(found) = self.in_compartment(flow, names, &compartment) {
                return found;
            }
            at = compartment.parent();
        }
        // Only a medium that the method itself serves for the substance is a gap; another medium is a zero by design.
        let medium = flow.compartment.medium().to_owned();
        let served = |key: &str| !key.is_empty() && self.served.contains(&(key.to_owned(), medium.clone()));
        if served(&flow.cas) || names.iter().any(|name| served(&name.base)) {
            Found::Gap("compartment")
        } else {
            Found::Unknown
        }
    }

    fn in_compartment(&self, flow: &Flow, names: &[Substance], compartment: &Compartment) -> Option<Found<'_>> {
        let by_cas = self.by_cas.get(&(flow.cas.clone(), compartment.0.clone()));
        if let Some(group) = by_cas.filter(|_| !flow.cas.is_empty()) {
            return self.qualified(group, names, Match::Cas);
        }
        names.iter().find_map(|name| {
            let group = self.by_name.get(&(name.base.clone(), compartment.0.clone()))?;
            self.qualified(group, std::slice::from_ref(name), Match::Name)
        })
    }

    /// Of the factors of one substance in one compartment, those whose qualifier suits the flow.
    fn qualified<'i>(&'i self, group: &'i [usize], names: &[Substance], by: Match) -> Option<Found<'i>> {
        let name = names.first()?;
        let order: &[Option<Qualifier>] = match name.qualifier {
            None => &[None, Some(Qualifier::Fossil)],
            Some(Qualifier::Fossil) => &[Some(Qualifier::Fossil), None],
            Some(Qualifier::LandUse) => &[Some(Qualifier::LandUse), None, Some(Qualifier::Fossil)],
            Some(Qualifier::Biogenic) if name.is_carbon_oxide() => &[Some(Qualifier::Biogenic)],
            Some(Qualifier::Biogenic) => &[Some(Qualifier::Biogenic), None],
        };
        for wanted in order {
            let suits = |k: &usize| self.substances[*k].qualifier == *wanted;
            let Some(first) = group.iter().position(suits) else { continue };
            // A group lists the regions of one factor one after the other; different factors must agree in value.
            let same: Vec<usize> = group.iter().copied().filter(suits).collect();
            let world: Vec<f64> =
                same.iter().filter(|&&k| self.factors[k].region.is_empty()).map(|&k| self.factors[k].value).collect();
            let exact = same.iter().copied().find(|&k| self.substances[k].base == name.base);
            if world.windows(2).all(|pair| pair[0] == pair[1]) {
                let run = group[first..]
                    .iter()
                    .take_while(|&&k| suits(&k) && self.factors[k].flow == self.factors[group[first]].flow);
                return Some(Found::Group(&group[first..first + run.count()], by));
            }
            return Some(match exact.and_then(|k| group.iter().position(|&other| other == k)) {
                Some(at) => Found::Group(&group[at..=at], by),
                None => Found::Gap("several factors"),
            });
        }
        if name.qualifier == Some(Qualifier::Biogenic) && name.is_carbon_oxide() {
            return Some(Found::Zero);
        }
        Some(Found::Gap("origin"))
    }
}

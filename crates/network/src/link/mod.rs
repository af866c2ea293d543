//! Finds the process that provides every product input and treats every waste.
//!
//! In this order, and the first that decides is stored as the evidence of the link: the provider the data declare;
//! providers of the same flow in the user's region, then in ever wider regions (a single market wins over its
//! producers); the only provider anywhere; then flows of the same name and a convertible unit, in the region or around it.
//! Aliases, which are explicit, replace the flow before the search. What nothing decides stays unlinked: a finding.

mod choice;
mod index;

use serde::{Deserialize, Serialize};

pub use index::{Provision, normalise};

use crate::{
    allocate::Activity,
    exchange::{Direction, Exchange, Role},
    finding::{Finding, FindingKind, Place},
    flow::{Flow, FlowKind},
    network::Network,
    process::{Allocation, ProcessIndex},
};
use choice::{Choice, choose};
use index::ProviderIndex;

/// Why a provider was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The data name the provider.
    Declared,
    /// Same flow, same region.
    SameRegion,
    /// Same flow, a region that holds the user's.
    WiderRegion,
    /// Same flow, one provider in all the network.
    OnlyProvider,
    /// Another flow of the same name and a convertible unit.
    SameName,
    /// An alias joins the two flows.
    Alias,
}

impl Evidence {
    /// Stable word, also the message key.
    pub fn word(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::SameRegion => "same-region",
            Self::WiderRegion => "wider-region",
            Self::OnlyProvider => "only-provider",
            Self::SameName => "same-name",
            Self::Alias => "alias",
        }
    }
}

/// One input (or waste output) and its provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The user.
    pub process: ProcessIndex,
    /// Position of the exchange in the user.
    pub exchange: usize,
    /// Position of the providing activity in the list the links were made for.
    pub provider: usize,
    /// Amount in the exchange's unit times this is the amount in the provider's exchange unit.
    pub factor: f64,
    /// Why this provider.
    pub evidence: Evidence,
}

/// All links of a network, ordered by process and exchange, and what could not be linked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linking {
    /// Links.
    pub links: Vec<Link>,
    /// Unlinked, ambiguous and substituted inputs.
    pub findings: Vec<Finding>,
}

/// Whether an exchange looks for a provider.
pub fn wants_provider(exchange: &Exchange, flow: &Flow, allocation: Allocation) -> bool {
    match (exchange.role, flow.kind, exchange.direction) {
        (_, FlowKind::Elementary, _)
        | (Role::Reference, _, _)
        | (Role::Plain, FlowKind::Product, Direction::Output) => false,
        (Role::Coproduct, _, _) => allocation == Allocation::Substitution,
        (Role::Avoided | Role::Plain, _, _) => true,
    }
}

/// Whether the data themselves say that what lies behind a flow is left out, as USLCI does with `CUTOFF` flows.
pub fn declared_cutoff(flow: &Flow) -> bool {
    let starts = |text: &str| text.trim_start().get(..6).is_some_and(|start| start.eq_ignore_ascii_case("cutoff"));
    starts(&flow.name.en) || flow.category.split('/').any(starts)
}

/// Links every exchange of `network` to one of `activities`.
pub fn link(network: &Network, activities: &[Activity]) -> Linking {
    let index = ProviderIndex::new(network, activities);
    let mut linking = Linking::default();
    for (at, process) in network.processes.iter().enumerate() {
        for (position, exchange) in process.exchanges.iter().enumerate() {
            let flow = network.flow(exchange.flow);
            if exchange.amount == Some(0.0) && exchange.formula.is_none() {
                continue;
            }
            if !wants_provider(exchange, flow, process.allocation) {
                continue;
            }
            let user = ProcessIndex(at as u32);
            let place = || Place::exchange(&process.id, &exchange.id);
            let choice = choose(network, &index, activities, user, exchange);
            match choice {
                Choice::Found { provider, evidence, factor } => {
                    if evidence == Evidence::OnlyProvider {
                        linking.findings.extend(substituted(network, activities, user, exchange, provider));
                    }
                    linking.links.push(Link { process: user, exchange: position, provider, factor, evidence });
                }
                Choice::Several(providers) => {
                    let names: Vec<&str> =
                        providers.iter().take(5).map(|&k| network.process(activities[k].process).id.as_str()).collect();
                    let finding = Finding::new(FindingKind::AmbiguousProvider, place())
                        .with("flow", flow_name(flow))
                        .with("count", providers.len())
                        .with("providers", names.join(", "));
                    linking.findings.push(finding);
                }
                Choice::BadUnit { unit, provider_unit } => linking.findings.push(
                    Finding::new(FindingKind::UnitMismatch, place())
                        .with("unit", unit)
                        .with("flow_unit", provider_unit)
                        .with("flow", flow_name(flow)),
                ),
                Choice::Missing { declared } => {
                    if let Some(provider) = declared {
                        linking.findings.push(
                            Finding::new(FindingKind::BadProvider, place())
                                .with("provider", provider)
                                .with("flow", flow_name(flow)),
                        );
                    }
                    linking.findings.push(missing(flow, exchange, place()));
                }
            }
        }
    }
    linking
}

fn flow_name(flow: &Flow) -> &str {
    let name = flow.name.get(verdigris_quantity::Language::En).trim();
    if name.is_empty() { &flow.id } else { name }
}

fn missing(flow: &Flow, exchange: &Exchange, place: Place) -> Finding {
    let kind = if declared_cutoff(flow) {
        FindingKind::DeclaredCutoff
    } else if flow.kind == FlowKind::Waste {
        FindingKind::UntreatedWaste
    } else {
        FindingKind::UnlinkedInput
    };
    let amount = exchange.amount.map_or_else(|| "n/a".to_owned(), |amount| amount.to_string());
    Finding::new(kind, place).with("flow", flow_name(flow)).with("amount", amount).with("unit", &exchange.unit)
}

fn substituted(
    network: &Network,
    activities: &[Activity],
    user: ProcessIndex,
    exchange: &Exchange,
    provider: usize,
) -> Option<Finding> {
    let (process, other) = (network.process(user), network.process(activities[provider].process));
    let known = !process.region.is_empty() && !other.region.is_empty();
    (known && !network.regions.within(&process.region, &other.region)).then(|| {
        Finding::new(FindingKind::RegionSubstituted, Place::exchange(&process.id, &exchange.id))
            .with("flow", flow_name(network.flow(exchange.flow)))
            .with("region", &process.region)
            .with("provider_region", &other.region)
    })
}

//! Checks of amounts and identities against physics and bookkeeping, for data of any format.
//!
//! Each rule states its threshold and where it comes from; none knows a data set or an id. A finding says that a value
//! cannot be meant as it stands, names what it likely means, and changes nothing.
//!
//! * [`fuel`]: fuel in mass flows beyond what any furnace needs: energy stored as mass.
//! * [`emission`]: one substance released in more mass than the product made.
//! * [`nitrogen`]: nitrous oxide where nitrogen oxides are meant.
//! * [`totals`]: money spent far beyond the money earned: sector totals against a small reference.
//! * [`product`]: one product under several ids, and products that many take in and nobody makes.

mod emission;
mod fuel;
mod nitrogen;
mod product;
#[cfg(test)]
mod tests;
mod totals;

use verdigris_quantity::Unit;

use crate::{
    exchange::{Direction, Exchange},
    finding::Finding,
    flow::{Flow, FlowKind},
    network::Network,
    process::Process,
};

/// All findings of all rules, by process and then for the network as a whole.
pub fn check(network: &Network) -> Vec<Finding> {
    let Ok(kilogram) = Unit::parse("kg") else { return Vec::new() };
    let mut findings = Vec::new();
    for process in &network.processes {
        let view = View { network, process, kilogram: &kilogram };
        findings.extend(fuel::check(&view));
        findings.extend(emission::check(&view));
        findings.extend(nitrogen::check(&view));
        findings.extend(totals::check(&view));
    }
    findings.extend(product::several_ids(network));
    findings.extend(product::without_provider(network));
    findings
}

/// A process with what the rules ask of it.
struct View<'n> {
    network: &'n Network,
    process: &'n Process,
    kilogram: &'n Unit,
}

impl<'n> View<'n> {
    /// The exchanges of a direction with their flows.
    fn side(&self, direction: Direction) -> impl Iterator<Item = (&'n Exchange, &'n Flow)> {
        let (network, process) = (self.network, self.process);
        let exchanges = process.exchanges.iter().filter(move |exchange| exchange.direction == direction);
        exchanges.map(move |exchange| (exchange, network.flow(exchange.flow)))
    }

    /// What goes to nature.
    fn emissions(&self) -> impl Iterator<Item = (&'n Exchange, &'n Flow)> {
        self.side(Direction::Output).filter(|(_, flow)| flow.kind == FlowKind::Elementary)
    }

    /// Mass of an exchange in kg, where its unit is one of mass.
    fn mass(&self, exchange: &Exchange) -> Option<f64> {
        exchange.unit.convert(exchange.amount?, self.kilogram).ok()
    }

    /// Mass of the reference in kg, where its unit is one of mass.
    fn reference_mass(&self) -> Option<f64> {
        self.process.reference().and_then(|reference| self.mass(reference)).map(f64::abs)
    }
}

/// Words of a name in lower case.
fn words(name: &str) -> impl Iterator<Item = String> {
    let lower = name.to_lowercase();
    let words: Vec<String> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.into_iter()
}

/// Whether a name holds one of the phrases as whole words; a Chinese phrase may stand anywhere.
fn names(name: &str, phrases: &[&str]) -> bool {
    let spaced = format!(" {} ", words(name).collect::<Vec<_>>().join(" "));
    phrases
        .iter()
        .any(|phrase| if phrase.is_ascii() { spaced.contains(&format!(" {phrase} ")) } else { name.contains(phrase) })
}

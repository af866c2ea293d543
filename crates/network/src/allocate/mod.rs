//! Parts processes with several products into activities with one product each.
//!
//! Share of product k by a property p: `aₖ·pₖ / Σ aᵢ·pᵢ` over the reference and the co-products (ISO 14044:2006,
//! 4.3.4.2); by given factors: the factor. Every other exchange of the activity is the process's times the share. With
//! substitution the reference bears all and each co-product is credited with its own production elsewhere.

use verdigris_quantity::Unit;

use crate::{
    exchange::{Exchange, Role},
    finding::{Finding, FindingKind, Place},
    network::Network,
    process::{Allocation, Process, ProcessIndex},
};

/// One product of one process.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// The process.
    pub process: ProcessIndex,
    /// Position of the exchange that is the product.
    pub reference: usize,
    /// Share of the process's other exchanges that this product bears.
    pub share: f64,
    /// How the share was found.
    pub allocation: Allocation,
}

/// Shares that do not sum to one within this are refused.
const SHARE_TOLERANCE: f64 = 1e-3;

/// All activities of a network in process order. A process without a usable reference is left out with a finding.
/// `amount(process, exchange)` gives evaluated amounts.
pub fn activities(
    network: &Network,
    amount: &dyn Fn(ProcessIndex, usize) -> Option<f64>,
) -> (Vec<Activity>, Vec<Finding>) {
    let mut activities = Vec::with_capacity(network.processes.len());
    let mut findings = Vec::new();
    for (at, process) in network.processes.iter().enumerate() {
        let index = ProcessIndex(at as u32);
        let products: Vec<usize> = (0..process.exchanges.len())
            .filter(|&k| matches!(process.exchanges[k].role, Role::Reference | Role::Coproduct))
            .collect();
        let references: Vec<usize> =
            products.iter().copied().filter(|&k| process.exchanges[k].role == Role::Reference).collect();
        let &[reference] = references.as_slice() else {
            let finding = Finding::new(FindingKind::ReferenceCount, Place::process(&process.id));
            findings.push(finding.with("count", references.len()));
            continue;
        };
        if !amount(index, reference).is_some_and(|amount| amount != 0.0 && amount.is_finite()) {
            let flow = network.flow(process.exchanges[reference].flow);
            findings.push(
                Finding::new(
                    FindingKind::ReferenceAmount,
                    Place::exchange(&process.id, &process.exchanges[reference].id),
                )
                .with("flow", flow.name.get(verdigris_quantity::Language::En)),
            );
            continue;
        }
        let whole = |allocation| Activity { process: index, reference, share: 1.0, allocation };
        let part =
            |(k, share): (usize, f64)| Activity { process: index, reference: k, share, allocation: process.allocation };
        match process.allocation {
            _ if products.len() == 1 => activities.push(whole(Allocation::None)),
            Allocation::Substitution => activities.push(whole(Allocation::Substitution)),
            Allocation::None => {
                let finding = Finding::new(FindingKind::Unallocated, Place::process(&process.id));
                findings.push(finding.with("count", products.len()));
                activities.push(whole(Allocation::None));
            }
            method => match shares(network, process, &products, &|k| amount(index, k)) {
                Ok(shares) => {
                    activities.extend(products.iter().copied().zip(shares).map(part));
                }
                Err(reason) => {
                    findings.push(
                        Finding::new(FindingKind::AllocationFailed, Place::process(&process.id))
                            .with("method", method.word())
                            .with("reason", reason),
                    );
                    activities.push(whole(Allocation::None));
                }
            },
        }
    }
    (activities, findings)
}

fn shares(
    network: &Network,
    process: &Process,
    products: &[usize],
    amount: &dyn Fn(usize) -> Option<f64>,
) -> Result<Vec<f64>, String> {
    let mut weights = Vec::with_capacity(products.len());
    // Weights are comparable only in one unit: that of the first product (prices may come in any one currency).
    let mut common: Option<Unit> = None;
    for &k in products {
        let exchange = &process.exchanges[k];
        let name = || network.flow(exchange.flow).name.get(verdigris_quantity::Language::En).to_owned();
        let weight = if process.allocation == Allocation::Factors {
            exchange.allocation_factor.ok_or_else(|| format!("no allocation factor for {}", name()))?
        } else {
            let amount = amount(k).ok_or_else(|| format!("no amount for {}", name()))?;
            let (per_unit, unit) = carried(network, exchange, process.allocation)
                .ok_or_else(|| format!("{} has no {}", name(), process.allocation.word()))?;
            let to_common = common.get_or_insert_with(|| unit.clone());
            let ratio = unit.factor_to(to_common).map_err(|error| error.to_string())?;
            amount * per_unit * ratio.value()
        };
        if !weight.is_finite() || weight < 0.0 {
            return Err(format!("{} has the weight {weight}", name()));
        }
        weights.push(weight);
    }
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return Err("all weights are zero".into());
    }
    if process.allocation == Allocation::Factors && (total - 1.0).abs() > SHARE_TOLERANCE {
        return Err(format!("the factors sum to {total}"));
    }
    Ok(weights.into_iter().map(|weight| weight / total).collect())
}

/// Amount of the allocation quantity in one unit of the exchange, and its unit.
fn carried(network: &Network, exchange: &Exchange, allocation: Allocation) -> Option<(f64, Unit)> {
    let (property, unit) = match allocation {
        Allocation::Mass => ("mass", "kg"),
        Allocation::Energy => ("energy", "MJ"),
        Allocation::Price => ("price", "CNY"),
        Allocation::None | Allocation::Factors | Allocation::Substitution => return None,
    };
    let unit = Unit::parse(unit).ok()?;
    if let Ok(ratio) = exchange.unit.factor_to(&unit) {
        return Some((ratio.value(), unit));
    }
    let flow = network.flow(exchange.flow);
    let found = flow.properties.iter().find(|candidate| candidate.name == property)?;
    Some((flow.factor_from(&exchange.unit).ok()? * found.value, found.unit.clone()))
}

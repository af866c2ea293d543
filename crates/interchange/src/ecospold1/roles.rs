//! What the process is run for, and how its co-products share the burden.

use verdigris_network::{Allocation, Finding, FindingKind, Place, Process, Role};

use super::dataset::Dataset;
use crate::xml::Element;

/// An `allocation` element: which share of some exchanges a co-product bears.
#[derive(Debug, PartialEq)]
pub(crate) struct Share {
    product: String,
    percent: f64,
    exchanges: Vec<String>,
}

impl Share {
    pub(crate) fn read(element: &Element<'_>) -> Option<Self> {
        Some(Self {
            product: element.attribute("referenceToCoProduct")?.to_owned(),
            percent: element.number_in("fraction").ok()??,
            exchanges: element.all("referenceToInputOutput").map(|exchange| exchange.text().to_owned()).collect(),
        })
    }
}

/// Leaves one reference exchange (the first; a co-product where none is marked), and takes over shares where every
/// exchange is parted alike.
pub(crate) fn settle(process: &mut Process, dataset: &Dataset, findings: &mut Vec<Finding>) {
    let references = process.exchanges.iter().filter(|exchange| exchange.role == Role::Reference).count();
    if references == 0
        && let Some(first) = process.exchanges.iter_mut().find(|e| e.role == Role::Coproduct)
    {
        first.role = Role::Reference;
    }
    for exchange in process.exchanges.iter_mut().filter(|e| e.role == Role::Reference).skip(1) {
        exchange.role = Role::Coproduct;
    }
    if dataset.shares.is_empty() {
        return;
    }
    let products: Vec<usize> = (0..process.exchanges.len())
        .filter(|&k| matches!(process.exchanges[k].role, Role::Reference | Role::Coproduct))
        .collect();
    let mut found = Vec::new();
    for &at in &products {
        let id = &process.exchanges[at].id;
        let mut percents = dataset
            .shares
            .iter()
            .filter(|share| share.product == *id && share.exchanges.iter().any(|exchange| exchange != id))
            .map(|share| share.percent);
        let first = percents.next();
        if percents.any(|percent| Some(percent) != first) {
            let place = Place { file: dataset.member.clone(), ..Place::process(&process.id) };
            let finding = Finding::new(FindingKind::AllocationFailed, place).with("method", "factors");
            findings
                .push(finding.with("reason", "exchanges are parted differently, which one set of shares cannot state"));
            return;
        }
        found.push(first);
    }
    if products.len() > 1 && found.iter().any(Option::is_some) {
        process.allocation = Allocation::Factors;
        for (&at, percent) in products.iter().zip(found) {
            process.exchanges[at].allocation_factor = Some(percent.unwrap_or(0.0) / 100.0);
        }
    }
}

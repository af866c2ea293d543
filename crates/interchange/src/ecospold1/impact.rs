//! Impact categories: a dataset of type 4 whose exchanges are characterisation factors.

use verdigris_network::{Factor, Indicator, Method, Network};
use verdigris_quantity::Label;

use super::{dataset::Dataset, flow::compartment};
use crate::slug;

/// Adds the dataset as an indicator of its method, which is the dataset's category.
pub(crate) fn add(network: &mut Network, dataset: &Dataset, method: &str, unit: &str) {
    let id = slug::of(method);
    let at = network.methods.iter().position(|known| known.id == id).unwrap_or_else(|| {
        network.methods.push(Method {
            id,
            name: Label::new(method, ""),
            version: String::new(),
            source: None,
            note: String::new(),
            indicators: Vec::new(),
        });
        network.methods.len() - 1
    });
    let factors = dataset.lines.iter().filter_map(|line| {
        Some(Factor {
            flow: String::new(),
            name: line.key.name.clone(),
            cas: line.cas.clone(),
            compartment: compartment(line.key.kind, &line.category, &line.key.unit),
            region: String::new(),
            value: line.exchange.amount?,
            unit: line.exchange.unit.clone(),
            source: None,
            place: String::new(),
        })
    });
    let factors = factors.collect();
    let name = dataset.process.name.clone();
    let indicators = &mut network.methods[at].indicators;
    let stem = slug::of(&name.en);
    let taken = indicators.iter().filter(|other| other.name == name).count();
    let id = if taken == 0 { stem } else { format!("{stem}-{}", taken + 1) };
    indicators.push(Indicator { id, name, unit: unit.to_owned(), factors });
}

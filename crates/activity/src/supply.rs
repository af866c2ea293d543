//! Which records are exchanges of the plant with the background, and with which flow: `data/activity/background.csv`.
//!
//! What the table does not name (sub-meters, properties, stocks, gases that accounts compute) is a parameter and no
//! exchange. A row without a flow is an exchange that the packaged network has no provider for: it stays unlinked.

use std::collections::HashMap;

use serde::Deserialize;
use verdigris_network::{Direction, Flow, FlowKind, Network};
use verdigris_quantity::{Label, Unit};

use crate::{
    error::ActivityError,
    vocabulary::{Item, ItemKind, Vocabulary, row_error, rows},
};

/// An exchange with the background.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// Item.
    pub item: String,
    /// Measure whose amount is exchanged.
    pub measure: String,
    /// Into or out of the plant.
    pub direction: Direction,
    /// The flow, the packaged network's where it has one.
    pub flow: Flow,
    /// Where the item's unit does not convert to the flow's: amount in this unit per unit of the item.
    pub factor: Option<(f64, Unit)>,
    /// Not an exchange where one of these items is told.
    pub unless: Vec<String>,
    /// Remarks.
    pub note: String,
}

#[derive(Deserialize)]
struct SupplyRow {
    item: String,
    measure: String,
    direction: String,
    flow: String,
    factor: Option<f64>,
    unit: String,
    unless: String,
    note: String,
}

const BACKGROUND: &str = "activity/background.csv";

/// The packaged table, with the flows of the packaged network.
pub fn packaged(vocabulary: &Vocabulary, network: &Network) -> Result<Vec<Supply>, ActivityError> {
    let flows: HashMap<&str, &Flow> = network.flows.iter().map(|flow| (flow.id.as_str(), flow)).collect();
    let table = rows::<SupplyRow>(BACKGROUND, include_str!("../../../data/activity/background.csv"))?;
    table.into_iter().enumerate().map(|(at, row)| supply(at, row, &flows, vocabulary)).collect()
}

fn supply(
    at: usize,
    row: SupplyRow,
    flows: &HashMap<&str, &Flow>,
    vocabulary: &Vocabulary,
) -> Result<Supply, ActivityError> {
    let wrong = |reason: String| row_error(BACKGROUND, at, reason);
    let item = vocabulary.item(&row.item).ok_or_else(|| wrong(format!("there is no item `{}`", row.item)))?;
    let known = vocabulary.measure(&row.measure).is_some();
    if !known {
        return Err(wrong(format!("there is no measure `{}`", row.measure)));
    }
    let direction =
        row.direction.parse().map_err(|()| wrong(format!("`{}` is neither input nor output", row.direction)))?;
    let flow = match flows.get(row.flow.as_str()) {
        Some(flow) => (*flow).clone(),
        None if row.flow.is_empty() => own(item),
        None => return Err(wrong(format!("the packaged network has no flow `{}`", row.flow))),
    };
    let factor = match row.factor {
        Some(factor) => Some((factor, Unit::parse(&row.unit).map_err(|error| wrong(error.to_string()))?)),
        None => None,
    };
    let unit = factor.as_ref().map_or(&item.unit, |(_, unit)| unit);
    flow.factor_from(unit).map_err(|error| wrong(error.to_string()))?;
    let unless = row.unless.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    Ok(Supply { item: row.item, measure: row.measure, direction, flow, factor, unless, note: row.note })
}

/// A flow of the plant's own for an item that the packaged network does not know.
pub fn own(item: &Item) -> Flow {
    let kind = if item.kind == ItemKind::Waste { FlowKind::Waste } else { FlowKind::Product };
    Flow::new(format!("item-{}", item.id), Label::clone(&item.name), kind, item.unit.clone())
}

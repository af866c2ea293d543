//! Absolute totals against a small reference.
//!
//! In a table of monetary flows the inputs of a sector sum to less than its output: the rest is value added. Inputs
//! bought for more than [`LIMIT`] times what the reference earns are totals of the whole sector, not amounts for the
//! reference. Only inputs in the money of the reference are counted.

use crate::{
    exchange::Direction,
    finding::{Finding, FindingKind, Place},
    plausibility::View,
};

/// Money spent for each unit of money earned.
const LIMIT: f64 = 10.0;

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let reference = view.process.reference()?;
    let earned = reference.amount.filter(|amount| *amount > 0.0)?;
    let dimension = reference.unit.dimension();
    if !is_money(&reference.unit) {
        return None;
    }
    let spent: f64 = view
        .side(Direction::Input)
        .filter(|(exchange, _)| exchange.unit.dimension() == dimension)
        .filter_map(|(exchange, _)| exchange.unit.convert(exchange.amount?, &reference.unit).ok())
        .sum();
    (spent > LIMIT * earned).then(|| {
        Finding::new(FindingKind::AbsoluteTotals, Place::process(&view.process.id)).with(
            "reason",
            format!("inputs of {spent:.3e} {0} stand against a reference of {earned} {0}", reference.unit),
        )
    })
}

fn is_money(unit: &verdigris_quantity::Unit) -> bool {
    let symbol = unit.symbol();
    ["CNY", "USD", "EUR", "GBP", "JPY", "CHF", "元", "$", "€", "¥"].iter().any(|money| symbol.starts_with(money))
}

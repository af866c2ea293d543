//! Changes to single amounts and parameters, and how they read before and after.

use verdigris_quantity::{Unit, spread::Spread};

use crate::{exchange::Exchange, flow::Flow, parameter::Parameter, table::number};

/// `12.5 kWh`, or the formula, or `n/a`.
pub(super) fn amount_text(exchange: &Exchange) -> String {
    match (&exchange.formula, exchange.amount) {
        (Some(formula), _) => format!("{formula} {}", exchange.unit),
        (None, Some(amount)) => format!("{} {}", number(amount), exchange.unit),
        (None, None) => "n/a".into(),
    }
}

/// The value or the formula.
pub(super) fn value_text(parameter: &Parameter) -> String {
    match (&parameter.formula, parameter.value) {
        (Some(formula), _) => formula.clone(),
        (None, Some(value)) => number(value),
        (None, None) => "n/a".into(),
    }
}

/// A spread about an amount `factor` times as large. Relative spreads stay; absolute ones grow with the amount.
pub(super) fn scaled(spread: Spread, factor: f64) -> Spread {
    let ordered = |a: f64, b: f64| if factor < 0.0 { (b * factor, a * factor) } else { (a * factor, b * factor) };
    match spread {
        Spread::Lognormal { .. } | Spread::NormalVariation { .. } => spread,
        Spread::NormalDeviation { sd } => Spread::NormalDeviation { sd: sd * factor.abs() },
        Spread::Uniform { min, max } => {
            let (min, max) = ordered(min, max);
            Spread::Uniform { min, max }
        }
        Spread::Triangular { min, mode, max } => {
            let (min, max) = ordered(min, max);
            Spread::Triangular { min, mode: mode * factor, max }
        }
        Spread::Pert { min, mode, max } => {
            let (min, max) = ordered(min, max);
            Spread::Pert { min, mode: mode * factor, max }
        }
    }
}

/// The spread that goes with a new amount: a given one, else the old one brought to the new size. An absolute spread
/// around an amount that was zero or not available says nothing about the new one and falls away.
fn carried(old: Option<f64>, new: f64, spread: Option<Spread>, given: Option<Spread>) -> Option<Spread> {
    let relative = |spread: &Spread| matches!(spread, Spread::Lognormal { .. } | Spread::NormalVariation { .. });
    given.or_else(|| match old {
        Some(old) if old != 0.0 && new != 0.0 => spread.map(|spread| scaled(spread, new / old)),
        _ => spread.filter(relative),
    })
}

/// Factor from amounts in `unit` to the exchange's unit, directly or through a property of the flow.
pub(super) fn factor(flow: &Flow, exchange: &Unit, unit: &Unit) -> Result<f64, String> {
    if unit == exchange {
        return Ok(1.0);
    }
    if let Ok(ratio) = unit.factor_to(exchange) {
        return Ok(ratio.value());
    }
    let through = flow.factor_from(unit).and_then(|to_flow| Ok(to_flow / flow.factor_from(exchange)?));
    through.map_err(|error| format!("flow `{}`: {error}", flow.id))
}

pub(super) fn set_amount(exchange: &mut Exchange, amount: f64, spread: Option<Spread>) {
    exchange.spread = carried(exchange.amount, amount, exchange.spread, spread);
    exchange.amount = Some(amount);
    exchange.formula = None;
}

pub(super) fn scale_amount(exchange: &mut Exchange, by: f64) {
    exchange.amount = exchange.amount.map(|amount| amount * by);
    exchange.formula = exchange.formula.take().map(|formula| format!("({formula}) * {}", number(by)));
    exchange.spread = exchange.spread.filter(|_| by != 0.0).map(|spread| scaled(spread, by));
}

pub(super) fn set_value(parameter: &mut Parameter, value: f64, spread: Option<Spread>) {
    parameter.spread = carried(parameter.value, value, parameter.spread, spread);
    parameter.value = Some(value);
    parameter.formula = None;
}

pub(super) fn scale_value(parameter: &mut Parameter, by: f64) {
    parameter.value = parameter.value.map(|value| value * by);
    parameter.formula = parameter.formula.take().map(|formula| format!("({formula}) * {}", number(by)));
    parameter.spread = parameter.spread.filter(|_| by != 0.0).map(|spread| scaled(spread, by));
}

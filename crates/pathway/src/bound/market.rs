//! The part of the bound that markets give.

#![allow(clippy::needless_range_loop, reason = "one index runs over several arrays of one layout")]

use crate::plan::{Market, Problem};

/// Exact value: every node's demand at the cheapest of its sources, imports where they pay.
pub fn exact(problem: &Problem, y: &[f64]) -> f64 {
    let periods = problem.periods;
    let mut value = 0.0;
    let mut at = 0;
    for market in &problem.markets {
        let first = starts(market, &mut at, periods);
        let count = market.nodes.len();
        for t in 0..periods {
            for (j, node) in market.nodes.iter().enumerate() {
                if let Some(own) = first[j] {
                    value -= node.import[t] * (y[own + t] - node.import_cost[t]).max(0.0);
                }
                if node.demand[t] > 0.0 {
                    let mut price = node.unmet[t];
                    for (i, source) in first.iter().enumerate() {
                        if let Some(source) = source {
                            price = price.min(y[source + t] + market.carriage[(i * count + j) * periods + t]);
                        }
                    }
                    value += node.demand[t] * price;
                }
            }
        }
    }
    value
}

/// Smoothed value; adds the gradient and curvature by the price of supply.
pub fn smooth(
    problem: &Problem,
    y: &[f64],
    tau: f64,
    used: &[f64],
    spread: &[f64],
    gradient: &mut [f64],
    curvature: &mut [f64],
) -> f64 {
    let periods = problem.periods;
    let mut value = 0.0;
    let mut at = 0;
    let mut weights = Vec::new();
    for market in &problem.markets {
        let first = starts(market, &mut at, periods);
        let count = market.nodes.len();
        for (node, first) in market.nodes.iter().zip(&first) {
            if let (Some(series), Some(first)) = (node.supply, first) {
                for t in 0..periods {
                    gradient[first + t] -= used[series * periods + t];
                    if let Some(bend) = curvature.get_mut(first + t) {
                        *bend += spread[series * periods + t];
                    }
                }
            }
        }
        for t in 0..periods {
            let temperature = tau * market.price[t];
            for (j, node) in market.nodes.iter().enumerate() {
                if let (Some(own), true) = (first[j], node.import[t] > 0.0) {
                    let x = (y[own + t] - node.import_cost[t]) / temperature;
                    let weight = (-x.abs()).exp();
                    value -= node.import[t] * temperature * (x.max(0.0) + weight.ln_1p());
                    let share = if x >= 0.0 { 1.0 / (1.0 + weight) } else { weight / (1.0 + weight) };
                    gradient[own + t] -= node.import[t] * share;
                    if let Some(bend) = curvature.get_mut(own + t) {
                        *bend += node.import[t] * share * (1.0 - share) / temperature;
                    }
                }
                let demand = node.demand[t];
                if demand <= 0.0 {
                    continue;
                }
                let mut least = node.unmet[t];
                weights.clear();
                for (i, source) in first.iter().enumerate() {
                    let cost = source
                        .map_or(f64::INFINITY, |source| y[source + t] + market.carriage[(i * count + j) * periods + t]);
                    least = least.min(cost);
                    weights.push(cost);
                }
                let mut sum = ((least - node.unmet[t]) / temperature).exp();
                for weight in &mut weights {
                    *weight = ((least - *weight) / temperature).exp();
                    sum += *weight;
                }
                value += demand * (least - temperature * sum.ln());
                for (weight, source) in weights.iter().zip(&first) {
                    if let Some(source) = source {
                        let share = weight / sum;
                        gradient[source + t] += demand * share;
                        if let Some(bend) = curvature.get_mut(source + t) {
                            *bend += demand * share * (1.0 - share) / temperature;
                        }
                    }
                }
            }
        }
    }
    value
}

/// Where the prices of each supplied node of a market begin.
pub fn starts(market: &Market, at: &mut usize, periods: usize) -> Vec<Option<usize>> {
    market
        .nodes
        .iter()
        .map(|node| {
            node.supply.map(|_| {
                let here = *at;
                *at += periods;
                here
            })
        })
        .collect()
}

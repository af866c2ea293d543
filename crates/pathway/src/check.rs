//! What a solution costs and keeps, computed from the plans and flows alone and not from any solver.

#![allow(clippy::needless_range_loop, reason = "one index runs over several arrays of one layout")]

use serde::Serialize;

use crate::plan::{Plan, Problem};
use crate::whole::dispatch::{Flow, FlowKind};

/// Residuals and cost. Residuals are relative to the bound or demand they belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Check {
    /// Cost, summed anew.
    pub cost: f64,
    /// Largest overrun of a limit.
    pub limit: f64,
    /// Largest shortfall of supply or demand at a node.
    pub balance: f64,
    /// Largest activity outside its range, relative to the range.
    pub activity: f64,
    /// Changes of state that no rule allows.
    pub illegal: usize,
}

impl Check {
    /// Whether all residuals are at most `tolerance` and every change is allowed.
    pub fn holds(&self, tolerance: f64) -> bool {
        self.illegal == 0 && self.limit <= tolerance && self.balance <= tolerance && self.activity <= tolerance
    }
}

/// Checks whole plans with their flows.
pub fn check(problem: &Problem, plans: &[Plan], flows: &[Flow]) -> Check {
    let periods = problem.periods;
    let mut found = Check::default();
    let mut used = vec![0.0; problem.accounts()];
    for (plant, plan) in problem.plants.iter().zip(plans) {
        found.cost += plan.cost(plant);
        plan.usage(plant, |account, amount| used[account] += amount);
        let mut before = plant.start;
        for t in 0..periods {
            let state = plan.states[t] as usize;
            let at = state * periods + t;
            let allowed = plant.hold[at].is_finite()
                && match plan.via[t] {
                    Plan::STAY => state == before,
                    Plan::HUB => {
                        (before == 0 || plant.leave[before * periods + t].is_finite())
                            && (state == 0 || plant.enter[at].is_finite())
                    }
                    via => plant.moves.get((via - Plan::MOVE) as usize).is_some_and(|change| {
                        change.from == before && change.to == state && change.cost[t].is_finite()
                    }),
                };
            found.illegal += usize::from(!allowed);
            let range = plant.most[at].max(1e-9);
            let outside = (plant.least[at] - plan.activity[t]).max(plan.activity[t] - plant.most[at]);
            found.activity = found.activity.max(outside / range);
            before = state;
        }
    }
    for (m, market) in problem.markets.iter().enumerate() {
        let count = market.nodes.len();
        let mut supply = vec![0.0; count * periods];
        let mut missing = vec![0.0; count * periods];
        for (i, node) in market.nodes.iter().enumerate() {
            for t in 0..periods {
                supply[i * periods + t] = node.supply.map_or(0.0, |series| used[series * periods + t]);
                missing[i * periods + t] = node.demand[t];
            }
        }
        for flow in flows.iter().filter(|flow| flow.market == m) {
            let t = flow.period;
            match flow.kind {
                FlowKind::Carried(i, j) => {
                    supply[i * periods + t] -= flow.amount;
                    missing[j * periods + t] -= flow.amount;
                    found.cost += flow.amount * market.carriage[(i * count + j) * periods + t];
                }
                FlowKind::Unmet(j) => {
                    missing[j * periods + t] -= flow.amount;
                    found.cost += flow.amount * market.nodes[j].unmet[t];
                }
                FlowKind::Import(i) => {
                    supply[i * periods + t] += flow.amount;
                    found.cost += flow.amount * market.nodes[i].import_cost[t];
                    let over = flow.amount - market.nodes[i].import[t];
                    found.balance = found.balance.max(over / market.nodes[i].import[t].max(1e-9));
                }
            }
        }
        for t in 0..periods {
            let size: f64 = market.nodes.iter().map(|node| node.demand[t] + node.import[t]).sum();
            for i in 0..count {
                let short = missing[i * periods + t].max(-supply[i * periods + t]);
                found.balance = found.balance.max(short / size.max(1e-9));
            }
        }
    }
    for limit in &problem.limits {
        let sum: f64 = limit.terms.iter().map(|(account, c)| c * used[*account]).sum();
        let size = limit.terms.iter().map(|(account, c)| (c * used[*account]).abs()).fold(limit.bound.abs(), f64::max);
        found.limit = found.limit.max((sum - limit.bound) / size.max(1e-9));
    }
    found
}

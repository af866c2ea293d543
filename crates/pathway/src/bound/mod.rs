//! The Lagrangian bound: prices on what plants share, and the least cost of everything at those prices.
//!
//! ```text
//! L(y) = Σ_p min plan [cost + price·use] + Σ_markets Σ_j D_j min(unmet, min_i(λ_i + carriage_ij))
//!        − Σ_i imports_i max(0, λ_i − import cost) − Σ_limits r·y          y ≥ 0
//! ```
//!
//! Every y ≥ 0 gives a bound from below on every plan, whole or split; the largest is the value of the relaxation in
//! which plans may be mixed (Dantzig–Wolfe). [`ascent`] finds good prices on a smoothed L; [`exact`] evaluates L.

pub mod ascent;
mod market;

use rayon::prelude::*;

use crate::plan::{Plan, Problem, Reduced, Scratch, Softened, Sums, cheapest, soften};

/// Plants evaluated together; fixed, so that sums are added in the same order on any number of threads.
const BLOCK: usize = 16;

/// The smoothed bound, its gradient and the expected use of accounts.
#[derive(Clone, Debug)]
pub struct Smooth {
    /// The smoothed bound (below the exact one at the same prices).
    pub value: f64,
    /// Its gradient by price.
    pub gradient: Vec<f64>,
    /// Curvature by price (sum of variances over temperature), when asked for.
    pub curvature: Vec<f64>,
    /// Expected use of accounts by plants.
    pub used: Vec<f64>,
}

/// Evaluates the smoothed bound at prices `y` and relative temperature `tau`.
pub fn smooth(problem: &Problem, y: &[f64], tau: f64, curvature: bool) -> Smooth {
    let accounts = problem.accounts();
    let periods = problem.periods;
    let costs = problem.account_costs(y);
    let parts: Vec<(f64, Vec<f64>, Vec<f64>)> = problem
        .plants
        .par_chunks(BLOCK)
        .map(|plants| {
            let mut used = vec![0.0; accounts];
            let mut spread = vec![0.0; if curvature { accounts } else { 0 }];
            let mut value = 0.0;
            let (mut reduced, mut work) = (Reduced::default(), Softened::default());
            for plant in plants {
                reduced.fill(plant, &costs, periods);
                let mut sums = Sums { used: &mut used, spread: &mut spread };
                value += soften(plant, &reduced, tau * plant.money, periods, &mut work, &mut sums);
            }
            (value, used, spread)
        })
        .collect();
    let mut value = 0.0;
    let mut used = vec![0.0; accounts];
    let mut spread = vec![0.0; accounts];
    for (part, part_used, part_spread) in &parts {
        value += part;
        for (sum, amount) in used.iter_mut().zip(part_used) {
            *sum += amount;
        }
        for (sum, amount) in spread.iter_mut().zip(part_spread) {
            *sum += amount;
        }
    }
    let mut gradient = vec![0.0; y.len()];
    let mut curved = vec![0.0; if curvature { y.len() } else { 0 }];
    value += market::smooth(problem, y, tau, &used, &spread, &mut gradient, &mut curved);
    let first = problem.supplies() * periods;
    for (index, limit) in problem.limits.iter().enumerate() {
        let price = y[first + index];
        let mut total = -limit.bound;
        let mut bend = 0.0;
        for &(account, coefficient) in &limit.terms {
            total += coefficient * used[account];
            bend += coefficient * coefficient * spread[account];
        }
        value -= limit.bound * price;
        gradient[first + index] = total;
        if curvature {
            curved[first + index] = bend;
        }
    }
    Smooth { value, gradient, curvature: curved, used }
}

/// The exact bound at prices `y`, and the best plan of every plant.
pub fn exact(problem: &Problem, y: &[f64]) -> (f64, Vec<(f64, Plan)>) {
    let costs = problem.account_costs(y);
    let plans = respond(problem, &costs);
    let first = problem.supplies() * problem.periods;
    let mut value: f64 = plans.iter().map(|(least, _)| least).sum();
    value += market::exact(problem, y);
    for (limit, price) in problem.limits.iter().zip(&y[first..]) {
        value -= limit.bound * price;
    }
    (value, plans)
}

/// The cheapest plan of every plant at `costs` per unit of account.
pub fn respond(problem: &Problem, costs: &[f64]) -> Vec<(f64, Plan)> {
    let periods = problem.periods;
    problem
        .plants
        .par_chunks(BLOCK)
        .flat_map_iter(|plants| {
            let (mut reduced, mut scratch, mut operate) = (Reduced::default(), Scratch::default(), Vec::new());
            plants
                .iter()
                .map(|plant| {
                    reduced.fill(plant, costs, periods);
                    operate.clear();
                    operate.extend(
                        (0..plant.states * periods)
                            .map(|at| reduced.run[at] * chosen(reduced.run[at], plant.least[at], plant.most[at])),
                    );
                    let (least, states, via) = cheapest(plant, &reduced, &operate, periods, &mut scratch);
                    let activity = (0..periods)
                        .map(|t| {
                            let at = states[t] as usize * periods + t;
                            chosen(reduced.run[at], plant.least[at], plant.most[at])
                        })
                        .collect();
                    (least, Plan { states, via, activity })
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn chosen(cost: f64, least: f64, most: f64) -> f64 {
    if cost < 0.0 { most } else { least }
}

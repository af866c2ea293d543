//! Ascent on the smoothed bound: a limited-memory quasi-Newton method with prices kept at or above nought, the
//! temperature lowered in stages. Prices are scaled by the inverse root of the curvature.

#![allow(clippy::needless_range_loop, reason = "one index runs over several arrays of one layout")]

use std::collections::VecDeque;

use super::{exact, smooth};
use crate::plan::{Plan, Problem};

/// A difference of prices, of slopes, and the inverse of their product.
type Pair = (Vec<f64>, Vec<f64>, f64);

/// How far to go.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Temperatures relative to a plant's typical cost of a period, falling.
    pub temperatures: Vec<f64>,
    /// Steps at each temperature, at most.
    pub steps: usize,
    /// Pairs of differences kept.
    pub memory: usize,
    /// Relative gain in ten steps below which a stage ends.
    pub slack: f64,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { temperatures: vec![0.3, 0.1, 0.03, 0.01, 0.003, 0.001], steps: 150, memory: 12, slack: 1e-6 }
    }
}

/// Prices and their bound.
#[derive(Clone, Debug)]
pub struct Ascent {
    /// The best prices found.
    pub prices: Vec<f64>,
    /// Their exact bound.
    pub bound: f64,
    /// Expected use of accounts at the last temperature.
    pub used: Vec<f64>,
    /// Evaluations of the smoothed bound.
    pub evaluations: usize,
    /// Best plans at the prices where the bound was evaluated exactly, latest last.
    pub responses: Vec<Vec<(f64, Plan)>>,
}

/// First prices: what an average option of the plants that supply a node costs per unit.
pub fn guess(problem: &Problem) -> Vec<f64> {
    let periods = problem.periods;
    let mut sum = vec![0.0; problem.accounts()];
    let mut weight = vec![0.0; problem.accounts()];
    for plant in &problem.plants {
        for state in 1..plant.states {
            for used in &plant.run_uses[state] {
                let rates = plant.rates(*used, periods);
                for t in 0..periods {
                    let at = state * periods + t;
                    let made = rates[t] * plant.most[at];
                    if made > 0.0 && plant.hold[at].is_finite() {
                        sum[used.series as usize * periods + t] += plant.run[at] * plant.most[at] + plant.hold[at];
                        weight[used.series as usize * periods + t] += made;
                    }
                }
            }
        }
    }
    let mut y = vec![0.0; problem.prices()];
    let mut at = 0;
    for node in problem.markets.iter().flat_map(|market| &market.nodes) {
        if let Some(series) = node.supply {
            for t in 0..periods {
                let account = series * periods + t;
                if weight[account] > 0.0 {
                    y[at + t] = sum[account] / weight[account];
                }
            }
            at += periods;
        }
    }
    y
}

/// Climbs from `start`; calls `tell(stage, bound)` after each stage and stops early when it answers `false`.
pub fn climb(
    problem: &Problem,
    start: Vec<f64>,
    schedule: &Schedule,
    mut tell: impl FnMut(usize, f64) -> bool,
) -> Ascent {
    let mut y = start;
    let (mut bound, plans) = exact(problem, &y);
    let mut best = Ascent { prices: y.clone(), bound, used: Vec::new(), evaluations: 0, responses: vec![plans] };
    for (stage, tau) in schedule.temperatures.iter().enumerate() {
        let (end, used, evaluations) = level(problem, y, *tau, schedule);
        y = end;
        let (value, plans) = exact(problem, &y);
        best.evaluations += evaluations;
        best.used = used;
        best.responses.push(plans);
        if value > bound {
            bound = value;
            best.prices.clone_from(&y);
            best.bound = value;
        }
        if !tell(stage, bound) {
            break;
        }
    }
    best
}

/// One stage at a fixed temperature: prices, expected uses, evaluations.
fn level(problem: &Problem, start: Vec<f64>, tau: f64, schedule: &Schedule) -> (Vec<f64>, Vec<f64>, usize) {
    let n = start.len();
    let mut now = smooth(problem, &start, tau, true);
    let top = now.curvature.iter().copied().fold(0.0, f64::max);
    let scale: Vec<f64> = now.curvature.iter().map(|bend| 1.0 / bend.max(1e-9 * top).sqrt()).collect();
    let mut z: Vec<f64> = start.iter().zip(&scale).map(|(y, s)| y / s).collect();
    let mut slope: Vec<f64> = now.gradient.iter().zip(&scale).map(|(g, s)| -g * s).collect();
    let mut pairs: VecDeque<Pair> = VecDeque::new();
    let mut evaluations = 1;
    let mut history = vec![now.value];
    let mut y = start;
    for _ in 0..schedule.steps {
        let free: Vec<bool> = (0..n).map(|i| z[i] > 0.0 || slope[i] < 0.0).collect();
        let mut direction: Vec<f64> = (0..n).map(|i| if free[i] { -slope[i] } else { 0.0 }).collect();
        two_loops(&mut direction, &pairs, &free);
        let mut along = dot(&direction, &slope);
        if along >= 0.0 {
            pairs.clear();
            for i in 0..n {
                direction[i] = if free[i] { -slope[i] } else { 0.0 };
            }
            along = dot(&direction, &slope);
            if along > -1e-14 * now.value.abs() {
                break;
            }
        }
        let mut step = if pairs.is_empty() { (1.0 / dot(&direction, &direction).sqrt()).min(1.0) } else { 1.0 };
        let mut moved = false;
        for _ in 0..25 {
            let trial: Vec<f64> = (0..n).map(|i| (z[i] + step * direction[i]).max(0.0)).collect();
            let y_trial: Vec<f64> = trial.iter().zip(&scale).map(|(z, s)| z * s).collect();
            let next = smooth(problem, &y_trial, tau, false);
            evaluations += 1;
            let promised: f64 = (0..n).map(|i| slope[i] * (trial[i] - z[i])).sum();
            if -next.value <= -now.value + 1e-4 * promised {
                let next_slope: Vec<f64> = next.gradient.iter().zip(&scale).map(|(g, s)| -g * s).collect();
                let s: Vec<f64> = (0..n).map(|i| trial[i] - z[i]).collect();
                let d: Vec<f64> = (0..n).map(|i| next_slope[i] - slope[i]).collect();
                let product = dot(&s, &d);
                if product > 1e-12 * dot(&d, &d) {
                    if pairs.len() == schedule.memory {
                        pairs.pop_front();
                    }
                    pairs.push_back((s, d, 1.0 / product));
                }
                z = trial;
                y = y_trial;
                slope = next_slope;
                now = next;
                moved = true;
                break;
            }
            let gain = now.value - next.value;
            // The parabola through the two values and the slope.
            let fitted = -0.5 * along * step * step / (gain - along * step);
            step = fitted.clamp(0.1 * step, 0.5 * step);
        }
        if !moved {
            if pairs.is_empty() {
                break;
            }
            pairs.clear();
            continue;
        }
        history.push(now.value);
        let back = history.len().saturating_sub(11);
        if history.len() > 11 && now.value - history[back] < schedule.slack * now.value.abs() {
            break;
        }
    }
    (y, now.used, evaluations)
}

/// The two-loop recursion on the free prices; `direction` enters as the negative slope.
fn two_loops(direction: &mut [f64], pairs: &VecDeque<Pair>, free: &[bool]) {
    let Some((s, d, _)) = pairs.back() else { return };
    let mut weights = Vec::with_capacity(pairs.len());
    for (s, d, inverse) in pairs.iter().rev() {
        let weight = inverse * dot(s, direction);
        for i in 0..direction.len() {
            direction[i] -= weight * d[i];
        }
        weights.push(weight);
    }
    let scale = dot(s, d) / dot(d, d);
    for value in direction.iter_mut() {
        *value *= scale;
    }
    for ((s, d, inverse), weight) in pairs.iter().zip(weights.iter().rev()) {
        let correction = weight - inverse * dot(d, direction);
        for i in 0..direction.len() {
            direction[i] += correction * s[i];
        }
    }
    for (value, free) in direction.iter_mut().zip(free) {
        if !free {
            *value = 0.0;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

//! The shared rows as one plant sees them while the others stand still.
//!
//! A market row carries the marginal worth of supply beyond what the price of the bound already pays:
//! `clamp(ρ·e, −(unmet − λ), λ)` with e the excess of supply over demand; it tends to the exact worth as ρ grows. A limit
//! row carries the augmented Lagrangian's `max(0, y + ρ·excess)`.

#![allow(clippy::needless_range_loop, reason = "one index runs over several arrays of one layout")]

use crate::plan::{Plan, Plant, Problem};

/// A row: its state and its shape.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Price of the bound (limits).
    price: f64,
    /// ρ.
    pub stiffness: f64,
    /// ρ at unit setting.
    reference: f64,
    /// Use less bound, or supply less demand.
    pub excess: f64,
    /// Excess a path may not go above; infinite where activity can give way.
    most: f64,
    shape: Shape,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    /// A market: worth of a missing unit and of a surplus unit at most; the range imports absorb.
    Market { short: f64, long: f64, low: f64, high: f64 },
    /// A limit whose terms stand in one period.
    Limit,
    /// A limit over several periods, taken at its marginal price.
    Joint,
}

impl Row {
    /// Marginal cost of raising the excess, at `e`.
    pub fn marginal(&self, e: f64) -> f64 {
        match self.shape {
            Shape::Market { short, long, low, high } => (self.stiffness * outside(e, low, high)).clamp(-short, long),
            Shape::Limit | Shape::Joint => (self.price + self.stiffness * e).max(0.0),
        }
    }

    /// Cost of the excess `e` (its integral from the row's rest).
    pub fn cost(&self, e: f64) -> f64 {
        match self.shape {
            Shape::Market { short, long, low, high } => {
                let e = outside(e, low, high);
                let most = if e < 0.0 { short } else { long };
                let e = e.abs();
                if self.stiffness * e <= most {
                    0.5 * self.stiffness * e * e
                } else {
                    most * e - 0.5 * most * most / self.stiffness
                }
            }
            Shape::Limit | Shape::Joint => {
                let above = (self.price + self.stiffness * e).max(0.0);
                (above * above - self.price * self.price) / (2.0 * self.stiffness)
            }
        }
    }

    fn curvature(&self) -> f64 {
        match self.shape {
            Shape::Limit if self.price + self.stiffness * self.excess > 0.0 => self.stiffness,
            _ => 0.0,
        }
    }
}

fn outside(e: f64, low: f64, high: f64) -> f64 {
    e - e.clamp(low, high)
}

/// No market row.
const NONE: u32 = u32::MAX;

/// All rows, and who reads what.
#[derive(Clone, Debug)]
pub struct Shared<'a> {
    pub(super) problem: &'a Problem,
    pub(super) rows: Vec<Row>,
    /// Limit rows by account: row and coefficient.
    readers: Vec<Vec<(u32, f64)>>,
    /// The market row by account.
    market: Vec<u32>,
    /// Price by account that no row carries (supply at the prices of the bound).
    linear: Vec<f64>,
}

impl<'a> Shared<'a> {
    /// Builds the rows at the prices `y`; `used` is what the relaxed optimum uses, from which imports are taken.
    pub fn new(problem: &'a Problem, y: &[f64], used: &[f64]) -> Self {
        let periods = problem.periods;
        let mut rows = Vec::new();
        let mut readers = vec![Vec::new(); problem.accounts()];
        let mut market_rows = vec![NONE; problem.accounts()];
        let mut linear = vec![0.0; problem.accounts()];
        let mut first = 0;
        for market in &problem.markets {
            let supplied: Vec<_> = market.nodes.iter().filter_map(|node| Some((node, node.supply?))).collect();
            for t in 0..periods {
                let target: f64 = market.nodes.iter().map(|node| node.demand[t]).sum();
                let unmet = market.nodes.iter().filter(|node| node.demand[t] > 0.0).map(|node| node.unmet[t]);
                let unmet = unmet.fold(0.0, f64::max);
                let (mut made, mut import, mut lambda, mut import_cost) = (0.0, 0.0, 0.0, 0.0);
                for (index, (node, series)) in supplied.iter().enumerate() {
                    let account = series * periods + t;
                    market_rows[account] = rows.len() as u32;
                    linear[account] -= y[first + index * periods + t];
                    made += used[account];
                    import += node.import[t];
                    import_cost += node.import[t] * node.import_cost[t];
                    lambda += y[first + index * periods + t] / supplied.len() as f64;
                }
                let imported = (target - made).clamp(0.0, import);
                // Imports absorb what is missing or over only while they are the marginal source.
                let marginal = import > 0.0 && (lambda - import_cost / import).abs() < 0.05 * lambda;
                let (low, high) = if marginal { (imported - import, imported) } else { (0.0, 0.0) };
                let short = if target > 0.0 { (unmet - lambda).max(0.0) } else { 20.0 * market.price[t] };
                let amount = target.max(made.abs()).max(import).max(1e-9);
                rows.push(Row {
                    price: 0.0,
                    stiffness: 0.0,
                    reference: lambda.max(market.price[t]) / amount,
                    excess: imported - target,
                    most: f64::INFINITY,
                    shape: Shape::Market { short, long: lambda, low, high },
                });
            }
            first += periods * supplied.len();
        }
        // A limit's stiffness follows the money at stake over the square of its amount.
        let money: f64 = problem.plants.iter().map(|plant| plant.money).sum();
        for (limit, price) in problem.limits.iter().zip(&y[first..]) {
            for &(account, coefficient) in &limit.terms {
                readers[account].push((rows.len() as u32, coefficient));
            }
            // Activity gives way in the dispatch; a path that overruns its limit is of no use.
            let share = if limit.of_paths { 10.0 } else { 0.1 };
            let period = limit.terms.first().map_or(0, |(account, _)| account % periods);
            let single = limit.of_paths || limit.terms.iter().all(|(account, _)| account % periods == period);
            let flows = limit.terms.iter().map(|(account, c)| (c * used[*account]).abs());
            let scale = flows.fold(limit.bound.abs(), f64::max);
            rows.push(Row {
                price: *price,
                stiffness: 0.0,
                reference: if scale > 0.0 { share * money / scale / scale } else { 0.0 },
                excess: -limit.bound,
                most: if limit.of_paths { 1e-9 * limit.bound.abs() } else { f64::INFINITY },
                shape: if single { Shape::Limit } else { Shape::Joint },
            });
        }
        Self { problem, rows, readers, market: market_rows, linear }
    }

    /// Sets ρ of market rows and of limits.
    pub fn stiffen(&mut self, market: f64, limit: f64) {
        for row in &mut self.rows {
            let setting = if matches!(row.shape, Shape::Market { .. }) { market } else { limit };
            row.stiffness = (setting * row.reference).max(1e-12);
        }
    }

    /// Adds a plan's use, times `sign`.
    pub fn apply(&mut self, plant: &Plant, plan: &Plan, sign: f64) {
        let Self { rows, readers, market, .. } = self;
        plan.usage(plant, |account, amount| {
            if market[account] != NONE {
                rows[market[account] as usize].excess += sign * amount;
            }
            for &(row, coefficient) in &readers[account] {
                rows[row as usize].excess += sign * coefficient * amount;
            }
        });
    }

    /// Cost of the rows at their excess.
    pub fn cost(&self) -> f64 {
        self.rows.iter().map(|row| row.cost(row.excess)).sum()
    }

    /// What a plan costs with its supply paid at the prices of the bound.
    pub fn own_cost(&self, plant: &Plant, plan: &Plan) -> f64 {
        let mut cost = plan.cost(plant);
        plan.usage(plant, |account, amount| cost += self.linear[account] * amount);
        cost
    }

    /// Largest excess over a limit on paths, relative to its bound.
    pub fn overrun(&self) -> f64 {
        let limits = &self.rows[self.rows.len() - self.problem.limits.len()..];
        self.problem
            .limits
            .iter()
            .zip(limits)
            .filter(|(limit, _)| limit.of_paths)
            .map(|(limit, row)| row.excess / limit.bound.abs().max(1e-9))
            .fold(0.0, f64::max)
    }

    /// Marginal prices and curvatures (limits only) of all accounts of one plant's series.
    pub(super) fn price(&self, plant: &Plant, cost: &mut [f64], bend: &mut [f64], seen: &mut [u32], stamp: u32) {
        let periods = self.problem.periods;
        let moved = plant.moves.iter().flat_map(|change| &change.uses);
        for used in plant.hold_uses.iter().chain(&plant.run_uses).chain(&plant.enter_uses).flatten().chain(moved) {
            let series = used.series as usize;
            if seen[series] == stamp {
                continue;
            }
            seen[series] = stamp;
            for account in series * periods..(series + 1) * periods {
                let (mut slope, mut curve) = (self.linear[account], 0.0);
                for &(row, coefficient) in &self.readers[account] {
                    let row = &self.rows[row as usize];
                    slope += coefficient * row.marginal(row.excess);
                    curve += coefficient * coefficient * row.curvature();
                }
                cost[account] = slope;
                bend[account] = curve;
            }
        }
    }

    /// Whether using `amount` of an account would overrun a limit on paths.
    pub(super) fn overruns(&self, account: usize, amount: f64) -> bool {
        self.readers[account].iter().any(|&(row, coefficient)| {
            let row = &self.rows[row as usize];
            coefficient * amount > 0.0 && row.excess + coefficient * amount > row.most
        })
    }

    /// The market row an account feeds.
    pub(super) fn market_row(&self, account: usize) -> Option<&Row> {
        let row = self.market[account];
        (row != NONE).then(|| &self.rows[row as usize])
    }
}

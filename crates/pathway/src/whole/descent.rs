//! Best responses of plants in turn, and kicks out of what they settle in.
//!
//! Given the other plants, the cost of [`Shared`] separates over the periods of one plant (rows over several periods
//! are taken at their price), so its best plan is found by the dynamic programme of `plan`, the activity by a search on
//! a convex function. After the stages of rising stiffness, some plants are thrown off their plan and all respond again;
//! what is better is kept (iterated local search).

#![allow(clippy::needless_range_loop, reason = "one index runs over several arrays of one layout")]

use super::shared::Shared;
use crate::plan::{Plan, Plant, Problem, Reduced, Scratch, Use, cheapest};

/// How the descent runs.
#[derive(Clone, Debug)]
pub struct Descent {
    /// Stiffness by stage, rising.
    pub stiffness: Vec<f64>,
    /// Passes over all plants at each stage, at most.
    pub passes: usize,
    /// Stiffness at which rebuilding is judged: the rows at nearly their exact worth.
    pub hard: f64,
    /// Largest stiffness of limits.
    pub limit: f64,
    /// Rebuildings after the last stage.
    pub kicks: usize,
    /// Seed of orders and kicks.
    pub seed: u64,
}

impl Default for Descent {
    fn default() -> Self {
        Self { stiffness: vec![1.0, 3.0, 10.0, 30.0, 100.0], passes: 6, hard: 1e3, limit: 3.0, kicks: 0, seed: 1 }
    }
}

struct Work {
    cost: Vec<f64>,
    bend: Vec<f64>,
    seen: Vec<u32>,
    stamp: u32,
    reduced: Reduced,
    scratch: Scratch,
    operate: Vec<f64>,
    level: Vec<f64>,
    /// Whether a plan that overruns a limit on paths is out of the question.
    hard: bool,
}

impl Work {
    fn new(problem: &Problem) -> Self {
        let accounts = problem.accounts();
        Self {
            cost: vec![0.0; accounts],
            bend: vec![0.0; accounts],
            seen: vec![0; problem.series],
            stamp: 0,
            reduced: Reduced::default(),
            scratch: Scratch::default(),
            operate: Vec::new(),
            level: Vec::new(),
            hard: false,
        }
    }

    /// The best plan of a plant against the rows, which must not hold its own use.
    fn best(&mut self, shared: &Shared<'_>, plant: &Plant, barred: Option<&Plan>) -> Plan {
        let periods = shared.problem.periods;
        self.stamp += 1;
        shared.price(plant, &mut self.cost, &mut self.bend, &mut self.seen, self.stamp);
        self.reduced.fill(plant, &self.cost, periods);
        self.respond(shared, plant, periods);
        if let Some(plan) = barred {
            // Standing where it stood becomes dearer by a tenth of a period's cost.
            for (t, state) in plan.states.iter().enumerate() {
                self.operate[*state as usize * periods + t] += 0.1 * plant.money;
            }
        }
        let (_, states, via) = cheapest(plant, &self.reduced, &self.operate, periods, &mut self.scratch);
        let activity = (0..periods).map(|t| self.level[states[t] as usize * periods + t]).collect();
        Plan { states, via, activity }
    }

    /// The best activity of every state and period and its cost; adds the quadratic terms of standing and building.
    fn respond(&mut self, shared: &Shared<'_>, plant: &Plant, periods: usize) {
        let size = plant.states * periods;
        for array in [&mut self.operate, &mut self.level] {
            array.clear();
            array.resize(size, 0.0);
        }
        for state in 1..plant.states {
            for t in 0..periods {
                let at = state * periods + t;
                if plant.hold[at].is_infinite() {
                    continue;
                }
                let uses = &plant.run_uses[state];
                let curve = curvature(plant, uses, &self.bend, periods, t);
                let slope = self.reduced.run[at];
                let rows = || {
                    uses.iter().filter_map(|used| {
                        let row = shared.market_row(used.series as usize * periods + t)?;
                        Some((row, plant.rates(*used, periods)[t]))
                    })
                };
                let marginal = |a: f64| {
                    slope
                        + curve * a
                        + rows().map(|(row, rate)| rate * row.marginal(row.excess + rate * a)).sum::<f64>()
                };
                let best = root(marginal, plant.least[at], plant.most[at]);
                self.level[at] = best;
                self.operate[at] = slope * best
                    + 0.5 * curve * best * best
                    + rows().map(|(row, rate)| row.cost(row.excess + rate * best) - row.cost(row.excess)).sum::<f64>();
                self.reduced.hold[at] += 0.5 * curvature(plant, &plant.hold_uses[state], &self.bend, periods, t);
                self.reduced.enter[at] += 0.5 * curvature(plant, &plant.enter_uses[state], &self.bend, periods, t);
                if self.hard {
                    let over = |uses: &[Use]| {
                        uses.iter().any(|used| {
                            shared.overruns(used.series as usize * periods + t, plant.rates(*used, periods)[t])
                        })
                    };
                    if over(&plant.hold_uses[state]) {
                        self.reduced.hold[at] = f64::INFINITY;
                    }
                    if over(&plant.enter_uses[state]) {
                        self.reduced.enter[at] = f64::INFINITY;
                    }
                }
            }
        }
        for (index, change) in plant.moves.iter().enumerate() {
            for t in 0..periods {
                let cost = &mut self.reduced.moves[index * periods + t];
                *cost += 0.5 * curvature(plant, &change.uses, &self.bend, periods, t);
                let over =
                    |used: &Use| shared.overruns(used.series as usize * periods + t, plant.rates(*used, periods)[t]);
                if self.hard && change.uses.iter().any(over) {
                    *cost = f64::INFINITY;
                }
            }
        }
    }
}

/// Improves `plans` in turn; tells the cost on the stiffest rows.
pub fn descend(shared: &mut Shared<'_>, plans: &mut [Plan], settings: &Descent) -> f64 {
    let problem = shared.problem;
    let mut work = Work::new(problem);
    for (plant, plan) in problem.plants.iter().zip(plans.iter()) {
        shared.apply(plant, plan, 1.0);
    }
    let mut order: Vec<usize> = (0..plans.len()).collect();
    let mut pass = 0_u64;
    for stiffness in &settings.stiffness {
        shared.stiffen(*stiffness, stiffness.min(settings.limit));
        for _ in 0..settings.passes {
            pass += 1;
            order.sort_by_key(|index| mix(settings.seed ^ (pass << 40) ^ *index as u64));
            if sweep(shared, plans, &order, &mut work) == 0 {
                break;
            }
        }
    }
    work.hard = true;
    for _ in 0..settings.passes {
        if sweep(shared, plans, &order, &mut work) == 0 && shared.overrun() <= 1e-9 {
            break;
        }
    }
    let best = rebuild(shared, plans, settings, &mut work);
    for (plant, plan) in problem.plants.iter().zip(plans.iter()) {
        shared.apply(plant, plan, -1.0);
    }
    best
}

/// Takes a few plants that share something out at once, lets them choose again in another order, keeps what is not worse.
fn rebuild(shared: &mut Shared<'_>, plans: &mut [Plan], settings: &Descent, work: &mut Work) -> f64 {
    let problem = shared.problem;
    let mut own: Vec<f64> =
        problem.plants.iter().zip(plans.iter()).map(|(plant, plan)| shared.own_cost(plant, plan)).collect();
    shared.stiffen(settings.hard, settings.limit);
    let mut rows = shared.cost();
    if plans.is_empty() {
        return rows;
    }
    let neighbours = Neighbours::of(problem);
    for kick in 0..settings.kicks as u64 {
        let mut turn = 0_u64;
        let mut draw = |below: usize| {
            turn += 1;
            (mix(settings.seed ^ (kick << 20) ^ (turn << 56)) % below.max(1) as u64) as usize
        };
        let chosen = neighbours.choose(plans.len(), &mut draw);
        let kept: Vec<(usize, Plan, f64)> = chosen.iter().map(|i| (*i, plans[*i].clone(), own[*i])).collect();
        for (index, plan, _) in &kept {
            shared.apply(&problem.plants[*index], plan, -1.0);
        }
        let mut change = 0.0;
        for (index, plan, before) in &kept {
            let plant = &problem.plants[*index];
            let barred = (draw(3) == 0).then_some(plan);
            let new = work.best(shared, plant, barred);
            shared.apply(plant, &new, 1.0);
            own[*index] = shared.own_cost(plant, &new);
            change += own[*index] - before;
            plans[*index] = new;
        }
        let now = shared.cost();
        if change + now - rows <= 0.0 {
            rows = now;
        } else {
            for (index, plan, before) in kept {
                let plant = &problem.plants[index];
                shared.apply(plant, &plans[index], -1.0);
                shared.apply(plant, &plan, 1.0);
                plans[index] = plan;
                own[index] = before;
            }
        }
    }
    own.iter().sum::<f64>() + rows
}

/// Plants by what they share.
struct Neighbours {
    /// Plants by series they use.
    groups: Vec<Vec<usize>>,
    /// The series of each plant that another uses too.
    of: Vec<Vec<usize>>,
}

impl Neighbours {
    fn of(problem: &Problem) -> Self {
        let mut groups = vec![Vec::new(); problem.series];
        let mut of = Vec::with_capacity(problem.plants.len());
        for (index, plant) in problem.plants.iter().enumerate() {
            let uses = plant.run_uses.iter().chain(&plant.enter_uses).chain(&plant.hold_uses).flatten();
            let mut series: Vec<usize> = uses.map(|used| used.series as usize).collect();
            series.sort_unstable();
            series.dedup();
            for one in &series {
                groups[*one].push(index);
            }
            of.push(series);
        }
        for series in &mut of {
            series.retain(|one| groups[*one].len() > 1);
        }
        Self { groups, of }
    }

    /// Two to five plants that share a series with the first drawn.
    fn choose(&self, plants: usize, draw: &mut impl FnMut(usize) -> usize) -> Vec<usize> {
        let first = draw(plants);
        let mut chosen = vec![first];
        let series = &self.of[first];
        let count = 1 + draw(5);
        if series.is_empty() {
            return chosen;
        }
        let group = &self.groups[series[draw(series.len())]];
        for _ in 1..count {
            let next = group[draw(group.len())];
            if !chosen.contains(&next) {
                chosen.push(next);
            }
        }
        // The order of choice is another one than the order of drawing.
        let middle = draw(chosen.len());
        chosen.rotate_left(middle);
        chosen
    }
}

/// One pass; the number of plants whose states changed.
fn sweep(shared: &mut Shared<'_>, plans: &mut [Plan], order: &[usize], work: &mut Work) -> usize {
    let mut changes = 0;
    for &index in order {
        let plant = &shared.problem.plants[index];
        shared.apply(plant, &plans[index], -1.0);
        let plan = work.best(shared, plant, None);
        changes += usize::from(plan.states != plans[index].states);
        shared.apply(plant, &plan, 1.0);
        plans[index] = plan;
    }
    changes
}

/// Where a rising function crosses nought in [low, high], or the end it points to.
fn root(rising: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let (mut below, mut above) = (rising(low), rising(high));
    if below >= 0.0 {
        return low;
    }
    if above <= 0.0 {
        return high;
    }
    for turn in 0..24 {
        // False position, every third step halving.
        let x = if turn % 3 == 2 { 0.5 * (low + high) } else { low - below * (high - low) / (above - below) };
        let value = rising(x);
        if value.abs() <= 1e-9 * (above - below) {
            return x;
        }
        if value < 0.0 {
            (low, below) = (x, value);
        } else {
            (high, above) = (x, value);
        }
    }
    0.5 * (low + high)
}

fn curvature(plant: &Plant, uses: &[Use], bend: &[f64], periods: usize, t: usize) -> f64 {
    uses.iter()
        .map(|used| {
            let rate = plant.rates(*used, periods)[t];
            rate * rate * bend[used.series as usize * periods + t]
        })
        .sum()
}

/// A bijective scrambling of 64 bits (SplitMix64's finaliser, Steele, Lea and Flood 2014).
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

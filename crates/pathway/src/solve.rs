//! From a problem to a whole plan with its bound: prices by ascent, plans by descent from several seeds, dispatch of the
//! best, an independent check.

use rayon::prelude::*;
use serde::Serialize;
use verdigris_optimisation::{Error, Limits, Solver};

use crate::bound::ascent::{Ascent, Schedule, climb, guess};
use crate::check::{Check, check};
use crate::plan::{Plan, Problem};
use crate::whole::Shared;
use crate::whole::descent::{Descent, descend};
use crate::whole::dispatch::{Dispatch, dispatch};

/// How much work to do. No clock: the same effort gives the same answer everywhere.
#[derive(Clone, Debug)]
pub struct Effort {
    /// The ascent of the bound.
    pub schedule: Schedule,
    /// Seeds of the descent; each starts at another order.
    pub seeds: Vec<u64>,
    /// Rebuildings of each descent.
    pub kicks: usize,
    /// How many of the descents' results are dispatched.
    pub dispatched: usize,
}

impl Effort {
    /// An effort that suits the number of plants.
    pub fn of(problem: &Problem) -> Self {
        let plants = problem.plants.len();
        let (seeds, kicks, steps, slack) = match plants {
            0..=200 => (8, 5_000, 200, 1e-7),
            201..=800 => (4, 4_000, 150, 1e-6),
            _ => (2, 2_000, 120, 1e-6),
        };
        Self {
            schedule: Schedule { steps, slack, ..Schedule::default() },
            seeds: (1..=seeds).collect(),
            kicks,
            dispatched: if plants <= 200 { 6 } else { 2 },
        }
    }

    /// The effort of a solve that starts from the prices and plans of a neighbour.
    pub fn again(problem: &Problem) -> Self {
        let mut effort = Self::of(problem);
        effort.schedule.temperatures = vec![0.003, 0.001];
        effort.schedule.steps = if problem.plants.len() <= 200 { 80 } else { 40 };
        effort.seeds.truncate(2);
        effort.kicks = 1_000;
        effort.dispatched = 1;
        effort
    }
}

/// What a solve keeps for the next.
#[derive(Clone, Debug)]
pub struct Warm {
    /// Prices of the shared rows.
    pub prices: Vec<f64>,
    /// The plans.
    pub plans: Vec<Plan>,
}

/// How far a solve has come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Progress {
    /// A stage of the ascent ended with this bound.
    Bound {
        /// Stage, from 0.
        stage: usize,
        /// Stages in all.
        of: usize,
        /// The bound.
        bound: f64,
    },
    /// Plans are being sought.
    Plans,
    /// Plans are being dispatched.
    Dispatch {
        /// Which, from 0.
        candidate: usize,
    },
}

/// A whole plan with its proof.
#[derive(Clone, Debug)]
pub struct Solution {
    /// No plan, whole or split, costs less.
    pub bound: f64,
    /// What the plans cost.
    pub cost: f64,
    /// The plans.
    pub plans: Vec<Plan>,
    /// The dispatch of the plans.
    pub dispatch: Dispatch,
    /// Prices of the bound: markets' supply, then limits.
    pub prices: Vec<f64>,
    /// The independent check.
    pub check: Check,
    /// Evaluations of the bound.
    pub evaluations: usize,
}

impl Solution {
    /// Proven gap: (cost − bound) / cost.
    pub fn gap(&self) -> f64 {
        (self.cost - self.bound) / self.cost.abs().max(1e-12)
    }

    /// What the next solve starts from.
    pub fn warm(&self) -> Warm {
        Warm { prices: self.prices.clone(), plans: self.plans.clone() }
    }
}

/// Solves; `tell` hears the progress and stops the work by answering `false`. `None` where stopped, or where no plan was
/// found that keeps the limits.
pub fn solve(
    problem: &Problem,
    effort: &Effort,
    warm: Option<&Warm>,
    solver: &dyn Solver,
    mut tell: impl FnMut(Progress) -> bool,
) -> Result<Option<Solution>, Error> {
    let start = match warm {
        Some(warm) if warm.prices.len() == problem.prices() => warm.prices.clone(),
        _ => guess(problem),
    };
    let of = effort.schedule.temperatures.len();
    let mut going = true;
    let ascent = climb(problem, start, &effort.schedule, |stage, bound| {
        going = tell(Progress::Bound { stage, of, bound });
        going
    });
    if !going || !tell(Progress::Plans) {
        return Ok(None);
    }
    let mut candidates = candidates(problem, &ascent, effort, warm);
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let limits = Limits::default();
    let mut best: Option<Solution> = None;
    for (candidate, (_, mut plans)) in candidates.into_iter().enumerate().take(effort.dispatched.max(1)) {
        if !tell(Progress::Dispatch { candidate }) {
            return Ok(None);
        }
        let Some(dispatch) = dispatch(problem, &mut plans, solver, &limits)? else { continue };
        let check = check(problem, &plans, &dispatch.flows);
        if check.holds(1e-6) && best.as_ref().is_none_or(|best| check.cost < best.cost) {
            best = Some(Solution {
                bound: ascent.bound,
                cost: check.cost,
                plans,
                dispatch,
                prices: ascent.prices.clone(),
                check,
                evaluations: ascent.evaluations,
            });
        }
    }
    Ok(best)
}

/// Plans by descent from every seed, those that overrun a limit on paths last.
fn candidates(problem: &Problem, ascent: &Ascent, effort: &Effort, warm: Option<&Warm>) -> Vec<(f64, Vec<Plan>)> {
    let shared = Shared::new(problem, &ascent.prices, &ascent.used);
    let responses = ascent.responses.last().map_or(&[][..], Vec::as_slice);
    effort
        .seeds
        .par_iter()
        .map(|seed| {
            let mut shared = shared.clone();
            let warmed = warm.filter(|warm| warm.plans.len() == problem.plants.len());
            let mut plans: Vec<Plan> = match warmed {
                Some(warm) => warm.plans.clone(),
                None => responses.iter().map(|(_, plan)| plan.clone()).collect(),
            };
            let mut settings = Descent { seed: *seed, kicks: effort.kicks, ..Descent::default() };
            // Seeds differ in how hard limits are held: overruns of emissions can be worked off in the dispatch.
            settings.limit = [3.0, 30.0, 10.0][(*seed % 3) as usize];
            if warmed.is_some() {
                settings.stiffness = vec![30.0, 100.0];
            }
            let mut cost = descend(&mut shared, &mut plans, &settings);
            for (plant, plan) in problem.plants.iter().zip(&plans) {
                shared.apply(plant, plan, 1.0);
            }
            if shared.overrun() > 1e-9 {
                cost += 1e3 * ascent.bound.abs();
            }
            (cost, plans)
        })
        .collect()
}

//! The cheapest plan of a plant at given costs: a dynamic programme over state and period.
//!
//! ```text
//! H_t    = min( V_{t−1}(out), min_k V_{t−1}(k) + leave_kt )
//! V_t(k) = min( V_{t−1}(k), H_t + enter_kt, min_moves V_{t−1}(j) + move_jkt ) + hold_kt + operate_kt
//! ```
//!
//! O(T · (states + moves)) time.

#![allow(clippy::needless_range_loop, reason = "one index runs over several arrays of one layout")]

use super::{Plant, Reduced};

/// A plant's path and activity.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The state by period.
    pub states: Vec<u8>,
    /// How it was reached: [`Plan::STAY`], [`Plan::HUB`] or [`Plan::MOVE`] plus the move's index.
    pub via: Vec<u8>,
    /// Activity by period.
    pub activity: Vec<f64>,
}

impl Plan {
    /// The state of the period before.
    pub const STAY: u8 = 0;
    /// Left and built.
    pub const HUB: u8 = 1;
    /// The first move.
    pub const MOVE: u8 = 2;

    /// Calls `each(account, amount)` for all that the plan uses, path and activity.
    pub fn usage(&self, plant: &Plant, mut each: impl FnMut(usize, f64)) {
        let periods = self.states.len();
        self.path_usage(plant, &mut each);
        for t in 0..periods {
            let activity = self.activity[t];
            if activity != 0.0 {
                for used in &plant.run_uses[self.states[t] as usize] {
                    each(used.series as usize * periods + t, activity * plant.rates(*used, periods)[t]);
                }
            }
        }
    }

    /// Calls `each(account, amount)` for what the path uses, whatever the activity.
    pub fn path_usage(&self, plant: &Plant, mut each: impl FnMut(usize, f64)) {
        let periods = self.states.len();
        for t in 0..periods {
            let state = self.states[t] as usize;
            let change: &[_] = match self.via[t] {
                Self::STAY => &[],
                Self::HUB => &plant.enter_uses[state],
                via => &plant.moves[(via - Self::MOVE) as usize].uses,
            };
            for used in plant.hold_uses[state].iter().chain(change) {
                each(used.series as usize * periods + t, plant.rates(*used, periods)[t]);
            }
        }
    }

    /// Cost of the path without activity, in the plant's own terms.
    pub fn path_cost(&self, plant: &Plant) -> f64 {
        let periods = self.states.len();
        let mut cost = 0.0;
        let mut before = plant.start;
        for t in 0..periods {
            let state = self.states[t] as usize;
            cost += plant.hold[state * periods + t];
            match self.via[t] {
                Self::STAY => {}
                Self::HUB => {
                    if before != 0 {
                        cost += plant.leave[before * periods + t];
                    }
                    if state != 0 {
                        cost += plant.enter[state * periods + t];
                    }
                }
                via => cost += plant.moves[(via - Self::MOVE) as usize].cost[t],
            }
            before = state;
        }
        cost
    }

    /// Cost of path and activity.
    pub fn cost(&self, plant: &Plant) -> f64 {
        let periods = self.states.len();
        let run: f64 = (0..periods).map(|t| plant.run[self.states[t] as usize * periods + t] * self.activity[t]).sum();
        self.path_cost(plant) + run
    }
}

/// Working memory of [`cheapest`].
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    value: Vec<f64>,
    next: Vec<f64>,
    via: Vec<u8>,
    hub_from: Vec<u8>,
}

/// The least cost of a plan at `operate` (cost of the best activity, at `state·T + t`), and its states and changes.
pub fn cheapest(
    plant: &Plant,
    reduced: &Reduced,
    operate: &[f64],
    periods: usize,
    scratch: &mut Scratch,
) -> (f64, Vec<u8>, Vec<u8>) {
    let states = plant.states;
    let Scratch { value, next, via, hub_from } = scratch;
    value.clear();
    value.resize(states, f64::INFINITY);
    value[plant.start] = 0.0;
    next.clear();
    next.resize(states, 0.0);
    via.clear();
    via.resize(states * periods, Plan::STAY);
    hub_from.clear();
    hub_from.resize(periods, 0);
    for t in 0..periods {
        let mut hub = value[0];
        for state in 1..states {
            let candidate = value[state] + plant.leave[state * periods + t];
            if candidate < hub {
                hub = candidate;
                hub_from[t] = state as u8;
            }
        }
        next[0] = hub + reduced.hold[t];
        via[t] = Plan::HUB;
        for state in 1..states {
            let at = state * periods + t;
            let entered = hub + reduced.enter[at];
            if entered < value[state] {
                next[state] = entered;
                via[at] = Plan::HUB;
            } else {
                next[state] = value[state];
            }
        }
        for (index, change) in plant.moves.iter().enumerate() {
            let candidate = value[change.from] + reduced.moves[index * periods + t];
            if candidate < next[change.to] {
                next[change.to] = candidate;
                via[change.to * periods + t] = Plan::MOVE + index as u8;
            }
        }
        for state in 1..states {
            next[state] += reduced.hold[state * periods + t] + operate[state * periods + t];
        }
        std::mem::swap(value, next);
    }
    let mut state = (0..states).fold(0, |best, state| if value[state] < value[best] { state } else { best });
    let least = value[state];
    let mut path = vec![0; periods];
    let mut how = vec![0; periods];
    for t in (0..periods).rev() {
        path[t] = state as u8;
        how[t] = via[state * periods + t];
        match how[t] {
            Plan::STAY => {}
            Plan::HUB => state = hub_from[t] as usize,
            other => state = plant.moves[(other - Plan::MOVE) as usize].from,
        }
    }
    (least, path, how)
}

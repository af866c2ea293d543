//! A plant's costs at given prices of the accounts: the input of every dynamic programme.

use super::{Plant, Use};

/// Costs at prices; arrays at `state·T + t` as in [`Plant`].
#[derive(Clone, Debug, Default)]
pub struct Reduced {
    /// Cost of standing.
    pub hold: Vec<f64>,
    /// Cost of one unit of activity.
    pub run: Vec<f64>,
    /// Cost of building.
    pub enter: Vec<f64>,
    /// Cost of every move, at `move·T + t`.
    pub moves: Vec<f64>,
}

impl Reduced {
    /// Fills the costs of `plant` at `cost` per unit of account.
    pub fn fill(&mut self, plant: &Plant, cost: &[f64], periods: usize) {
        copy(&mut self.hold, &plant.hold);
        copy(&mut self.run, &plant.run);
        copy(&mut self.enter, &plant.enter);
        for state in 1..plant.states {
            let span = state * periods..(state + 1) * periods;
            add(plant, &plant.hold_uses[state], cost, &mut self.hold[span.clone()]);
            add(plant, &plant.run_uses[state], cost, &mut self.run[span.clone()]);
            add(plant, &plant.enter_uses[state], cost, &mut self.enter[span]);
        }
        self.moves.clear();
        for change in &plant.moves {
            let at = self.moves.len();
            self.moves.extend_from_slice(&change.cost);
            add(plant, &change.uses, cost, &mut self.moves[at..]);
        }
    }
}

fn copy(into: &mut Vec<f64>, from: &[f64]) {
    into.clear();
    into.extend_from_slice(from);
}

fn add(plant: &Plant, uses: &[Use], cost: &[f64], into: &mut [f64]) {
    let periods = into.len();
    for used in uses {
        let price = &cost[used.series as usize * periods..][..periods];
        for ((value, rate), price) in into.iter_mut().zip(plant.rates(*used, periods)).zip(price) {
            *value += rate * price;
        }
    }
}

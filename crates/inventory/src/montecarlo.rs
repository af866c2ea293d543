//! Monte Carlo propagation of uncertain exchanges and factors to scores.
//!
//! In one iteration all products and indicators see the same sampled matrices, so that differences between products
//! are paired. With few demands each iteration solves forward, `A·s = f`, in the part of the system the demands
//! reach; with more demands than indicators it solves the adjoint `Aᵀ·λ = Bᵀ·q`, which gives every product at once.
//! Iteration `k` of a seed is the same on any thread and in any split, so runs can be parted and joined.

use std::ops::Range;

use verdigris_quantity::sampling::SampleKey;

use crate::drawing::{Drawn, Prepared};
use crate::error::InventoryError;
use crate::plan::Plan;
use crate::progress::Watch;
use crate::sample::{Sample, SampleSolver};
use crate::samples::Samples;
use crate::sensitivity::Place;
use crate::simulation::{Workspaces, simulate};
use crate::sketch::ScoreSketch;
use crate::system::System;
use crate::uncertain::Uncertain;

/// Amounts that follow by formula from parameters, recomputed for each iteration.
pub trait Resample: Sync {
    /// Matrix entry of each amount; several may share one.
    fn places(&self) -> &[Place];

    /// Part of the deterministic matrices that each amount makes, signs, units and allocation applied.
    fn nominal(&self) -> &[f64];

    /// Writes the parts under the parameters sampled with `key`, in the order of [`Self::places`]. Must depend on
    /// nothing but the key.
    fn resample(&self, key: SampleKey, parts: &mut [f64]);
}

/// Iterations whose scores are held together before they go into a sketch.
const SKETCHED_TOGETHER: u64 = 16;

/// What is sampled.
#[derive(Clone, Copy)]
pub struct MonteCarlo<'a> {
    /// Deterministic matrices; certain parts keep their values.
    pub system: &'a System,
    /// Uncertain exchanges and factors.
    pub uncertain: &'a [Uncertain],
    /// Amounts by formula.
    pub formulas: Option<&'a dyn Resample>,
    /// Stored plan of the whole technosphere, for runs over all products.
    pub plan: Option<&'a Plan>,
    /// Seed of all draws.
    pub seed: u64,
}

impl MonteCarlo<'_> {
    /// Samples the scores of `demands`, each a list of `(product, amount)`, for `indicators`.
    ///
    /// A cancelled run returns what is done, marked partial. Iterations without a solution are listed and left out.
    pub fn run(
        &self,
        demands: &[Vec<(usize, f64)>],
        indicators: &[usize],
        iterations: Range<u64>,
        watch: Watch<'_>,
    ) -> Result<Samples, InventoryError> {
        let products: Vec<usize> = demands.iter().flatten().map(|&(product, _)| product).collect();
        let prepared = Prepared::new(self, &products, indicators)?;
        let demands: Vec<Vec<(u32, f64)>> = demands.iter().map(|demand| prepared.demand(demand)).collect();
        let solver = self.solver(&prepared)?;
        let forward = demands.len() <= indicators.len();
        let workspaces = Workspaces::new(|| Ok(Iteration::new(&prepared, &solver)));
        let rows = simulate(
            iterations,
            demands.len() * indicators.len(),
            &workspaces,
            |iteration, index, scores| {
                iteration.draw(&prepared, index)?;
                if forward { iteration.forward(&demands, scores) } else { iteration.adjoint(&demands, scores) }
            },
            watch,
        )?;
        Ok(Samples {
            seed: self.seed,
            demands: demands.len(),
            indicators: indicators.len(),
            iterations: rows.iterations,
            failed: rows.failed,
            partial: rows.partial,
            values: rows.values,
        })
    }

    /// The stored plan serves where the part is the whole.
    fn solver(&self, prepared: &Prepared<'_>) -> Result<SampleSolver, InventoryError> {
        let technosphere = &prepared.reached.system.technosphere;
        match self.plan {
            Some(plan) if technosphere.columns() == self.system.size() => SampleSolver::with_plan(plan, technosphere),
            _ => SampleSolver::new(technosphere),
        }
    }

    /// Samples the scores of one unit of every product for `indicators`, kept as sketches.
    ///
    /// One adjoint solve per indicator and iteration gives all products. Iterations without a solution are listed and
    /// left out; a cancelled run returns what is done.
    pub fn run_all(
        &self,
        indicators: &[usize],
        iterations: Range<u64>,
        watch: Watch<'_>,
    ) -> Result<DatabaseSketch, InventoryError> {
        let products: Vec<usize> = (0..self.system.size()).collect();
        let prepared = Prepared::new(self, &products, indicators)?;
        let solver = self.solver(&prepared)?;
        let workspaces = Workspaces::new(|| Ok(Iteration::new(&prepared, &solver)));
        let width = products.len() * indicators.len();
        let mut reference = vec![0.0; width];
        workspaces.with(|iteration| {
            iteration.sample.set(&iteration.drawn.technosphere)?;
            iteration.intensities(&mut reference)
        })??;
        let mut result = DatabaseSketch {
            scores: ScoreSketch::new(&reference, indicators.len()),
            failed: Vec::new(),
            partial: false,
        };
        let all = iterations.end.saturating_sub(iterations.start);
        let mut at = iterations.start;
        while at < iterations.end && !result.partial {
            let end = iterations.end.min(at + SKETCHED_TOGETHER);
            let before = at - iterations.start;
            let report = |done: u64, _: u64| watch.report(before + done, all);
            let rows = simulate(
                at..end,
                width,
                &workspaces,
                |iteration, index, scores| {
                    iteration.draw(&prepared, index)?;
                    iteration.intensities(scores)
                },
                Watch { progress: Some(&report), cancellation: watch.cancellation },
            )?;
            result.scores.add(&rows.values);
            result.failed.extend(rows.failed);
            result.partial = rows.partial;
            at = end;
        }
        Ok(result)
    }
}

/// Sampled scores of every product.
#[derive(Clone, Debug, PartialEq)]
pub struct DatabaseSketch {
    /// Sketches by product and indicator, in the order of the run's indicators.
    pub scores: ScoreSketch,
    /// Iterations without a solution.
    pub failed: Vec<(u64, InventoryError)>,
    /// Whether the run was cancelled before all iterations were done.
    pub partial: bool,
}

/// Workspace of one thread.
struct Iteration<'a> {
    drawn: Drawn,
    sample: Sample<'a>,
    /// Scaling of one demand.
    scaling: Vec<f64>,
    inventory: Vec<f64>,
    /// Direct intensities, one row of indicators per activity.
    direct: Vec<f64>,
    /// Intensities, one row of indicators per product.
    intensities: Vec<f64>,
}

impl<'a> Iteration<'a> {
    fn new(prepared: &Prepared<'_>, solver: &'a SampleSolver) -> Self {
        Self {
            drawn: prepared.space(),
            sample: solver.sample(),
            scaling: vec![0.0; solver.size()],
            inventory: vec![0.0; prepared.reached.system.flows()],
            direct: Vec::new(),
            intensities: Vec::new(),
        }
    }

    fn draw(&mut self, prepared: &Prepared<'_>, iteration: u64) -> Result<(), InventoryError> {
        prepared.draw(iteration, &mut self.drawn);
        self.sample.set(&self.drawn.technosphere)
    }

    /// Scores by demand, then indicator, from one forward solve per demand.
    fn forward(&mut self, demands: &[Vec<(u32, f64)>], scores: &mut [f64]) -> Result<(), InventoryError> {
        let width = self.drawn.characterisation.rows().max(1);
        scores.fill(0.0);
        for (k, demand) in demands.iter().enumerate() {
            // Equal demands have equal scores to the last bit, whatever happened between their solves.
            if let Some(same) = demands[..k].iter().position(|earlier| earlier == demand) {
                scores.copy_within(same * width..(same + 1) * width, k * width);
                continue;
            }
            self.sample.forward(demand, &mut self.scaling)?;
            self.inventory.fill(0.0);
            self.drawn.interventions.multiply_add(&self.scaling, &mut self.inventory);
            self.drawn.characterisation.multiply_add(&self.inventory, &mut scores[k * width..(k + 1) * width]);
        }
        Ok(())
    }

    /// Intensities of all products, by product, then indicator, into `rows`.
    fn intensities(&mut self, rows: &mut [f64]) -> Result<(), InventoryError> {
        let factors = &self.drawn.characterisation;
        let width = factors.rows();
        self.direct.clear();
        self.direct.resize(rows.len(), 0.0);
        for (activity, row) in self.direct.chunks_mut(width.max(1)).enumerate() {
            for (flow, amount) in self.drawn.interventions.column(activity) {
                for (indicator, factor) in factors.column(flow) {
                    row[indicator] += factor * amount;
                }
            }
        }
        self.sample.adjoint(&self.direct, width, rows)
    }

    /// Scores by demand, then indicator, from one adjoint solve per indicator.
    fn adjoint(&mut self, demands: &[Vec<(u32, f64)>], scores: &mut [f64]) -> Result<(), InventoryError> {
        let width = self.drawn.characterisation.rows();
        let mut rows = std::mem::take(&mut self.intensities);
        rows.resize(self.drawn.interventions.columns() * width, 0.0);
        let solved = self.intensities(&mut rows);
        for (demand, scores) in demands.iter().zip(scores.chunks_mut(width.max(1))) {
            for (indicator, score) in scores.iter_mut().enumerate() {
                let part = |&(product, amount): &(u32, f64)| amount * rows[product as usize * width + indicator];
                *score = demand.iter().map(part).sum();
            }
        }
        self.intensities = rows;
        solved
    }
}

#[cfg(test)]
#[path = "montecarlo_tests.rs"]
mod tests;

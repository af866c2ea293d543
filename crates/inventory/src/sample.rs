//! Solves one structure again and again for sampled values.
//!
//! [`SampleSolver`] holds what all samples share: order, fill, and the factored core of the deterministic values. A
//! [`Sample`] holds one set of values: the sparse part of each loop is eliminated anew, the dense core is solved by
//! iteration with the deterministic core as preconditioner, or factored anew where that is cheaper or does not
//! converge. A result depends on the values only, never on what was solved before.

use std::sync::Arc;

use crate::core_lu::{CoreLu, core_prices};
use crate::core_solve::{CoreBase, solve_core};
use crate::elimination::Elimination;
use crate::error::InventoryError;
use crate::factor::{Factor, Workspace};
use crate::lanes::{add_scaled, width_for, with_width};
use crate::order::Order;
use crate::pivoted::Pivoted;
use crate::plan::Plan;
use crate::requirement::Requirement;
use crate::sparse::Sparse;

/// What all samples of one structure share.
#[derive(Debug)]
pub struct SampleSolver {
    order: Arc<Order>,
    loops: Vec<SampledLoop>,
    entries: usize,
}

#[derive(Debug)]
struct SampledLoop {
    component: usize,
    pattern: Arc<Elimination>,
    /// Prices of the core's products at the deterministic values.
    prices: Vec<f64>,
    base: Option<CoreBase>,
}

/// The system under one set of sampled values, and the space to solve it.
#[derive(Clone, Debug)]
pub struct Sample<'a> {
    shared: &'a SampleSolver,
    requirement: Requirement,
    loops: Vec<LoopSample>,
    space: Workspace,
}

#[derive(Clone, Debug, Default)]
struct LoopSample {
    factor: Factor,
    /// What elimination leaves, columns one after another.
    core: Vec<f64>,
    core_lu: Option<CoreLu>,
    /// Set where diagonal pivots failed.
    pivoted: Option<Box<Pivoted>>,
}

impl SampleSolver {
    /// Analyses a technosphere and factors the cores of its deterministic values.
    pub fn new(technosphere: &Sparse) -> Result<Self, InventoryError> {
        Self::with_plan(&Plan::analyse(technosphere)?, technosphere)
    }

    /// As [`Self::new`], with a stored plan of the structure.
    pub fn with_plan(plan: &Plan, technosphere: &Sparse) -> Result<Self, InventoryError> {
        plan.check(technosphere)?;
        let order = Arc::clone(&plan.order);
        let components = order.loops();
        let loops = components.iter().zip(&plan.eliminations).map(|(&component, pattern)| SampledLoop {
            component: component as usize,
            pattern: Arc::clone(pattern),
            prices: Vec::new(),
            base: None,
        });
        let mut shared = Self { loops: loops.collect(), order, entries: technosphere.entries() };
        let mut sample = shared.sample();
        sample.set(technosphere.values())?;
        let mut bases = Vec::with_capacity(shared.loops.len());
        for (sampled, of_loop) in sample.loops.iter().zip(&shared.loops) {
            let values = &sample.requirement.values;
            let prices = core_prices(&shared.order, of_loop.component, &of_loop.pattern, values);
            let base = if sampled.pivoted.is_none() { CoreBase::new(&sampled.core, &prices) } else { None };
            bases.push((prices, base));
        }
        for (of_loop, (prices, base)) in shared.loops.iter_mut().zip(bases) {
            (of_loop.prices, of_loop.base) = (prices, base);
        }
        Ok(shared)
    }

    /// Space for one sample at a time; give each thread its own.
    pub fn sample(&self) -> Sample<'_> {
        Sample {
            shared: self,
            requirement: Requirement::default(),
            loops: vec![LoopSample::default(); self.loops.len()],
            space: Workspace::default(),
        }
    }

    /// Number of activities.
    pub fn size(&self) -> usize {
        self.order.size()
    }
}

impl Sample<'_> {
    /// Takes the amounts of the technosphere's entries.
    pub fn set(&mut self, amounts: &[f64]) -> Result<(), InventoryError> {
        if amounts.len() != self.shared.entries {
            let what = "amounts of the technosphere";
            return Err(InventoryError::Dimension { what, expected: self.shared.entries, found: amounts.len() });
        }
        let order = &self.shared.order;
        self.requirement.set(order, amounts)?;
        for (sampled, shared) in self.loops.iter_mut().zip(&self.shared.loops) {
            let pattern = &*shared.pattern;
            sampled.core.resize(pattern.core() * pattern.core(), 0.0);
            sampled.core_lu = None;
            sampled.pivoted = None;
            let values = &self.requirement.values;
            let (factor, space) = (&mut sampled.factor, &mut self.space);
            if factor.eliminate(order, shared.component, pattern, values, space, &mut sampled.core).is_err() {
                sampled.pivoted = Some(Box::new(Pivoted::compute(order, shared.component, values)?));
            }
        }
        Ok(())
    }

    /// Writes the scaling of all activities for a demand of `(product, amount)`.
    pub fn forward(&mut self, demand: &[(u32, f64)], scaling: &mut [f64]) -> Result<(), InventoryError> {
        let shared = self.shared;
        let order = &shared.order;
        let size = order.size();
        let mut x = vec![[0.0]; size];
        for &(product, amount) in demand {
            let position =
                *order.place.get(product as usize).ok_or(InventoryError::Outside { index: product, size })? as usize;
            x[position][0] += self.requirement.sign[position] * amount;
        }
        let mut index = shared.loops.len();
        for component in (0..order.components()).rev() {
            let span = order.span(component);
            let looped = span.len() > 1;
            index -= usize::from(looped);
            if looped && x[span.clone()].iter().any(|row| row[0] != 0.0) {
                self.solve_loop(index, &mut x[span.clone()])?;
            }
            for position in span {
                let row = x[position];
                if row[0] != 0.0 {
                    let range = order.outer_range(position);
                    let needs = &self.requirement.values[range.clone()];
                    for (&supplier, &need) in order.supplier[range].iter().zip(needs) {
                        x[supplier as usize][0] += need * row[0];
                    }
                }
            }
        }
        for (position, &activity) in order.activity.iter().enumerate() {
            scaling[activity as usize] = x[position][0] * self.requirement.per_output[position];
        }
        Ok(())
    }

    fn solve_loop(&mut self, index: usize, x: &mut [[f64; 1]]) -> Result<(), InventoryError> {
        let shared = &self.shared.loops[index];
        let sampled = &mut self.loops[index];
        if let Some(pivoted) = &sampled.pivoted {
            pivoted.forward(x);
            return Ok(());
        }
        let pattern = &*shared.pattern;
        let mut z: Vec<[f64; 1]> = pattern.order.iter().map(|&k| x[k as usize]).collect();
        sampled.factor.forward_lower(pattern, &mut z);
        let core = &mut z[pattern.pivots..];
        if !core.is_empty() {
            let by_iteration = match &shared.base {
                Some(base) if sampled.core_lu.is_none() => solve_core(base, &sampled.core, core.as_flattened_mut()),
                _ => false,
            };
            if !by_iteration {
                sampled.factor_core(shared, &self.shared.order)?.solve(core);
            }
        }
        sampled.factor.forward_upper(pattern, &mut z);
        for (&k, row) in pattern.order.iter().zip(z) {
            x[k as usize] = row;
        }
        Ok(())
    }

    /// Writes the intensities of all products for direct intensities `direct`, both in rows of `indicators` values, one
    /// row per activity or product.
    pub fn adjoint(
        &mut self,
        direct: &[f64],
        indicators: usize,
        intensities: &mut [f64],
    ) -> Result<(), InventoryError> {
        let size = self.shared.size();
        for found in [direct.len(), intensities.len()] {
            if found != size * indicators {
                let what = "values of direct and total intensities";
                return Err(InventoryError::Dimension { what, expected: size * indicators, found });
            }
        }
        let mut from = 0;
        while from < indicators {
            let left = indicators - from;
            let width = width_for(left);
            with_width!(width, W => {
                self.adjoint_block::<W>(direct, indicators, from..from + left.min(W), intensities)
            })?;
            from += width;
        }
        Ok(())
    }

    fn adjoint_block<const W: usize>(
        &mut self,
        direct: &[f64],
        indicators: usize,
        lanes: std::ops::Range<usize>,
        intensities: &mut [f64],
    ) -> Result<(), InventoryError> {
        let shared = self.shared;
        let order = &shared.order;
        let mut y = vec![[0.0; W]; order.size()];
        let row_of =
            |activity: u32| activity as usize * indicators + lanes.start..activity as usize * indicators + lanes.end;
        let mut index = 0;
        for component in 0..order.components() {
            let span = order.span(component);
            for position in span.clone() {
                let mut sum = [0.0; W];
                let per_output = self.requirement.per_output[position];
                for (sum, direct) in sum.iter_mut().zip(&direct[row_of(order.activity[position])]) {
                    *sum = direct * per_output;
                }
                let range = order.outer_range(position);
                for (&supplier, &need) in order.supplier[range.clone()].iter().zip(&self.requirement.values[range]) {
                    add_scaled(&mut sum, need, &y[supplier as usize]);
                }
                y[position] = sum;
            }
            if span.len() > 1 {
                self.solve_loop_transposed(index, &mut y[span])?;
                index += 1;
            }
        }
        for (position, &product) in order.activity.iter().enumerate() {
            let sign = self.requirement.sign[position];
            for (value, y) in intensities[row_of(product)].iter_mut().zip(&y[position]) {
                *value = sign * y;
            }
        }
        Ok(())
    }

    fn solve_loop_transposed<const W: usize>(
        &mut self,
        index: usize,
        y: &mut [[f64; W]],
    ) -> Result<(), InventoryError> {
        let shared = &self.shared.loops[index];
        let sampled = &mut self.loops[index];
        if let Some(pivoted) = &sampled.pivoted {
            pivoted.adjoint(y);
            return Ok(());
        }
        let pattern = &*shared.pattern;
        let mut z: Vec<[f64; W]> = pattern.order.iter().map(|&k| y[k as usize]).collect();
        sampled.factor.adjoint_upper(pattern, &mut z);
        let core = &mut z[pattern.pivots..];
        if !core.is_empty() {
            let lu = sampled.factor_core(shared, &self.shared.order)?;
            lu.solve_transposed(core);
        }
        sampled.factor.adjoint_lower(pattern, &mut z);
        for (&k, row) in pattern.order.iter().zip(z) {
            y[k as usize] = row;
        }
        Ok(())
    }
}

impl LoopSample {
    /// The factored core of these values, factored when first asked for.
    fn factor_core(&mut self, shared: &SampledLoop, order: &Order) -> Result<&CoreLu, InventoryError> {
        if self.core_lu.is_none() {
            let component = || crate::pivoted::sorted(order.members(shared.component));
            let lu = CoreLu::new(&self.core, &shared.prices);
            self.core_lu = Some(lu.ok_or_else(|| InventoryError::Singular { component: component() })?);
        }
        self.core_lu.as_ref().ok_or(InventoryError::PlanMismatch)
    }
}

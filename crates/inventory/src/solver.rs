//! Solves `M·x = b` and `Mᵀ·y = c` component by component, factoring or relaxing each loop.

use std::sync::{Arc, OnceLock};

use crate::elimination::Elimination;
use crate::error::InventoryError;
use crate::factor::{Factor, Workspace};
use crate::lanes::add_scaled;
use crate::order::Order;
use crate::pivoted::Pivoted;
use crate::plan::Plan;
use crate::requirement::Requirement;
use crate::sparse::Sparse;
use crate::sweep::{relax_adjoint, relax_forward};

/// Change per sweep, relative to the value, at which relaxation ends.
const RELAXED: f64 = 1e-15;

/// A technosphere ready to be solved for any demand.
#[derive(Debug)]
pub struct Solver {
    pub(crate) order: Arc<Order>,
    pub(crate) requirement: Requirement,
    /// Components of more than one activity.
    pub(crate) loops: Vec<u32>,
    pub(crate) patterns: Vec<OnceLock<Arc<Elimination>>>,
    pub(crate) factors: Vec<OnceLock<Result<Factored, InventoryError>>>,
    /// Whether loops are relaxed as long as that converges.
    relaxing: bool,
    /// Whether an activity gives something back (a negative requirement).
    pub(crate) returns: bool,
}

/// One factored loop.
#[derive(Clone, Debug)]
pub(crate) enum Factored {
    /// Pivots on the diagonal, on the static pattern.
    Diagonal(Box<Factor>),
    /// Pivots chosen by size.
    Pivoted(Box<Pivoted>),
}

impl Solver {
    /// Analyses and factors a technosphere.
    pub fn new(technosphere: &Sparse) -> Result<Self, InventoryError> {
        Self::with_plan(&Plan::analyse(technosphere)?, technosphere)
    }

    /// Factors a technosphere on the plan of its structure.
    pub fn with_plan(plan: &Plan, technosphere: &Sparse) -> Result<Self, InventoryError> {
        plan.check(technosphere)?;
        let solver = Self::on_order(
            Arc::clone(&plan.order),
            plan.eliminations.iter().map(|pattern| Some(Arc::clone(pattern))),
            technosphere.values(),
        )?;
        let mut space = Workspace::default();
        for (index, slot) in solver.factors.iter().enumerate() {
            let factored = solver.factor_loop(index, &mut space)?;
            let _ = slot.set(Ok(factored));
        }
        Ok(Self { relaxing: false, ..solver })
    }

    /// Readies a technosphere without factoring: loops are relaxed, and factored only where that does not converge.
    /// The cheapest way to a single solution.
    pub fn relaxing(technosphere: &Sparse) -> Result<Self, InventoryError> {
        let order = Order::analyse(technosphere)?;
        let loops = order.loops().len();
        Self::on_order(Arc::new(order), (0..loops).map(|_| None), technosphere.values())
    }

    /// As [`Self::relaxing`], with the order of a stored plan.
    pub fn relaxing_with_plan(plan: &Plan, technosphere: &Sparse) -> Result<Self, InventoryError> {
        plan.check(technosphere)?;
        Self::on_order(
            Arc::clone(&plan.order),
            plan.eliminations.iter().map(|pattern| Some(Arc::clone(pattern))),
            technosphere.values(),
        )
    }

    fn on_order(
        order: Arc<Order>,
        patterns: impl Iterator<Item = Option<Arc<Elimination>>>,
        amounts: &[f64],
    ) -> Result<Self, InventoryError> {
        let requirement = Requirement::new(&order, amounts)?;
        let loops = order.loops();
        let returns = requirement.values.iter().any(|&need| need < 0.0);
        let patterns: Vec<_> = patterns.map(|pattern| pattern.map_or_else(OnceLock::new, OnceLock::from)).collect();
        let factors = loops.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { order, requirement, loops, patterns, factors, relaxing: true, returns })
    }

    /// Number of activities.
    pub fn size(&self) -> usize {
        self.order.size()
    }

    /// The solving order.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The elimination pattern of a loop, found when first asked for.
    pub(crate) fn pattern(&self, index: usize) -> &Elimination {
        self.patterns[index].get_or_init(|| Arc::new(Elimination::of_loop(&self.order, self.loops[index])))
    }

    fn factor_loop(&self, index: usize, space: &mut Workspace) -> Result<Factored, InventoryError> {
        let component = self.loops[index] as usize;
        let pattern = self.pattern(index);
        match Factor::compute(&self.order, component, pattern, &self.requirement.values, space) {
            Ok(factor) => Ok(Factored::Diagonal(Box::new(factor))),
            Err(_) => Pivoted::compute(&self.order, component, &self.requirement.values)
                .map(|pivoted| Factored::Pivoted(Box::new(pivoted))),
        }
    }

    /// The factored loop, factored when first asked for.
    pub(crate) fn factored(&self, index: usize) -> Result<&Factored, InventoryError> {
        self.factors[index]
            .get_or_init(|| self.factor_loop(index, &mut Workspace::default()))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// `x := M⁻¹·x` by position. Components whose rows are zero throughout are not visited.
    pub(crate) fn apply_inverse<const W: usize>(&self, x: &mut [[f64; W]]) -> Result<(), InventoryError> {
        self.apply_inverse_within(x, RELAXED)
    }

    /// As [`Self::apply_inverse`]; loops that are relaxed need only come this near.
    pub(crate) fn apply_inverse_within<const W: usize>(
        &self,
        x: &mut [[f64; W]],
        tolerance: f64,
    ) -> Result<(), InventoryError> {
        let mut index = self.loops.len();
        for component in (0..self.order.components()).rev() {
            let span = self.order.span(component);
            let looped = span.len() > 1;
            index -= usize::from(looped);
            if looped && x[span.clone()].iter().any(|row| *row != [0.0; W]) {
                self.solve_loop(index, x, tolerance)?;
            }
            for position in span {
                let row = x[position];
                if row == [0.0; W] {
                    continue;
                }
                let range = self.order.outer_range(position);
                for (&supplier, &need) in self.order.supplier[range.clone()].iter().zip(&self.requirement.values[range])
                {
                    add_scaled(&mut x[supplier as usize], need, &row);
                }
            }
        }
        Ok(())
    }

    /// Solves one loop in place.
    fn solve_loop<const W: usize>(
        &self,
        index: usize,
        x: &mut [[f64; W]],
        tolerance: f64,
    ) -> Result<(), InventoryError> {
        let component = self.loops[index] as usize;
        let span = self.order.span(component);
        if self.relaxing && self.factors[index].get().is_none() {
            let mut whole: Vec<f64> = vec![0.0; span.end];
            let mut rest: Vec<f64> = vec![0.0; span.end];
            let mut settled = true;
            let mut solved = vec![[0.0; W]; span.len()];
            for lane in 0..W {
                whole.fill(0.0);
                for position in span.clone() {
                    rest[position] = x[position][lane];
                }
                settled &= relax_forward(&self.order, &self.requirement, component, &mut whole, &mut rest, tolerance)
                    .is_some();
                for position in span.clone() {
                    solved[position - span.start][lane] = whole[position];
                }
            }
            if settled {
                x[span].copy_from_slice(&solved);
                return Ok(());
            }
        }
        match self.factored(index)? {
            Factored::Diagonal(factor) => {
                let pattern = self.pattern(index);
                let mut z: Vec<[f64; W]> = pattern.order.iter().map(|&k| x[span.start + k as usize]).collect();
                factor.forward(pattern, &mut z);
                for (&k, row) in pattern.order.iter().zip(z) {
                    x[span.start + k as usize] = row;
                }
            }
            Factored::Pivoted(pivoted) => pivoted.forward(&mut x[span]),
        }
        Ok(())
    }

    /// `y := M⁻ᵀ·y` by position.
    pub(crate) fn apply_inverse_transposed<const W: usize>(&self, y: &mut [[f64; W]]) -> Result<(), InventoryError> {
        self.apply_inverse_transposed_within(y, RELAXED)
    }

    /// As [`Self::apply_inverse_transposed`]; loops that are relaxed need only come this near.
    pub(crate) fn apply_inverse_transposed_within<const W: usize>(
        &self,
        y: &mut [[f64; W]],
        tolerance: f64,
    ) -> Result<(), InventoryError> {
        let mut index = 0;
        for component in 0..self.order.components() {
            let span = self.order.span(component);
            for position in span.clone() {
                let range = self.order.outer_range(position);
                let mut sum = y[position];
                for (&supplier, &need) in self.order.supplier[range.clone()].iter().zip(&self.requirement.values[range])
                {
                    add_scaled(&mut sum, need, &y[supplier as usize]);
                }
                y[position] = sum;
            }
            if span.len() > 1 {
                self.solve_loop_transposed(index, y, tolerance)?;
                index += 1;
            }
        }
        Ok(())
    }

    /// Solves one transposed loop in place.
    fn solve_loop_transposed<const W: usize>(
        &self,
        index: usize,
        y: &mut [[f64; W]],
        tolerance: f64,
    ) -> Result<(), InventoryError> {
        let component = self.loops[index] as usize;
        let span = self.order.span(component);
        if self.relaxing && self.factors[index].get().is_none() {
            let right = y[..span.end].to_vec();
            if relax_adjoint(&self.order, &self.requirement, component, &right, y, tolerance).is_some() {
                return Ok(());
            }
            y[span.clone()].copy_from_slice(&right[span.clone()]);
        }
        match self.factored(index)? {
            Factored::Diagonal(factor) => {
                let pattern = self.pattern(index);
                let mut z: Vec<[f64; W]> = pattern.order.iter().map(|&k| y[span.start + k as usize]).collect();
                factor.adjoint(pattern, &mut z);
                for (&k, row) in pattern.order.iter().zip(z) {
                    y[span.start + k as usize] = row;
                }
            }
            Factored::Pivoted(pivoted) => pivoted.adjoint(&mut y[span]),
        }
        Ok(())
    }
}

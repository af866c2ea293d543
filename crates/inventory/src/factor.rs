//! Numeric factorisation of one loop on its static pattern.
//!
//! With `E` the elimination order, `E·M·Eᵀ = L·U` with unit lower `L`; the trailing core is factored by faer with
//! partial pivoting. Column by column: `w = M[:,j]`, then for each pivot `k` above the diagonal
//! `w -= w_k·L[:,k]`, so that inner loops run along the long columns of suppliers.

use crate::core_lu::{CoreLu, core_prices};
use crate::elimination::Elimination;
use crate::lanes::{add_scaled, subtract_scaled};
use crate::order::Order;

/// Pivots must stay within this factor of the unit diagonal they start from; in a productive loop they lie in (0, 1].
const PIVOT_RANGE: f64 = 1e9;

/// Values of `L`, `U` and of the factored core.
#[derive(Clone, Debug, Default)]
pub(crate) struct Factor {
    upper: Vec<f64>,
    lower: Vec<f64>,
    per_pivot: Vec<f64>,
    core: Option<CoreLu>,
}

/// Space for a factorisation, kept between calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workspace {
    step: Vec<u32>,
    column: Vec<f64>,
}

/// A pivot left the range in which diagonal pivoting can be trusted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadPivot;

impl Factor {
    /// Factors a loop for the requirement values given.
    pub(crate) fn compute(
        order: &Order,
        component: usize,
        pattern: &Elimination,
        values: &[f64],
        space: &mut Workspace,
    ) -> Result<Self, BadPivot> {
        let mut factor = Self::default();
        let mut core = vec![0.0; pattern.core() * pattern.core()];
        factor.eliminate(order, component, pattern, values, space, &mut core)?;
        if !core.is_empty() {
            let prices = core_prices(order, component, pattern, values);
            factor.core = Some(CoreLu::new(&core, &prices).ok_or(BadPivot)?);
        }
        Ok(factor)
    }

    /// The sparse part: fills `L`, `U` and writes the core that is left (columns one after another) to `core`.
    pub(crate) fn eliminate(
        &mut self,
        order: &Order,
        component: usize,
        pattern: &Elimination,
        values: &[f64],
        space: &mut Workspace,
        core: &mut [f64],
    ) -> Result<(), BadPivot> {
        let first = order.span(component).start;
        let size = pattern.order.len();
        let core_size = pattern.core();
        self.upper.resize(pattern.upper.len(), 0.0);
        self.lower.resize(pattern.lower.len(), 0.0);
        self.per_pivot.resize(pattern.pivots, 0.0);
        space.prepare(pattern);
        let column = &mut space.column[..size];
        let mut trusted = true;
        for (j, &node) in pattern.order.iter().enumerate() {
            column[j] = 1.0;
            let range = order.inner_range(first + node as usize);
            for (&supplier, &need) in order.supplier[range.clone()].iter().zip(&values[range]) {
                column[space.step[supplier as usize - first] as usize] = -need;
            }
            let above = pattern.upper_starts[j] as usize..pattern.upper_starts[j + 1] as usize;
            for (&k, entry) in pattern.upper[above.clone()].iter().zip(&mut self.upper[above]) {
                let multiple = std::mem::take(&mut column[k as usize]);
                *entry = multiple;
                if multiple != 0.0 {
                    let below =
                        pattern.lower_starts[k as usize] as usize..pattern.lower_starts[k as usize + 1] as usize;
                    for (&i, &l) in pattern.lower[below.clone()].iter().zip(&self.lower[below]) {
                        column[i as usize] -= l * multiple;
                    }
                }
            }
            if j < pattern.pivots {
                let pivot = std::mem::take(&mut column[j]);
                trusted &= pivot.abs() * PIVOT_RANGE >= 1.0 && pivot.abs() <= PIVOT_RANGE;
                let per_pivot = 1.0 / pivot;
                self.per_pivot[j] = per_pivot;
                let below = pattern.lower_starts[j] as usize..pattern.lower_starts[j + 1] as usize;
                for (&i, l) in pattern.lower[below.clone()].iter().zip(&mut self.lower[below]) {
                    *l = std::mem::take(&mut column[i as usize]) * per_pivot;
                }
            } else {
                let to = (j - pattern.pivots) * core_size;
                core[to..to + core_size].copy_from_slice(&column[pattern.pivots..]);
                column[pattern.pivots..].fill(0.0);
            }
        }
        if trusted { Ok(()) } else { Err(BadPivot) }
    }

    /// `z := M⁻¹·z`, rows in elimination order.
    pub(crate) fn forward<const W: usize>(&self, pattern: &Elimination, z: &mut [[f64; W]]) {
        self.forward_lower(pattern, z);
        if let Some(core) = &self.core {
            core.solve(&mut z[pattern.pivots..]);
        }
        self.forward_upper(pattern, z);
    }

    /// `z := L⁻¹·z` for the sparse pivots; the core's rows are then the right-hand side of the core.
    pub(crate) fn forward_lower<const W: usize>(&self, pattern: &Elimination, z: &mut [[f64; W]]) {
        for k in 0..pattern.pivots {
            let row = z[k];
            if row == [0.0; W] {
                continue;
            }
            let below = pattern.lower_starts[k] as usize..pattern.lower_starts[k + 1] as usize;
            for (&i, &l) in pattern.lower[below.clone()].iter().zip(&self.lower[below]) {
                subtract_scaled(&mut z[i as usize], l, &row);
            }
        }
    }

    /// `z := U⁻¹·z`, the core's rows being solved already.
    pub(crate) fn forward_upper<const W: usize>(&self, pattern: &Elimination, z: &mut [[f64; W]]) {
        for j in (0..z.len()).rev() {
            let mut row = z[j];
            if row == [0.0; W] {
                continue;
            }
            if j < pattern.pivots {
                row = row.map(|value| value * self.per_pivot[j]);
                z[j] = row;
            }
            let above = pattern.upper_starts[j] as usize..pattern.upper_starts[j + 1] as usize;
            for (&k, &u) in pattern.upper[above.clone()].iter().zip(&self.upper[above]) {
                subtract_scaled(&mut z[k as usize], u, &row);
            }
        }
    }

    /// `z := M⁻ᵀ·z`, rows in elimination order.
    pub(crate) fn adjoint<const W: usize>(&self, pattern: &Elimination, z: &mut [[f64; W]]) {
        self.adjoint_upper(pattern, z);
        if let Some(core) = &self.core {
            core.solve_transposed(&mut z[pattern.pivots..]);
        }
        self.adjoint_lower(pattern, z);
    }

    /// `z := U⁻ᵀ·z` for the sparse pivots; the core's rows are then the right-hand side of the transposed core.
    pub(crate) fn adjoint_upper<const W: usize>(&self, pattern: &Elimination, z: &mut [[f64; W]]) {
        for j in 0..z.len() {
            let above = pattern.upper_starts[j] as usize..pattern.upper_starts[j + 1] as usize;
            let mut sum = [0.0; W];
            for (&k, &u) in pattern.upper[above.clone()].iter().zip(&self.upper[above]) {
                add_scaled(&mut sum, u, &z[k as usize]);
            }
            let per_pivot = self.per_pivot.get(j).copied().unwrap_or(1.0);
            for lane in 0..W {
                z[j][lane] = (z[j][lane] - sum[lane]) * per_pivot;
            }
        }
    }

    /// `z := L⁻ᵀ·z`, the core's rows being solved already.
    pub(crate) fn adjoint_lower<const W: usize>(&self, pattern: &Elimination, z: &mut [[f64; W]]) {
        for k in (0..pattern.pivots).rev() {
            let below = pattern.lower_starts[k] as usize..pattern.lower_starts[k + 1] as usize;
            let mut sum = [0.0; W];
            for (&i, &l) in pattern.lower[below.clone()].iter().zip(&self.lower[below]) {
                add_scaled(&mut sum, l, &z[i as usize]);
            }
            for lane in 0..W {
                z[k][lane] -= sum[lane];
            }
        }
    }
}

impl Workspace {
    fn prepare(&mut self, pattern: &Elimination) {
        self.step.resize(pattern.order.len(), 0);
        for (k, &node) in pattern.order.iter().enumerate() {
            self.step[node as usize] = k as u32;
        }
        self.column.clear();
        self.column.resize(pattern.order.len(), 0.0);
    }
}

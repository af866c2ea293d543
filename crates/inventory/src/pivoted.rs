//! Factorisation of one loop with pivoting, for loops whose diagonal pivots cannot be trusted.
//!
//! The loop is first equilibrated: rows and columns are multiplied by powers of two until their largest entries are
//! near 1 (Ruiz 2001), so that pivots are not chosen by the units of the data. Small loops are factored as dense
//! matrices, large ones by faer's sparse LU.

use faer::Mat;
use faer::linalg::solvers::{PartialPivLu, Solve};
use faer::sparse::linalg::solvers::Lu;
use faer::sparse::{SparseColMat, Triplet};

use crate::core_lu::rows_of;
use crate::error::InventoryError;
use crate::order::Order;

/// Largest loop factored as a dense matrix.
const DENSE_LIMIT: usize = 1500;
/// Rounds of equilibration; the scaling converges by a square root each round.
const ROUNDS: usize = 6;

/// A pivoted factorisation of the equilibrated loop `diag(row)·M·diag(column)`.
#[derive(Clone, Debug)]
pub(crate) struct Pivoted {
    row: Vec<f64>,
    column: Vec<f64>,
    lu: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Dense(Box<PartialPivLu<f64>>),
    Sparse(Box<Lu<usize, f64>>),
}

impl Pivoted {
    /// Factors a loop for the requirement values given, or names it as singular.
    pub(crate) fn compute(order: &Order, component: usize, values: &[f64]) -> Result<Self, InventoryError> {
        let span = order.span(component);
        let size = span.len();
        let mut entries: Vec<(usize, usize, f64)> = Vec::new();
        for position in span.clone() {
            let j = position - span.start;
            entries.push((j, j, 1.0));
            for k in order.inner_range(position).filter(|&k| values[k] != 0.0) {
                entries.push((order.supplier[k] as usize - span.start, j, -values[k]));
            }
        }
        let (row, column) = equilibrate(size, &entries);
        for entry in &mut entries {
            entry.2 *= row[entry.0] * column[entry.1];
        }
        let singular = || InventoryError::Singular { component: sorted(order.members(component)) };
        let lu = if size <= DENSE_LIMIT {
            let mut dense = Mat::<f64>::zeros(size, size);
            for &(i, j, value) in &entries {
                dense[(i, j)] = value;
            }
            Kind::Dense(Box::new(dense.partial_piv_lu()))
        } else {
            let triplets: Vec<_> = entries.iter().map(|&(i, j, value)| Triplet::new(i, j, value)).collect();
            let matrix =
                SparseColMat::<usize, f64>::try_new_from_triplets(size, size, &triplets).map_err(|_| singular())?;
            Kind::Sparse(Box::new(matrix.sp_lu().map_err(|_| singular())?))
        };
        let pivoted = Self { row, column, lu };
        if pivoted.inverse_norm(size) * f64::EPSILON * 4.0 < 1.0 { Ok(pivoted) } else { Err(singular()) }
    }

    /// `z := M⁻¹·z`, rows in position order.
    pub(crate) fn forward<const W: usize>(&self, z: &mut [[f64; W]]) {
        scale(z, &self.row);
        match &self.lu {
            Kind::Dense(lu) => lu.solve_in_place(rows_of(z)),
            Kind::Sparse(lu) => lu.solve_in_place(rows_of(z)),
        }
        scale(z, &self.column);
    }

    /// `z := M⁻ᵀ·z`, rows in position order.
    pub(crate) fn adjoint<const W: usize>(&self, z: &mut [[f64; W]]) {
        scale(z, &self.column);
        match &self.lu {
            Kind::Dense(lu) => lu.solve_transpose_in_place(rows_of(z)),
            Kind::Sparse(lu) => lu.solve_transpose_in_place(rows_of(z)),
        }
        scale(z, &self.row);
    }

    /// Estimate of the 1-norm of the inverse of the equilibrated loop, whose own norm is of order 1 to its size.
    fn inverse_norm(&self, size: usize) -> f64 {
        let unscale = |z: &mut [[f64; 1]], by: &[f64]| z.iter_mut().zip(by).for_each(|(z, by)| z[0] /= by);
        crate::norm::one_norm(
            size,
            |z| {
                unscale(z, &self.row);
                self.forward(z);
                unscale(z, &self.column);
            },
            |z| {
                unscale(z, &self.column);
                self.adjoint(z);
                unscale(z, &self.row);
            },
        )
    }
}

/// The activities of a component, ascending.
pub(crate) fn sorted(members: &[u32]) -> Vec<u32> {
    let mut members = members.to_vec();
    members.sort_unstable();
    members
}

fn scale<const W: usize>(z: &mut [[f64; W]], by: &[f64]) {
    for (row, by) in z.iter_mut().zip(by) {
        *row = row.map(|value| value * by);
    }
}

/// Powers of two for rows and columns that bring every row's and column's largest entry near 1.
fn equilibrate(size: usize, entries: &[(usize, usize, f64)]) -> (Vec<f64>, Vec<f64>) {
    let mut row = vec![1.0_f64; size];
    let mut column = vec![1.0_f64; size];
    for _ in 0..ROUNDS {
        let mut row_max = vec![0.0_f64; size];
        let mut column_max = vec![0.0_f64; size];
        for &(i, j, value) in entries {
            let scaled = (value * row[i] * column[j]).abs();
            row_max[i] = row_max[i].max(scaled);
            column_max[j] = column_max[j].max(scaled);
        }
        for (scale, max) in row.iter_mut().zip(&row_max).chain(column.iter_mut().zip(&column_max)) {
            *scale *= (-0.5 * max.log2()).round().exp2();
        }
    }
    (row, column)
}

//! The factored dense core of a loop.
//!
//! Rows are first multiplied by prices `v > 0` with `vᵀ·M > 0`: that makes the core of a productive loop diagonally
//! dominant by columns, so that partial pivoting keeps the diagonal and every component of a solution is accurate
//! relative to itself, whatever the units (Higham, Accuracy and Stability of Numerical Algorithms, section 9.5).

use faer::MatMut;
use faer::linalg::solvers::{DenseSolveCore, PartialPivLu, Solve};
use faer::{Mat, MatRef};

use crate::elimination::Elimination;
use crate::order::Order;

/// Sweeps spent on the prices; they need only be roughly right.
const PRICE_SWEEPS: usize = 12;
/// Smallest pivot, relative to its column, of a core that is not singular to working precision.
const SMALLEST_PIVOT: f64 = 1e-13;
/// Added to the cost of inputs, so that a product made of one unit of another is dearer beyond the error of the sweeps.
const MARKUP: f64 = 1.001;

/// `P·diag(price)·K = L·U`.
#[derive(Clone, Debug)]
pub(crate) struct CoreLu {
    lu: PartialPivLu<f64>,
    price: Vec<f64>,
}

/// Prices of the products of a loop's core: what a product costs when every activity adds one unit
/// of cost. Not positive and finite only if the loop is far from productive; then all are 1.
pub(crate) fn core_prices(order: &Order, component: usize, pattern: &Elimination, values: &[f64]) -> Vec<f64> {
    let span = order.span(component);
    let mut price = vec![1.0; span.len()];
    for _ in 0..PRICE_SWEEPS {
        for position in span.clone() {
            let range = order.inner_range(position);
            let inputs = order.supplier[range.clone()].iter().zip(&values[range]);
            let cost: f64 = inputs.map(|(&supplier, need)| need.abs() * price[supplier as usize - span.start]).sum();
            price[position - span.start] = 1.0 + MARKUP * cost;
        }
    }
    let of_core: Vec<f64> = pattern.order[pattern.pivots..].iter().map(|&node| price[node as usize]).collect();
    if of_core.iter().all(|price| price.is_normal()) { of_core } else { vec![1.0; of_core.len()] }
}

impl CoreLu {
    /// Factors a core given by columns; nothing when it is singular to working precision.
    pub(crate) fn new(core: &[f64], price: &[f64]) -> Option<Self> {
        let size = price.len();
        let mut scaled: Mat<f64> = MatRef::from_column_major_slice(core, size, size).to_owned();
        for column in 0..size {
            for (value, price) in scaled.col_as_slice_mut(column).iter_mut().zip(price) {
                *value *= price;
            }
        }
        let lu = scaled.partial_piv_lu();
        let sound = (0..size).all(|k| {
            let largest = scaled.col_as_slice(k).iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            lu.U()[(k, k)].abs() >= SMALLEST_PIVOT * largest && largest.is_normal()
        });
        sound.then(|| Self { lu, price: price.to_vec() })
    }

    /// `z := K⁻¹·z`.
    pub(crate) fn solve<const W: usize>(&self, z: &mut [[f64; W]]) {
        for (row, price) in z.iter_mut().zip(&self.price) {
            *row = row.map(|value| value * price);
        }
        if W == 1 {
            self.solve_one(z.as_flattened_mut());
        } else {
            self.lu.solve_in_place(rows_of(z));
        }
    }

    /// `z := K⁻ᵀ·z`.
    pub(crate) fn solve_transposed<const W: usize>(&self, z: &mut [[f64; W]]) {
        self.lu.solve_transpose_in_place(rows_of(z));
        for (row, price) in z.iter_mut().zip(&self.price) {
            *row = row.map(|value| value * price);
        }
    }

    /// `K⁻¹`, columns one after another.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let inverse = self.lu.inverse();
        let columns = self.price.iter().enumerate();
        columns.flat_map(|(j, price)| inverse.col_as_slice(j).iter().map(move |value| value * price)).collect()
    }

    /// One right-hand side by columns, where a blocked solution would only add overhead.
    fn solve_one(&self, z: &mut [f64]) {
        let size = z.len();
        let (forward, _) = self.lu.P().arrays();
        let mut x: Vec<f64> = forward.iter().map(|&row| z[row]).collect();
        let (lower, upper) = (self.lu.L(), self.lu.U());
        for k in 0..size {
            let value = x[k];
            if value != 0.0
                && let Some(column) = lower.col(k).try_as_col_major()
            {
                for (x, l) in x[k + 1..].iter_mut().zip(&column.as_slice()[k + 1..]) {
                    *x -= l * value;
                }
            }
        }
        for k in (0..size).rev() {
            if let Some(column) = upper.col(k).try_as_col_major() {
                let column = column.as_slice();
                let value = x[k] / column[k];
                x[k] = value;
                for (x, u) in x[..k].iter_mut().zip(column) {
                    *x -= u * value;
                }
            }
        }
        z.copy_from_slice(&x);
    }
}

/// A block of rows as a matrix of faer.
pub(crate) fn rows_of<const W: usize>(rows: &mut [[f64; W]]) -> MatMut<'_, f64> {
    let count = rows.len();
    MatMut::from_row_major_slice_mut(rows.as_flattened_mut(), count, W)
}

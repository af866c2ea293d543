//! A dense solution by faer with full pivoting, written without the solver under test.

use faer::Mat;
use faer::linalg::solvers::{FullPivLu, Solve};
use verdigris_inventory::sparse::Sparse;

/// A factored dense copy of a technosphere, equilibrated by its own diagonal.
pub struct Dense {
    lu: FullPivLu<f64>,
    matrix: Mat<f64>,
    column: Vec<f64>,
}

impl Dense {
    /// Factors a copy.
    pub fn of(technosphere: &Sparse) -> Self {
        let size = technosphere.columns();
        let column: Vec<f64> = (0..size).map(|j| 1.0 / technosphere.get(j, j).unwrap()).collect();
        let mut matrix = Mat::<f64>::zeros(size, size);
        for j in 0..size {
            for (i, value) in technosphere.column(j) {
                matrix[(i, j)] = value * column[j];
            }
        }
        Self { lu: matrix.full_piv_lu(), matrix, column }
    }

    /// Scaling for one unit of a product, refined.
    pub fn solve_unit(&self, product: usize) -> Vec<f64> {
        let size = self.column.len();
        let right = Mat::<f64>::from_fn(size, 1, |i, _| f64::from(u8::from(i == product)));
        let mut x = self.lu.solve(&right);
        for _ in 0..3 {
            let residual = &right - &self.matrix * &x;
            x += self.lu.solve(&residual);
        }
        (0..size).map(|j| x[(j, 0)] * self.column[j]).collect()
    }
}

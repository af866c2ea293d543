//! A dense matrix by columns and the few operations reconciliation needs, each in a fixed order of summation.

/// A dense matrix, stored column after column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matrix {
    rows: usize,
    columns: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// All zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, data: vec![0.0; rows * columns] }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn column(&self, j: usize) -> &[f64] {
        &self.data[j * self.rows..(j + 1) * self.rows]
    }

    pub fn column_mut(&mut self, j: usize) -> &mut [f64] {
        &mut self.data[j * self.rows..(j + 1) * self.rows]
    }

    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.data[j * self.rows + i]
    }

    pub fn set(&mut self, i: usize, j: usize, value: f64) {
        self.data[j * self.rows + i] = value;
    }

    pub fn swap_columns(&mut self, a: usize, b: usize) {
        if a != b {
            for i in 0..self.rows {
                self.data.swap(a * self.rows + i, b * self.rows + i);
            }
        }
    }

    #[cfg(test)]
    pub fn transposed(&self) -> Self {
        let mut out = Self::zeros(self.columns, self.rows);
        for j in 0..self.columns {
            for i in 0..self.rows {
                out.set(j, i, self.get(i, j));
            }
        }
        out
    }

    /// `self · other`.
    pub fn times(&self, other: &Self) -> Self {
        let mut out = Self::zeros(self.rows, other.columns);
        for j in 0..other.columns {
            let target = self.apply(other.column(j));
            out.column_mut(j).copy_from_slice(&target);
        }
        out
    }

    /// `self · vector`.
    pub fn apply(&self, vector: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.rows];
        for (j, &factor) in vector.iter().enumerate().filter(|(_, factor)| **factor != 0.0) {
            for (sum, value) in out.iter_mut().zip(self.column(j)) {
                *sum += factor * value;
            }
        }
        out
    }

    /// `selfᵀ · vector`.
    pub fn apply_transposed(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.columns).map(|j| dot(self.column(j), vector)).collect()
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

pub(crate) fn norm(a: &[f64]) -> f64 {
    let scale = a.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    if scale == 0.0 { 0.0 } else { scale * a.iter().map(|value| (value / scale).powi(2)).sum::<f64>().sqrt() }
}

/// Lower Cholesky factor of a symmetric positive definite matrix; the row at which it fails otherwise.
pub(crate) fn cholesky(matrix: &Matrix) -> Result<Matrix, usize> {
    let n = matrix.rows();
    let mut lower = Matrix::zeros(n, n);
    for j in 0..n {
        let mut pivot = matrix.get(j, j);
        for k in 0..j {
            pivot -= lower.get(j, k).powi(2);
        }
        if pivot.is_nan() || pivot <= 1e-14 * matrix.get(j, j) {
            return Err(j);
        }
        let pivot = pivot.sqrt();
        lower.set(j, j, pivot);
        for i in j + 1..n {
            let mut value = matrix.get(i, j);
            for k in 0..j {
                value -= lower.get(i, k) * lower.get(j, k);
            }
            lower.set(i, j, value / pivot);
        }
    }
    Ok(lower)
}

/// Solves `L z = b` for a lower triangle.
pub(crate) fn forward(lower: &Matrix, b: &[f64]) -> Vec<f64> {
    let mut z = b.to_vec();
    for j in 0..lower.columns() {
        z[j] /= lower.get(j, j);
        let factor = z[j];
        for (i, value) in z.iter_mut().enumerate().skip(j + 1) {
            *value -= factor * lower.get(i, j);
        }
    }
    z
}

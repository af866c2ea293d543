//! Small dense symmetric matrices: Cholesky factor, solution and inverse.

use crate::cone::dot;

/// A square matrix by rows.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    size: usize,
    entries: Vec<f64>,
}

impl Matrix {
    /// All zero.
    pub fn zeros(size: usize) -> Self {
        Self { size, entries: vec![0.0; size * size] }
    }

    /// An entry.
    #[inline]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.entries[i * self.size + j]
    }

    /// An entry to be changed.
    #[inline]
    pub fn at(&mut self, i: usize, j: usize) -> &mut f64 {
        &mut self.entries[i * self.size + j]
    }

    /// A row to be changed.
    #[inline]
    pub fn row(&mut self, i: usize) -> &mut [f64] {
        &mut self.entries[i * self.size..(i + 1) * self.size]
    }

    /// A row.
    #[inline]
    pub fn row_ref(&self, i: usize) -> &[f64] {
        &self.entries[i * self.size..(i + 1) * self.size]
    }

    /// Adds `scale · v vᵀ` to the lower triangle.
    pub fn add_outer(&mut self, scale: f64, v: &[f64]) {
        for i in 0..self.size {
            let own = scale * v[i];
            for (entry, v) in self.row(i)[..=i].iter_mut().zip(v) {
                *entry += own * v;
            }
        }
    }

    /// Adds `a · v vᵀ + b · w wᵀ` to the lower triangle in one pass.
    pub fn add_outer_pair(&mut self, (a, v): (f64, &[f64]), (b, w): (f64, &[f64])) {
        for i in 0..self.size {
            let (left, right) = (a * v[i], b * w[i]);
            for ((entry, v), w) in self.row(i)[..=i].iter_mut().zip(v).zip(w) {
                *entry += left * v + right * w;
            }
        }
    }

    /// Solves `L Lᵀ x = right` with this as L.
    pub fn solve_lower_then_upper(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        for i in 0..self.size {
            let row = self.row_ref(i);
            let rest = dot(&row[..i], &x);
            x[i] = (x[i] - rest) / row[i];
        }
        for i in (0..self.size).rev() {
            x[i] /= self.get(i, i);
            let done = x[i];
            for (x, own) in x[..i].iter_mut().zip(self.row_ref(i)) {
                *x -= own * done;
            }
        }
        x
    }
}

/// Lower factor L of `L Lᵀ`, from the lower triangle; `None` where the matrix is not positive definite.
pub(crate) fn cholesky(mut matrix: Matrix) -> Option<Matrix> {
    let n = matrix.size;
    for i in 0..n {
        for j in 0..=i {
            let (left, right) = (matrix.row_ref(i), matrix.row_ref(j));
            let known = dot(&left[..j], &right[..j]);
            let rest = matrix.get(i, j) - known;
            if i == j {
                if rest <= 0.0 || !rest.is_finite() {
                    return None;
                }
                *matrix.at(i, i) = rest.sqrt();
            } else {
                let diagonal = matrix.get(j, j);
                *matrix.at(i, j) = rest / diagonal;
            }
        }
        for j in i + 1..n {
            *matrix.at(i, j) = 0.0;
        }
    }
    Some(matrix)
}

/// Inverse of `L Lᵀ` from its factor: `L⁻ᵀ L⁻¹`.
pub(crate) fn inverse(factor: &Matrix) -> Matrix {
    let n = factor.size;
    // Rows of the transpose of L⁻¹, so that both loops run along rows.
    let mut lower = Matrix::zeros(n);
    for i in 0..n {
        let diagonal = factor.get(i, i);
        *lower.at(i, i) = 1.0 / diagonal;
        for j in 0..i {
            let known = factor.get(i, j);
            if known == 0.0 {
                continue;
            }
            let (before, own) = lower.entries.split_at_mut(i * n);
            let source = &before[j * n..][..=j];
            for (target, value) in own[..=j].iter_mut().zip(source) {
                *target -= known * value;
            }
        }
        for value in &mut lower.row(i)[..i] {
            *value /= diagonal;
        }
    }
    let mut result = Matrix::zeros(n);
    for k in 0..n {
        let source = lower.row_ref(k)[..=k].to_vec();
        for i in 0..=k {
            let scale = source[i];
            for (entry, value) in result.row(i)[..=i].iter_mut().zip(&source) {
                *entry += scale * value;
            }
        }
    }
    for i in 0..n {
        for j in i + 1..n {
            let value = result.get(j, i);
            *result.at(i, j) = value;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_times_the_matrix_is_the_identity() {
        let n = 7;
        let mut matrix = Matrix::zeros(n);
        for i in 0..n {
            for j in 0..n {
                *matrix.at(i, j) = 1.0 / (1.0 + i as f64 + j as f64) + f64::from(u8::from(i == j));
            }
        }
        let factor = cholesky(matrix.clone()).unwrap();
        let inverse = inverse(&factor);
        for i in 0..n {
            let right: Vec<f64> = (0..n).map(|k| matrix.get(i, k)).collect();
            let solved = factor.solve_lower_then_upper(&right);
            for (j, solved) in solved.iter().enumerate() {
                let product: f64 = (0..n).map(|k| matrix.get(i, k) * inverse.get(k, j)).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12);
                assert!((solved - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
        let mut flat = Matrix::zeros(2);
        *flat.at(0, 0) = -1.0;
        assert!(cholesky(flat).is_none());
    }
}

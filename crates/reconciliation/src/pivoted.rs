//! QR factorisation with column pivoting: rank, range and null space of balances.

use crate::matrix::{Matrix, dot, norm};

/// `A P = Q R` by Householder reflections, the largest remaining column first (Businger & Golub, Numerische Mathematik 7
/// (1965) 269–276). `Q` is square.
pub(crate) struct Pivoted {
    /// Orthogonal, rows × rows.
    pub q: Matrix,
    /// Upper trapezoidal, rows × columns.
    pub r: Matrix,
    /// Column of `A` that stands at each place of `A P`.
    pub order: Vec<usize>,
    /// Number of diagonal entries of `R` above the tolerance.
    pub rank: usize,
}

/// Factorises; `tolerance` is relative to the largest column.
pub(crate) fn factor(a: &Matrix, tolerance: f64) -> Pivoted {
    let (m, n) = (a.rows(), a.columns());
    let mut r = a.clone();
    let mut order: Vec<usize> = (0..n).collect();
    let mut reflections: Vec<Vec<f64>> = Vec::new();
    let largest = (0..n).map(|j| norm(r.column(j))).fold(0.0, f64::max);
    let mut rank = 0;
    for k in 0..m.min(n) {
        let mut best = (k, -1.0);
        for j in k..n {
            let length = norm(&r.column(j)[k..]);
            // A clear lead is needed, so that rounding does not choose among equal columns.
            if length > best.1 * (1.0 + 1e-10) {
                best = (j, length);
            }
        }
        if best.1 <= tolerance * largest || best.1 <= 0.0 {
            break;
        }
        r.swap_columns(k, best.0);
        order.swap(k, best.0);
        let mut v = r.column(k)[k..].to_vec();
        let length = norm(&v);
        let diagonal = if v[0] > 0.0 { -length } else { length };
        v[0] -= diagonal;
        let size = norm(&v);
        for value in &mut v {
            *value /= size;
        }
        for j in k..n {
            reflect(&v, &mut r.column_mut(j)[k..]);
        }
        r.set(k, k, diagonal);
        r.column_mut(k)[k + 1..].fill(0.0);
        reflections.push(v);
        rank = k + 1;
    }
    let mut q = Matrix::zeros(m, m);
    for j in 0..m {
        q.set(j, j, 1.0);
    }
    for (k, v) in reflections.iter().enumerate().rev() {
        for j in 0..m {
            reflect(v, &mut q.column_mut(j)[k..]);
        }
    }
    Pivoted { q, r, order, rank }
}

fn reflect(v: &[f64], target: &mut [f64]) {
    let factor = 2.0 * dot(v, target);
    for (value, part) in target.iter_mut().zip(v) {
        *value -= factor * part;
    }
}

impl Pivoted {
    /// The leading triangle `R₁₁` of size rank, transposed (lower).
    pub fn lower(&self) -> Matrix {
        let mut lower = Matrix::zeros(self.rank, self.rank);
        for j in 0..self.rank {
            for i in j..self.rank {
                lower.set(i, j, self.r.get(j, i));
            }
        }
        lower
    }

    /// Solves `R₁₁ z = b`.
    pub fn backward(&self, b: &[f64]) -> Vec<f64> {
        let mut z = b.to_vec();
        for i in (0..self.rank).rev() {
            for k in i + 1..self.rank {
                z[i] -= self.r.get(i, k) * z[k];
            }
            z[i] /= self.r.get(i, i);
        }
        z
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_multiply_back_and_tell_the_rank() {
        let mut a = Matrix::zeros(4, 5);
        for i in 0..4 {
            for j in 0..5 {
                a.set(i, j, ((i * 7 + j * 3) % 5) as f64 - 1.5 * (i as f64));
            }
        }
        for j in 0..5 {
            let sum = a.get(0, j) + 2.0 * a.get(1, j);
            a.set(3, j, sum);
        }
        let parts = factor(&a, 1e-12);
        assert_eq!(parts.rank, 3);
        let product = parts.q.times(&parts.r);
        for (place, &column) in parts.order.iter().enumerate() {
            for i in 0..4 {
                assert!((product.get(i, place) - a.get(i, column)).abs() < 1e-12);
            }
        }
        let unit = parts.q.transposed().times(&parts.q);
        for i in 0..4 {
            for j in 0..4 {
                assert!((unit.get(i, j) - f64::from(u8::from(i == j))).abs() < 1e-14);
            }
        }
    }
}

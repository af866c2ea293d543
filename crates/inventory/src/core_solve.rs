//! Solves the dense core of sampled values with the inverse of the deterministic core as preconditioner.
//!
//! GMRES (Saad & Schultz 1986) on `K₀⁻¹·K·z = K₀⁻¹·b`, with unknowns scaled by the first guess `x₀ = K₀⁻¹·b` so that
//! units do not weigh, to ten digits of the first guess. Samples lie near the deterministic values, so that a few steps suffice.

use crate::core_lu::CoreLu;

/// Steps before the core is factored instead.
const STEPS: usize = 24;
/// Residual, relative to the first guess, at which the iteration ends.
const TOLERANCE: f64 = 1e-10;

/// The inverse of the deterministic core, columns one after another.
#[derive(Debug)]
pub(crate) struct CoreBase {
    size: usize,
    inverse: Vec<f32>,
}

impl CoreBase {
    /// Inverts a core given by columns; nothing when it is empty or singular.
    pub(crate) fn new(core: &[f64], prices: &[f64]) -> Option<Self> {
        let size = prices.len();
        if size == 0 {
            return None;
        }
        // Half the precision halves the memory to stream, which is what a step costs; a preconditioner bears it.
        let inverse: Vec<f32> = CoreLu::new(core, prices)?.inverse().into_iter().map(|value| value as f32).collect();
        inverse.iter().all(|value| value.is_finite()).then_some(Self { size, inverse })
    }
}

/// `out = matrix·x` for a square matrix by columns, four columns at a time.
fn multiply<T: Copy + Into<f64>>(matrix: &[T], x: &[f64], out: &mut [f64]) {
    let size = x.len();
    out.fill(0.0);
    let (fours, rest) = x.as_chunks::<4>();
    for (block, x) in matrix.chunks(4 * size).zip(fours) {
        let (a, b) = block.split_at(2 * size);
        let ((a, b), (c, d)) = (a.split_at(size), b.split_at(size));
        for ((((out, &a), &b), &c), &d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *out += (a.into() * x[0] + b.into() * x[1]) + (c.into() * x[2] + d.into() * x[3]);
        }
    }
    let done = fours.len() * 4;
    for (k, x) in rest.iter().enumerate() {
        for (out, &a) in out.iter_mut().zip(&matrix[(done + k) * size..(done + k + 1) * size]) {
            *out += a.into() * x;
        }
    }
}

/// Replaces `b` by the solution of `K·x = b`; `false` leaves `b` as it was.
pub(crate) fn solve_core(base: &CoreBase, core: &[f64], b: &mut [f64]) -> bool {
    let size = base.size;
    let mut first = vec![0.0; size];
    multiply(&base.inverse, b, &mut first);
    let floor = first.iter().fold(0.0_f64, |most, x| most.max(x.abs())) * 1e-30;
    let scale: Vec<f64> = first.iter().map(|x| x.abs().max(floor)).collect();
    if floor.is_nan() || floor <= 0.0 {
        return false;
    }
    let mut plain = vec![0.0; size];
    let mut product = vec![0.0; size];
    // One application of the scaled, preconditioned operator.
    let mut apply = |z: &[f64], out: &mut [f64]| {
        for ((plain, z), scale) in plain.iter_mut().zip(z).zip(&scale) {
            *plain = z * scale;
        }
        multiply(core, &plain, &mut product);
        multiply(&base.inverse, &product, out);
        out.iter_mut().zip(&scale).for_each(|(out, scale)| *out /= scale);
    };
    let mut w = vec![0.0; size];
    let start: Vec<f64> = first.iter().zip(&scale).map(|(x, scale)| x / scale).collect();
    apply(&start, &mut w);
    let residual: Vec<f64> = start.iter().zip(&w).map(|(b, w)| b - w).collect();
    let norm = dot(&residual, &residual).sqrt();
    let goal = TOLERANCE * (size as f64).sqrt();
    let mut basis: Vec<Vec<f64>> = vec![residual.iter().map(|r| r / norm).collect()];
    let mut columns: Vec<Vec<f64>> = Vec::new();
    let mut turns: Vec<(f64, f64)> = Vec::new();
    let mut rest = vec![norm];
    while rest[columns.len()].abs() > goal {
        if columns.len() == STEPS || !norm.is_finite() {
            return false;
        }
        apply(&basis[columns.len()], &mut w);
        let mut column = Vec::with_capacity(basis.len() + 1);
        for vector in &basis {
            let along = dot(vector, &w);
            column.push(along);
            w.iter_mut().zip(vector).for_each(|(w, v)| *w -= along * v);
        }
        let next = dot(&w, &w).sqrt();
        for (k, &(cos, sin)) in turns.iter().enumerate() {
            let (a, b) = (column[k], column[k + 1]);
            column[k] = cos * a + sin * b;
            column[k + 1] = cos * b - sin * a;
        }
        let last = columns.len();
        let length = column[last].hypot(next);
        if length == 0.0 || !length.is_finite() {
            return false;
        }
        let (cos, sin) = (column[last] / length, next / length);
        column[last] = length;
        let left = rest[last];
        rest[last] = cos * left;
        rest.push(-sin * left);
        turns.push((cos, sin));
        columns.push(column);
        basis.push(w.iter().map(|w| w / next.max(f64::MIN_POSITIVE)).collect());
    }
    let steps = columns.len();
    let mut weights = rest[..steps].to_vec();
    for k in (0..steps).rev() {
        weights[k] /= columns[k][k];
        for i in 0..k {
            weights[i] -= columns[k][i] * weights[k];
        }
    }
    for (i, b) in b.iter_mut().enumerate() {
        let sum: f64 = basis.iter().zip(&weights).map(|(vector, weight)| vector[i] * weight).sum();
        *b = (start[i] + sum) * scale[i];
    }
    b.iter().all(|x| x.is_finite())
}

/// Inner product in eight interleaved sums.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

//! Estimates the 1-norm of an operator from a few products with it and its transpose.

/// Hager's method in Higham's form (1988): a lower bound of `‖T‖₁` that is almost always within a factor of three.
/// `apply` is `z := T·z`, `apply_transposed` is `z := Tᵀ·z`.
pub(crate) fn one_norm(
    size: usize,
    apply: impl Fn(&mut [[f64; 1]]),
    apply_transposed: impl Fn(&mut [[f64; 1]]),
) -> f64 {
    if size == 0 {
        return 0.0;
    }
    let sum = |z: &[[f64; 1]]| z.iter().map(|value| value[0].abs()).sum::<f64>();
    let mut x = vec![[1.0 / size as f64]; size];
    let mut best = 0.0_f64;
    let mut last = usize::MAX;
    for _ in 0..5 {
        apply(&mut x);
        let estimate = sum(&x);
        if !estimate.is_finite() {
            return f64::INFINITY;
        }
        if last != usize::MAX && estimate <= best {
            break;
        }
        best = estimate;
        for value in &mut x {
            value[0] = if value[0] < 0.0 { -1.0 } else { 1.0 };
        }
        apply_transposed(&mut x);
        let next = (0..size).max_by(|&a, &b| x[a][0].abs().total_cmp(&x[b][0].abs())).unwrap_or(0);
        if next == last {
            break;
        }
        last = next;
        x.fill([0.0]);
        x[next] = [1.0];
    }
    // A vector of alternating, growing entries guards against cancellation that hides the norm.
    let growth = |k: usize| 1.0 + k as f64 / (size.max(2) - 1) as f64;
    let mut x: Vec<[f64; 1]> = (0..size).map(|k| [if k % 2 == 0 { growth(k) } else { -growth(k) }]).collect();
    apply(&mut x);
    let guard = 2.0 * sum(&x) / (3.0 * size as f64);
    if guard.is_finite() { best.max(guard) } else { f64::INFINITY }
}

//! Functions of one variable from a table of polynomials.
//!
//! A cell of width 1/16 holds the polynomial of degree seven that meets the function at the eight Chebyshev points of
//! the cell: one cache line of coefficients. The error of such a polynomial is at most `2·(h/4)⁸·|f⁽⁸⁾|/8!`, below
//! 10⁻¹⁶ for both functions here; the table is made from [`super::gamma`] and [`verdigris_quantity::elementary`].

use std::sync::LazyLock;

use verdigris_quantity::elementary::exp;

use super::gamma::erfc;

/// Cells in a unit of the argument.
const CELLS: f64 = 16.0;
/// Coefficients of a cell.
const N: usize = 8;

/// A function between two bounds, constant outside.
#[derive(Debug)]
pub struct Table {
    low: f64,
    high: f64,
    below: f64,
    above: f64,
    cells: Vec<[f64; N]>,
}

impl Table {
    /// Tabulates `function` between whole `low` and `high`.
    fn new(low: f64, high: f64, below: f64, above: f64, function: impl Fn(f64) -> f64) -> Self {
        let count = ((high - low) * CELLS) as usize;
        let cells = (0..count).map(|cell| interpolate(|x| function(low + (cell as f64 + 0.5 + x) / CELLS))).collect();
        Self { low, high, below, above, cells }
    }

    /// The value at `x`; NaN where `x` is none.
    #[inline]
    pub fn at(&self, x: f64) -> f64 {
        if x <= self.low {
            return self.below;
        }
        if x >= self.high {
            return self.above;
        }
        let place = (x - self.low) * CELLS;
        let cell = place as usize;
        let Some(c) = self.cells.get(cell) else { return self.above };
        let r = place - cell as f64 - 0.5;
        let square = r * r;
        let low = (c[0] + c[1] * r) + (c[2] + c[3] * r) * square;
        let high = (c[4] + c[5] * r) + (c[6] + c[7] * r) * square;
        let value = low + high * (square * square);
        if x.is_nan() { x } else { value }
    }

    /// Where the function begins to differ from the value below, and ends to differ from the value above.
    pub fn range(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// Ascending coefficients on `[−½, ½]` of the polynomial through the Chebyshev points, by divided differences.
fn interpolate(function: impl Fn(f64) -> f64) -> [f64; N] {
    // cos((2k + 1)π/16) for k = 0..8, exact enough anywhere near: any eight distinct points give a polynomial.
    const COSINE: [f64; 4] =
        [0.980_785_280_403_230_4, 0.831_469_612_302_545_2, 0.555_570_233_019_602_2, 0.195_090_322_016_128_27];
    let point = |k: usize| {
        let cosine = if k < 4 { COSINE[k] } else { -COSINE[7 - k] };
        -0.5 * cosine
    };
    let mut difference: [f64; N] = std::array::from_fn(|k| function(point(k)));
    for order in 1..N {
        for k in (order..N).rev() {
            difference[k] = (difference[k] - difference[k - 1]) / (point(k) - point(k - order));
        }
    }
    // Newton's form is multiplied out from the innermost bracket.
    let mut coefficients = [0.0; N];
    for k in (0..N).rev() {
        for j in (1..N).rev() {
            coefficients[j] = coefficients[j - 1] - point(k) * coefficients[j];
        }
        coefficients[0] = difference[k] - point(k) * coefficients[0];
    }
    coefficients
}

/// Table of the normal survival.
pub static NORMAL: LazyLock<Table> =
    LazyLock::new(|| Table::new(-9.0, 9.0, 1.0, 0.0, |z| 0.5 * erfc(z * std::f64::consts::FRAC_1_SQRT_2)));

/// Table of `exp(−eᵘ)`.
pub static GUMBEL: LazyLock<Table> = LazyLock::new(|| Table::new(-38.0, 4.0, 1.0, 0.0, |u| exp(-exp(u))));

/// `1 − Φ(z)`, the share of a standard normal above `z`, within 4·10⁻¹⁵; 1 below −9 and 0 above 9.
pub fn normal_survival(z: f64) -> f64 {
    NORMAL.at(z)
}

/// `exp(−eᵘ)`, within 4·10⁻¹⁵; 1 below −38 and 0 above 4. A Weibull survival is this at `k·(ln t − ln λ)`.
pub fn gumbel_survival(u: f64) -> f64 {
    GUMBEL.at(u)
}

#[cfg(test)]
mod tests {
    use super::*;
    use verdigris_quantity::quantile::normal_quantile;

    #[test]
    fn tables_are_near_what_they_tabulate() {
        for k in -100_000..100_000 {
            let z = f64::from(k) * 0.000_123_7;
            let exact = 0.5 * erfc(z * std::f64::consts::FRAC_1_SQRT_2);
            assert!((normal_survival(z) - exact).abs() <= 4e-15, "{z}: {} {exact}", normal_survival(z));
            let u = f64::from(k) * 0.000_45;
            let exact = (-u.exp()).exp();
            assert!((gumbel_survival(u) - exact).abs() <= 4e-15, "{u}: {} {exact}", gumbel_survival(u));
        }
    }

    #[test]
    fn the_survival_inverts_the_quantile() {
        for k in 1..1_000 {
            let p = f64::from(k) / 1_000.0;
            assert!((normal_survival(-normal_quantile(p)) - p).abs() < 4e-15, "{p}");
        }
        assert!(normal_survival(f64::NAN).is_nan());
        assert_eq!((normal_survival(f64::NEG_INFINITY), normal_survival(f64::INFINITY)), (1.0, 0.0));
    }
}

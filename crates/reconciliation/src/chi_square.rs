//! The chi-square distribution: cumulative probability and quantile.

use verdigris_quantity::quantile::ln_gamma;

/// Probability that a chi-square variable of `freedom` degrees stays at or below `x`: the regularised lower incomplete
/// gamma function P(freedom/2, x/2), by its series (DLMF 8.11.4) below the mean and by the continued fraction of its
/// complement (DLMF 8.9.2) above.
pub fn cumulative(freedom: f64, x: f64) -> f64 {
    if freedom <= 0.0 {
        return 1.0;
    }
    if x <= 0.0 || x.is_nan() {
        return 0.0;
    }
    let (a, z) = (freedom / 2.0, x / 2.0);
    let front = (a * z.ln() - z - ln_gamma(a)).exp();
    if z < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            n += 1.0;
            term *= z / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        (front * sum).min(1.0)
    } else {
        // Modified Lentz evaluation.
        let tiny = 1e-300;
        let mut b = z + 1.0 - a;
        let mut c = 1.0 / tiny;
        let mut d = 1.0 / b;
        let mut fraction = d;
        for k in 1..10_000 {
            let k = f64::from(k);
            let an = -k * (k - a);
            b += 2.0;
            d = 1.0 / guard(an * d + b, tiny);
            c = guard(b + an / c, tiny);
            let step = c * d;
            fraction *= step;
            if (step - 1.0).abs() < 1e-16 {
                break;
            }
        }
        (1.0 - front * fraction).max(0.0)
    }
}

fn guard(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

/// The value a chi-square variable of `freedom` degrees stays below with probability `p`; ∞ for `p` of 1.
pub fn quantile(freedom: f64, p: f64) -> f64 {
    if freedom <= 0.0 || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (0.0, freedom.max(1.0));
    while cumulative(freedom, high) < p && high < 1e9 {
        (low, high) = (high, high * 2.0);
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if cumulative(freedom, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Percentage points of Pearson & Hartley, as printed in every table of the distribution.
    #[test]
    fn matches_printed_percentage_points() {
        for (freedom, p, point) in
            [(1.0, 0.95, 3.841), (2.0, 0.95, 5.991), (4.0, 0.95, 9.488), (10.0, 0.99, 23.209), (30.0, 0.05, 18.493)]
        {
            assert!((quantile(freedom, p) - point).abs() < 6e-4, "{freedom} {p}");
        }
    }

    #[test]
    fn two_degrees_are_exponential() {
        for x in [0.01, 1.0, 5.0, 40.0] {
            assert!((cumulative(2.0, x) - (1.0 - (-x / 2.0_f64).exp())).abs() < 1e-14);
        }
    }
}

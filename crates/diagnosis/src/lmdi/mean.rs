//! The logarithmic mean.

/// `L(a, b) = (a − b) / ln(a / b)`, `L(a, a) = a`, for two numbers of the same sign; zero where either is zero, which
/// is the limit (Ang 2005, Energy Policy 33, eq. 3; Ang & Liu 2007, Energy Policy 35, table 1). `None` for numbers of
/// different signs, which have no logarithmic mean.
pub fn logarithmic_mean(a: f64, b: f64) -> Option<f64> {
    if a == 0.0 || b == 0.0 {
        return Some(0.0);
    }
    if (a > 0.0) != (b > 0.0) {
        return None;
    }
    if a == b {
        return Some(a);
    }
    // Near a = b both difference and logarithm lose digits; their ratio through ln(1 + r) does not.
    let r = (a - b) / b;
    Some(if r.abs() < 0.5 { b * (r / r.ln_1p()) } else { (a - b) / (a / b).ln() })
}

/// `ln(a / b)` of two numbers of the same sign, without loss of digits near `a = b`.
pub(super) fn log_ratio(a: f64, b: f64) -> f64 {
    let r = (a - b) / b;
    if r.abs() < 0.5 { r.ln_1p() } else { (a / b).ln() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_printed_mean_of_the_literature_comes_out() {
        let mean = logarithmic_mean(0.5913, 0.5650).unwrap();
        assert_eq!(format!("{mean:.3}"), "0.578");
    }

    #[test]
    fn limits_hold() {
        assert_eq!(logarithmic_mean(0.0, 3.0), Some(0.0));
        assert_eq!(logarithmic_mean(2.5, 2.5), Some(2.5));
        assert_eq!(logarithmic_mean(-1.0, 2.0), None);
    }

    proptest! {
        #[test]
        fn it_lies_between_the_geometric_and_the_arithmetic_mean(a in 1e-6_f64..1e6, b in 1e-6_f64..1e6) {
            let mean = logarithmic_mean(a, b).unwrap();
            prop_assert!(mean >= (a * b).sqrt() * (1.0 - 1e-12));
            prop_assert!(mean <= f64::midpoint(a, b) * (1.0 + 1e-12));
            prop_assert_eq!(mean.to_bits(), mean.to_bits());
            let other = logarithmic_mean(b, a).unwrap();
            prop_assert!((mean - other).abs() <= 1e-14 * mean);
        }
    }
}

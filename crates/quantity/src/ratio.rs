//! Exact positive rational numbers for conversion factors.

use crate::error::QuantityError;

/// A positive fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: u128,
    denominator: u128,
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl Ratio {
    /// One.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// `numerator / denominator`; both must be positive.
    pub fn new(numerator: u128, denominator: u128) -> Self {
        debug_assert!(numerator > 0 && denominator > 0);
        let common = gcd(numerator, denominator).max(1);
        Self { numerator: numerator / common, denominator: denominator / common }
    }

    /// A decimal such as `0.45359237` or `1e-3`, exactly.
    pub fn decimal(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: u128 = format!("{whole}{fraction}").parse().ok().filter(|&digits| digits > 0)?;
        let shift = exponent - i32::try_from(fraction.len()).ok()?;
        let ten = 10_u128.checked_pow(shift.unsigned_abs())?;
        Some(if shift >= 0 { Self::new(digits.checked_mul(ten)?, 1) } else { Self::new(digits, ten) })
    }

    /// `self · other`, or an error when the fraction outgrows 128 bits.
    pub fn times(self, other: Self) -> Result<Self, QuantityError> {
        let (a, b) = (gcd(self.numerator, other.denominator), gcd(other.numerator, self.denominator));
        let numerator = (self.numerator / a).checked_mul(other.numerator / b);
        let denominator = (self.denominator / b).checked_mul(other.denominator / a);
        match (numerator, denominator) {
            (Some(numerator), Some(denominator)) => Ok(Self { numerator, denominator }),
            _ => Err(QuantityError::FactorTooLarge),
        }
    }

    /// `1 / self`.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self { numerator: self.denominator, denominator: self.numerator }
    }

    /// `selfᵖᵒʷᵉʳ`.
    pub fn power(self, power: i8) -> Result<Self, QuantityError> {
        let base = if power < 0 { self.inverse() } else { self };
        (0..power.unsigned_abs()).try_fold(Self::ONE, |whole, _| whole.times(base))
    }

    /// `value · self`, with one rounding for the product and one for the quotient.
    pub fn apply(self, value: f64) -> f64 {
        value * self.numerator as f64 / self.denominator as f64
    }

    /// Numerator and denominator, in lowest terms.
    pub fn parts(self) -> (u128, u128) {
        (self.numerator, self.denominator)
    }

    /// The nearest floating-point number.
    pub fn value(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

//! Exact fractions: what accounts are computed in, so that 44/12 is no decimal and rounding happens only where a
//! guideline rounds.
//!
//! A fraction lives in 128-bit integers while it fits and in big integers beyond; the value is the same.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use verdigris_network::formula::{Arithmetic, Binary, Function};

/// A fraction in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// Numerator and denominator fit into 128 bits.
    Small(Ratio<i128>),
    /// They do not.
    Big(BigRational),
}

impl Exact {
    /// A whole number.
    pub fn whole(value: i128) -> Self {
        Self(Form::Small(Ratio::from_integer(value)))
    }

    /// Zero.
    pub fn zero() -> Self {
        Self::whole(0)
    }

    /// A decimal (`0.1518`, `1e-3`) or a fraction of two (`44/12`).
    pub fn parse(text: &str) -> Option<Self> {
        let decimal = |text: &str| {
            let text = text.trim();
            let found = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
            found.ok().map(Self::from)
        };
        match text.split_once('/') {
            Some((above, below)) => decimal(above)?.binary(Binary::Divide, &decimal(below)?),
            None => decimal(text),
        }
    }

    /// Numerator over denominator of a unit conversion.
    pub fn ratio(numerator: u128, denominator: u128) -> Option<Self> {
        let below = BigInt::from(denominator);
        (!below.is_zero()).then(|| Self::settled(BigRational::new(BigInt::from(numerator), below)))
    }

    fn settled(value: BigRational) -> Self {
        match (value.numer().to_i128(), value.denom().to_i128()) {
            (Some(above), Some(below)) => Self(Form::Small(Ratio::new_raw(above, below))),
            _ => Self(Form::Big(value)),
        }
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            Form::Small(value) => BigRational::new_raw(BigInt::from(*value.numer()), BigInt::from(*value.denom())),
            Form::Big(value) => value.clone(),
        }
    }

    /// `self + other`.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Form::Small(a), Form::Small(b)) => {
                a.checked_add(b).map_or_else(|| Self::settled(self.big() + other.big()), |sum| Self(Form::Small(sum)))
            }
            _ => Self::settled(self.big() + other.big()),
        }
    }

    /// `self − other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Form::Small(a), Form::Small(b)) => {
                a.checked_sub(b).map_or_else(|| Self::settled(self.big() - other.big()), |sum| Self(Form::Small(sum)))
            }
            _ => Self::settled(self.big() - other.big()),
        }
    }

    /// `self · other`.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Form::Small(one), _) if one.is_one() => other.clone(),
            (_, Form::Small(one)) if one.is_one() => self.clone(),
            (Form::Small(a), Form::Small(b)) => {
                a.checked_mul(b).map_or_else(|| Self::settled(self.big() * other.big()), |sum| Self(Form::Small(sum)))
            }
            _ => Self::settled(self.big() * other.big()),
        }
    }

    /// `self / other`, where `other` is not 0.
    pub fn over(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        Some(match (&self.0, &other.0) {
            (Form::Small(a), Form::Small(b)) => {
                a.checked_div(b).map_or_else(|| Self::settled(self.big() / other.big()), |sum| Self(Form::Small(sum)))
            }
            _ => Self::settled(self.big() / other.big()),
        })
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Form::Small(value) => value.is_zero(),
            Form::Big(value) => value.is_zero(),
        }
    }

    /// Rounded to `decimals`, halves away from zero (四舍五入).
    #[must_use]
    pub fn rounded(&self, decimals: u32) -> Self {
        if let (Some(nearest), Some(scale)) = (self.small_scaled(decimals), 10_i128.checked_pow(decimals)) {
            return Self(Form::Small(Ratio::new(nearest, scale)));
        }
        let scale = BigInt::from(10).pow(decimals);
        Self::settled(BigRational::new(self.scaled(decimals), scale))
    }

    /// The nearest whole number of units of 10⁻ᵈᵉᶜⁱᵐᵃˡˢ, halves away from zero.
    fn scaled(&self, decimals: u32) -> BigInt {
        let value = self.big();
        let twice = value.numer().abs() * BigInt::from(10).pow(decimals) * 2;
        let nearest: BigInt = (twice + value.denom()) / (value.denom() * 2);
        if value.is_negative() { -nearest } else { nearest }
    }

    /// The same within 128 bits, where every step fits: the whole part apart, so that only the rest is scaled and rounded.
    fn small_scaled(&self, decimals: u32) -> Option<i128> {
        let Form::Small(value) = &self.0 else { return None };
        let (above, below) = (value.numer().unsigned_abs(), u128::try_from(*value.denom()).ok()?);
        let scale = 10_u128.checked_pow(decimals)?;
        let rest = (above % below).checked_mul(scale)?.checked_mul(2)?.checked_add(below)? / below.checked_mul(2)?;
        let nearest = i128::try_from((above / below).checked_mul(scale)?.checked_add(rest)?).ok()?;
        Some(if value.is_negative() { -nearest } else { nearest })
    }

    /// As a decimal of at most `decimals` places, halves away from zero; fewer places where 28 digits do not reach.
    pub fn decimal(&self, decimals: u32) -> Option<Decimal> {
        if let Form::Small(value) = &self.0
            && *value.denom() == 1
        {
            return Decimal::try_from_i128_with_scale(*value.numer(), 0).ok();
        }
        (0..=decimals.min(28)).rev().find_map(|places| {
            let mantissa = self.small_scaled(places).or_else(|| self.scaled(places).to_i128())?;
            Decimal::try_from_i128_with_scale(mantissa, places).ok().map(|value| value.normalize())
        })
    }

    /// The nearest floating-point number.
    pub fn float(&self) -> f64 {
        match &self.0 {
            Form::Small(value) => *value.numer() as f64 / *value.denom() as f64,
            Form::Big(value) => value.to_f64().unwrap_or(f64::NAN),
        }
    }

    /// Order of two fractions.
    pub fn order(&self, other: &Self) -> Ordering {
        match &self.minus(other).0 {
            Form::Small(value) => value.cmp(&Ratio::zero()),
            Form::Big(value) => value.cmp(&BigRational::zero()),
        }
    }

    fn truth(holds: bool) -> Self {
        Self::whole(i128::from(holds))
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        let value = value.normalize();
        Self(Form::Small(Ratio::new(value.mantissa(), 10_i128.pow(value.scale()))))
    }
}

impl Arithmetic for Exact {
    fn literal(value: f64) -> Option<Self> {
        Self::parse(&value.to_string())
    }

    fn negate(&self) -> Option<Self> {
        Some(Self::zero().minus(self))
    }

    fn binary(&self, operator: Binary, other: &Self) -> Option<Self> {
        let order = || self.order(other);
        Some(match operator {
            Binary::Add => self.plus(other),
            Binary::Subtract => self.minus(other),
            Binary::Multiply => self.times(other),
            Binary::Divide => self.over(other)?,
            Binary::Less => Self::truth(order() == Ordering::Less),
            Binary::LessEqual => Self::truth(order() != Ordering::Greater),
            Binary::Equal => Self::truth(order() == Ordering::Equal),
            Binary::NotEqual => Self::truth(order() != Ordering::Equal),
            Binary::Greater => Self::truth(order() == Ordering::Greater),
            Binary::GreaterEqual => Self::truth(order() != Ordering::Less),
            Binary::And => Self::truth(!self.is_zero() && !other.is_zero()),
            Binary::Or => Self::truth(!self.is_zero() || !other.is_zero()),
            Binary::Xor | Binary::WholeDivide | Binary::Remainder | Binary::Power => return None,
        })
    }

    fn call(function: Function, arguments: &[Self]) -> Option<Self> {
        let extreme = |wanted: Ordering| {
            arguments.iter().cloned().reduce(|best, next| if next.order(&best) == wanted { next } else { best })
        };
        let first = arguments.first()?;
        match function {
            Function::Min => extreme(Ordering::Less),
            Function::Max => extreme(Ordering::Greater),
            Function::Sum => Some(arguments.iter().fold(Self::zero(), |sum, next| sum.plus(next))),
            Function::Mean => Self::call(Function::Sum, arguments)?.over(&Self::whole(arguments.len() as i128)),
            Function::Abs => Self::call(Function::Max, &[first.clone(), first.negate()?]),
            Function::Square => Some(first.times(first)),
            Function::If => arguments.get(if first.is_zero() { 2 } else { 1 }).cloned(),
            Function::Round => {
                let decimals = arguments.get(1).map_or(Some(0.0), |decimals| Some(decimals.float()))?;
                (0.0..=28.0).contains(&decimals).then(|| first.rounded(decimals as u32))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn forty_four_twelfths_is_no_decimal() {
        assert_eq!(exact("44/12").times(&exact("3")), Exact::whole(11));
        assert_ne!(exact("44/12"), exact("3.664"));
        assert_eq!(exact("44/12").decimal(4).unwrap().to_string(), "3.6667");
    }

    #[test]
    fn halves_round_away_from_zero() {
        for (value, decimals, expected) in
            [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("0.1249", 2, "0.12")]
        {
            assert_eq!(exact(value).rounded(decimals), exact(expected), "{value}");
        }
    }

    #[test]
    fn long_products_stay_exact() {
        let long = exact("0.1234567890123456789012345678");
        let product = long.times(&long).times(&long).times(&long);
        assert_eq!(product.over(&long).unwrap().over(&long).unwrap().over(&long).unwrap(), long);
        assert!((product.float() - 0.123_456_789_012_345_68_f64.powi(4)).abs() < 1e-18);
    }

    proptest! {
        #[test]
        fn sums_and_products_of_decimals_are_those_of_exact_decimals(a in -1_000_000_i64..1_000_000, b in 1_i64..1_000_000, places in 0_u32..6) {
            let (x, y) = (Decimal::new(a, places), Decimal::new(b, 3));
            let (p, q) = (Exact::from(x), Exact::from(y));
            prop_assert_eq!(p.plus(&q), Exact::from(x + y));
            prop_assert_eq!(p.times(&q), Exact::from(x * y));
            prop_assert_eq!(p.over(&q).unwrap().times(&q), p.clone());
            prop_assert_eq!(p.minus(&q).plus(&q), p);
        }

        #[test]
        fn rounding_within_128_bits_is_that_of_big_integers(above: i128, shift in 0_u32..120, below in 1_i128..i128::MAX, less in 0_u32..126, decimals in 0_u32..20) {
            let value = Exact::settled(BigRational::new(BigInt::from(above >> shift), BigInt::from((below >> less).max(1))));
            let big = value.scaled(decimals);
            if let Some(small) = value.small_scaled(decimals) {
                prop_assert_eq!(BigInt::from(small), big.clone());
            }
            prop_assert_eq!(value.rounded(decimals), Exact::settled(BigRational::new(big, BigInt::from(10).pow(decimals))));
        }
    }
}

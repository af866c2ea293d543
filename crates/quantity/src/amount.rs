//! Numbers with units.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{error::QuantityError, unit::Unit};

/// A value in a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

impl Amount {
    /// A value in a unit.
    pub fn new(value: f64, unit: Unit) -> Self {
        Self { value, unit }
    }

    /// Reads `13.5 MWh/t`, `1,234.5 t`, `3万吨`, `5e-3 kg`; a bare number is a pure number.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let trimmed = text.trim();
        let number = || QuantityError::Number { text: text.to_owned() };
        // The longest prefix that reads as a number; grouping commas are allowed between digits.
        let mut best = None;
        for (at, c) in trimmed.char_indices() {
            if !(c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | 'e' | 'E')) {
                break;
            }
            let end = at + c.len_utf8();
            let candidate = &trimmed[..end];
            if (c.is_ascii_digit() || c == '.')
                && let Some(value) = grouped(candidate)
            {
                best = Some((value, end));
            }
        }
        let (value, end) = best.ok_or_else(number)?;
        let rest = trimmed[end..].trim_start();
        let unit = if rest.is_empty() { Unit::one() } else { Unit::parse(rest)? };
        Ok(Self { value, unit })
    }

    /// The same amount in another unit.
    pub fn to(&self, unit: &Unit) -> Result<Self, QuantityError> {
        Ok(Self { value: self.unit.convert(self.value, unit)?, unit: unit.clone() })
    }

    /// The sum, in the unit of `self`.
    pub fn plus(&self, other: &Self) -> Result<Self, QuantityError> {
        Ok(Self { value: self.value + other.unit.convert(other.value, &self.unit)?, unit: self.unit.clone() })
    }

    /// The difference, in the unit of `self`.
    pub fn minus(&self, other: &Self) -> Result<Self, QuantityError> {
        Ok(Self { value: self.value - other.unit.convert(other.value, &self.unit)?, unit: self.unit.clone() })
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Result<Self, QuantityError> {
        Ok(Self { value: self.value * other.value, unit: self.unit.combine(&other.unit, 1)? })
    }

    /// The quotient.
    pub fn per(&self, other: &Self) -> Result<Self, QuantityError> {
        Ok(Self { value: self.value / other.value, unit: self.unit.combine(&other.unit, -1)? })
    }
}

/// A number whose commas, if any, part groups of three digits.
fn grouped(text: &str) -> Option<f64> {
    if !text.contains(',') {
        return text.parse().ok().filter(|value: &f64| value.is_finite());
    }
    let whole = text.split(['.', 'e', 'E']).next()?.trim_start_matches(['+', '-']);
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    fits.then(|| text.replace(',', "").parse().ok()).flatten()
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.unit)
    }
}

impl FromStr for Amount {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

//! Units: a symbol, a dimension and an exact size, and the grammar of unit expressions.
//!
//! `unit = factor { ("*" | "·" | "/" | " ") factor }`, `factor = ( symbol | "(" unit ")" ) [ "^" ] [ power ]`; each `/`
//! divides by the one factor after it.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    catalogue::{self, Definition},
    dimension::Dimension,
    error::QuantityError,
    ratio::Ratio,
};

#[derive(Debug)]
struct Body {
    symbol: String,
    dimension: Dimension,
    ratio: Ratio,
}

/// A unit of measurement. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Unit(Arc<Body>);

impl Unit {
    /// Reads a unit expression such as `MWh/t`, `m2*a`, `万吨`, `kgce/t` or `Nm3`.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let trimmed = text.trim();
        let whole = catalogue::find(trimmed).or_else(|| catalogue::currency(trimmed));
        let definition = match whole {
            Some(definition) => definition,
            None => Reader { text: trimmed, rest: trimmed }.all()?,
        };
        let body = Body { symbol: trimmed.to_owned(), dimension: definition.dimension, ratio: definition.ratio };
        Ok(Self(Arc::new(body)))
    }

    /// The pure number 1.
    pub fn one() -> Self {
        Self(Arc::new(Body { symbol: "1".into(), dimension: Dimension::NONE, ratio: Ratio::ONE }))
    }

    /// As it was written.
    pub fn symbol(&self) -> &str {
        &self.0.symbol
    }

    /// Its dimension.
    pub fn dimension(&self) -> &Dimension {
        &self.0.dimension
    }

    /// Exact size in base units (kg, m, s, …).
    pub fn ratio(&self) -> Ratio {
        self.0.ratio
    }

    /// Exact factor that turns amounts in `self` into amounts in `target`.
    pub fn factor_to(&self, target: &Self) -> Result<Ratio, QuantityError> {
        if self.0.dimension != target.0.dimension {
            return Err(QuantityError::DimensionMismatch {
                left: self.symbol().to_owned(),
                left_dimension: self.0.dimension.to_string(),
                right: target.symbol().to_owned(),
                right_dimension: target.0.dimension.to_string(),
            });
        }
        self.0.ratio.times(target.0.ratio.inverse())
    }

    /// `value` in `self` expressed in `target`.
    pub fn convert(&self, value: f64, target: &Self) -> Result<f64, QuantityError> {
        if Arc::ptr_eq(&self.0, &target.0) || self.0.symbol == target.0.symbol {
            return Ok(value);
        }
        Ok(self.factor_to(target)?.apply(value))
    }

    /// `self · otherᵖᵒʷᵉʳ`, with a composed symbol.
    pub fn combine(&self, other: &Self, power: i8) -> Result<Self, QuantityError> {
        let sign = if power < 0 { "/" } else { "*" };
        let exponent = if power.abs() == 1 { String::new() } else { format!("^{}", power.abs()) };
        let symbol = match (self.symbol(), power) {
            ("1", 1) => other.symbol().to_owned(),
            (left, _) => format!("{left}{sign}{}{exponent}", other.symbol()),
        };
        let dimension = self.0.dimension.times(&other.0.dimension, power);
        let ratio = self.0.ratio.times(other.0.ratio.power(power)?)?;
        Ok(Self(Arc::new(Body { symbol, dimension, ratio })))
    }
}

impl PartialEq for Unit {
    /// Equal size and dimension: `kWh` equals `千瓦时`.
    fn eq(&self, other: &Self) -> bool {
        self.0.dimension == other.0.dimension && self.0.ratio == other.0.ratio
    }
}

impl Eq for Unit {}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

impl FromStr for Unit {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol())
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '·' | '⋅' | '×' | '/' | '(' | ')' | '^')
}

fn superscript(c: char) -> Option<char> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|s| s == c).and_then(|d| char::from_digit(d as u32, 10)).or((c == '⁻').then_some('-'))
}

impl Reader<'_> {
    fn all(mut self) -> Result<Definition, QuantityError> {
        let definition = self.product(0)?;
        if self.rest.is_empty() { Ok(definition) } else { Err(self.fail("the end")) }
    }

    fn fail(&self, reason: &'static str) -> QuantityError {
        let at = self.text.chars().count() - self.rest.chars().count() + 1;
        QuantityError::UnitSyntax { text: self.text.to_owned(), at, reason }
    }

    fn product(&mut self, depth: usize) -> Result<Definition, QuantityError> {
        let mut whole = self.factor(depth)?;
        loop {
            self.rest = self.rest.trim_start();
            let power = match self.rest.chars().next() {
                None | Some(')') => return Ok(whole),
                Some('/') => -1,
                Some('*' | '·' | '⋅' | '×') => 1,
                Some(_) => 0,
            };
            if power != 0 {
                let mut rest = self.rest.chars();
                rest.next();
                self.rest = rest.as_str();
            }
            let next = self.factor(depth)?;
            let power = if power == 0 { 1 } else { power };
            whole = Definition {
                dimension: whole.dimension.times(&next.dimension, power),
                ratio: whole.ratio.times(next.ratio.power(power)?)?,
            };
        }
    }

    fn factor(&mut self, depth: usize) -> Result<Definition, QuantityError> {
        self.rest = self.rest.trim_start();
        if depth > 8 {
            return Err(self.fail("fewer parentheses"));
        }
        let inner = if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let inner = self.product(depth + 1)?;
            self.rest = self.rest.trim_start().strip_prefix(')').ok_or_else(|| self.fail("`)`"))?;
            inner
        } else {
            let end = self.rest.find(|c| is_separator(c) || superscript(c).is_some()).unwrap_or(self.rest.len());
            let symbol = &self.rest[..end];
            if symbol.is_empty() {
                return Err(self.fail("a unit symbol"));
            }
            let found = self.symbol(symbol)?;
            self.rest = &self.rest[end..];
            found
        };
        self.powered(inner)
    }

    /// `m3` is in the catalogue; `m4` or `km2` are a symbol and trailing digits.
    fn symbol(&self, symbol: &str) -> Result<Definition, QuantityError> {
        if let Some(found) = catalogue::find(symbol).or_else(|| catalogue::currency(symbol)) {
            return Ok(found);
        }
        let stem = symbol.trim_end_matches(|c: char| c.is_ascii_digit());
        let power = symbol[stem.len()..].parse::<i8>().ok();
        match (catalogue::find(stem), power) {
            (Some(inner), Some(power)) if (1..=9).contains(&power) => raise(&inner, power),
            _ => Err(QuantityError::UnknownUnit { symbol: symbol.to_owned(), text: self.text.to_owned() }),
        }
    }

    fn powered(&mut self, inner: Definition) -> Result<Definition, QuantityError> {
        let (digits, rest) = if let Some(rest) = self.rest.strip_prefix('^') {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        } else {
            let end = self.rest.find(|c| superscript(c).is_none()).unwrap_or(self.rest.len());
            (self.rest[..end].chars().filter_map(superscript).collect(), &self.rest[end..])
        };
        if digits.is_empty() && self.rest.len() == rest.len() {
            return Ok(inner);
        }
        let power = digits.parse::<i8>().ok().filter(|power| power.abs() <= 9).ok_or_else(|| self.fail("a power"))?;
        self.rest = rest;
        raise(&inner, power)
    }
}

fn raise(inner: &Definition, power: i8) -> Result<Definition, QuantityError> {
    Ok(Definition { dimension: Dimension::NONE.times(&inner.dimension, power), ratio: inner.ratio.power(power)? })
}

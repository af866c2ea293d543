//! Physical dimensions at run time: integer powers of base kinds.
//!
//! Radioactivity is a base of its own (a becquerel is not a hertz), a normal cubic metre is not a cubic metre (its
//! content depends on the reference state), and each currency is its own base, because no exact factor joins them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A base kind of quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Base {
    /// Kilogram.
    Mass,
    /// Metre.
    Length,
    /// Second.
    Time,
    /// Kelvin.
    Temperature,
    /// Mole.
    Substance,
    /// Becquerel.
    Radioactivity,
    /// A countable piece, person or vehicle.
    Item,
    /// Cubic metre of gas in a normal state (Nm³: 0 °C, 101.325 kPa).
    NormalVolume,
    /// A currency by its ISO 4217 code.
    Currency([u8; 3]),
}

impl Base {
    fn symbol(self) -> String {
        match self {
            Self::Mass => "kg".into(),
            Self::Length => "m".into(),
            Self::Time => "s".into(),
            Self::Temperature => "K".into(),
            Self::Substance => "mol".into(),
            Self::Radioactivity => "Bq".into(),
            Self::Item => "item".into(),
            Self::NormalVolume => "Nm3".into(),
            Self::Currency(code) => String::from_utf8_lossy(&code).into_owned(),
        }
    }
}

/// A product of powers of base kinds, kept sorted and without zero powers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dimension(Vec<(Base, i8)>);

impl Dimension {
    /// The dimension of a pure number.
    pub const NONE: Self = Self(Vec::new());

    /// One base kind.
    pub fn base(base: Base) -> Self {
        Self(vec![(base, 1)])
    }

    /// A product of powers; equal kinds add up.
    pub fn of(powers: &[(Base, i8)]) -> Self {
        powers.iter().fold(Self::NONE, |whole, &(base, power)| whole.times(&Self(vec![(base, 1)]), power))
    }

    /// Energy, kg·m²·s⁻².
    pub fn energy() -> Self {
        Self::of(&[(Base::Mass, 1), (Base::Length, 2), (Base::Time, -2)])
    }

    /// `self · otherᵖᵒʷᵉʳ`.
    #[must_use]
    pub fn times(&self, other: &Self, power: i8) -> Self {
        let mut powers = self.0.clone();
        for &(base, exponent) in &other.0 {
            let change = exponent.saturating_mul(power);
            match powers.binary_search_by_key(&base, |&(kind, _)| kind) {
                Ok(k) => {
                    powers[k].1 = powers[k].1.saturating_add(change);
                    if powers[k].1 == 0 {
                        powers.remove(k);
                    }
                }
                Err(k) if change != 0 => powers.insert(k, (base, change)),
                Err(_) => {}
            }
        }
        Self(powers)
    }

    /// Whether this is a pure number.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The field's name of a common dimension, English and Chinese.
    pub fn name(&self) -> Option<(&'static str, &'static str)> {
        use Base::{Item, Length, Mass, NormalVolume, Radioactivity, Substance, Temperature, Time};
        Some(match self.0.as_slice() {
            [] => ("number", "纯数"),
            [(Mass, 1)] => ("mass", "质量"),
            [(Length, 1)] => ("length", "长度"),
            [(Length, 2)] => ("area", "面积"),
            [(Length, 3)] => ("volume", "体积"),
            [(Time, 1)] => ("time", "时间"),
            [(Temperature, 1)] => ("temperature", "温度"),
            [(Substance, 1)] => ("amount of substance", "物质的量"),
            [(Radioactivity, 1)] => ("radioactivity", "放射性活度"),
            [(Item, 1)] => ("number of items", "件数"),
            [(NormalVolume, 1)] => ("normal volume", "标准体积"),
            [(Mass, 1), (Length, 2), (Time, -2)] => ("energy", "能量"),
            [(Mass, 1), (Length, 2), (Time, -3)] => ("power", "功率"),
            [(Mass, 1), (Length, 1)] => ("mass transport", "货物周转量"),
            [(Length, 1), (Item, 1)] => ("item transport", "件次周转量"),
            [(Length, 2), (Time, 1)] => ("area·time", "面积·时间"),
            [(Length, 3), (Time, 1)] => ("volume·time", "体积·时间"),
            [(Mass, 1), (Time, 1)] => ("mass·time", "质量·时间"),
            [(Length, 1), (Time, 1)] => ("length·time", "长度·时间"),
            [(Time, 1), (Item, 1)] => ("item·time", "件·时间"),
            [(Base::Currency(_), 1)] => ("money", "货币"),
            _ => return None,
        })
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((english, _)) = self.name() {
            return f.write_str(english);
        }
        for (k, (base, power)) in self.0.iter().enumerate() {
            let dot = if k > 0 { "·" } else { "" };
            match power {
                1 => write!(f, "{dot}{}", base.symbol())?,
                _ => write!(f, "{dot}{}^{power}", base.symbol())?,
            }
        }
        Ok(())
    }
}

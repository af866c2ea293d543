//! Effects as they are printed: decimals that add up to the last digit.
//!
//! Both ends are rounded to the asked number of decimals. Each effect is rounded down on that grid, and the units of
//! the last place that are then missing to the rounded change go to the effects with the largest remainders (the
//! largest-remainder rule). No printed effect is off by one unit of the last place or more unless the rounding of the
//! ends itself was.

use rust_decimal::{Decimal, RoundingStrategy, prelude::FromPrimitive};
use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use super::{Decomposition, Factor};
use crate::error::DiagnosisError;

/// One bar of the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// The factor.
    pub factor: Factor,
    /// Its effect.
    pub effect: Decimal,
    /// Where the bar begins.
    pub from: Decimal,
    /// Where it ends, and the next begins.
    pub to: Decimal,
}

/// A waterfall: from the start over the effects to the end, exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waterfall {
    /// What is decomposed.
    pub label: Label,
    /// Unit.
    pub unit: String,
    /// Value at the start.
    pub start: Decimal,
    /// The effects.
    pub bars: Vec<Bar>,
    /// Value at the end; the last bar ends here.
    pub end: Decimal,
}

impl Decomposition {
    /// The table and picture with `decimals` places.
    pub fn waterfall(&self, label: Label, decimals: u32) -> Result<Waterfall, DiagnosisError> {
        let exact = |what: &str, value: f64| {
            Decimal::from_f64(value).ok_or_else(|| DiagnosisError::Overflow { what: what.to_owned() })
        };
        let half_even = |value: Decimal| value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointNearestEven);
        let start = half_even(exact("start", self.start)?);
        let end = half_even(exact("end", self.end)?);
        let mut printed = Vec::with_capacity(self.effects.len());
        for effect in &self.effects {
            let value = exact(&effect.factor.id, effect.value)?;
            let floor = value.round_dp_with_strategy(decimals, RoundingStrategy::ToNegativeInfinity);
            printed.push((floor, value - floor));
        }
        let whole: Decimal = printed.iter().map(|(floor, _)| *floor).sum();
        let one = Decimal::new(1, decimals);
        let mut order: Vec<usize> = (0..printed.len()).collect();
        order.sort_by(|&a, &b| printed[b].1.cmp(&printed[a].1));
        // Units of the last place still to be given out, or taken back from the smallest remainders.
        let units = (end - start - whole) / one;
        let each = (units / Decimal::from(printed.len().max(1))).trunc();
        let mut left = units - each * Decimal::from(printed.len());
        if left.is_sign_negative() {
            order.reverse();
        }
        for at in order {
            let unit = left.min(Decimal::ONE).max(-Decimal::ONE);
            printed[at].0 += (each + unit) * one;
            left -= unit;
        }
        let mut from = start;
        let bars = self
            .effects
            .iter()
            .zip(printed)
            .map(|(effect, (value, _))| {
                let bar = Bar { factor: effect.factor.clone(), effect: value, from, to: from + value };
                from = bar.to;
                bar
            })
            .collect();
        Ok(Waterfall { label, unit: self.unit.clone(), start, bars, end })
    }
}

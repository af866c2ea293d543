//! A linear scale from values to pixels, with round ticks.

use crate::notation;

/// A linear scale: `low` stands at pixel `from`, `high` at pixel `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Lowest value.
    pub low: f64,
    /// Highest value.
    pub high: f64,
    /// Distance of ticks.
    pub step: f64,
    /// Pixel of the lowest value.
    pub from: f64,
    /// Pixel of the highest value.
    pub to: f64,
}

impl Scale {
    /// The scale over `low..high` with about `ticks` round ticks; its ends are rounded to fifths of a step.
    pub fn over([low, high]: [f64; 2], ticks: f64, [from, to]: [f64; 2]) -> Self {
        let high = if high > low { high } else { low + low.abs().max(1.0) };
        let step = round_step((high - low) / ticks);
        // A small credit does not take a whole step of room.
        let part = step / 5.0;
        Self { low: (low / part).floor() * part, high: (high / part).ceil() * part, step, from, to }
    }

    /// Pixel of a value.
    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Values of the ticks, upwards.
    pub fn ticks(&self) -> impl Iterator<Item = f64> + use<> {
        let slack = 1e-6;
        let step = self.step;
        let first = (self.low / step - slack).ceil() as i64;
        let last = (self.high / step + slack).floor() as i64;
        (first..=last).map(move |tick| {
            let value = tick as f64 * step;
            // Nought is nought, not the rounding left of a sum.
            if value.abs() < step * 1e-6 { 0.0 } else { value }
        })
    }

    /// A tick without digits beyond the step's.
    pub fn tick_text(&self, tick: f64) -> String {
        tick_text(tick, self.step)
    }
}

/// The next of 1, 2, 2.5, 5 times a power of ten.
pub fn round_step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// A tick without digits beyond the step's.
pub fn tick_text(tick: f64, step: f64) -> String {
    if tick == 0.0 {
        return "0".into();
    }
    if !(1e-4..1e9).contains(&step) {
        return notation::value(tick);
    }
    let decimals = (0..8usize).find(|&d| {
        let scaled = step * 10f64.powi(i32::try_from(d).unwrap_or(8));
        (scaled - scaled.round()).abs() < 1e-6 * scaled
    });
    notation::fixed(tick, decimals.unwrap_or(8))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_round() {
        let scale = Scale::over([0.0, 831_261.0], 5.0, [0.0, 100.0]);
        let ticks: Vec<String> = scale.ticks().map(|tick| scale.tick_text(tick)).collect();
        assert_eq!(ticks, ["0", "200,000", "400,000", "600,000", "800,000"]);
    }

    proptest! {
        #[test]
        fn values_stay_between_the_ends(low in -1e6..1e6f64, span in 1e-3..1e6f64, share in 0.0..1.0f64) {
            let scale = Scale::over([low, low + span], 5.0, [40.0, 640.0]);
            let at = scale.at(low + share * span);
            prop_assert!((40.0 - 1e-6..=640.0 + 1e-6).contains(&at), "{at}");
            prop_assert!(scale.ticks().count() >= 2);
        }
    }
}

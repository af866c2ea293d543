//! Mass balance, worked out anew from finished results.

use serde::Serialize;

/// The worst gap of a balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Balance {
    /// Largest absolute gap relative to the largest term of the series' balances; 0 where nothing flows.
    pub worst: f64,
    /// Step of the worst gap, from 0.
    pub step: usize,
    /// Series of the worst gap, from 0.
    pub series: usize,
}

/// Largest relative gap that is still rounding.
pub const TOLERANCE: f64 = 1e-9;

impl Balance {
    /// Whether the gap is within [`TOLERANCE`].
    pub fn holds(&self) -> bool {
        self.worst <= TOLERANCE
    }

    /// Takes in a gap of `scale`.
    pub(crate) fn take(&mut self, gap: f64, scale: f64, step: usize, series: usize) {
        let relative = if gap == 0.0 { 0.0 } else { gap.abs() / scale };
        // A gap that is not a number is the worst of all.
        if relative > self.worst || relative.is_nan() {
            *self = Self { worst: if relative.is_nan() { f64::INFINITY } else { relative }, step, series };
        }
    }

    /// The worse of two.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.worst > self.worst { other } else { self }
    }
}

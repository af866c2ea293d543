//! Exact steps written in decimals that still add up.

use rust_decimal::Decimal;

use crate::{figure::SHOWN, number::Exact};

/// Writes running values as decimals and each step as the difference of two of them, so that the steps close.
#[derive(Debug)]
pub(crate) struct Ledger {
    running: Exact,
    shown: Decimal,
}

impl Ledger {
    /// Starts at a total.
    pub fn new(start: Decimal) -> Self {
        Self { running: Exact::from(start), shown: start }
    }

    /// The next step, in decimals.
    pub fn step(&mut self, amount: &Exact) -> Option<Decimal> {
        let next = self.running.plus(amount);
        self.to(next)
    }

    /// The step that leads to a value.
    pub fn to(&mut self, value: Exact) -> Option<Decimal> {
        let shown = value.decimal(SHOWN)?;
        let step = shown.checked_sub(self.shown)?;
        (self.running, self.shown) = (value, shown);
        Some(step)
    }
}

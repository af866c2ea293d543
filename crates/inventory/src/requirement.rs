//! The technosphere in the form it is solved in: `M = I − P`, free of signs and units.
//!
//! With production exchanges `d_j = A_jj`, rows multiplied by `sign(d_i)` and columns divided by `|d_j|` give
//! `M = diag(sign d)·A·diag(1/|d|)`, whose diagonal is 1. `P_ij` is what one unit made by `j` requires of product `i`;
//! it is negative only where `j` gives `i` back (substitution).

use crate::error::InventoryError;
use crate::order::Order;

/// Values of `P` and of the scaling, by position.
#[derive(Clone, Debug, Default)]
pub struct Requirement {
    /// `P` by the off-diagonal entries of the order.
    pub(crate) values: Vec<f64>,
    /// `sign(d)`.
    pub(crate) sign: Vec<f64>,
    /// `1/|d|`.
    pub(crate) per_output: Vec<f64>,
}

impl Requirement {
    /// Normalises `amounts`, the values of a technosphere of the order's structure.
    pub fn new(order: &Order, amounts: &[f64]) -> Result<Self, InventoryError> {
        let mut requirement = Self::default();
        requirement.set(order, amounts)?;
        Ok(requirement)
    }

    /// As [`Self::new`], into the space already there.
    pub fn set(&mut self, order: &Order, amounts: &[f64]) -> Result<(), InventoryError> {
        let size = order.size();
        self.sign.clear();
        self.per_output.clear();
        for position in 0..size {
            let output = amounts[order.production[position] as usize];
            let activity = order.activity[position];
            if output == 0.0 {
                return Err(InventoryError::NoProduction { activity });
            }
            if !output.is_finite() {
                return Err(InventoryError::NotFinite { product: activity, activity });
            }
            self.sign.push(output.signum());
            self.per_output.push(1.0 / output.abs());
        }
        self.values.resize(order.source.len(), 0.0);
        let mut total = 0.0;
        for position in 0..size {
            let range = order.range(position);
            let factor = -self.per_output[position];
            for ((value, &supplier), &source) in
                self.values[range.clone()].iter_mut().zip(&order.supplier[range.clone()]).zip(&order.source[range])
            {
                *value = amounts[source as usize] * (self.sign[supplier as usize] * factor);
                total += *value * 0.0;
            }
        }
        if total == 0.0 { Ok(()) } else { Err(self.not_finite(order)) }
    }

    /// Names the first value that is infinite or undefined.
    fn not_finite(&self, order: &Order) -> InventoryError {
        for position in 0..order.size() {
            for k in order.range(position) {
                if !self.values[k].is_finite() {
                    let product = order.activity[order.supplier[k] as usize];
                    return InventoryError::NotFinite { product, activity: order.activity[position] };
                }
            }
        }
        InventoryError::NotFinite { product: 0, activity: 0 }
    }
}

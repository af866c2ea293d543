//! Problems of units, numbers and distributions.

use verdigris_quantity::QuantityError;

use super::told;
use crate::{Kind, Problem};

impl From<QuantityError> for Problem {
    fn from(error: QuantityError) -> Self {
        let (code, kind) = (error.code(), Kind::Usage);
        match &error {
            QuantityError::DimensionMismatch { left, left_dimension, right, right_dimension } => told(
                code,
                kind,
                &[
                    ("left", left),
                    ("left_dimension", left_dimension),
                    ("right", right),
                    ("right_dimension", right_dimension),
                ],
            ),
            QuantityError::UnknownUnit { symbol, text } => told(code, kind, &[("symbol", symbol), ("text", text)]),
            QuantityError::UnitSyntax { text, at, reason } => {
                told(code, kind, &[("text", text), ("at", at), ("reason", reason)])
            }
            QuantityError::Number { text } => told(code, kind, &[("text", text)]),
            QuantityError::FactorTooLarge => told(code, kind, &[]),
            QuantityError::Distribution { text, reason } => told(code, kind, &[("text", text), ("reason", reason)]),
        }
    }
}

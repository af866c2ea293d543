//! What can go wrong with quantities.

use thiserror::Error;

/// Errors of units, amounts and distributions. `code()` is stable and is the key of the translated message.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// Two sides of an operation have different dimensions.
    #[error("dimensions differ: {left} is {left_dimension}, {right} is {right_dimension}")]
    DimensionMismatch {
        /// Unit on the left.
        left: String,
        /// Its dimension.
        left_dimension: String,
        /// Unit on the right.
        right: String,
        /// Its dimension.
        right_dimension: String,
    },
    /// A unit symbol nobody defined.
    #[error("unknown unit `{symbol}` in `{text}`")]
    UnknownUnit {
        /// The part not understood.
        symbol: String,
        /// The whole text.
        text: String,
    },
    /// A unit expression that does not parse.
    #[error("cannot read `{text}` as a unit: {reason} at character {at}")]
    UnitSyntax {
        /// The whole text.
        text: String,
        /// Character position, from 1.
        at: usize,
        /// What was expected.
        reason: &'static str,
    },
    /// A text that does not start with a number.
    #[error("cannot read a number at the start of `{text}`")]
    Number {
        /// The whole text.
        text: String,
    },
    /// A conversion factor beyond 128-bit fractions.
    #[error("the unit's conversion factor is too large to be exact")]
    FactorTooLarge,
    /// A distribution that does not parse or contradicts itself.
    #[error("cannot read `{text}` as a distribution: {reason}")]
    Distribution {
        /// The whole text.
        text: String,
        /// What is wrong.
        reason: String,
    },
}

impl QuantityError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DimensionMismatch { .. } => "dimension-mismatch",
            Self::UnknownUnit { .. } => "unknown-unit",
            Self::UnitSyntax { .. } => "unit-syntax",
            Self::Number { .. } => "number",
            Self::FactorTooLarge => "factor-too-large",
            Self::Distribution { .. } => "distribution",
        }
    }
}

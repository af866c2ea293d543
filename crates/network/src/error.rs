//! What stops work on a network; defects of data are findings instead.

use thiserror::Error;
use verdigris_quantity::QuantityError;

/// Errors of the model. `code()` is stable and is the key of the translated message.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum NetworkError {
    /// A formula that does not parse.
    #[error("formula `{formula}`: {reason} at character {at}")]
    FormulaSyntax {
        /// The formula.
        formula: String,
        /// Character position, from 1.
        at: usize,
        /// What was expected.
        reason: String,
    },
    /// A name that no parameter has.
    #[error("formula `{formula}` uses `{name}`, which is not defined")]
    UnknownParameter {
        /// The formula.
        formula: String,
        /// The name.
        name: String,
    },
    /// Parameters that depend on each other in a ring.
    #[error("parameters depend on each other in a ring: {}", ring.join(" → "))]
    ParameterRing {
        /// Names along the ring.
        ring: Vec<String>,
    },
    /// A formula whose result is not a finite number.
    #[error("formula `{formula}` gives {value}")]
    NotFinite {
        /// The formula.
        formula: String,
        /// What it gives.
        value: String,
    },
    /// A patch file that does not read.
    #[error("patch: {reason}")]
    PatchSyntax {
        /// What is wrong and where.
        reason: String,
    },
    /// A patch change whose target does not exist.
    #[error("patch `{patch}`, change {change}: {reason}")]
    PatchTarget {
        /// Name of the patch.
        patch: String,
        /// Number of the change, from 1.
        change: usize,
        /// What was not found.
        reason: String,
    },
    /// A unit problem.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
}

impl NetworkError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FormulaSyntax { .. } => "formula-syntax",
            Self::UnknownParameter { .. } => "unknown-parameter",
            Self::ParameterRing { .. } => "parameter-ring",
            Self::NotFinite { .. } => "formula-not-finite",
            Self::PatchSyntax { .. } => "patch-syntax",
            Self::PatchTarget { .. } => "patch-target",
            Self::Quantity(error) => error.code(),
        }
    }
}

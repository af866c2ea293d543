//! Errors of this crate.

use thiserror::Error;

/// Why a diagnosis cannot be made from what was given.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DiagnosisError {
    /// A packaged or user row that does not read.
    #[error("{file}, row {row}: {reason}")]
    Row {
        /// File.
        file: String,
        /// Row, from 1 without the header; 0 for the file as a whole.
        row: usize,
        /// What is wrong.
        reason: String,
    },
    /// Lists that must have the same length do not.
    #[error("{what}: expected {expected} values, found {found}")]
    Shape {
        /// The list at fault.
        what: String,
        /// Length it must have.
        expected: usize,
        /// Length it has.
        found: usize,
    },
    /// A number that the method cannot take.
    #[error("{what}: {value} is not {needed}")]
    Value {
        /// What the number is.
        what: String,
        /// The number.
        value: f64,
        /// What it must be.
        needed: &'static str,
    },
    /// Figures of different units were put side by side.
    #[error("{what}: {left} cannot be compared with {right}")]
    Unit {
        /// What was compared.
        what: String,
        /// One unit.
        left: String,
        /// The other.
        right: String,
    },
    /// A number too large for exact decimals.
    #[error("{what}: the number is too large to be written exactly")]
    Overflow {
        /// What the number is.
        what: String,
    },
    /// An id nobody defines.
    #[error("there is no {what} `{id}`")]
    Unknown {
        /// Sort of thing.
        what: &'static str,
        /// As given.
        id: String,
    },
    /// A linear programme without an optimum, or with one that its dual does not confirm.
    #[error("{unit}: {reason}")]
    Programme {
        /// Unit that was evaluated.
        unit: String,
        /// What is wrong.
        reason: String,
    },
    /// A measure or scenario that cannot be evaluated on the plant's network.
    #[error("{what}: {reason}")]
    Evaluation {
        /// Measure or combination.
        what: String,
        /// What is wrong.
        reason: String,
    },
}

impl DiagnosisError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Row { .. } => "diagnosis-row",
            Self::Shape { .. } => "diagnosis-shape",
            Self::Value { .. } => "diagnosis-value",
            Self::Unit { .. } => "diagnosis-unit",
            Self::Overflow { .. } => "diagnosis-overflow",
            Self::Unknown { .. } => "diagnosis-unknown",
            Self::Programme { .. } => "diagnosis-programme",
            Self::Evaluation { .. } => "diagnosis-evaluation",
        }
    }
}

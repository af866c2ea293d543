//! Errors of this crate.

use thiserror::Error as ThisError;

/// Why a programme cannot be solved at all, or a text not read. That a programme has no solution is no error: see
/// [`crate::Status`].
#[derive(Clone, Debug, PartialEq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// A number of the programme that is not a number, or infinite where it must be finite.
    #[error("{programme}: {object} has {value} as {part}, which must be {expected}")]
    Number {
        /// Name of the programme.
        programme: String,
        /// The column, row or cone.
        object: String,
        /// `cost`, `lower bound`, `coefficient of …`.
        part: String,
        /// As given.
        value: f64,
        /// `a finite number`, `a number`.
        expected: &'static str,
    },
    /// A row or cone that uses a column the programme does not have.
    #[error("{programme}: {object} uses column number {column}; there are {columns}")]
    Foreign {
        /// Name of the programme.
        programme: String,
        /// The row or cone.
        object: String,
        /// The column's index.
        column: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// The solver does not take this kind of programme.
    #[error("{solver} does not solve programmes with {feature}; use one that does")]
    Unsupported {
        /// The solver.
        solver: &'static str,
        /// `cones`, `whole-numbered columns`.
        feature: &'static str,
    },
    /// The solver broke down.
    #[error("{solver} failed on {programme}: {reason}")]
    Numerical {
        /// The solver.
        solver: &'static str,
        /// Name of the programme.
        programme: String,
        /// What it reports.
        reason: String,
    },
    /// A text that is not MPS.
    #[error("line {line}: {reason}")]
    Mps {
        /// Line number from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A programme that has a solution was asked why it has none.
    #[error("{programme} has a solution; there is nothing to explain")]
    Feasible {
        /// Name of the programme.
        programme: String,
    },
}

impl Error {
    /// The stable code, which is also the key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Number { .. } => "optimisation-number",
            Self::Foreign { .. } => "optimisation-foreign-column",
            Self::Unsupported { .. } => "optimisation-unsupported",
            Self::Numerical { .. } => "optimisation-numerical",
            Self::Mps { .. } => "optimisation-mps",
            Self::Feasible { .. } => "optimisation-feasible",
        }
    }
}

//! Errors of this crate.

use thiserror::Error;

/// Why a charge cannot be worked out from what was given.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BlendError {
    /// Something is named that is not there.
    #[error("{object}: {kind} {name} is not known")]
    Unknown {
        /// Who names it.
        object: String,
        /// What it should be: material, alloy, furnace, batch.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// Two objects of one kind bear the same name.
    #[error("{kind} {name} is given twice")]
    Twice {
        /// The kind.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A figure that is needed is missing.
    #[error("{object}: not available: needs {needs}")]
    Missing {
        /// Material, batch or furnace at fault.
        object: String,
        /// The figure.
        needs: &'static str,
    },
    /// A figure outside what it can be.
    #[error("{object}: {field} is {value}; it must be {must}")]
    Value {
        /// Material, batch, alloy or furnace at fault.
        object: String,
        /// The field.
        field: String,
        /// The figure.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// A lower limit above an upper one.
    #[error("{object}: the lower limit of {field} ({lower}) is above the upper one ({upper})")]
    Crossed {
        /// Alloy, material or batch at fault.
        object: String,
        /// The element or the field.
        field: String,
        /// Lower limit.
        lower: f64,
        /// Upper limit.
        upper: f64,
    },
    /// Contents that add up to more than the whole.
    #[error("{object}: its contents add up to {total} %")]
    Overfull {
        /// Material or heel at fault.
        object: String,
        /// Sum of the contents, %.
        total: f64,
    },
    /// A row of a table that does not read.
    #[error("{file}, row {row}: {reason}")]
    Row {
        /// File.
        file: String,
        /// Row, from 1 without the header; 0 for the file as a whole.
        row: usize,
        /// What is wrong.
        reason: String,
    },
    /// The solver stopped without an answer.
    #[error("the solver gave no answer: {reason}")]
    Solver {
        /// What it said.
        reason: String,
    },
}

impl BlendError {
    /// A stable code for messages and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "blend-unknown",
            Self::Twice { .. } => "blend-twice",
            Self::Missing { .. } => "blend-missing",
            Self::Value { .. } => "blend-value",
            Self::Crossed { .. } => "blend-crossed",
            Self::Overfull { .. } => "blend-overfull",
            Self::Row { .. } => "blend-row",
            Self::Solver { .. } => "blend-solver",
        }
    }
}

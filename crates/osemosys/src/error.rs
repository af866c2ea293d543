//! Errors of this crate.

use thiserror::Error as ThisError;

/// Why data cannot be read, or make no model.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// Text that is not MathProg data.
    #[error("line {line}: {reason}")]
    Text {
        /// Line number from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A table of otoole's folder that does not read.
    #[error("{file}, row {row}: {reason}")]
    Table {
        /// The file.
        file: String,
        /// Row number from 1, the heading included.
        row: usize,
        /// What is wrong.
        reason: String,
    },
    /// A set without members, which the model needs.
    #[error("the set {set} is missing or empty")]
    Set {
        /// The set.
        set: &'static str,
    },
    /// A member of a set that must be a whole number.
    #[error("{member} in the set {set} is not a whole number")]
    Member {
        /// The set.
        set: &'static str,
        /// The member.
        member: String,
    },
    /// A value that the model needs and nobody gives.
    #[error("{parameter}[{key}] is needed and neither given nor defaulted")]
    Missing {
        /// The parameter.
        parameter: &'static str,
        /// For which members.
        key: String,
    },
    /// A parameter with as many indices as none of its forms has.
    #[error("{parameter} is indexed over {sets}; the data give {found} indices")]
    Indices {
        /// The parameter.
        parameter: String,
        /// Its sets.
        sets: String,
        /// How many indices were given.
        found: usize,
    },
}

impl Error {
    /// The stable code, which is also the key of the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text { .. } => "osemosys-text",
            Self::Table { .. } => "osemosys-table",
            Self::Set { .. } => "osemosys-set",
            Self::Member { .. } => "osemosys-member",
            Self::Missing { .. } => "osemosys-missing",
            Self::Indices { .. } => "osemosys-indices",
        }
    }
}

//! Errors of this crate.

use thiserror::Error;

/// Why activity data cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ActivityError {
    /// A packaged row that does not read.
    #[error("{file}, row {row}: {reason}")]
    Row {
        /// File.
        file: String,
        /// Row, from 1 without the header.
        row: usize,
        /// What is wrong.
        reason: String,
    },
    /// A sector the vocabulary does not know.
    #[error("there is no sector `{sector}`; known are {known}")]
    UnknownSector {
        /// As given.
        sector: String,
        /// Ids of the sectors there are.
        known: String,
    },
    /// A record whose item or measure the vocabulary does not know.
    #[error("{place}: there is no {what} `{id}`")]
    Unknown {
        /// Item or measure.
        what: &'static str,
        /// As given.
        id: String,
        /// Where it stands.
        place: String,
    },
    /// A record's unit does not fit its item or measure.
    #[error("{place}: {reason}")]
    Unit {
        /// Where it stands.
        place: String,
        /// What does not fit.
        reason: String,
    },
    /// A plant's network needs what it makes.
    #[error("not available: needs the production of one of {products}")]
    NoProduct {
        /// Ids of the sector's main products.
        products: String,
    },
    /// A total that exact decimals cannot hold.
    #[error("{item}: the total is too large")]
    Overflow {
        /// The item.
        item: String,
    },
}

impl ActivityError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Row { .. } => "activity-row",
            Self::UnknownSector { .. } => "unknown-sector",
            Self::Unknown { .. } => "unknown-item",
            Self::Unit { .. } => "activity-unit",
            Self::NoProduct { .. } => "no-output",
            Self::Overflow { .. } => "activity-overflow",
        }
    }
}

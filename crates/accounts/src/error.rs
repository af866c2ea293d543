//! Errors of this crate.

use thiserror::Error;
use verdigris_activity::ActivityError;

/// Why an account cannot be made at all. What a single figure lacks is no error: it stands in the account.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AccountError {
    /// A packaged or given scheme that does not read.
    #[error("scheme {scheme}: {reason}")]
    Scheme {
        /// Its id or file.
        scheme: String,
        /// What is wrong.
        reason: String,
    },
    /// No such scheme.
    #[error("there is no scheme `{id}`; known are {known}")]
    UnknownScheme {
        /// As given.
        id: String,
        /// Ids there are.
        known: String,
    },
    /// The scheme no longer holds in the year of the data.
    #[error("{scheme} does not hold for {year}: it was superseded by {successor}")]
    Superseded {
        /// The scheme.
        scheme: String,
        /// Year of the data.
        year: i32,
        /// What replaced it.
        successor: String,
    },
    /// The scheme does not hold yet in the year of the data.
    #[error("{scheme} holds for years from {first}, not for {year}{before}")]
    NotYet {
        /// The scheme.
        scheme: String,
        /// Year of the data.
        year: i32,
        /// First year it holds.
        first: i32,
        /// `: before it held …`, where known.
        before: String,
    },
    /// The scheme says nothing about the plant's sector.
    #[error("{scheme} does not cover the sector `{sector}`; it covers {covered}")]
    Sector {
        /// The scheme.
        scheme: String,
        /// The plant's sector.
        sector: String,
        /// Sectors it covers.
        covered: String,
    },
    /// Two accounts that cannot be set side by side.
    #[error("accounts of {from} and {to} cannot be compared: {reason}")]
    NotComparable {
        /// First scheme.
        from: String,
        /// Second scheme.
        to: String,
        /// Why.
        reason: String,
    },
    /// The vocabulary does not read.
    #[error(transparent)]
    Activity(#[from] ActivityError),
}

impl AccountError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scheme { .. } => "scheme",
            Self::UnknownScheme { .. } => "unknown-scheme",
            Self::Superseded { .. } => "scheme-superseded",
            Self::NotYet { .. } => "scheme-not-yet",
            Self::Sector { .. } => "scheme-sector",
            Self::NotComparable { .. } => "not-comparable",
            Self::Activity(error) => error.code(),
        }
    }
}

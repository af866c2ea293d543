//! Errors of this crate.

use thiserror::Error;

use crate::Node;

/// Why a log, a proof or a checkpoint does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// An index or size outside the tree.
    #[error("{what} {value} is outside a tree of {size} entries")]
    Outside {
        /// Index or size.
        what: &'static str,
        /// As given.
        value: u64,
        /// Entries in the tree.
        size: u64,
    },
    /// A stored hash that is needed and not there.
    #[error("the hash of node {} at level {} is missing", .0.index, .0.level)]
    Missing(Node),
    /// A proof that does not lead to the root.
    #[error("the proof does not hold: {0}")]
    Proof(&'static str),
    /// A text or bytes that do not read.
    #[error("{what} does not read: {reason}")]
    Malformed {
        /// What should have been there.
        what: &'static str,
        /// What is wrong.
        reason: &'static str,
    },
    /// An entry that does not fit a bundle.
    #[error("an entry has {0} bytes; at most 65535 fit")]
    TooLong(usize),
    /// A signed note without a good signature by the key asked for.
    #[error("the note is not signed by {0}")]
    Signature(String),
}

impl LedgerError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Outside { .. } => "log-outside",
            Self::Missing(_) => "log-missing",
            Self::Proof(_) => "log-proof",
            Self::Malformed { .. } => "log-malformed",
            Self::TooLong(_) => "log-entry-too-long",
            Self::Signature(_) => "log-signature",
        }
    }
}

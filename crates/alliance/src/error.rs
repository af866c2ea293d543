//! Errors of this crate.

use thiserror::Error;

use crate::{
    grant::{GrantState, Move, Side},
    organisation::{MemberMove, MemberState},
};

/// Why a text does not read or a move is not possible.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AllianceError {
    /// An id that is not 32 lower-case hexadecimal characters.
    #[error("`{text}` is no id of a {kind}")]
    BadId {
        /// What it should identify.
        kind: &'static str,
        /// As given.
        text: String,
    },
    /// A word outside its closed list.
    #[error("`{word}` is no {kind}")]
    UnknownWord {
        /// Which list.
        kind: &'static str,
        /// As given.
        word: String,
    },
    /// Terms of a grant that do not read.
    #[error("the terms do not read: {reason}")]
    Terms {
        /// What is wrong.
        reason: String,
    },
    /// A stored grant whose history contradicts itself.
    #[error("the grant's history does not read: {reason}")]
    History {
        /// What is wrong.
        reason: &'static str,
    },
    /// A move that this side cannot make in this state.
    #[error("the {side} cannot {what} a grant that is {state}")]
    GrantMove {
        /// The move tried.
        what: Move,
        /// Who tried.
        side: Side,
        /// State the grant is in.
        state: GrantState,
    },
    /// A grant from an organisation to itself.
    #[error("an organisation needs no grant for its own data")]
    SameOrganisation,
    /// A grant for a time that is already over, or of no length.
    #[error("a grant must end after it begins and after now")]
    Period,
    /// A step of membership that does not follow from the present state.
    #[error("a member that is {state} cannot {what}")]
    MemberMove {
        /// The move tried.
        what: MemberMove,
        /// Present state.
        state: MemberState,
    },
    /// Break-glass without a reason.
    #[error("break-glass needs a reason")]
    NoReason,
    /// Break-glass seconded by the person who asked.
    #[error("break-glass needs a second person")]
    SamePerson,
    /// Break-glass that was already seconded, ended, or asked too long ago.
    #[error("this request can no longer be seconded")]
    TooLate,
}

impl AllianceError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadId { .. } => "bad-id",
            Self::UnknownWord { .. } => "unknown-word",
            Self::Terms { .. } => "grant-terms",
            Self::History { .. } => "grant-history",
            Self::GrantMove { .. } => "grant-move",
            Self::SameOrganisation => "grant-to-itself",
            Self::Period => "grant-period",
            Self::MemberMove { .. } => "member-move",
            Self::NoReason => "emergency-reason",
            Self::SamePerson => "emergency-same-person",
            Self::TooLate => "emergency-too-late",
        }
    }
}

//! Who may make which move in which state.

use crate::{AllianceError, word::words};

words! {
    /// A move in a grant's history.
    Move, "grant move", {
        /// The reader asks, or answers an offer with other terms.
        Request = "request" / "request" / "申请",
        /// The owner offers, with or without being asked, or changes an offer.
        Offer = "offer" / "offer" / "提供",
        /// The reader agrees to the latest offer.
        Agree = "agree" / "agree" / "同意",
        /// The side whose turn it is says no.
        Decline = "decline" / "decline" / "拒绝",
        /// A side takes back what it asked or offered; the reader also what was agreed.
        Withdraw = "withdraw" / "withdraw" / "撤回",
        /// The owner ends what was agreed, at once.
        Revoke = "revoke" / "revoke" / "撤销",
    }
}

words! {
    /// The two sides.
    Side, "side", {
        /// Whose data.
        Owner = "owner" / "owner" / "数据所有方",
        /// Who reads.
        Reader = "reader" / "reader" / "数据使用方",
    }
}

words! {
    /// Where a grant stands.
    GrantState, "grant state", {
        /// Waits for the owner.
        Requested = "requested" / "requested" / "已申请",
        /// Waits for the reader.
        Offered = "offered" / "offered" / "已提供",
        /// Agreed, not begun.
        Agreed = "agreed" / "agreed" / "已同意",
        /// Readable now.
        Active = "active" / "active" / "生效中",
        /// Said no.
        Declined = "declined" / "declined" / "已拒绝",
        /// Taken back.
        Withdrawn = "withdrawn" / "withdrawn" / "已撤回",
        /// Ended by the owner.
        Revoked = "revoked" / "revoked" / "已撤销",
        /// Over by the clock.
        Expired = "expired" / "expired" / "已到期",
    }
}

impl Move {
    /// The side that makes it, where only one may.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Request | Self::Agree => Some(Side::Reader),
            Self::Offer | Self::Revoke => Some(Side::Owner),
            Self::Decline | Self::Withdraw => None,
        }
    }

    /// Whether it brings data nearer to the reader; such moves need both members in good standing. The others only
    /// take away, and stay possible always.
    pub const fn shares(self) -> bool {
        matches!(self, Self::Request | Self::Offer | Self::Agree)
    }

    /// Whether the move carries terms of its own.
    pub const fn has_terms(self) -> bool {
        matches!(self, Self::Request | Self::Offer)
    }
}

impl GrantState {
    /// Whether nothing more can happen.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Declined | Self::Withdrawn | Self::Revoked | Self::Expired)
    }

    /// The moves a side may make.
    pub const fn moves(self, side: Side) -> &'static [Move] {
        match (self, side) {
            (Self::Requested, Side::Owner) => &[Move::Offer, Move::Decline],
            (Self::Requested, Side::Reader) => &[Move::Request, Move::Withdraw],
            (Self::Offered, Side::Owner) => &[Move::Offer, Move::Withdraw],
            (Self::Offered, Side::Reader) => &[Move::Agree, Move::Request, Move::Decline],
            (Self::Agreed | Self::Active, Side::Owner) => &[Move::Revoke],
            (Self::Agreed | Self::Active, Side::Reader) => &[Move::Withdraw],
            (Self::Declined | Self::Withdrawn | Self::Revoked | Self::Expired, _) => &[],
        }
    }

    /// The state a first move leads to.
    pub const fn opened_by(what: Move, side: Side) -> Option<Self> {
        match (what, side) {
            (Move::Request, Side::Reader) => Some(Self::Requested),
            (Move::Offer, Side::Owner) => Some(Self::Offered),
            _ => None,
        }
    }

    /// The state a move leads to, the clock aside.
    pub fn after(self, what: Move, side: Side) -> Result<Self, AllianceError> {
        if !self.moves(side).contains(&what) {
            return Err(AllianceError::GrantMove { what, side, state: self });
        }
        Ok(match what {
            Move::Request => Self::Requested,
            Move::Offer => Self::Offered,
            Move::Agree => Self::Agreed,
            Move::Decline => Self::Declined,
            Move::Withdraw => Self::Withdrawn,
            Move::Revoke => Self::Revoked,
        })
    }
}

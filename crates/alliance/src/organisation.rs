//! Organisations and their way into and out of the alliance.

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::{AllianceError, OrganisationId, word::words};

words! {
    /// What an organisation is.
    OrganisationKind, "kind of organisation", {
        /// A producer.
        Enterprise = "enterprise" / "enterprise" / "企业",
        /// A research institute.
        Institute = "institute" / "research institute" / "科研院所",
        /// A university.
        University = "university" / "university" / "高校",
        /// A provincial association.
        ProvincialAssociation = "provincial-association" / "provincial association" / "省级行业协会",
        /// An association of one metal.
        MetalAssociation = "metal-association" / "metal association" / "金属品种协会",
        /// A downstream user of metals.
        User = "user" / "user" / "用户单位",
        /// A bank or fund.
        Bank = "bank" / "bank" / "银行",
        /// The alliance's secretariat.
        Secretariat = "secretariat" / "secretariat" / "秘书处",
        /// The organisation that hosts the secretariat and runs the platform.
        Host = "host" / "host organisation" / "依托单位",
    }
}

impl OrganisationKind {
    /// Whether it is a body of the alliance itself, whose people may act for all members.
    pub const fn is_body(self) -> bool {
        matches!(self, Self::Secretariat | Self::Host)
    }
}

words! {
    /// Where a member stands.
    MemberState, "member state", {
        /// Has asked to join.
        Applied = "applied" / "applied" / "已申请",
        /// Papers checked.
        Vetted = "vetted" / "vetted" / "已审核",
        /// A member.
        Admitted = "admitted" / "admitted" / "已入会",
        /// Membership rests.
        Suspended = "suspended" / "suspended" / "已暂停",
        /// Has left.
        Withdrawn = "withdrawn" / "withdrawn" / "已退出",
    }
}

words! {
    /// A step of membership.
    MemberMove, "member move", {
        /// Papers are in order.
        Vet = "vet" / "vet" / "审核",
        /// Admitted by the council.
        Admit = "admit" / "admit" / "批准入会",
        /// Membership rests.
        Suspend = "suspend" / "suspend" / "暂停",
        /// Suspension ends.
        Reinstate = "reinstate" / "reinstate" / "恢复",
        /// The member leaves, or an application is taken back.
        Withdraw = "withdraw" / "withdraw" / "退出",
    }
}

impl MemberState {
    /// State in which an organisation is registered: bodies of the alliance belong to it by its charter, others apply.
    pub const fn initial(kind: OrganisationKind) -> Self {
        if kind.is_body() { Self::Admitted } else { Self::Applied }
    }

    /// The state a move leads to.
    pub fn after(self, what: MemberMove) -> Result<Self, AllianceError> {
        match (self, what) {
            (Self::Applied, MemberMove::Vet) => Ok(Self::Vetted),
            (Self::Vetted, MemberMove::Admit) | (Self::Suspended, MemberMove::Reinstate) => Ok(Self::Admitted),
            (Self::Admitted, MemberMove::Suspend) => Ok(Self::Suspended),
            (Self::Applied | Self::Vetted | Self::Admitted | Self::Suspended, MemberMove::Withdraw) => {
                Ok(Self::Withdrawn)
            }
            (state, what) => Err(AllianceError::MemberMove { what, state }),
        }
    }

    /// The moves possible from here.
    pub fn moves(self) -> Vec<MemberMove> {
        MemberMove::ALL.iter().copied().filter(|what| self.after(*what).is_ok()).collect()
    }
}

/// An organisation. What it is called, its kind and region are known to every signed-in member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: Label,
    /// What it is.
    pub kind: OrganisationKind,
    /// Region of its seat, as in the registry (`CN-YN`).
    pub region: String,
    /// Where it stands as a member.
    pub state: MemberState,
    /// The organisation that holds it. Holding gives no right to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holding: Option<OrganisationId>,
    /// Whether it is an invented example.
    #[serde(default)]
    pub example: bool,
}

/// What storage says of an organisation's standing, as text: read, and refused where it does not read, by `access`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStanding {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its kind, as stored.
    pub kind: String,
    /// Its member state, as stored.
    pub state: String,
}

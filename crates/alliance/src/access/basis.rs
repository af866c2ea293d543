//! What a decision rests on, and why one is refused.

use serde::{Deserialize, Serialize};

use crate::{EmergencyId, GrantId, MandateId, OrganisationId, PlantId, Purpose};

/// A plant and the organisation whose data it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object {
    /// Whose data.
    pub owner: OrganisationId,
    /// Which plant.
    pub plant: PlantId,
}

/// What a reading rests on: `{"kind":"own"}`, `{"kind":"grant","id":…}` or `{"kind":"emergency","id":…}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum BasisKind {
    /// A mandate in the owner.
    Own,
    /// A grant of the owner.
    Grant(GrantId),
    /// Break-glass.
    Emergency(EmergencyId),
}

impl BasisKind {
    /// The word as stored and as written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Grant(_) => "grant",
            Self::Emergency(_) => "emergency",
        }
    }

    /// Id of the grant or emergency.
    pub fn id(self) -> Option<String> {
        match self {
            Self::Own => None,
            Self::Grant(id) => Some(id.to_string()),
            Self::Emergency(id) => Some(id.to_string()),
        }
    }
}

/// What a reading rests on, in the words of the access log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The ground.
    pub kind: BasisKind,
    /// The organisation for which the viewer reads.
    pub organisation: OrganisationId,
    /// The mandate by which the viewer acts for it.
    pub mandate: MandateId,
    /// Purpose of the grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
}

/// What an action is permitted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The organisation for which the viewer acts; absent for one's own account.
    pub organisation: Option<OrganisationId>,
    /// The mandate; absent for one's own account.
    pub mandate: Option<MandateId>,
}

/// Why something is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Denial {
    /// The account is closed.
    #[error("the account is closed")]
    Disabled,
    /// The API token is not good for this, or no token is.
    #[error("this token is not good for that")]
    Scope,
    /// Nothing gives a right to read.
    #[error("nothing gives a right to read this")]
    NoBasis,
    /// No mandate with a role that may do this.
    #[error("no mandate allows this")]
    Role,
    /// The member's standing does not allow it.
    #[error("the member's standing does not allow this")]
    Standing,
    /// Takes another person than oneself.
    #[error("this takes another person")]
    Oneself,
    /// The role cannot be held in such an organisation.
    #[error("such an organisation has no such role")]
    Unfit,
}

impl Denial {
    /// Stable code, also the message key.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Disabled => "denied-disabled",
            Self::Scope => "denied-scope",
            Self::NoBasis => "denied-no-basis",
            Self::Role => "denied-role",
            Self::Standing => "denied-standing",
            Self::Oneself => "denied-oneself",
            Self::Unfit => "denied-unfit",
        }
    }
}

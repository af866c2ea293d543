//! Mandates: a person's role in an organisation, for a time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{MandateId, OrganisationId, OrganisationKind, PersonId, word::words};

words! {
    /// A role. The first four are held in any organisation and concern it alone; the others serve the alliance.
    Role, "role", {
        /// People, mandates and profile of the own organisation.
        Administrator = "administrator" / "administrator" / "管理员",
        /// Plants and data grants of the own organisation.
        Steward = "steward" / "data steward" / "数据管理员",
        /// Plants, imports and diagnoses of the own organisation.
        Engineer = "engineer" / "plant engineer" / "企业工程师",
        /// Reads the own organisation's data.
        Reader = "reader" / "reader" / "查阅者",
        /// Membership, and break-glass by two.
        Secretariat = "secretariat" / "secretariat" / "秘书处",
        /// Sector analyses on granted data.
        Analyst = "analyst" / "analyst" / "行业分析员",
        /// Sits in the council.
        Council = "council" / "council member" / "理事",
        /// Reviews on granted data.
        Expert = "expert" / "expert" / "专家",
        /// Finances on granted data.
        Lender = "lender" / "lender" / "金融伙伴",
        /// Writes the library.
        Editor = "editor" / "library editor" / "资料编辑",
        /// Reads the logs.
        Auditor = "auditor" / "auditor" / "审计员",
        /// Accounts and organisations; no member data.
        Operator = "operator" / "operator" / "平台运维",
    }
}

impl Role {
    /// Whether the role concerns only the organisation it is held in, and so is the organisation's to give.
    pub const fn is_own(self) -> bool {
        matches!(self, Self::Administrator | Self::Steward | Self::Engineer | Self::Reader)
    }

    /// Whether the role can be held in an organisation of a kind. Roles that act for the whole alliance can be held in
    /// its bodies only, else a member's administrator could make anybody an operator.
    pub const fn fits(self, kind: OrganisationKind) -> bool {
        match self {
            Self::Administrator | Self::Steward | Self::Engineer | Self::Reader | Self::Council | Self::Expert => true,
            Self::Lender => matches!(kind, OrganisationKind::Bank),
            Self::Analyst | Self::Editor => {
                kind.is_body()
                    || matches!(kind, OrganisationKind::ProvincialAssociation | OrganisationKind::MetalAssociation)
            }
            Self::Secretariat | Self::Auditor | Self::Operator => kind.is_body(),
        }
    }

    /// Whether the holder reads the own organisation's data.
    pub const fn reads_own(self) -> bool {
        self.is_own()
    }

    /// Whether the holder reads what others granted to the organisation. Operator, editor and auditor have no business
    /// with member data.
    pub const fn reads_granted(self) -> bool {
        !matches!(self, Self::Editor | Self::Auditor | Self::Operator)
    }

    /// Whether two holders together may open a member's data in an emergency.
    pub const fn breaks_glass(self) -> bool {
        matches!(self, Self::Secretariat | Self::Operator)
    }
}

/// A person's role in an organisation, from a time, until another (exclusive) or open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// Its id.
    pub id: MandateId,
    /// Who holds it.
    pub person: PersonId,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// First moment it holds.
    pub from: Timestamp,
    /// First moment it no longer holds; open where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Mandate {
    /// Whether it holds at a moment.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// A mandate as stored: the role is text that may not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMandate {
    /// Its id.
    pub id: MandateId,
    /// Who holds it.
    pub person: PersonId,
    /// Where.
    pub organisation: OrganisationId,
    /// As what, as stored.
    pub role: String,
    /// First moment it holds.
    pub from: Timestamp,
    /// First moment it no longer holds; open where absent.
    pub until: Option<Timestamp>,
}

impl StoredMandate {
    /// Reads it.
    pub fn read(&self) -> Result<Mandate, crate::AllianceError> {
        Ok(Mandate {
            id: self.id,
            person: self.person,
            organisation: self.organisation,
            role: self.role.parse()?,
            from: self.from,
            until: self.until,
        })
    }
}

impl From<&Mandate> for StoredMandate {
    fn from(mandate: &Mandate) -> Self {
        Self {
            id: mandate.id,
            person: mandate.person,
            organisation: mandate.organisation,
            role: mandate.role.as_str().to_owned(),
            from: mandate.from,
            until: mandate.until,
        }
    }
}

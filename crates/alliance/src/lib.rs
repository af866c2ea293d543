//! The alliance: member organisations, their plants and people, mandates, data grants, break-glass, and [`access`], the
//! one place that decides who reads what and who may change what.
//!
//! Everything is a function of what is given, time included: no clock, no storage. What comes from storage arrives as
//! text ([`StoredMandate`], [`StoredGrant`], …) and is read here, so that text nobody understands denies.

pub mod access;
pub mod emergency;
pub mod error;
pub mod grant;
pub mod id;
pub mod mandate;
pub mod organisation;
pub mod person;
pub mod plant;
pub mod viewer;
mod word;

pub use access::{Action, Basis, BasisKind, Denial, Knowledge, Object};
pub use emergency::{Emergency, EmergencyState};
pub use error::AllianceError;
pub use grant::{Field, Grant, GrantState, Move, Moved, Plants, Purpose, Side, StoredGrant, StoredMove, Terms};
pub use id::{
    AccessId, AttachmentId, DocumentId, EmergencyId, GrantId, ImportId, JobId, MandateId, NoticeId, OrganisationId,
    PasskeyId, PersonId, PlantId, ResultId, SessionId, SubmissionId, TokenId,
};
pub use mandate::{Mandate, Role, StoredMandate};
pub use organisation::{MemberMove, MemberState, Organisation, OrganisationKind, StoredStanding};
pub use person::Person;
pub use plant::Plant;
pub use viewer::{Scope, Viewer};

//! Persistence: one schema on SQLite (embedded) and PostgreSQL, brought forward at every start.
//!
//! What members bring and decide is stored as versions that are never changed, each with an entry in a tamper-evident
//! log written in the same transaction. Plant data are read through [`Store::reading`] alone, which asks
//! `verdigris_alliance::access` and logs who looked; on PostgreSQL row-level security enforces the same again.
//!
//! Times come from the caller, so that a request has one; ids and salts are random here. Everything a call stores is on
//! the disk when it returns.

mod accesses;
mod backup;
mod database;
mod decisions;
mod documents;
mod emergencies;
mod error;
mod grants;
mod idempotency;
mod imports;
mod jobs;
mod knowledge;
mod log;
mod mandates;
mod migrate;
mod notices;
mod options;
mod organisations;
mod page;
mod parts;
mod passkeys;
mod passwords;
mod people;
mod plants;
pub mod reading;
mod results;
mod row;
mod sessions;
mod store;
mod submissions;
mod tokens;
mod verify;
mod writing;

pub use accesses::{Access, AccessFilter};
pub use database::Dialect;
pub use decisions::Decision;
pub use documents::{AttachmentInfo, DocumentVersion, NewAttachment};
pub use error::StoreError;
pub use idempotency::{Answer, Remembered};
pub use imports::{ImportState, NewImport};
pub use jobs::{Beat, Claim, Job, JobState, NewJob};
pub use log::{Log, LogEntry};
pub use mandates::NewMandate;
pub use notices::{NewNotice, Notice};
pub use options::{Address, Options};
pub use organisations::{NewOrganisation, OrganisationFilter, StoredOrganisation};
pub use page::{MOST, Page, Paging};
pub use parts::{NewPart, Part, PartInfo};
pub use passkeys::Passkey;
pub use passwords::{Lockout, NewPassword, Password};
pub use people::{Colleague, NewPerson};
pub use plants::NewProfile;
pub use reading::{Import, PlantFilter, PlantNow, PlantSeen, ProfileSeen, Reading};
pub use results::{NewResult, Outcome};
pub use sessions::{NewSession, Session};
pub use store::Store;
pub use submissions::{NewSubmission, Submission};
pub use tokens::{NewToken, Token};
pub use verify::Verified;
pub use writing::Writing;

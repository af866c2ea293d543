//! One plant assessed: its accounts, its product's footprint and its diagnosis, and the report that tells them.
//!
//! Pure: results in, a neutral document out ([`verdigris_report::dossier::Dossier`]). Who typesets, stores or sends it
//! is no concern of this crate.

pub mod account;
pub mod cause;
pub mod diagnosis;
pub mod dossier;
pub mod drawing;
mod failure;
pub mod footprint;
pub mod ladder;
mod library;
pub mod peers;
pub mod period;
pub mod question;
pub mod reconciliation;
pub mod steps;
mod table;

pub use dossier::Assessment;
pub use failure::Failure;
pub use footprint::ProductFootprint;
pub use library::Library;
pub use peers::Peers;
pub use question::{Known, diagnose};

/// The scheme whose scopes serve the footprint, the decomposition and the disclosures.
pub use verdigris_diagnosis::accounted::INVENTORY as MAIN_SCHEME;

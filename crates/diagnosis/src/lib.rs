//! Diagnosis of one plant: how far it is from every reference, why, and what helps.
//!
//! Pure functions on plain inputs. What cannot be answered is an [`Answer::NotAvailable`] that names what it needs.

pub mod accounted;
pub mod answer;
pub mod compliance;
pub mod diagnose;
pub mod energy;
pub mod error;
pub mod esg;
pub mod frontier;
pub mod green_factory;
pub mod indicator;
pub mod ladder;
pub mod lmdi;
pub mod measure;
pub mod origin;
pub mod percentile;
pub mod physics;
pub mod record;
mod table;

pub use answer::Answer;
pub use diagnose::{Diagnosis, Question, diagnose};
pub use error::DiagnosisError;

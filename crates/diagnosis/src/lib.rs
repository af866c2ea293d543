//! Diagnosis of one plant: how far it is from every reference, why, and what helps.
//!
//! Pure functions on plain inputs. What cannot be answered is an [`Answer::NotAvailable`] that names what it needs.

pub mod answer;
pub mod error;
pub mod lmdi;
pub mod percentile;

pub use answer::Answer;
pub use error::DiagnosisError;

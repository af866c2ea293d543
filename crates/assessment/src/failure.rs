//! Errors of this crate: those of the rooms it brings together.

use thiserror::Error;
use verdigris_accounts::AccountError;
use verdigris_activity::ActivityError;
use verdigris_diagnosis::DiagnosisError;

/// Why a plant cannot be assessed.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Failure {
    /// Of the records.
    #[error(transparent)]
    Activity(#[from] ActivityError),
    /// Of an account.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Of the diagnosis.
    #[error(transparent)]
    Diagnosis(#[from] DiagnosisError),
}

impl Failure {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Activity(error) => error.code(),
            Self::Account(error) => error.code(),
            Self::Diagnosis(error) => error.code(),
        }
    }
}

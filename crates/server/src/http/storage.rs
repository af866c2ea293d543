//! What storage says, as refusals.

use axum::http::StatusCode;
use verdigris_alliance::{AllianceError, Denial};
use verdigris_store::StoreError;
use verdigris_wording::Kind;

use super::refusal::Refusal;
use crate::stored;

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let code = error.code();
        match error {
            StoreError::DiskFull => Self::new(code, Kind::Storage).status(StatusCode::INSUFFICIENT_STORAGE),
            StoreError::ReadOnly => Self::new(code, Kind::Storage),
            StoreError::Busy | StoreError::Unavailable { .. } => {
                tracing::warn!(error = %error, "the database does not serve");
                Self::new("database-busy", Kind::Storage).retry_after(1)
            }
            StoreError::NotFound { .. } | StoreError::Refused => Self::not_found(),
            StoreError::Stale => Self::new(code, Kind::Conflict).status(StatusCode::PRECONDITION_FAILED),
            StoreError::Exists { .. }
            | StoreError::Dangling
            | StoreError::AppendOnly { .. }
            | StoreError::LeaseLost => Self::new(code, Kind::Conflict),
            StoreError::State { state } => Self::new(code, Kind::Conflict).with("state", state),
            StoreError::Denied(denial) => denial.into(),
            StoreError::Alliance(error) => error.into(),
            other => Self::internal(&other),
        }
    }
}

impl From<Denial> for Refusal {
    /// What may not be seen is not there; what is seen but may not be done is refused.
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::NoBasis => Self::not_found(),
            Denial::Disabled => Self::sign_in(),
            Denial::Scope | Denial::Role | Denial::Standing | Denial::Oneself | Denial::Unfit => {
                Self::new(denial.code(), Kind::Forbidden)
            }
        }
    }
}

impl From<AllianceError> for Refusal {
    fn from(error: AllianceError) -> Self {
        stored::alliance(&error).into()
    }
}

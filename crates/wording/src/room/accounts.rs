//! Problems of accounting schemes.

use verdigris_accounts::AccountError;

use super::told;
use crate::{Kind, Problem};

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        let code = error.code();
        match &error {
            AccountError::Scheme { scheme, reason } => {
                told(code, Kind::Input, &[("scheme", scheme), ("reason", reason)])
            }
            AccountError::UnknownScheme { id, known } => told(code, Kind::NotFound, &[("id", id), ("known", known)]),
            AccountError::Superseded { scheme, year, successor } => {
                told(code, Kind::NotFound, &[("scheme", scheme), ("year", year), ("successor", successor)])
            }
            AccountError::NotYet { scheme, year, first, .. } => {
                told(code, Kind::NotFound, &[("scheme", scheme), ("year", year), ("first", first)])
            }
            AccountError::Sector { scheme, sector, covered } => {
                told(code, Kind::NotFound, &[("scheme", scheme), ("sector", sector), ("covered", covered)])
            }
            AccountError::NotComparable { from, to, reason } => {
                told(code, Kind::Input, &[("from", from), ("to", to), ("reason", reason)])
            }
            AccountError::Activity(inner) => inner.clone().into(),
        }
    }
}

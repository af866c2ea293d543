//! Problems of packaged factors and standards.

use verdigris_registry::factor::RegistryError;

use super::told;
use crate::{Kind, Problem};

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        let (code, kind) = (error.code(), Kind::NotFound);
        match &error {
            RegistryError::NotAvailable { what } => told(code, kind, &[("what", what)]),
            RegistryError::Superseded { standard, year, successor } => {
                told(code, kind, &[("standard", standard), ("year", year), ("successor", successor)])
            }
            RegistryError::Row { file, row, reason } => {
                told(code, kind, &[("file", file), ("row", row), ("reason", reason)])
            }
        }
    }
}

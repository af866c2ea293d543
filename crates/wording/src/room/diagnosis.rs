//! Problems of a diagnosis.

use verdigris_diagnosis::DiagnosisError;

use super::told;
use crate::{Kind, Problem};

impl From<DiagnosisError> for Problem {
    fn from(error: DiagnosisError) -> Self {
        let (code, kind) = (error.code(), Kind::Input);
        match &error {
            DiagnosisError::Row { file, row, reason } => {
                told(code, kind, &[("file", file), ("row", row), ("reason", reason)])
            }
            DiagnosisError::Shape { what, expected, found } => {
                told(code, kind, &[("what", what), ("expected", expected), ("found", found)])
            }
            DiagnosisError::Value { what, value, needed } => {
                told(code, kind, &[("what", what), ("value", value), ("needed", needed)])
            }
            DiagnosisError::Unit { what, left, right } => {
                told(code, kind, &[("what", what), ("left", left), ("right", right)])
            }
            DiagnosisError::Overflow { what } => told(code, kind, &[("what", what)]),
            DiagnosisError::Unknown { what, id } => told(code, kind, &[("what", what), ("id", id)]),
            DiagnosisError::Programme { unit, reason } => told(code, kind, &[("unit", unit), ("reason", reason)]),
            DiagnosisError::Evaluation { what, reason } => told(code, kind, &[("what", what), ("reason", reason)]),
        }
    }
}

//! Rows of packaged and user tables.

use serde::de::DeserializeOwned;

use crate::error::DiagnosisError;

/// Reads a table (CSV with header).
pub(crate) fn rows<R: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<R>, DiagnosisError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .enumerate()
        .map(|(at, row)| row.map_err(|error| fault(file, at, error.to_string())))
        .collect()
}

/// What is wrong with row `at`, counted from 0.
pub(crate) fn fault(file: &str, at: usize, reason: impl Into<String>) -> DiagnosisError {
    DiagnosisError::Row { file: file.to_owned(), row: at + 1, reason: reason.into() }
}

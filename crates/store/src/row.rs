//! Columns as the program's own types.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::{AnyConnection, Row as _, any::AnyRow};
use verdigris_quantity::{Label, Language};

use crate::StoreError;

/// Reads columns by name.
pub(crate) trait Columns {
    fn text(&self, name: &str) -> Result<String, StoreError>;
    fn maybe_text(&self, name: &str) -> Result<Option<String>, StoreError>;
    fn number(&self, name: &str) -> Result<i64, StoreError>;
    fn maybe_number(&self, name: &str) -> Result<Option<i64>, StoreError>;
    fn real(&self, name: &str) -> Result<f64, StoreError>;
    fn bytes(&self, name: &str) -> Result<Vec<u8>, StoreError>;
    fn maybe_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    fn flag(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.number(name)? != 0)
    }

    fn count(&self, name: &str) -> Result<u64, StoreError> {
        u64::try_from(self.number(name)?).map_err(|_| StoreError::bad(name))
    }

    fn small(&self, name: &str) -> Result<u32, StoreError> {
        u32::try_from(self.number(name)?).map_err(|_| StoreError::bad(name))
    }

    fn time(&self, name: &str) -> Result<Timestamp, StoreError> {
        moment(self.number(name)?)
    }

    fn maybe_time(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        self.maybe_number(name)?.map(moment).transpose()
    }

    /// An id or a word.
    fn parsed<T: std::str::FromStr<Err = verdigris_alliance::AllianceError>>(
        &self,
        name: &str,
    ) -> Result<T, StoreError> {
        Ok(self.text(name)?.parse()?)
    }

    fn maybe_parsed<T: std::str::FromStr<Err = verdigris_alliance::AllianceError>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.maybe_text(name)?.map(|text| text.parse()).transpose()?)
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, StoreError> {
        unjson(&self.text(name)?)
    }

    fn label(&self, en: &str, zh: &str) -> Result<Label, StoreError> {
        Ok(Label::new(self.text(en)?, self.text(zh)?))
    }

    fn language(&self, name: &str) -> Result<Language, StoreError> {
        match self.text(name)?.as_str() {
            "zh" => Ok(Language::Zh),
            "en" => Ok(Language::En),
            other => Err(StoreError::bad(format!("language {other}"))),
        }
    }
}

impl Columns for AnyRow {
    fn text(&self, name: &str) -> Result<String, StoreError> {
        Ok(self.try_get(name)?)
    }

    fn maybe_text(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(name)?)
    }

    fn number(&self, name: &str) -> Result<i64, StoreError> {
        Ok(self.try_get(name)?)
    }

    fn maybe_number(&self, name: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.try_get(name)?)
    }

    fn real(&self, name: &str) -> Result<f64, StoreError> {
        Ok(self.try_get(name)?)
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        Ok(self.try_get(name)?)
    }

    fn maybe_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.try_get(name)?)
    }
}

/// A moment as stored.
pub(crate) fn moment(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::bad(format!("time {micros}")))
}

/// A language as stored.
pub(crate) const fn language(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::bad(error.to_string()))
}

pub(crate) fn unjson<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::bad(error.to_string()))
}

/// Ten random bytes for a new id.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Driver { reason: format!("no randomness: {error}") })?;
    Ok(bytes)
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256, in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex(&Sha256::digest(bytes))
}

/// Refuses an update that met no row: another changed it first, or it is not there.
pub(crate) async fn one_changed(
    query: sqlx::query::Query<'_, sqlx::Any, sqlx::any::AnyArguments>,
    work: &mut AnyConnection,
) -> Result<(), StoreError> {
    if query.execute(work).await?.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The moment as it will be read back: to the microsecond.
pub(crate) fn stored_time(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

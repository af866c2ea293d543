//! What the command says when it cannot do what was asked: what, where, and what to do.

use std::{fmt, io, path::Path};

use verdigris_accounts::AccountError;
use verdigris_activity::ActivityError;
use verdigris_assessment::Failure;
use verdigris_diagnosis::DiagnosisError;
use verdigris_interchange::InterchangeError;
use verdigris_inventory::error::InventoryError;
use verdigris_network::NetworkError;
use verdigris_quantity::QuantityError;
use verdigris_registry::factor::RegistryError;

use crate::messages::Messages;

/// Exit codes, documented in `docs/guide/errors.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The command line is wrong.
    Usage = 2,
    /// An input file cannot be read.
    Input = 3,
    /// Something asked for does not exist or is not unique.
    NotFound = 4,
    /// The numbers have no answer.
    Computation = 5,
    /// The disk or the library refuses.
    Storage = 6,
}

/// A failed command.
#[derive(Debug)]
pub struct Problem {
    code: String,
    arguments: Vec<(&'static str, String)>,
    detail: String,
    exit: Exit,
}

impl Problem {
    /// A problem whose text is in the catalogue under `problem-CODE`.
    pub fn new(code: &str, exit: Exit) -> Self {
        Self { code: code.to_owned(), arguments: Vec::new(), detail: String::new(), exit }
    }

    /// The same with an argument of the text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// A file-system error.
    pub fn storage(path: &Path, error: &io::Error) -> Self {
        Self::new("storage", Exit::Storage).with("path", path.display().to_string()).with("reason", error.to_string())
    }

    /// Exit code of the process.
    pub fn exit(&self) -> u8 {
        self.exit as u8
    }

    /// Stable code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What and where, in the reader's language.
    pub fn message(&self, messages: &Messages) -> String {
        let key = format!("problem-{}", self.code);
        let arguments: Vec<(&str, &str)> = self.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        match (messages.has(&key), self.detail.is_empty()) {
            (true, true) => messages.format(&key, &arguments),
            (true, false) => format!("{}: {}", messages.format(&key, &arguments), self.detail),
            (false, _) => self.detail.clone(),
        }
    }

    /// What to do, where the catalogue knows.
    pub fn remedy(&self, messages: &Messages) -> Option<String> {
        let key = format!("problem-{}-remedy", self.code);
        messages.has(&key).then(|| messages.text(&key))
    }

    fn from_error(code: &str, detail: String, exit: Exit) -> Self {
        Self { code: code.to_owned(), arguments: Vec::new(), detail, exit }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.detail)
    }
}

impl From<InterchangeError> for Problem {
    fn from(error: InterchangeError) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::Input)
    }
}

impl From<ActivityError> for Problem {
    fn from(error: ActivityError) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::Input)
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::NotFound)
    }
}

impl From<Failure> for Problem {
    fn from(error: Failure) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::Computation)
    }
}

impl From<DiagnosisError> for Problem {
    fn from(error: DiagnosisError) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::Input)
    }
}

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::NotFound)
    }
}

impl From<NetworkError> for Problem {
    fn from(error: NetworkError) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::Input)
    }
}

impl From<QuantityError> for Problem {
    fn from(error: QuantityError) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::Usage)
    }
}

impl From<InventoryError> for Problem {
    fn from(error: InventoryError) -> Self {
        Self::from_error(error.code(), error.to_string(), Exit::Computation)
    }
}

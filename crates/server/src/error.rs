//! Why the server cannot start or go on.

use std::{io, path::Path};

use thiserror::Error;
use verdigris_store::StoreError;
use verdigris_wording::{Kind, Problem};

/// What stops the server as a whole; what a single request meets is a [`Problem`].
#[derive(Debug, Error)]
pub enum ServerError {
    /// The configuration does not read or is unsafe.
    #[error("{place}: {reason}")]
    Configuration {
        /// File, variable or key.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// A file or folder.
    #[error("{path}: {reason}")]
    File {
        /// Which.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// Storage cannot be opened or used.
    #[error("the store: {0}")]
    Store(#[from] StoreError),
    /// The database was begun in the other mode.
    #[error("the database was begun in {kept} mode and is not opened in {asked} mode")]
    Mode {
        /// Mode it was begun in.
        kept: String,
        /// Mode asked for.
        asked: &'static str,
    },
    /// An account cannot be made or found.
    #[error("{code}")]
    Account {
        /// Why, as a code of the catalogues.
        code: &'static str,
    },
    /// A server asked over HTTP does not answer as it should.
    #[error("{address}: {reason}")]
    Remote {
        /// What was asked.
        address: String,
        /// What came of it.
        reason: String,
    },
    /// The log read from a server does not hold.
    #[error("the log does not hold: {reason}")]
    Log {
        /// What does not fit.
        reason: String,
    },
    /// The address cannot be listened on.
    #[error("{address}: {reason}")]
    Listen {
        /// Which.
        address: String,
        /// What the system says.
        reason: String,
    },
    /// The running server failed.
    #[error("{0}")]
    Run(#[from] io::Error),
    /// The packaged example alliance does not do.
    #[error("the example alliance: {reason}")]
    Demo {
        /// What is wrong.
        reason: String,
    },
    /// The operating system gives no random numbers.
    #[error("no random numbers: {0}")]
    Random(String),
}

impl ServerError {
    /// An error of the file system.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::File { path: path.display().to_string(), reason: error.to_string() }
    }

    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Configuration { .. } => "server-configuration",
            Self::File { .. } => "storage",
            Self::Store(error) => error.code(),
            Self::Mode { .. } => "server-mode",
            Self::Account { code } => code,
            Self::Remote { .. } => "server-asked",
            Self::Log { .. } => "log-broken",
            Self::Listen { .. } => "server-listen",
            Self::Run(_) => "server-run",
            Self::Demo { .. } => "server-demo",
            Self::Random(_) => "server-random",
        }
    }

    /// The same for the command line.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Configuration { place, reason } => {
                Problem::new(self.code(), Kind::Usage).with("place", place.clone()).with("reason", reason.clone())
            }
            Self::File { path, reason } => {
                Problem::new(self.code(), Kind::Storage).with("path", path.clone()).with("reason", reason.clone())
            }
            Self::Store(error) => crate::stored::problem(error),
            Self::Account { code } => Problem::new(code, Kind::Input),
            Self::Remote { address, reason } => {
                Problem::new(self.code(), Kind::Input).with("address", address.clone()).with("reason", reason.clone())
            }
            Self::Mode { kept, asked } => {
                Problem::new(self.code(), Kind::Usage).with("kept", kept.clone()).with("asked", *asked)
            }
            Self::Listen { address, reason } => {
                Problem::new(self.code(), Kind::Usage).with("address", address.clone()).with("reason", reason.clone())
            }
            Self::Log { reason } | Self::Demo { reason } => {
                Problem::new(self.code(), Kind::Storage).with("reason", reason.clone())
            }
            Self::Run(_) | Self::Random(_) => Problem::new(self.code(), Kind::Storage).with("reason", self.to_string()),
        }
    }
}

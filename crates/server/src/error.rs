//! Why the server cannot start or go on.

use std::{io, path::Path};

use thiserror::Error;
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
            Self::Listen { .. } => "server-listen",
            Self::Run(_) => "server-run",
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
            Self::Listen { address, reason } => {
                Problem::new(self.code(), Kind::Usage).with("address", address.clone()).with("reason", reason.clone())
            }
            Self::Run(_) | Self::Random(_) => Problem::new(self.code(), Kind::Storage).with("reason", self.to_string()),
        }
    }
}

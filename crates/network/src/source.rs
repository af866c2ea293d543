//! Where data come from and how far they may be trusted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How a value was obtained; shown beside it wherever it appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trust {
    /// Read in the official file.
    P,
    /// Open transcription of the official text.
    T,
    /// News or policy summary.
    N,
    /// Open data set.
    D,
    /// Computed here from rows that name their sources.
    C,
}

impl fmt::Display for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P => "P",
            Self::T => "T",
            Self::N => "N",
            Self::D => "D",
            Self::C => "C",
        })
    }
}

impl FromStr for Trust {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "P" => Ok(Self::P),
            "T" => Ok(Self::T),
            "N" => Ok(Self::N),
            "D" => Ok(Self::D),
            "C" => Ok(Self::C),
            _ => Err(()),
        }
    }
}

/// Position of a source in [`crate::Network::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceIndex(pub u32);

/// A publication or data set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Short name.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    /// Year of publication, as text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub year: String,
    /// Web address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Licence or legal status of the figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Trust of values taken from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

//! Why a document cannot be set.

use thiserror::Error;
use verdigris_quantity::Label;

/// Why a document cannot be set.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TypesetError {
    /// The source is wrong: the typesetter's own message and where.
    #[error("{file}:{line}:{column}: {message}{}", listed(.hints))]
    Source {
        /// File of the document.
        file: String,
        /// Line, from 1; 0 where the typesetter names none.
        line: usize,
        /// Column in characters, from 1; 0 where the typesetter names none.
        column: usize,
        /// What is wrong.
        message: String,
        /// What may help.
        hints: Vec<String>,
    },
    /// No font at hand has these characters.
    #[error("no font has {characters}: {}", .remedy.en)]
    Characters {
        /// The characters, at most twenty.
        characters: String,
        /// What to install or which option to give.
        remedy: Label,
    },
    /// A date that does not exist.
    #[error("{year}-{month}-{day} is not a date")]
    Date {
        /// Year.
        year: i32,
        /// Month.
        month: u8,
        /// Day.
        day: u8,
    },
    /// The name of a file of the document leaves the document.
    #[error("{name:?} is not a name of a file inside the document")]
    FileName {
        /// The name.
        name: String,
    },
    /// The typesetter refuses the options of the PDF.
    #[error("the PDF cannot be written: {message}")]
    Standard {
        /// The typesetter's message.
        message: String,
    },
}

impl TypesetError {
    /// Stable code, also the key of the translated message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Source { .. } => "typeset-source",
            Self::Characters { .. } => "typeset-characters",
            Self::Date { .. } => "typeset-date",
            Self::FileName { .. } => "typeset-file-name",
            Self::Standard { .. } => "typeset-standard",
        }
    }
}

fn listed(hints: &[String]) -> String {
    if hints.is_empty() { String::new() } else { format!(" ({})", hints.join("; ")) }
}

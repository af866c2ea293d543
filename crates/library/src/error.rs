//! What can go wrong in the library.

use thiserror::Error;

/// Why the library cannot answer.
#[derive(Debug, Error)]
pub enum LibraryError {
    /// A word that names no kind of document or of link.
    #[error("`{word}` is no {what}")]
    UnknownWord {
        /// What was expected.
        what: &'static str,
        /// What was given.
        word: String,
    },
    /// The index failed; it can be rebuilt from the documents.
    #[error("the search index failed: {reason}")]
    Index {
        /// What it said.
        reason: String,
    },
    /// A feed could not be written.
    #[error("the feed could not be written: {reason}")]
    Feed {
        /// What was wrong.
        reason: String,
    },
    /// A packaged word list does not read.
    #[error("the word list {list} does not read: {reason}")]
    Words {
        /// The list.
        list: &'static str,
        /// What was wrong.
        reason: String,
    },
}

impl LibraryError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownWord { .. } => "unknown-document-word",
            Self::Index { .. } => "search-index",
            Self::Feed { .. } => "feed",
            Self::Words { .. } => "word-list",
        }
    }
}

impl From<tantivy::TantivyError> for LibraryError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index { reason: error.to_string() }
    }
}

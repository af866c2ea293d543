//! What stops an import or an export; defects inside readable data are findings instead.

use thiserror::Error;

/// Errors of reading and writing. `code()` is stable and is the key of the translated message and remedy.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InterchangeError {
    /// The file system refuses.
    #[error("{path}: {reason}")]
    Io {
        /// File or folder.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// A zip that is cut short or damaged.
    #[error("{path}{}: damaged archive: {reason}", in_member(member))]
    Damaged {
        /// Archive.
        path: String,
        /// Member at fault, empty for the archive as a whole.
        member: String,
        /// What is wrong.
        reason: String,
    },
    /// A member whose name leaves the archive, or a link.
    #[error("{path}: member `{member}` is refused: {reason}")]
    UnsafeMember {
        /// Archive or folder.
        path: String,
        /// Its name as written.
        member: String,
        /// Why.
        reason: &'static str,
    },
    /// Two members of one name.
    #[error("{path}: {count} members share the name of another, for example `{member}`")]
    DuplicateMember {
        /// Archive.
        path: String,
        /// One such name, where it can be told.
        member: String,
        /// How many.
        count: usize,
    },
    /// A limit on what is read.
    #[error("{path}{}: {what} is {found}, more than the limit of {limit}", in_member(member))]
    LimitExceeded {
        /// Archive, folder or file.
        path: String,
        /// Member at fault, empty for the whole.
        member: String,
        /// Which limit.
        what: &'static str,
        /// What was found or declared.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// No reader recognises the content.
    #[error("{path}: the format is not recognised: {reason}")]
    UnknownFormat {
        /// What was given.
        path: String,
        /// What was looked for.
        reason: String,
    },
    /// Text that does not follow its grammar, so that nothing after it can be read.
    #[error("{member}:{line}:{column}: {reason}")]
    Syntax {
        /// File, or member of an archive, or sheet.
        member: String,
        /// Line, from 1.
        line: u64,
        /// Column, from 1; 0 when unknown.
        column: u64,
        /// What is wrong.
        reason: String,
    },
    /// Bytes that are not text in the declared encoding.
    #[error("{member}: byte {at} is not {encoding}")]
    Encoding {
        /// File or member.
        member: String,
        /// Position of the byte, from 0.
        at: u64,
        /// Encoding.
        encoding: &'static str,
    },
    /// A document that reads but is not what the format demands.
    #[error("{member}: {reason}")]
    Structure {
        /// File, member or sheet.
        member: String,
        /// What is missing or contradictory.
        reason: String,
    },
    /// The network cannot be written in this format.
    #[error("cannot write {what}: {reason}")]
    Write {
        /// File, sheet or object.
        what: String,
        /// Why.
        reason: String,
    },
    /// Stopped by the user.
    #[error("stopped on request during {stage}")]
    Cancelled {
        /// What was going on.
        stage: String,
    },
}

fn in_member(member: &str) -> String {
    if member.is_empty() { String::new() } else { format!(", member `{member}`") }
}

impl InterchangeError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::Damaged { .. } => "archive-damaged",
            Self::UnsafeMember { .. } => "archive-unsafe-member",
            Self::DuplicateMember { .. } => "archive-duplicate-member",
            Self::LimitExceeded { .. } => "limit-exceeded",
            Self::UnknownFormat { .. } => "unknown-format",
            Self::Syntax { .. } => "syntax",
            Self::Encoding { .. } => "encoding",
            Self::Structure { .. } => "structure",
            Self::Write { .. } => "write",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Io { .. } => "check that the path exists and may be read or written",
            Self::Damaged { .. } => "download or export the archive again; its end or a member is missing or altered",
            Self::UnsafeMember { .. } => "pack the files again with relative names and without links",
            Self::DuplicateMember { .. } => "pack the files again so that every member has a name of its own",
            Self::LimitExceeded { .. } => "raise the import limits if the file comes from someone you trust",
            Self::UnknownFormat { .. } => {
                "name the format, or give an openLCA JSON-LD, ILCD, EcoSpold, SimaPro, Brightway or table file"
            }
            Self::Syntax { .. } => "correct the file at that place or export it again",
            Self::Encoding { .. } => "save the file as UTF-8 or name its encoding",
            Self::Structure { .. } => "export the data again from the program they come from",
            Self::Write { .. } => "choose another format or another file",
            Self::Cancelled { .. } => "start again; nothing was changed",
        }
    }

    /// An I/O error at a path.
    pub(crate) fn io(path: impl std::fmt::Display, error: &std::io::Error) -> Self {
        Self::Io { path: path.to_string(), reason: error.to_string() }
    }
}

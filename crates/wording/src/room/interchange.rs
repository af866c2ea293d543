//! Problems of files brought in or written.

use verdigris_interchange::InterchangeError;

use super::told;
use crate::{Kind, Problem};

impl From<InterchangeError> for Problem {
    fn from(error: InterchangeError) -> Self {
        let (code, kind) = (error.code(), Kind::Input);
        match &error {
            InterchangeError::Io { path, reason } | InterchangeError::UnknownFormat { path, reason } => {
                told(code, kind, &[("path", path), ("reason", reason)])
            }
            InterchangeError::Damaged { path, member, reason } => {
                told(code, kind, &[("path", &inside(path, member)), ("reason", reason)])
            }
            InterchangeError::UnsafeMember { path, member, reason } => {
                told(code, kind, &[("path", path), ("member", member), ("reason", reason)])
            }
            InterchangeError::DuplicateMember { path, member, count } => {
                told(code, kind, &[("path", path), ("member", member), ("count", count)])
            }
            InterchangeError::LimitExceeded { path, member, what, found, limit } => {
                told(code, kind, &[("path", &inside(path, member)), ("what", what), ("found", found), ("limit", limit)])
            }
            InterchangeError::Syntax { member, line, column, reason } => {
                told(code, kind, &[("member", member), ("line", line), ("column", column), ("reason", reason)])
            }
            InterchangeError::Encoding { member, at, encoding } => {
                told(code, kind, &[("member", member), ("at", at), ("encoding", encoding)])
            }
            InterchangeError::Structure { member, reason } => {
                told(code, kind, &[("member", member), ("reason", reason)])
            }
            InterchangeError::Write { what, reason } => told(code, kind, &[("what", what), ("reason", reason)]),
            InterchangeError::Cancelled { .. } => Self::cancelled(),
        }
    }
}

/// A member of an archive as a place.
fn inside(path: &str, member: &str) -> String {
    if member.is_empty() { path.to_owned() } else { format!("{path} › {member}") }
}

//! What storage says, as problems with words in both languages.

use verdigris_alliance::{AllianceError, Denial};
use verdigris_store::StoreError;
use verdigris_wording::{Kind, Problem};

/// The problem of an error of the store, for the command line, jobs and the log of the operator.
pub fn problem(error: &StoreError) -> Problem {
    let told = |kind: Kind, arguments: &[(&str, String)]| {
        arguments.iter().fold(Problem::new(error.code(), kind), |problem, (name, value)| problem.with(name, value))
    };
    match error {
        StoreError::DiskFull | StoreError::ReadOnly | StoreError::Busy => told(Kind::Storage, &[]),
        StoreError::Unavailable { reason }
        | StoreError::Address { reason }
        | StoreError::Damaged { reason }
        | StoreError::Log { reason }
        | StoreError::Backup { reason }
        | StoreError::Driver { reason } => told(Kind::Storage, &[("reason", reason.clone())]),
        StoreError::Tls { mode } => told(Kind::Usage, &[("mode", (*mode).to_owned())]),
        StoreError::Unencrypted { host } => told(Kind::Usage, &[("host", host.clone())]),
        StoreError::Newer { found, known } => {
            told(Kind::Storage, &[("found", found.to_string()), ("known", known.to_string())])
        }
        StoreError::OtherMigration { number } => told(Kind::Storage, &[("number", number.to_string())]),
        StoreError::RoleMissing { role, remedy } => {
            told(Kind::Storage, &[("role", (*role).to_owned()), ("statements", remedy.clone())])
        }
        StoreError::BadRow { what } => told(Kind::Storage, &[("what", what.clone())]),
        StoreError::File { path, reason } => told(Kind::Storage, &[("path", path.clone()), ("reason", reason.clone())]),
        StoreError::NotFound { .. } => told(Kind::NotFound, &[]),
        StoreError::Refused => told(Kind::Forbidden, &[]),
        StoreError::Exists { .. }
        | StoreError::Dangling
        | StoreError::Stale
        | StoreError::AppendOnly { .. }
        | StoreError::LeaseLost => told(Kind::Conflict, &[]),
        StoreError::State { state } => told(Kind::Conflict, &[("state", state.clone())]),
        StoreError::Denied(denial) => denied(*denial),
        StoreError::Alliance(error) => alliance(error),
    }
}

/// A stored document that does not read.
pub fn unreadable(what: &str, error: &serde_json::Error) -> Problem {
    Problem::new("bad-row", Kind::Storage).with("what", format!("{what} ({error})"))
}

/// The problem of a refusal by the access decision.
pub fn denied(denial: Denial) -> Problem {
    Problem::new(denial.code(), Kind::Forbidden)
}

/// The problem of an error of the alliance's rules.
pub fn alliance(error: &AllianceError) -> Problem {
    let told = |kind: Kind, arguments: &[(&str, &str)]| {
        arguments.iter().fold(Problem::new(error.code(), kind), |problem, (name, value)| problem.with(name, *value))
    };
    match error {
        AllianceError::BadId { text, .. } => told(Kind::Input, &[("text", text)]),
        AllianceError::UnknownWord { word, .. } => told(Kind::Input, &[("word", word)]),
        AllianceError::Terms { reason } => told(Kind::Input, &[("reason", reason)]),
        AllianceError::History { reason } => told(Kind::Input, &[("reason", reason)]),
        AllianceError::GrantMove { .. } | AllianceError::MemberMove { .. } | AllianceError::TooLate => {
            told(Kind::Conflict, &[])
        }
        AllianceError::SameOrganisation
        | AllianceError::Period
        | AllianceError::NoReason
        | AllianceError::SamePerson => told(Kind::Input, &[]),
    }
}

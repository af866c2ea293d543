//! Errors of this crate, and what the two databases' own errors mean.

use sqlx::error::ErrorKind;
use thiserror::Error;
use verdigris_alliance::{AllianceError, Denial};

/// Why storage could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No space is left where the database writes.
    #[error("the disk of the database is full: nothing was stored; make room and try again")]
    DiskFull,
    /// The database may be read but not written.
    #[error("the database cannot be written: give this program's user the right to write to its folder and files")]
    ReadOnly,
    /// Others hold the database for too long.
    #[error("the database is busy: try again")]
    Busy,
    /// The database does not answer.
    #[error("the database does not answer: {reason}")]
    Unavailable {
        /// What the driver says.
        reason: String,
    },
    /// The database does not accept the credentials or the address.
    #[error("the address of the database is not good: {reason}")]
    Address {
        /// What is wrong.
        reason: String,
    },
    /// TLS to PostgreSQL was asked for, which this program does not speak.
    #[error(
        "sslmode={mode}: this program speaks to PostgreSQL without TLS; use a local socket, or a tunnel that ends TLS on \
         this machine"
    )]
    Tls {
        /// Mode asked for.
        mode: &'static str,
    },
    /// Members' data would go over a network unencrypted without anyone having said so.
    #[error(
        "{host} is another machine and would be spoken to unencrypted; add sslmode=disable where the network is safe"
    )]
    Unencrypted {
        /// The machine.
        host: String,
    },
    /// The file is no database or is damaged.
    #[error("the database is damaged or no database: {reason}; restore the latest backup")]
    Damaged {
        /// What was found.
        reason: String,
    },
    /// The database was written by a newer program.
    #[error("the database is of schema {found}, this program knows up to {known}: use the newer program")]
    Newer {
        /// Schema found.
        found: i64,
        /// Latest schema this program knows.
        known: i64,
    },
    /// A migration already run is not the one this program knows.
    #[error("migration {number} of this database is not the one this program knows: it was made by another program")]
    OtherMigration {
        /// Which.
        number: i64,
    },
    /// A role needed for row-level security is missing and cannot be made.
    #[error("the database role {role} is missing; let an administrator run: {remedy}")]
    RoleMissing {
        /// Its name.
        role: &'static str,
        /// The statements that make it.
        remedy: String,
    },
    /// Something with the same key is there.
    #[error("this exists already ({what})")]
    Exists {
        /// Constraint or table.
        what: String,
    },
    /// What is referred to is not there.
    #[error("what this refers to does not exist")]
    Dangling,
    /// Not there.
    #[error("not found: {what}")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
    },
    /// Changed by someone else since it was read.
    #[error("changed by someone else in the meantime: read it again")]
    Stale,
    /// Stored rows of this kind are never changed.
    #[error("what was stored is never changed: {what}")]
    AppendOnly {
        /// Table.
        what: String,
    },
    /// The database itself refused the row to this reader.
    #[error("the database refuses this to the reader")]
    Refused,
    /// The access decision.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The job was taken from this worker, cancelled, or has ended.
    #[error("the job is no longer this worker's")]
    LeaseLost,
    /// A state does not allow this.
    #[error("not possible in state {state}")]
    State {
        /// The state it is in.
        state: String,
    },
    /// The alliance's rules say no, or stored text does not read.
    #[error(transparent)]
    Alliance(#[from] AllianceError),
    /// A stored value does not read.
    #[error("a stored value does not read: {what}")]
    BadRow {
        /// Which.
        what: String,
    },
    /// The log does not fit the rows, or itself.
    #[error("the log does not hold: {reason}")]
    Log {
        /// What does not fit.
        reason: String,
    },
    /// Backup or restore is another tool's here, or its target is not good.
    #[error("{reason}")]
    Backup {
        /// What to do instead.
        reason: String,
    },
    /// A file beside the database.
    #[error("{path}: {reason}")]
    File {
        /// Which.
        path: String,
        /// What went wrong.
        reason: String,
    },
    /// The driver's own.
    #[error("database: {reason}")]
    Driver {
        /// What it says.
        reason: String,
    },
}

impl StoreError {
    /// Stable code, also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DiskFull => "disk-full",
            Self::ReadOnly => "read-only",
            Self::Busy => "database-busy",
            Self::Unavailable { .. } => "database-unavailable",
            Self::Address { .. } => "database-address",
            Self::Tls { .. } => "database-tls",
            Self::Unencrypted { .. } => "database-unencrypted",
            Self::Damaged { .. } => "database-damaged",
            Self::Newer { .. } => "database-newer",
            Self::OtherMigration { .. } => "database-other",
            Self::RoleMissing { .. } => "database-role",
            Self::Exists { .. } => "exists",
            Self::Dangling => "dangling",
            Self::NotFound { .. } => "not-found",
            Self::Stale => "stale",
            Self::AppendOnly { .. } => "append-only",
            Self::Refused => "refused",
            Self::Denied(denial) => denial.code(),
            Self::LeaseLost => "lease-lost",
            Self::State { .. } => "wrong-state",
            Self::Alliance(error) => error.code(),
            Self::BadRow { .. } => "bad-row",
            Self::Log { .. } => "log-broken",
            Self::Backup { .. } => "backup",
            Self::File { .. } => "file",
            Self::Driver { .. } => "database",
        }
    }

    /// Whether the same call may succeed when made again.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable { .. })
    }

    pub(crate) fn bad(what: impl Into<String>) -> Self {
        Self::BadRow { what: what.into() }
    }

    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::File { path: path.display().to_string(), reason: error.to_string() },
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => of_database(error.as_ref()),
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(error) => Self::Unavailable { reason: error.to_string() },
            sqlx::Error::Tls(error) => Self::Unavailable { reason: error.to_string() },
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Unavailable { reason: error.to_string() },
            sqlx::Error::Configuration(error) => Self::Address { reason: error.to_string() },
            sqlx::Error::RowNotFound => Self::NotFound { what: "row" },
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
                Self::bad(error.to_string())
            }
            other => Self::Driver { reason: other.to_string() },
        }
    }
}

/// What a database's error code means: five characters on PostgreSQL, a number on SQLite whose low byte is the kind.
fn of_database(error: &dyn sqlx::error::DatabaseError) -> StoreError {
    let what = || error.constraint().or(error.table()).map_or_else(|| error.message().to_owned(), str::to_owned);
    match error.kind() {
        ErrorKind::UniqueViolation => return StoreError::Exists { what: what() },
        ErrorKind::ForeignKeyViolation => return StoreError::Dangling,
        _ => {}
    }
    let code = error.code().unwrap_or_default();
    let message = error.message();
    if code.len() == 5
        && let Some(meaning) = of_postgres(&code, message)
    {
        return meaning;
    }
    if let Some(meaning) = code.parse::<i64>().ok().and_then(|number| of_sqlite(number, message)) {
        return meaning;
    }
    StoreError::Driver { reason: format!("{message} ({code})") }
}

fn of_postgres(code: &str, message: &str) -> Option<StoreError> {
    let reason = || message.to_owned();
    Some(match code {
        "53100" => StoreError::DiskFull,
        "25006" => StoreError::ReadOnly,
        "40001" | "40P01" | "53300" | "55P03" | "57014" => StoreError::Busy,
        "VG001" => StoreError::AppendOnly { what: message.trim_start_matches("append-only: ").to_owned() },
        "42501" => StoreError::Refused,
        "28000" | "28P01" | "3D000" => StoreError::Address { reason: reason() },
        "XX001" | "XX002" => StoreError::Damaged { reason: reason() },
        _ if code.starts_with("08") || code.starts_with("57P") => StoreError::Unavailable { reason: reason() },
        _ => return None,
    })
}

fn of_sqlite(code: i64, message: &str) -> Option<StoreError> {
    const TRIGGER: i64 = 1811;
    Some(match (code & 0xff, code) {
        (13, _) => StoreError::DiskFull,
        (8 | 3 | 23, _) => StoreError::ReadOnly,
        (14, _) => StoreError::Address { reason: message.to_owned() },
        (5 | 6, _) => StoreError::Busy,
        (11 | 26, _) => StoreError::Damaged { reason: message.to_owned() },
        (_, TRIGGER) => StoreError::AppendOnly { what: message.trim_start_matches("append-only: ").to_owned() },
        (10, _) => StoreError::Unavailable { reason: message.to_owned() },
        _ => return None,
    })
}

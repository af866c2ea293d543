//! Which database, and where the files beside it are.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::StoreError;

/// Name of the SQLite file in the data folder.
const FILE: &str = "verdigris.sqlite";

/// Which database.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A server of PostgreSQL, as `postgres://…`.
    Postgres(String),
}

impl std::fmt::Debug for Address {
    /// Without the password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(formatter, "sqlite:{}", path.display()),
            Self::Postgres(_) => formatter.write_str("postgres://…"),
        }
    }
}

/// What is needed to open a store.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which database.
    pub address: Address,
    /// Folder of the log's signing key, and of the database where it is SQLite's.
    pub folder: PathBuf,
    /// Connections for reading at the same time.
    pub readers: u32,
}

impl Options {
    /// The embedded database in a folder.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { address: Address::Sqlite(folder.join(FILE)), folder, readers: 4 }
    }

    /// A database by its address (`postgres://…`, `sqlite:FILE`), or the embedded one of the folder where absent.
    pub fn read(address: Option<&str>, folder: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let options = Self::folder(folder);
        let Some(address) = address else { return Ok(options) };
        let address = if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            unencrypted_knowingly(address)?;
            Address::Postgres(address.to_owned())
        } else if let Some(path) = address.strip_prefix("sqlite:") {
            Address::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
        } else {
            let reason = "begins neither with postgres:// nor with sqlite:".to_owned();
            return Err(StoreError::Address { reason });
        };
        Ok(Self { address, ..options })
    }
}

/// Connections to PostgreSQL are not encrypted: a socket or this machine needs no word, another machine `sslmode=disable`.
fn unencrypted_knowingly(address: &str) -> Result<(), StoreError> {
    let options: PgConnectOptions =
        address.parse().map_err(|error: sqlx::Error| StoreError::Address { reason: error.to_string() })?;
    let mode = match options.get_ssl_mode() {
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
        PgSslMode::Disable => return Ok(()),
        PgSslMode::Allow | PgSslMode::Prefer => {
            let host = options.get_host();
            let loopback = |host: &str| {
                let bare = host.trim_start_matches('[').trim_end_matches(']');
                bare == "localhost" || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
            };
            let here = options.get_socket().is_some() || host.starts_with('/') || loopback(host);
            return if here { Ok(()) } else { Err(StoreError::Unencrypted { host: host.to_owned() }) };
        }
    };
    Err(StoreError::Tls { mode })
}

/// The driver's form of a path: every byte that could mean something else in an address is escaped.
pub(crate) fn sqlite_url(path: &Path, create: bool) -> String {
    use std::fmt::Write as _;
    let mut url = String::from("sqlite://");
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            url.push(char::from(*byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url.push_str(if create { "?mode=rwc" } else { "?mode=rw" });
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read() {
        let read = |text| Options::read(Some(text), "d").map(|options| options.address);
        assert_eq!(read("sqlite:a b.db").unwrap(), Address::Sqlite("a b.db".into()));
        assert_eq!(read("sqlite:///x/y").unwrap(), Address::Sqlite("/x/y".into()));
        assert!(matches!(read("postgres://u:secret@localhost/d").unwrap(), Address::Postgres(_)));
        assert_eq!(read("mysql://h").unwrap_err().code(), "database-address");
        assert!(!format!("{:?}", read("postgres://u:secret@localhost/d").unwrap()).contains("secret"));
    }

    #[test]
    fn nothing_goes_over_a_network_unencrypted_unless_somebody_said_so() {
        let code = |text: &str| Options::read(Some(text), "d").map_err(|error| error.code()).err();
        for here in [
            "postgres://u@localhost/d",
            "postgres://u@127.0.0.1/d",
            "postgres://u@[::1]:5432/d",
            "postgres://u@localhost/d?host=/var/run/postgresql",
            "postgres://u@%2Fvar%2Frun%2Fpostgresql/d",
            "postgres://u@db.example/d?sslmode=disable",
        ] {
            assert_eq!(code(here), None, "{here}");
        }
        for elsewhere in ["postgres://u@db.example/d", "postgres://u@10.0.0.7/d?sslmode=prefer"] {
            assert_eq!(code(elsewhere), Some("database-unencrypted"), "{elsewhere}");
        }
        for mode in ["require", "verify-ca", "verify-full"] {
            assert_eq!(code(&format!("postgres://u@localhost/d?sslmode={mode}")), Some("database-tls"), "{mode}");
        }
    }

    #[test]
    fn paths_are_escaped() {
        assert_eq!(sqlite_url(Path::new("/a b/铜?.db"), true), "sqlite:///a%20b/%E9%93%9C%3F.db?mode=rwc");
    }
}

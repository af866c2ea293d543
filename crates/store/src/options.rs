//! Which database, and where the files beside it are.

use std::path::{Path, PathBuf};

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
        assert!(matches!(read("postgres://u:secret@h/d").unwrap(), Address::Postgres(_)));
        assert_eq!(read("mysql://h").unwrap_err().code(), "database-address");
        assert!(!format!("{:?}", read("postgres://u:secret@h/d").unwrap()).contains("secret"));
    }

    #[test]
    fn paths_are_escaped() {
        assert_eq!(sqlite_url(Path::new("/a b/铜?.db"), true), "sqlite:///a%20b/%E9%93%9C%3F.db?mode=rwc");
    }
}

//! Backups of the embedded database, checked and put back. PostgreSQL has its own tools, and this says which.

use std::path::{Path, PathBuf};

use sqlx::{AnyConnection, Connection as _, Executor as _};

use crate::{
    Store, StoreError,
    database::restrict,
    log::FILE,
    migrate,
    options::{Address, Options, sqlite_url},
    row::Columns as _,
    verify::{Verified, verify},
};

/// Where the log's key stands beside a backup.
fn key_beside(backup: &Path) -> PathBuf {
    let mut name = backup.file_name().unwrap_or_default().to_owned();
    name.push(".key");
    backup.with_file_name(name)
}

fn no(reason: impl Into<String>) -> StoreError {
    StoreError::Backup { reason: reason.into() }
}

/// Forced row-level security is for the tables' owner too: the dump must say that it does the platform's own work.
fn other_tool(target: &Path) -> StoreError {
    let target = target.display();
    no(format!(
        "PostgreSQL is backed up by its own tools, with this database's address as DATABASE: \
         PGOPTIONS='-c verdigris.service=on' pg_dump --enable-row-security --format=custom --file={target} DATABASE; \
         put back into an empty database by pg_restore --no-owner --dbname=DATABASE {target}. \
         Keep {FILE} of the data folder with it."
    ))
}

impl Store {
    /// Writes a backup of the embedded database while it is in use, as it is at one moment, and the log's key beside it.
    /// Refuses a target that exists.
    pub async fn backup(options: &Options, target: &Path) -> Result<(), StoreError> {
        let Address::Sqlite(path) = &options.address else { return Err(other_tool(target)) };
        if target.exists() {
            return Err(no(format!("{} exists: choose another name", target.display())));
        }
        let beside = target.with_extension("part");
        let _ = std::fs::remove_file(&beside);
        // A connection of its own: writers go on meanwhile.
        let mut connection = connect(&sqlite_url(path, false)).await?;
        let text = beside.to_str().ok_or_else(|| no("the name of a backup must be readable text"))?;
        sqlx::query("VACUUM INTO $1").bind(text.to_owned()).execute(&mut connection).await?;
        connection.close().await?;
        restrict(&beside)?;
        let error = |error| StoreError::file(target, &error);
        std::fs::File::open(&beside).and_then(|file| file.sync_all()).map_err(error)?;
        copy(&options.folder.join(FILE), &key_beside(target))?;
        std::fs::rename(&beside, target).map_err(error)
    }

    /// Whether a backup is whole: the file itself, its schema, the log, and every row and file the log fixes.
    pub async fn check_backup(backup: &Path) -> Result<Verified, StoreError> {
        let url = sqlite_url(backup, false).replace("?mode=rw", "?mode=ro&immutable=true");
        let mut connection = connect(&url).await?;
        for (text, good) in [("PRAGMA integrity_check", "ok"), ("PRAGMA foreign_key_check", "")] {
            let row = connection.fetch_optional(text).await?;
            let found = match row {
                Some(row) => sqlx::Row::try_get::<String, _>(&row, 0)?,
                None => String::new(),
            };
            if found != good {
                return Err(StoreError::Damaged { reason: found });
            }
        }
        migrate::check(&mut connection, crate::Dialect::Sqlite).await?;
        let row = sqlx::query("SELECT value FROM setting WHERE name = 'log-verifier'").fetch_one(&mut connection);
        let key = row.await?.text("value")?;
        let verified = verify(&mut connection, &key).await?;
        connection.close().await?;
        Ok(verified)
    }

    /// Puts a backup back into a folder that has no database, after checking it.
    pub async fn restore(backup: &Path, options: &Options) -> Result<Verified, StoreError> {
        let Address::Sqlite(path) = &options.address else { return Err(other_tool(backup)) };
        if path.exists() {
            return Err(no(format!("{} exists: move it away first, it may be wanted", path.display())));
        }
        let verified = Self::check_backup(backup).await?;
        if !verified.holds() {
            return Err(StoreError::Log { reason: verified.breaches.join("; ") });
        }
        crate::database::make_folder(&options.folder)?;
        let key = options.folder.join(FILE);
        if !key.exists() {
            copy(&key_beside(backup), &key)?;
        }
        copy(backup, path)?;
        Ok(verified)
    }
}

async fn connect(url: &str) -> Result<AnyConnection, StoreError> {
    sqlx::any::install_default_drivers();
    Ok(AnyConnection::connect(url).await?)
}

/// Copied beside, made durable and renamed.
fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let beside = to.with_extension("part");
    std::fs::copy(from, &beside).map_err(|error| StoreError::file(from, &error))?;
    restrict(&beside)?;
    let error = |error| StoreError::file(to, &error);
    std::fs::File::open(&beside).and_then(|file| file.sync_all()).map_err(error)?;
    std::fs::rename(&beside, to).map_err(error)
}

//! Connections to either database, and how they are set up.

use std::time::Duration;

use sqlx::{
    Any, AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Executor,
    any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers},
};

use crate::{
    StoreError,
    options::{Address, Options, sqlite_url},
};

/// Role that reads plant data under row-level security on PostgreSQL.
pub(crate) const READER: &str = "verdigris_reader";

/// A transaction; rolled back unless committed.
pub(crate) type Work = sqlx::Transaction<'static, Any>;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// The name in interfaces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// How one connection is set up before its first use. SQLite: every commit is on the disk before it is acknowledged
/// (FULL), because a submission acknowledged must survive the loss of power. PostgreSQL does so by default, and is told
/// here that this connection does the platform's own work, without which forced row-level security shows it no plant's data.
const SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
    PRAGMA recursive_triggers = ON; PRAGMA busy_timeout = 10000; PRAGMA trusted_schema = OFF;";
const SQLITE_READER: &str = "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; \
    PRAGMA trusted_schema = OFF;";
const POSTGRES: &str = "SET TIME ZONE 'UTC'; SET verdigris.service = 'on'; SET statement_timeout = '60s'; \
    SET lock_timeout = '20s'; SET client_min_messages = warning;";
const POSTGRES_READER: &str = "SET TIME ZONE 'UTC'; SET statement_timeout = '60s'; SET lock_timeout = '20s'; \
    SET verdigris.service = 'off'; SET ROLE verdigris_reader;";

/// A connection idle for longer is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(10);

/// The pools of one database.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub dialect: Dialect,
    /// Writes; on SQLite one connection, so that writers wait here and not in the database.
    pub writer: AnyPool,
    /// Reads of what is no plant's data.
    pub reader: AnyPool,
    /// Reads of plant data: on PostgreSQL as a role that sees only what a person may.
    pub plants: AnyPool,
}

impl Database {
    pub async fn connect(options: &Options) -> Result<Self, StoreError> {
        install_default_drivers();
        match &options.address {
            Address::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    make_folder(folder)?;
                }
                let writer = pool(&sqlite_url(path, true), 1, SQLITE).await.map_err(|error| unwritable(path, error))?;
                restrict(path)?;
                let reader = pool(&sqlite_url(path, false), options.readers.max(1), SQLITE_READER).await?;
                Ok(Self { dialect: Dialect::Sqlite, writer, plants: reader.clone(), reader })
            }
            Address::Postgres(url) => {
                let writer = pool(url, options.readers.max(2), POSTGRES).await?;
                let plants = lazy(url, options.readers.max(1), POSTGRES_READER)?;
                Ok(Self { dialect: Dialect::Postgres, reader: writer.clone(), writer, plants })
            }
        }
    }

    /// Begins to write. SQLite takes the lock at once: a transaction that reads first and writes later could not wait
    /// for another writer.
    pub async fn write(&self) -> Result<Work, StoreError> {
        Ok(match self.dialect {
            Dialect::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await?,
            Dialect::Postgres => self.writer.begin().await?,
        })
    }

    pub async fn close(&self) {
        self.plants.close().await;
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// A full disk or a folder without the right to write shows itself as a file that cannot be opened.
fn unwritable(path: &std::path::Path, error: StoreError) -> StoreError {
    if !matches!(error, StoreError::Address { .. }) {
        return error;
    }
    let probe = path.with_extension("probe");
    match std::fs::write(&probe, b"probe") {
        Ok(()) => {
            let _ = std::fs::remove_file(&probe);
            error
        }
        Err(reason) => StoreError::file(&probe, &reason),
    }
}

fn options(url: &str) -> Result<AnyConnectOptions, StoreError> {
    use sqlx::ConnectOptions as _;
    let options: AnyConnectOptions = url.parse()?;
    // Statements carry no values, but which are run is nobody's business in a log.
    Ok(options.disable_statement_logging())
}

fn settings(most: u32, setup: &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(move |connection, _| Box::pin(set_up(connection, setup)))
        .before_acquire(|connection, known| Box::pin(is_good(connection, known.idle_for)))
}

/// Whether a connection is used once more. One that has been idle is asked: its server may have been started anew. SQLite
/// ends a transaction by itself where the disk is full, the driver does not hear of it, and the connection would never
/// begin another: such a one is replaced.
async fn is_good(connection: &mut AnyConnection, idle: Duration) -> Result<bool, sqlx::Error> {
    // What was to be rolled back may still be under way: the answer comes after it.
    if (connection.is_in_transaction() || idle > IDLE) && connection.ping().await.is_err() {
        return Ok(false);
    }
    Ok(!connection.is_in_transaction())
}

async fn set_up(connection: &mut AnyConnection, setup: &'static str) -> Result<(), sqlx::Error> {
    connection.execute(sqlx::raw_sql(setup)).await.map(|_| ())
}

async fn pool(url: &str, most: u32, setup: &'static str) -> Result<AnyPool, StoreError> {
    // A pool would try again and again, and in the end say only that it took too long.
    let mut first = AnyConnection::connect_with(&options(url)?).await?;
    set_up(&mut first, setup).await?;
    first.close().await?;
    Ok(settings(most, setup).connect_with(options(url)?).await?)
}

fn lazy(url: &str, most: u32, setup: &'static str) -> Result<AnyPool, StoreError> {
    Ok(settings(most, setup).connect_lazy_with(options(url)?))
}

/// Runs statements of this program's own text.
pub(crate) async fn run(work: &mut AnyConnection, text: String) -> Result<(), StoreError> {
    work.execute(sqlx::raw_sql(AssertSqlSafe(text))).await?;
    Ok(())
}

/// Makes a folder only this program's user can enter, unless it is there.
pub(crate) fn make_folder(folder: &std::path::Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| StoreError::file(folder, &error))
}

/// Only this program's user may read the file.
#[cfg(unix)]
pub(crate) fn restrict(path: &std::path::Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let error = |error| StoreError::file(path, &error);
    let mode = std::fs::metadata(path).map_err(error)?.permissions().mode();
    if mode % 0o100 == 0 {
        return Ok(());
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(error)
}

/// Elsewhere the folder's own rights hold.
#[cfg(not(unix))]
pub(crate) fn restrict(_: &std::path::Path) -> Result<(), StoreError> {
    Ok(())
}

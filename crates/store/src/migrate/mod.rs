//! Bringing a database to the schema of this program: forward only, each migration in a transaction of its own together
//! with the row that records it.

mod role;

use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    StoreError,
    database::{Database, Dialect, run},
    row::{Columns as _, sha256},
};

/// One step of the schema.
struct Migration {
    number: i64,
    name: &'static str,
    /// For both databases; BYTES is replaced by the database's type of byte strings.
    tables: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "first schema",
        tables: include_str!("../../migrations/0001/tables.sql"),
        sqlite: include_str!("../../migrations/0001/sqlite.sql"),
        postgres: include_str!("../../migrations/0001/postgres.sql"),
    },
    Migration {
        number: 2,
        name: "latest results by index",
        tables: include_str!("../../migrations/0002/tables.sql"),
        sqlite: "",
        postgres: "",
    },
];

const RECORD: &str = "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, \
    sha256 TEXT NOT NULL, at BIGINT NOT NULL, program TEXT NOT NULL)";

/// Any number nobody else would lock by.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7230418265)";

impl Migration {
    fn text(&self, dialect: Dialect) -> String {
        let (bytes, own) = match dialect {
            Dialect::Sqlite => ("BLOB", self.sqlite),
            Dialect::Postgres => ("BYTEA", self.postgres),
        };
        format!("{}\n{own}", self.tables.replace(" BYTES", &format!(" {bytes}")))
    }
}

/// The latest schema this program knows.
pub(crate) fn latest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.number).max().unwrap_or_default()
}

/// Brings the database forward.
pub(crate) async fn run_all(database: &Database, at: Timestamp) -> Result<(), StoreError> {
    run_to(database, latest(), at).await
}

/// Brings the database forward to a schema, for tests of upgrades also an older one.
pub(crate) async fn run_to(database: &Database, last: i64, at: Timestamp) -> Result<(), StoreError> {
    let mut work = begin(database).await?;
    run(&mut work, RECORD.to_owned()).await?;
    let done = check(&mut work, database.dialect).await?;
    work.commit().await?;
    if database.dialect == Dialect::Postgres {
        role::ensure(database).await?;
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.number > done && migration.number <= last) {
        let mut work = begin(database).await?;
        // Another process may have come first.
        if check(&mut work, database.dialect).await? < migration.number {
            apply(&mut work, migration, database.dialect, at).await?;
            work.commit().await?;
        }
    }
    Ok(())
}

async fn begin(database: &Database) -> Result<crate::database::Work, StoreError> {
    let mut work = database.write().await?;
    if database.dialect == Dialect::Postgres {
        run(&mut work, LOCK.to_owned()).await?;
    }
    Ok(work)
}

/// The latest migration done, after making sure that all done are those this program knows.
pub(crate) async fn check(work: &mut AnyConnection, dialect: Dialect) -> Result<i64, StoreError> {
    let rows = sqlx::query("SELECT number, sha256 FROM schema_migration ORDER BY number").fetch_all(work).await?;
    let mut done = 0;
    for row in rows {
        let number = row.number("number")?;
        let Some(known) = MIGRATIONS.iter().find(|migration| migration.number == number) else {
            return Err(StoreError::Newer { found: number, known: latest() });
        };
        if row.text("sha256")? != sha256(known.text(dialect).as_bytes()) {
            return Err(StoreError::OtherMigration { number });
        }
        done = number;
    }
    Ok(done)
}

async fn apply(
    work: &mut AnyConnection,
    migration: &Migration,
    dialect: Dialect,
    at: Timestamp,
) -> Result<(), StoreError> {
    let text = migration.text(dialect);
    run(work, text.clone()).await?;
    sqlx::query("INSERT INTO schema_migration (number, name, sha256, at, program) VALUES ($1, $2, $3, $4, $5)")
        .bind(migration.number)
        .bind(migration.name)
        .bind(sha256(text.as_bytes()))
        .bind(at.as_microsecond())
        .bind(env!("CARGO_PKG_VERSION"))
        .execute(work)
        .await?;
    Ok(())
}

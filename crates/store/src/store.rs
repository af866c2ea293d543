//! The store itself: opening, closing, and what every part of it uses.

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::{AnyConnection, AnyPool};

use crate::{
    Dialect, StoreError,
    accesses::Recent,
    database::{Database, Work, run},
    log::Key,
    migrate,
    options::Options,
    row::Columns as _,
};

/// A store: cheap to clone, all clones share the connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) database: Database,
    pub(crate) key: Arc<Key>,
    pub(crate) recent: Arc<Recent>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Store({})", self.database.dialect.as_str())
    }
}

impl Store {
    /// Opens the store, makes it where it is missing, and brings it to this program's schema.
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        let database = Database::connect(options).await?;
        let opened = Self::over(database.clone(), options).await;
        if opened.is_err() {
            database.close().await;
        }
        opened
    }

    async fn over(database: Database, options: &Options) -> Result<Self, StoreError> {
        migrate::run_all(&database, Timestamp::now()).await?;
        Self::keyed(database, options).await
    }

    /// Opens a database at an older schema, as a program of that time would have, for tests of upgrades.
    #[doc(hidden)]
    pub async fn open_at(options: &Options, schema: i64) -> Result<Self, StoreError> {
        let database = Database::connect(options).await?;
        migrate::run_to(&database, schema, Timestamp::now()).await?;
        Self::keyed(database, options).await
    }

    async fn keyed(database: Database, options: &Options) -> Result<Self, StoreError> {
        let key = Key::ready(&database, &options.folder).await?;
        Ok(Self { database, key: Arc::new(key), recent: Arc::default() })
    }

    /// Makes a database of an older schema, for tests of upgrades.
    #[doc(hidden)]
    pub async fn prepare(options: &Options, schema: i64) -> Result<(), StoreError> {
        let database = Database::connect(options).await?;
        let done = migrate::run_to(&database, schema, Timestamp::now()).await;
        database.close().await;
        done
    }

    /// Stands for a disk with room for so many pages, in tests on SQLite.
    #[doc(hidden)]
    pub async fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        let text = format!("PRAGMA max_page_count = {pages}");
        run(&mut *self.database.writer.acquire().await?, text).await
    }

    /// Stands for a database that cannot be written, in tests.
    #[doc(hidden)]
    pub async fn forbid_writing(&self) -> Result<(), StoreError> {
        let text = match self.dialect() {
            Dialect::Sqlite => "PRAGMA query_only = ON",
            Dialect::Postgres => "SET default_transaction_read_only = on",
        };
        let mut all = Vec::new();
        for _ in 0..self.database.writer.options().get_max_connections() {
            let mut connection = self.database.writer.acquire().await?;
            run(&mut connection, text.to_owned()).await?;
            all.push(connection);
        }
        Ok(())
    }

    /// Which database it is on.
    pub fn dialect(&self) -> Dialect {
        self.database.dialect
    }

    /// Closes all connections, waiting for what is under way.
    pub async fn close(&self) {
        self.database.close().await;
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT size FROM log_head").fetch_one(self.reader()).await?;
        Ok(())
    }

    /// Begins to write.
    pub(crate) async fn write(&self) -> Result<Work, StoreError> {
        self.database.write().await
    }

    /// Reads what is no plant's data.
    pub(crate) fn reader(&self) -> &AnyPool {
        &self.database.reader
    }

    /// A setting of the installation, such as the mode it was set up in.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        get(&mut *self.reader().acquire().await?, name).await
    }

    /// Sets a setting.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        set(&mut work, name, value).await?;
        work.commit().await?;
        Ok(())
    }
}

pub(crate) async fn get(connection: &mut AnyConnection, name: &str) -> Result<Option<String>, StoreError> {
    let query = sqlx::query("SELECT value FROM setting WHERE name = $1").bind(name.to_owned());
    query.fetch_optional(connection).await?.map(|row| row.text("value")).transpose()
}

pub(crate) async fn set(work: &mut Work, name: &str, value: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2")
        .bind(name.to_owned())
        .bind(value.to_owned())
        .execute(&mut **work)
        .await?;
    Ok(())
}

//! Several writings in one transaction: all of them are stored, or none.

use crate::{Store, StoreError, database::Work, log, store};

/// Writings that belong together. Dropped without [`Writing::commit`], nothing of them is stored.
///
/// While it lives nothing else of the store is asked: on SQLite it holds the one connection that writes, and on PostgreSQL
/// those who read take theirs from the same pool.
#[derive(Debug)]
pub struct Writing<'a> {
    pub(crate) store: &'a Store,
    pub(crate) work: Work,
}

impl Store {
    /// Begins writings that belong together. Takes the log's head first, so that two of them wait for one another instead
    /// of each for what the other holds.
    pub async fn writing(&self) -> Result<Writing<'_>, StoreError> {
        let mut writing = self.begin().await?;
        log::take(&mut writing.work, self.dialect()).await?;
        Ok(writing)
    }

    /// Begins one piece of writing.
    pub(crate) async fn begin(&self) -> Result<Writing<'_>, StoreError> {
        Ok(Writing { store: self, work: self.write().await? })
    }
}

impl Writing<'_> {
    /// Stores everything. When it returns it is on the disk.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.work.commit().await?)
    }

    /// A setting of the installation, as this transaction sees it.
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        store::get(&mut self.work, name).await
    }

    /// Sets a setting.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        store::set(&mut self.work, name, value).await
    }
}

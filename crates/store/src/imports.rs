//! Files being brought in: the one kind of plant data that changes, until it is submitted or discarded.

use jiff::Timestamp;
use serde_json::Value;
use verdigris_alliance::{ImportId, PersonId, PlantId};

use crate::{
    Store, StoreError,
    plants::owned,
    row::{Columns as _, json, random, sha256, unjson},
};

/// A file to be brought in.
#[derive(Clone)]
pub struct NewImport {
    /// For which plant.
    pub plant: PlantId,
    /// What the file is called.
    pub file_name: String,
    /// Its bytes.
    pub file: Vec<u8>,
    /// Who brings it.
    pub by: PersonId,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Can be corrected.
    Open,
    /// Has become a submission.
    Submitted,
    /// Thrown away.
    Discarded,
}

impl ImportState {
    /// The word as stored and as written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Submitted => "submitted",
            Self::Discarded => "discarded",
        }
    }

    pub(crate) fn read(text: &str) -> Result<Self, StoreError> {
        match text {
            "open" => Ok(Self::Open),
            "submitted" => Ok(Self::Submitted),
            "discarded" => Ok(Self::Discarded),
            other => Err(StoreError::bad(format!("import state {other}"))),
        }
    }
}

impl Store {
    /// Stores a file being brought in.
    pub async fn add_import(&self, new: &NewImport, at: Timestamp) -> Result<ImportId, StoreError> {
        let id = ImportId::new(at, random()?);
        let mut work = self.write().await?;
        let object = owned(&mut work, new.plant).await?;
        sqlx::query(
            "INSERT INTO import (id, plant, owner, file_name, sha256, file, edits, state, created_at, by_person) \
             VALUES ($1, $2, $3, $4, $5, $6, '[]', 'open', $7, $8)",
        )
        .bind(id.to_string())
        .bind(new.plant.to_string())
        .bind(object.owner.to_string())
        .bind(new.file_name.clone())
        .bind(sha256(&new.file))
        .bind(new.file.clone())
        .bind(at.as_microsecond())
        .bind(new.by.to_string())
        .execute(&mut *work)
        .await?;
        work.commit().await?;
        Ok(id)
    }

    /// Adds corrections to an open import; gives all of them.
    pub async fn edit_import(&self, id: ImportId, edits: &[Value]) -> Result<Vec<Value>, StoreError> {
        let mut work = self.write().await?;
        let query = sqlx::query("SELECT edits, state, version FROM import WHERE id = $1").bind(id.to_string());
        let row = query.fetch_optional(&mut *work).await?.ok_or(StoreError::NotFound { what: "import" })?;
        let state = row.text("state")?;
        if ImportState::read(&state)? != ImportState::Open {
            return Err(StoreError::State { state });
        }
        let mut all: Vec<Value> = unjson(&row.text("edits")?)?;
        all.extend_from_slice(edits);
        let query = sqlx::query(
            "UPDATE import SET edits = $2, version = version + 1 WHERE id = $1 AND version = $3 AND state = 'open'",
        )
        .bind(id.to_string())
        .bind(json(&all)?)
        .bind(row.number("version")?);
        crate::row::one_changed(query, &mut work).await?;
        work.commit().await?;
        Ok(all)
    }

    /// Throws an open import away.
    pub async fn discard_import(&self, id: ImportId) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        leave_open(&mut work, id, ImportState::Discarded).await?;
        work.commit().await?;
        Ok(())
    }
}

/// Ends the open state of an import; refuses where it has ended already.
pub(crate) async fn leave_open(
    work: &mut crate::database::Work,
    id: ImportId,
    next: ImportState,
) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE import SET state = $2, version = version + 1 WHERE id = $1 AND state = 'open'")
        .bind(id.to_string())
        .bind(next.as_str())
        .execute(&mut **work)
        .await?;
    if done.rows_affected() == 1 {
        return Ok(());
    }
    let query = sqlx::query("SELECT state FROM import WHERE id = $1").bind(id.to_string());
    let row = query.fetch_optional(&mut **work).await?.ok_or(StoreError::NotFound { what: "import" })?;
    Err(StoreError::State { state: row.text("state")? })
}

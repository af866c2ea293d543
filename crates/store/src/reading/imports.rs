//! Imports: work under way, which only the owner's own people see.

use jiff::Timestamp;
use serde_json::Value;
use sqlx::any::AnyRow;
use verdigris_alliance::{Field, ImportId, Object, OrganisationId, PersonId, PlantId};

use super::Reading;
use crate::{Page, Paging, StoreError, imports::ImportState, row::Columns as _};

/// A file being brought in.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// For which plant.
    pub plant: PlantId,
    /// Whose plant.
    pub owner: OrganisationId,
    /// What the file is called.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its bytes; empty in lists.
    pub file: Vec<u8>,
    /// All corrections, in order.
    pub edits: Vec<Value>,
    /// Where it stands.
    pub state: ImportState,
    /// When it was brought.
    pub created: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// Counts its changes from 1.
    pub version: u64,
}

fn import(row: &AnyRow, file: Vec<u8>) -> Result<Import, StoreError> {
    Ok(Import {
        id: row.parsed("id")?,
        plant: row.parsed("plant")?,
        owner: row.parsed("owner")?,
        file_name: row.text("file_name")?,
        sha256: row.text("sha256")?,
        file,
        edits: row.json("edits")?,
        state: ImportState::read(&row.text("state")?)?,
        created: row.time("created_at")?,
        by: row.parsed("by_person")?,
        version: row.count("version")?,
    })
}

impl Reading<'_> {
    /// An import with its file.
    pub async fn import(&self, id: ImportId) -> Result<Option<Import>, StoreError> {
        let mut work = self.begin().await?;
        let query = sqlx::query("SELECT * FROM import WHERE id = $1").bind(id.to_string());
        let Some(row) = query.fetch_optional(&mut *work).await? else { return Ok(None) };
        let import = import(&row, row.bytes("file")?)?;
        let object = Object { owner: import.owner, plant: import.plant };
        let Some(basis) = self.own(object, Field::File) else { return Ok(None) };
        self.finish(work, &[self.access(object, Field::File, &basis)]).await?;
        Ok(Some(import))
    }

    /// A plant's imports without their files, newest first.
    pub async fn imports(&self, plant: PlantId, paging: &Paging) -> Result<Page<Import>, StoreError> {
        let mut work = self.begin().await?;
        let rows = sqlx::query(
            "SELECT id, plant, owner, file_name, sha256, edits, state, created_at, by_person, version FROM import \
             WHERE plant = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3",
        )
        .bind(plant.to_string())
        .bind(paging.cursor())
        .bind(paging.fetch())
        .fetch_all(&mut *work)
        .await?;
        let (mut seen, mut read) = (Vec::new(), Vec::new());
        for row in &rows {
            let import = import(row, Vec::new())?;
            let object = Object { owner: import.owner, plant: import.plant };
            if let Some(basis) = self.own(object, Field::File) {
                read.push(self.access(object, Field::File, &basis));
                seen.push(import);
            }
        }
        self.finish(work, &read).await?;
        Ok(paging.page(seen, |import| import.id.to_string()))
    }
}

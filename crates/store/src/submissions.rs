//! Submissions: versions of a plant's year, never changed. Writing; reading is in [`crate::reading`].

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use verdigris_alliance::{ImportId, OrganisationId, PersonId, PlantId, SubmissionId};

use crate::{
    Store, StoreError, Writing,
    imports::{self, ImportState},
    log::{self, NewEntry, kind},
    parts::{self, NewPart, PartInfo},
    plants::owned,
    row::{self, Columns as _, random, stored_time},
};

/// What is submitted.
#[derive(Clone)]
pub struct NewSubmission {
    /// Which plant.
    pub plant: PlantId,
    /// Which year.
    pub year: i32,
    /// Who submits.
    pub by: PersonId,
    /// The import it comes from, which is closed by it.
    pub import: Option<ImportId>,
    /// What the file is called.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Numbers of findings by severity.
    pub counts: Value,
    /// File, records, findings, each under its field.
    pub parts: Vec<NewPart>,
}

/// A submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// Which plant.
    pub plant: PlantId,
    /// Whose plant.
    pub owner: OrganisationId,
    /// Which year.
    pub year: i32,
    /// Counts the submissions of this plant's year from 1.
    pub version: u64,
    /// When.
    pub created: Timestamp,
    /// Who submitted.
    pub by: PersonId,
    /// The import it comes from.
    pub import: Option<ImportId>,
    /// What the file is called.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Numbers of findings by severity.
    pub counts: Value,
    /// Place in the log.
    pub log_index: u64,
}

impl Submission {
    /// What the log fixes of it.
    pub(crate) fn logged(&self, parts: &[PartInfo]) -> Value {
        json!({
            "submission": self.id, "plant": self.plant, "owner": self.owner, "year": self.year, "version": self.version,
            "at": self.created, "by": self.by, "file_name": self.file_name, "sha256": self.sha256,
            "counts": self.counts, "parts": parts::logged(parts),
        })
    }
}

pub(crate) fn submission(row: &AnyRow) -> Result<Submission, StoreError> {
    Ok(Submission {
        id: row.parsed("id")?,
        plant: row.parsed("plant")?,
        owner: row.parsed("owner")?,
        year: i32::try_from(row.number("year")?).map_err(|_| StoreError::bad("year"))?,
        version: row.count("version")?,
        created: row.time("created_at")?,
        by: row.parsed("by_person")?,
        import: row.maybe_parsed("import")?,
        file_name: row.text("file_name")?,
        sha256: row.text("sha256")?,
        counts: row.json("counts")?,
        log_index: row.count("log_index")?,
    })
}

impl Writing<'_> {
    /// Stores a submission as the next version of its plant's year, logs it, and closes its import: all or nothing.
    pub async fn submit(&mut self, new: &NewSubmission, at: Timestamp) -> Result<Submission, StoreError> {
        let described = parts::described(&new.parts);
        let at = stored_time(at);
        let (work, dialect) = (&mut self.work, self.store.dialect());
        log::take(work, dialect).await?;
        let object = owned(work, new.plant).await?;
        if let Some(import) = new.import {
            imports::leave_open(work, import, ImportState::Submitted).await?;
        }
        let query = sqlx::query("SELECT count(*) AS before FROM submission WHERE plant = $1 AND year = $2");
        let row = query.bind(new.plant.to_string()).bind(i64::from(new.year)).fetch_one(&mut **work).await?;
        let mut submission = Submission {
            id: SubmissionId::new(at, random()?),
            plant: new.plant,
            owner: object.owner,
            year: new.year,
            version: row.count("before")? + 1,
            created: at,
            by: new.by,
            import: new.import,
            file_name: new.file_name.clone(),
            sha256: new.sha256.clone(),
            counts: new.counts.clone(),
            log_index: 0,
        };
        let entry = NewEntry {
            kind: kind::SUBMISSION,
            subject: submission.id.to_string(),
            version: submission.version as i64,
            owner: Some(object.owner),
            reader: None,
            content: submission.logged(&described),
        };
        let index = log::append(work, dialect, entry, at).await?;
        submission.log_index = index as u64;
        insert(work, &submission).await?;
        parts::insert(work, object, &submission.id.to_string(), &new.parts, &described).await?;
        Ok(submission)
    }
}

impl Store {
    /// Stores a submission as the next version of its plant's year, logs it, and closes its import: all or nothing.
    pub async fn submit(&self, new: &NewSubmission, at: Timestamp) -> Result<Submission, StoreError> {
        let mut writing = self.begin().await?;
        let submission = writing.submit(new, at).await?;
        writing.commit().await?;
        Ok(submission)
    }
}

async fn insert(work: &mut crate::database::Work, submission: &Submission) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO submission (id, plant, owner, year, version, created_at, by_person, import, file_name, sha256, \
         counts, log_index) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(submission.id.to_string())
    .bind(submission.plant.to_string())
    .bind(submission.owner.to_string())
    .bind(i64::from(submission.year))
    .bind(submission.version as i64)
    .bind(submission.created.as_microsecond())
    .bind(submission.by.to_string())
    .bind(submission.import.map(|id| id.to_string()))
    .bind(submission.file_name.clone())
    .bind(submission.sha256.clone())
    .bind(row::json(&submission.counts)?)
    .bind(submission.log_index as i64)
    .execute(&mut **work)
    .await?;
    Ok(())
}

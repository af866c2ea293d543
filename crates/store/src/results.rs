//! Results of diagnoses: versions, never changed. Writing; reading is in [`crate::reading`].

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use verdigris_alliance::{JobId, Object, OrganisationId, PersonId, PlantId, ResultId, SubmissionId};

use crate::{
    Store, StoreError,
    database::Work,
    log::{self, NewEntry, kind},
    parts::{self, NewPart, PartInfo},
    row::{self, Columns as _, random, stored_time},
};

/// A result to be stored.
#[derive(Clone)]
pub struct NewResult {
    /// The submission it is computed from.
    pub submission: SubmissionId,
    /// Who asked for it.
    pub by: PersonId,
    /// Program and version that computed it.
    pub engine: String,
    /// What was asked.
    pub question: Value,
    /// Totals by scheme; shown to those who may read the accounts.
    pub totals: Value,
    /// Diagnosis, report, workbook, pictures, each under its field.
    pub parts: Vec<NewPart>,
}

/// A result.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its id.
    pub id: ResultId,
    /// Which plant.
    pub plant: PlantId,
    /// Whose plant.
    pub owner: OrganisationId,
    /// Which year.
    pub year: i32,
    /// The submission it is computed from.
    pub submission: SubmissionId,
    /// That submission's version.
    pub submission_version: u64,
    /// Counts the results of this submission from 1.
    pub version: u64,
    /// When.
    pub created: Timestamp,
    /// Who asked for it.
    pub by: PersonId,
    /// The job that computed it.
    pub job: Option<JobId>,
    /// Program and version that computed it.
    pub engine: String,
    /// What was asked.
    pub question: Value,
    /// Totals by scheme; null where the accounts are withheld.
    pub totals: Value,
    /// Place in the log.
    pub log_index: u64,
}

impl Outcome {
    /// What the log fixes of it.
    pub(crate) fn logged(&self, parts: &[PartInfo]) -> Value {
        json!({
            "result": self.id, "plant": self.plant, "owner": self.owner, "year": self.year,
            "submission": self.submission, "version": self.version, "at": self.created, "by": self.by,
            "engine": self.engine, "question": self.question, "totals": self.totals, "parts": parts::logged(parts),
        })
    }
}

pub(crate) fn outcome(row: &AnyRow) -> Result<Outcome, StoreError> {
    Ok(Outcome {
        id: row.parsed("id")?,
        plant: row.parsed("plant")?,
        owner: row.parsed("owner")?,
        year: i32::try_from(row.number("year")?).map_err(|_| StoreError::bad("year"))?,
        submission: row.parsed("submission")?,
        submission_version: row.count("submission_version")?,
        version: row.count("version")?,
        created: row.time("created_at")?,
        by: row.parsed("by_person")?,
        job: row.maybe_parsed("job")?,
        engine: row.text("engine")?,
        question: row.json("question")?,
        totals: row.json("totals")?,
        log_index: row.count("log_index")?,
    })
}

impl Store {
    /// Stores a result as the next version for its submission and logs it. A job's result is stored with
    /// [`Store::finish_with_result`].
    pub async fn add_result(&self, new: &NewResult, at: Timestamp) -> Result<Outcome, StoreError> {
        let mut work = self.write().await?;
        let outcome = insert(self, &mut work, new, None, at).await?;
        work.commit().await?;
        Ok(outcome)
    }
}

pub(crate) async fn insert(
    store: &Store,
    work: &mut Work,
    new: &NewResult,
    job: Option<JobId>,
    at: Timestamp,
) -> Result<Outcome, StoreError> {
    let described = parts::described(&new.parts);
    let at = stored_time(at);
    log::take(work, store.dialect()).await?;
    let query = sqlx::query(
        "SELECT plant, owner, year, version, (SELECT count(*) FROM result WHERE submission = $1) AS before \
         FROM submission WHERE id = $1",
    );
    let row = query.bind(new.submission.to_string()).fetch_optional(&mut **work).await?;
    let row = row.ok_or(StoreError::NotFound { what: "submission" })?;
    let object = Object { owner: row.parsed("owner")?, plant: row.parsed("plant")? };
    let mut outcome = Outcome {
        id: ResultId::new(at, random()?),
        plant: object.plant,
        owner: object.owner,
        year: i32::try_from(row.number("year")?).map_err(|_| StoreError::bad("year"))?,
        submission: new.submission,
        submission_version: row.count("version")?,
        version: row.count("before")? + 1,
        created: at,
        by: new.by,
        job,
        engine: new.engine.clone(),
        question: new.question.clone(),
        totals: new.totals.clone(),
        log_index: 0,
    };
    let entry = NewEntry {
        kind: kind::RESULT,
        subject: outcome.id.to_string(),
        version: outcome.version as i64,
        owner: Some(object.owner),
        reader: None,
        content: outcome.logged(&described),
    };
    let index = log::append(work, store.dialect(), entry, at).await?;
    outcome.log_index = index as u64;
    insert_row(work, &outcome).await?;
    parts::insert(work, object, &outcome.id.to_string(), &new.parts, &described).await?;
    Ok(outcome)
}

async fn insert_row(work: &mut Work, outcome: &Outcome) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO result (id, plant, owner, year, submission, submission_version, version, created_at, by_person, \
         job, engine, question, totals, log_index) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(outcome.id.to_string())
    .bind(outcome.plant.to_string())
    .bind(outcome.owner.to_string())
    .bind(i64::from(outcome.year))
    .bind(outcome.submission.to_string())
    .bind(outcome.submission_version as i64)
    .bind(outcome.version as i64)
    .bind(outcome.created.as_microsecond())
    .bind(outcome.by.to_string())
    .bind(outcome.job.map(|id| id.to_string()))
    .bind(outcome.engine.clone())
    .bind(row::json(&outcome.question)?)
    .bind(row::json(&outcome.totals)?)
    .bind(outcome.log_index as i64)
    .execute(&mut **work)
    .await?;
    Ok(())
}

//! Background work. A worker claims a job for a time (a lease) and renews it while working; what nobody renews, another
//! worker takes over, until the attempts allowed are used up. A result is stored in the same transaction as the end of
//! its job.

mod claim;
mod end;
mod read;

pub use claim::{Beat, Claim};

use jiff::Timestamp;
use serde_json::Value;
use sqlx::any::AnyRow;
use verdigris_alliance::{JobId, PersonId, PlantId};

use crate::{
    Store, StoreError, Writing,
    row::{Columns as _, json, random, unjson},
};

/// Work to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What kind, as a word.
    pub kind: String,
    /// Who asked for it.
    pub person: PersonId,
    /// The plant whose data it needs.
    pub plant: Option<PlantId>,
    /// What exactly is to be done.
    pub question: Value,
    /// How often it may be begun; each crash of a worker uses one up.
    pub attempts_allowed: u32,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Ended well.
    Done,
    /// Ended badly.
    Failed,
    /// Ended at somebody's request.
    Cancelled,
}

impl JobState {
    /// The word as stored and as written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will happen.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        match text {
            "queued" => Ok(Self::Queued),
            "running" => Ok(Self::Running),
            "done" => Ok(Self::Done),
            "failed" => Ok(Self::Failed),
            "cancelled" => Ok(Self::Cancelled),
            other => Err(StoreError::bad(format!("job state {other}"))),
        }
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What kind, as a word.
    pub kind: String,
    /// Who asked for it.
    pub person: PersonId,
    /// The plant whose data it needs.
    pub plant: Option<PlantId>,
    /// What exactly is to be done.
    pub question: Value,
    /// Where it stands.
    pub state: JobState,
    /// From 0 to 1.
    pub progress: f64,
    /// What is being done now, as a word.
    pub stage: String,
    /// When it was asked for.
    pub created: Timestamp,
    /// When it was first begun.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How often it was begun.
    pub attempts: u32,
    /// Whether somebody asked for its end.
    pub cancelling: bool,
    /// What came of it: kind and id.
    pub outcome: Option<Value>,
    /// Why it failed.
    pub problem: Option<Value>,
}

fn job(row: &AnyRow) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.parsed("id")?,
        kind: row.text("kind")?,
        person: row.parsed("person")?,
        plant: row.maybe_parsed("plant")?,
        question: row.json("question")?,
        state: JobState::read(&row.text("state")?)?,
        progress: row.real("progress")?,
        stage: row.text("stage")?,
        created: row.time("created_at")?,
        started: row.maybe_time("started_at")?,
        ended: row.maybe_time("ended_at")?,
        attempts: row.small("attempts")?,
        cancelling: row.maybe_number("cancel_at")?.is_some(),
        outcome: row.maybe_text("outcome")?.map(|text| unjson(&text)).transpose()?,
        problem: row.maybe_text("problem")?.map(|text| unjson(&text)).transpose()?,
    })
}

impl Writing<'_> {
    /// Stores work to be done.
    pub async fn enqueue(&mut self, new: &NewJob, at: Timestamp) -> Result<Job, StoreError> {
        let id = JobId::new(at, random()?);
        let row = sqlx::query(
            "INSERT INTO job (id, kind, person, plant, question, state, created_at, attempts_allowed) \
             VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7) RETURNING *",
        )
        .bind(id.to_string())
        .bind(new.kind.clone())
        .bind(new.person.to_string())
        .bind(new.plant.map(|plant| plant.to_string()))
        .bind(json(&new.question)?)
        .bind(at.as_microsecond())
        .bind(i64::from(new.attempts_allowed.max(1)))
        .fetch_one(&mut *self.work)
        .await?;
        job(&row)
    }
}

impl Store {
    /// Stores work to be done.
    pub async fn enqueue(&self, new: &NewJob, at: Timestamp) -> Result<Job, StoreError> {
        let mut writing = self.begin().await?;
        let job = writing.enqueue(new, at).await?;
        writing.commit().await?;
        Ok(job)
    }
}

//! How jobs end.

use jiff::Timestamp;
use serde_json::{Value, json};
use verdigris_alliance::JobId;

use super::{Claim, Job, JobState, job};
use crate::{
    Store, StoreError, Writing,
    database::Work,
    results::{self, NewResult, Outcome},
    row::{self, Columns as _},
};

impl Writing<'_> {
    /// Ends a job well, with the kind and id of what came of it.
    pub async fn finish(&mut self, claim: &Claim, outcome: &Value, at: Timestamp) -> Result<(), StoreError> {
        done(&mut self.work, claim, outcome, at).await
    }

    /// Stores a job's result and ends the job well. A job whose end was asked for is not done.
    pub async fn finish_with_result(
        &mut self,
        claim: &Claim,
        new: &NewResult,
        at: Timestamp,
    ) -> Result<Outcome, StoreError> {
        let result = results::insert(self.store, &mut self.work, new, Some(claim.job.id), at).await?;
        self.finish(claim, &json!({ "kind": "result", "id": result.id }), at).await?;
        Ok(result)
    }

    /// Ends a job badly, or puts it back to be begun again where attempts are left and another may go better.
    pub async fn fail(
        &mut self,
        claim: &Claim,
        problem: &Value,
        again: bool,
        at: Timestamp,
    ) -> Result<JobState, StoreError> {
        let row = sqlx::query(
            "UPDATE job SET state = CASE WHEN $5 = 1 AND attempts < attempts_allowed AND cancel_at IS NULL \
             THEN 'queued' ELSE 'failed' END, \
             ended_at = CASE WHEN $5 = 1 AND attempts < attempts_allowed AND cancel_at IS NULL THEN NULL ELSE $4 END, \
             problem = $3, lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2 AND state = 'running' \
             RETURNING state",
        )
        .bind(claim.job.id.to_string())
        .bind(claim.lease.clone())
        .bind(row::json(problem)?)
        .bind(at.as_microsecond())
        .bind(i64::from(again))
        .fetch_optional(&mut *self.work)
        .await?;
        JobState::read(&row.ok_or(StoreError::LeaseLost)?.text("state")?)
    }
}

impl Store {
    /// Ends a job well, with the kind and id of what came of it.
    pub async fn finish(&self, claim: &Claim, outcome: &Value, at: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        writing.finish(claim, outcome, at).await?;
        writing.commit().await
    }

    /// Stores a job's result and ends the job well: both or neither. A job whose end was asked for is not done.
    pub async fn finish_with_result(
        &self,
        claim: &Claim,
        new: &NewResult,
        at: Timestamp,
    ) -> Result<Outcome, StoreError> {
        let mut writing = self.begin().await?;
        let result = writing.finish_with_result(claim, new, at).await?;
        writing.commit().await?;
        Ok(result)
    }

    /// Ends a job badly, or puts it back to be begun again where attempts are left and another may go better.
    pub async fn fail(
        &self,
        claim: &Claim,
        problem: &Value,
        again: bool,
        at: Timestamp,
    ) -> Result<JobState, StoreError> {
        let mut writing = self.begin().await?;
        let state = writing.fail(claim, problem, again, at).await?;
        writing.commit().await?;
        Ok(state)
    }

    /// Ends a job at somebody's request.
    pub async fn cancelled(&self, claim: &Claim, at: Timestamp) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        let done = sqlx::query(
            "UPDATE job SET state = 'cancelled', ended_at = $3, lease = NULL, lease_until = NULL \
             WHERE id = $1 AND lease = $2 AND state = 'running'",
        )
        .bind(claim.job.id.to_string())
        .bind(claim.lease.clone())
        .bind(at.as_microsecond())
        .execute(&mut *work)
        .await?;
        mine(done.rows_affected())?;
        work.commit().await?;
        Ok(())
    }

    /// Puts a job back untouched, for a worker that stops: the attempt does not count.
    pub async fn release(&self, claim: &Claim) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        let done = sqlx::query(
            "UPDATE job SET state = 'queued', attempts = attempts - 1, progress = 0, stage = '', lease = NULL, \
             lease_until = NULL WHERE id = $1 AND lease = $2 AND state = 'running'",
        )
        .bind(claim.job.id.to_string())
        .bind(claim.lease.clone())
        .execute(&mut *work)
        .await?;
        mine(done.rows_affected())?;
        work.commit().await?;
        Ok(())
    }

    /// Asks for the end of a job: one that waits ends at once, one that runs when its worker hears of it.
    pub async fn cancel_job(&self, id: JobId, at: Timestamp) -> Result<Job, StoreError> {
        let mut work = self.write().await?;
        let row = sqlx::query(
            "UPDATE job SET cancel_at = coalesce(cancel_at, $2), \
             ended_at = CASE WHEN state = 'queued' THEN $2 ELSE ended_at END, \
             state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END \
             WHERE id = $1 AND state IN ('queued', 'running') RETURNING *",
        )
        .bind(id.to_string())
        .bind(at.as_microsecond())
        .fetch_optional(&mut *work)
        .await?;
        if let Some(row) = row {
            let job = job(&row)?;
            work.commit().await?;
            return Ok(job);
        }
        let query = sqlx::query("SELECT state FROM job WHERE id = $1").bind(id.to_string());
        let row = query.fetch_optional(&mut *work).await?.ok_or(StoreError::NotFound { what: "job" })?;
        Err(StoreError::State { state: JobState::read(&row.text("state")?)?.as_str().to_owned() })
    }
}

async fn done(work: &mut Work, claim: &Claim, outcome: &Value, at: Timestamp) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE job SET state = 'done', progress = 1, ended_at = $4, outcome = $3, problem = NULL, lease = NULL, \
         lease_until = NULL WHERE id = $1 AND lease = $2 AND state = 'running' AND cancel_at IS NULL",
    )
    .bind(claim.job.id.to_string())
    .bind(claim.lease.clone())
    .bind(row::json(outcome)?)
    .bind(at.as_microsecond())
    .execute(&mut **work)
    .await?;
    mine(done.rows_affected())
}

/// Nothing changed: the job has another worker, has ended, or is to be cancelled.
fn mine(changed: u64) -> Result<(), StoreError> {
    if changed == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
}

//! Claiming a job, and keeping it.

use jiff::{SignedDuration, Timestamp};

use super::{Job, job};
use crate::{
    Dialect, Store, StoreError,
    database::Work,
    row::{Columns as _, hex, random},
};

/// A job a worker holds.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The job.
    pub job: Job,
    pub(super) lease: String,
}

/// What a worker learns when it renews its lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Whether somebody asked for the end of the job: the worker stops and says so with [`Store::cancelled`].
    pub cancelling: bool,
}

/// The job that has waited longest: queued, or left by a worker whose lease ran out.
const NEXT: &str = "SELECT id, attempts, attempts_allowed, cancel_at FROM job \
    WHERE state = 'queued' OR (state = 'running' AND lease_until <= $1) ORDER BY created_at, id LIMIT 1";
const NEXT_FREE: &str = "SELECT id, attempts, attempts_allowed, cancel_at FROM job \
    WHERE state = 'queued' OR (state = 'running' AND lease_until <= $1) ORDER BY created_at, id LIMIT 1 \
    FOR UPDATE SKIP LOCKED";

impl Store {
    /// Claims the job that has waited longest, for the time of a lease. Jobs whose attempts are used up fail on the way,
    /// jobs whose end was asked for while their worker was gone are cancelled.
    pub async fn claim(&self, lease: SignedDuration, at: Timestamp) -> Result<Option<Claim>, StoreError> {
        if self.dialect() == Dialect::Sqlite && !self.has_waiting(at).await? {
            // Asked every second by every worker: without taking the one writer.
            return Ok(None);
        }
        let mut work = self.write().await?;
        let text = match self.dialect() {
            Dialect::Sqlite => NEXT,
            Dialect::Postgres => NEXT_FREE,
        };
        let mut claim = None;
        while let Some(row) = sqlx::query(text).bind(at.as_microsecond()).fetch_optional(&mut *work).await? {
            let id = row.text("id")?;
            if row.maybe_number("cancel_at")?.is_some() {
                give_up(&mut work, &id, "cancelled", None, at).await?;
            } else if row.number("attempts")? >= row.number("attempts_allowed")? {
                give_up(&mut work, &id, "failed", Some(r#"{"code":"job-attempts"}"#), at).await?;
            } else {
                claim = Some(take(&mut work, &id, lease, at).await?);
                break;
            }
        }
        work.commit().await?;
        Ok(claim)
    }

    async fn has_waiting(&self, at: Timestamp) -> Result<bool, StoreError> {
        Ok(sqlx::query(NEXT).bind(at.as_microsecond()).fetch_optional(self.reader()).await?.is_some())
    }

    /// Looks whether a job is still the worker's and wanted. Writes nothing, so that it can be asked often.
    pub async fn look(&self, claim: &Claim) -> Result<Beat, StoreError> {
        let row = sqlx::query("SELECT cancel_at FROM job WHERE id = $1 AND lease = $2 AND state = 'running'")
            .bind(claim.job.id.to_string())
            .bind(claim.lease.clone())
            .fetch_optional(self.reader())
            .await?;
        let row = row.ok_or(StoreError::LeaseLost)?;
        Ok(Beat { cancelling: row.maybe_number("cancel_at")?.is_some() })
    }

    /// Renews a lease and notes how far the work is. Fails with [`StoreError::LeaseLost`] where the job is another's now.
    pub async fn heartbeat(
        &self,
        claim: &Claim,
        progress: f64,
        stage: &str,
        lease: SignedDuration,
        at: Timestamp,
    ) -> Result<Beat, StoreError> {
        let mut work = self.write().await?;
        let row = sqlx::query(
            "UPDATE job SET progress = $3, stage = $4, lease_until = $5 \
             WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING cancel_at",
        )
        .bind(claim.job.id.to_string())
        .bind(claim.lease.clone())
        .bind(progress.clamp(0.0, 1.0))
        .bind(stage.to_owned())
        .bind(ends(lease, at))
        .fetch_optional(&mut *work)
        .await?;
        let row = row.ok_or(StoreError::LeaseLost)?;
        work.commit().await?;
        Ok(Beat { cancelling: row.maybe_number("cancel_at")?.is_some() })
    }
}

fn ends(lease: SignedDuration, at: Timestamp) -> i64 {
    at.checked_add(lease).unwrap_or(at).as_microsecond()
}

async fn take(work: &mut Work, id: &str, lease: SignedDuration, at: Timestamp) -> Result<Claim, StoreError> {
    let name = hex(&random::<16>()?);
    let row = sqlx::query(
        "UPDATE job SET state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, $2), lease = $3, \
         lease_until = $4, progress = 0, stage = '' WHERE id = $1 RETURNING *",
    )
    .bind(id.to_owned())
    .bind(at.as_microsecond())
    .bind(name.clone())
    .bind(ends(lease, at))
    .fetch_one(&mut **work)
    .await?;
    Ok(Claim { job: job(&row)?, lease: name })
}

async fn give_up(
    work: &mut Work,
    id: &str,
    state: &'static str,
    problem: Option<&'static str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE job SET state = $2, problem = $3, ended_at = $4, lease = NULL, lease_until = NULL WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(state)
    .bind(problem)
    .bind(at.as_microsecond())
    .execute(&mut **work)
    .await?;
    Ok(())
}

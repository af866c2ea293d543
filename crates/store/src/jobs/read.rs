//! Reading jobs, and the plant data a job works on.

use jiff::Timestamp;
use verdigris_alliance::{JobId, PersonId, SubmissionId};

use super::{Claim, Job, job};
use crate::{
    Page, Paging, Store, StoreError,
    parts::{self, Part},
    row::Columns as _,
    submissions::{Submission, submission},
};

impl Store {
    /// A job.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, StoreError> {
        let query = sqlx::query("SELECT * FROM job WHERE id = $1").bind(id.to_string());
        query.fetch_optional(self.reader()).await?.map(|row| job(&row)).transpose()
    }

    /// The jobs a person asked for, newest first.
    pub async fn jobs_of(&self, person: PersonId, paging: &Paging) -> Result<Page<Job>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM job WHERE person = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3")
                .bind(person.to_string())
                .bind(paging.cursor())
                .bind(paging.fetch())
                .fetch_all(self.reader())
                .await?;
        let jobs = rows.iter().map(job).collect::<Result<Vec<_>, _>>()?;
        Ok(paging.page(jobs, |job| job.id.to_string()))
    }

    /// Numbers of jobs by state, for metrics.
    pub async fn job_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows = sqlx::query("SELECT state, count(*) AS jobs FROM job GROUP BY state ORDER BY state");
        let rows = rows.fetch_all(self.reader()).await?;
        rows.iter().map(|row| Ok((row.text("state")?, row.count("jobs")?))).collect()
    }

    /// The submission a job works on: the latest of its own plant's year. Whether the person may have it diagnosed was
    /// asked of `access` before the job was stored; a job reaches no other plant.
    pub async fn job_submission(&self, claim: &Claim, year: i32) -> Result<Option<Submission>, StoreError> {
        let Some(plant) = claim.job.plant else { return Ok(None) };
        let row = sqlx::query("SELECT * FROM submission WHERE plant = $1 AND year = $2 ORDER BY version DESC LIMIT 1")
            .bind(plant.to_string())
            .bind(i64::from(year))
            .fetch_optional(self.reader())
            .await?;
        row.map(|row| submission(&row)).transpose()
    }

    /// The years of which a job's plant has submissions.
    pub async fn job_years(&self, claim: &Claim) -> Result<Vec<i32>, StoreError> {
        let Some(plant) = claim.job.plant else { return Ok(Vec::new()) };
        let query = sqlx::query("SELECT DISTINCT year FROM submission WHERE plant = $1 ORDER BY year");
        let rows = query.bind(plant.to_string()).fetch_all(self.reader()).await?;
        rows.iter().map(|row| i32::try_from(row.number("year")?).map_err(|_| StoreError::bad("year"))).collect()
    }

    /// A part of a submission of a job's own plant.
    pub async fn job_part(
        &self,
        claim: &Claim,
        submission: SubmissionId,
        name: &str,
    ) -> Result<Option<Part>, StoreError> {
        let Some(plant) = claim.job.plant else { return Ok(None) };
        let row = sqlx::query("SELECT * FROM part WHERE subject = $1 AND name = $2 AND plant = $3")
            .bind(submission.to_string())
            .bind(name.to_owned())
            .bind(plant.to_string())
            .fetch_optional(self.reader())
            .await?;
        row.map(|row| Ok(Part { info: parts::info(&row)?, body: row.bytes("body")? })).transpose()
    }

    /// The name and place of a job's own plant.
    pub async fn job_plant(&self, claim: &Claim) -> Result<Option<crate::NewProfile>, StoreError> {
        let Some(plant) = claim.job.plant else { return Ok(None) };
        let query = sqlx::query("SELECT * FROM plant_profile WHERE plant = $1 ORDER BY version DESC LIMIT 1");
        let row = query.bind(plant.to_string()).fetch_optional(self.reader()).await?;
        row.map(|row| {
            Ok(crate::NewProfile {
                name: row.label("name_en", "name_zh")?,
                sector: row.text("sector")?,
                region: row.text("region")?,
            })
        })
        .transpose()
    }

    /// When the next lease runs out, for a worker that waits.
    pub async fn next_lease_end(&self) -> Result<Option<Timestamp>, StoreError> {
        let query = sqlx::query("SELECT min(lease_until) AS ends FROM job WHERE state = 'running'");
        query.fetch_one(self.reader()).await?.maybe_time("ends")
    }
}

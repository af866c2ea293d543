//! Submissions as a viewer sees them: to those who may read the records or the file.

use verdigris_alliance::{Field, Object, PlantId, SubmissionId};

use super::Reading;
use crate::{Page, Paging, StoreError, submissions};

const FIELDS: [Field; 2] = [Field::Records, Field::File];

impl Reading<'_> {
    /// A plant's submissions, newest first; none where neither records nor file may be read.
    pub async fn submissions(
        &self,
        plant: PlantId,
        year: Option<i32>,
        paging: &Paging,
    ) -> Result<Page<submissions::Submission>, StoreError> {
        let mut work = self.begin().await?;
        let rows = sqlx::query(
            "SELECT * FROM submission WHERE plant = $1 AND log_index < $2 AND ($3 = 0 OR year = $3) \
             ORDER BY log_index DESC LIMIT $4",
        )
        .bind(plant.to_string())
        .bind(paging.before())
        .bind(i64::from(year.unwrap_or(0)))
        .bind(paging.fetch())
        .fetch_all(&mut *work)
        .await?;
        let (mut seen, mut read) = (Vec::new(), Vec::new());
        for row in &rows {
            let submission = submissions::submission(row)?;
            let object = Object { owner: submission.owner, plant: submission.plant };
            if let Some((field, basis)) = self.first(object, &FIELDS) {
                read.push(self.access(object, field, &basis));
                seen.push(submission);
            }
        }
        self.finish(work, &read).await?;
        Ok(paging.page(seen, |submission| submission.log_index.to_string()))
    }

    /// A submission, where its records or file may be read.
    pub async fn submission(&self, id: SubmissionId) -> Result<Option<submissions::Submission>, StoreError> {
        let mut work = self.begin().await?;
        let query = sqlx::query("SELECT * FROM submission WHERE id = $1").bind(id.to_string());
        let Some(row) = query.fetch_optional(&mut *work).await? else { return Ok(None) };
        let submission = submissions::submission(&row)?;
        let object = Object { owner: submission.owner, plant: submission.plant };
        let Some((field, basis)) = self.first(object, &FIELDS) else { return Ok(None) };
        self.finish(work, &[self.access(object, field, &basis)]).await?;
        Ok(Some(submission))
    }

    /// The latest submission of a plant's year, where its records or file may be read.
    pub async fn latest_submission(
        &self,
        plant: PlantId,
        year: i32,
    ) -> Result<Option<submissions::Submission>, StoreError> {
        Ok(self.submissions(plant, Some(year), &Paging::new(1, None)).await?.items.pop())
    }
}

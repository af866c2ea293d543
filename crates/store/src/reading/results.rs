//! Results as a viewer sees them: to those who may read any part of them; totals with the accounts only.

use serde_json::Value;
use sqlx::any::AnyRow;
use verdigris_alliance::{Field, Object, PlantId, ResultId};

use super::Reading;
use crate::{Page, Paging, StoreError, results};

/// Accounts first: with them go the totals, so that is what is logged.
const FIELDS: [Field; 5] = [Field::Accounts, Field::Footprint, Field::Diagnosis, Field::Measures, Field::Report];

impl Reading<'_> {
    /// A plant's results, newest first.
    pub async fn results(
        &self,
        plant: PlantId,
        year: Option<i32>,
        paging: &Paging,
    ) -> Result<Page<results::Outcome>, StoreError> {
        let mut work = self.begin().await?;
        let rows = sqlx::query(
            "SELECT * FROM result WHERE plant = $1 AND log_index < $2 AND ($3 = 0 OR year = $3) \
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
            if let Some((outcome, access)) = self.outcome(row)? {
                read.push(access);
                seen.push(outcome);
            }
        }
        self.finish(work, &read).await?;
        Ok(paging.page(seen, |outcome| outcome.log_index.to_string()))
    }

    /// A result, where any part of it may be read. The parts themselves are read one by one.
    pub async fn result(&self, id: ResultId) -> Result<Option<results::Outcome>, StoreError> {
        let mut work = self.begin().await?;
        let query = sqlx::query("SELECT * FROM result WHERE id = $1").bind(id.to_string());
        let Some(row) = query.fetch_optional(&mut *work).await? else { return Ok(None) };
        let Some((outcome, access)) = self.outcome(&row)? else { return Ok(None) };
        self.finish(work, &[access]).await?;
        Ok(Some(outcome))
    }

    /// The latest result of a plant's year.
    pub async fn latest_result(&self, plant: PlantId, year: i32) -> Result<Option<results::Outcome>, StoreError> {
        Ok(self.results(plant, Some(year), &Paging::new(1, None)).await?.items.pop())
    }

    pub(super) fn outcome(
        &self,
        row: &AnyRow,
    ) -> Result<Option<(results::Outcome, crate::accesses::Reading)>, StoreError> {
        let mut outcome = results::outcome(row)?;
        let object = Object { owner: outcome.owner, plant: outcome.plant };
        let Some((field, basis)) = self.first(object, &FIELDS) else { return Ok(None) };
        if field != Field::Accounts {
            outcome.totals = Value::Null;
        }
        Ok(Some((outcome, self.access(object, field, &basis))))
    }
}

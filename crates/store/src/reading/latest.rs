//! Plants together with their latest result: what boards and lists show, in one transaction and with one entry into the
//! access log for all of it.

use std::collections::HashMap;

use sqlx::{Any, AssertSqlSafe, Transaction};
use verdigris_alliance::PlantId;

use super::{PlantFilter, PlantSeen, Reading};
use crate::{Page, Paging, StoreError, accesses, page::places, results::Outcome};

/// A plant and what was last computed of its latest year.
#[derive(Clone, Debug, PartialEq)]
pub struct PlantNow {
    /// The plant.
    pub plant: PlantSeen,
    /// The latest result of its latest year, where any part of it may be read.
    pub latest: Option<Outcome>,
}

impl Reading<'_> {
    /// The plants of which the viewer may read something, in the order they were added, each with its latest result.
    pub async fn plants_now(&self, filter: &PlantFilter, paging: &Paging) -> Result<Page<PlantNow>, StoreError> {
        let mut work = self.begin().await?;
        let page = self.page(&mut work, filter, paging).await?;
        let (mut latest, mut read) = self.latest(&mut work, &page.items).await?;
        read.extend(page.items.iter().filter_map(|plant| self.profile_read(plant)));
        self.finish(work, &read).await?;
        Ok(page.map(|plant| PlantNow { latest: latest.remove(&plant.id), plant }))
    }

    /// A plant with its latest result, where the viewer may read anything of it.
    pub async fn plant_now(&self, id: PlantId) -> Result<Option<PlantNow>, StoreError> {
        let mut work = self.begin().await?;
        let Some(plant) = self.one(&mut work, id).await? else { return Ok(None) };
        let (mut latest, mut read) = self.latest(&mut work, std::slice::from_ref(&plant)).await?;
        read.extend(self.profile_read(&plant));
        self.finish(work, &read).await?;
        Ok(Some(PlantNow { latest: latest.remove(&plant.id), plant }))
    }

    /// The latest result of each plant's latest year that the viewer sees, and what was read by that.
    async fn latest(
        &self,
        work: &mut Transaction<'static, Any>,
        plants: &[PlantSeen],
    ) -> Result<(HashMap<PlantId, Outcome>, Vec<accesses::Reading>), StoreError> {
        let years: HashMap<PlantId, i32> =
            plants.iter().filter_map(|plant| Some((plant.id, *plant.years.last()?))).collect();
        let ids: Vec<String> =
            plants.iter().map(|plant| plant.id).filter(|id| years.contains_key(id)).map(|id| id.to_string()).collect();
        let (mut found, mut read) = (HashMap::new(), Vec::new());
        for some in ids.chunks(200) {
            let list = places(1, some.len());
            let text = format!(
                "SELECT * FROM result WHERE log_index IN \
                 (SELECT max(log_index) FROM result WHERE plant IN ({list}) GROUP BY plant, year)"
            );
            let mut query = sqlx::query(AssertSqlSafe(text));
            for id in some {
                query = query.bind(id.clone());
            }
            for row in query.fetch_all(&mut **work).await? {
                let Some((outcome, access)) = self.outcome(&row)? else { continue };
                if years.get(&outcome.plant) == Some(&outcome.year) {
                    read.push(access);
                    found.insert(outcome.plant, outcome);
                }
            }
        }
        Ok((found, read))
    }
}

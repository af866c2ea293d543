//! Plants and the versions of their profile: writing. Reading is in [`crate::reading`].

use jiff::Timestamp;
use verdigris_alliance::{Object, OrganisationId, PersonId, Plant, PlantId};
use verdigris_quantity::Label;

use crate::{
    Store, StoreError, Writing,
    database::Work,
    row::{Columns as _, random},
};

/// What a plant is called, and what and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProfile {
    /// Its name.
    pub name: Label,
    /// Sector.
    pub sector: String,
    /// Region.
    pub region: String,
}

async fn insert(
    work: &mut Work,
    object: Object,
    version: i64,
    profile: &NewProfile,
    by: Option<PersonId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO plant_profile (plant, owner, version, name_en, name_zh, sector, region, by_person, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(object.plant.to_string())
    .bind(object.owner.to_string())
    .bind(version)
    .bind(profile.name.en.clone())
    .bind(profile.name.zh.clone())
    .bind(profile.sector.clone())
    .bind(profile.region.clone())
    .bind(by.map(|by| by.to_string()))
    .bind(at.as_microsecond())
    .execute(&mut **work)
    .await?;
    Ok(())
}

impl Writing<'_> {
    /// Adds a plant.
    pub async fn add_plant(
        &mut self,
        owner: OrganisationId,
        profile: &NewProfile,
        example: bool,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<Plant, StoreError> {
        let object = Object { owner, plant: PlantId::new(at, random()?) };
        sqlx::query("INSERT INTO plant (id, organisation, example, created_at) VALUES ($1, $2, $3, $4)")
            .bind(object.plant.to_string())
            .bind(owner.to_string())
            .bind(i64::from(example))
            .bind(at.as_microsecond())
            .execute(&mut *self.work)
            .await?;
        insert(&mut self.work, object, 1, profile, by, at).await?;
        let NewProfile { name, sector, region } = profile.clone();
        Ok(Plant { id: object.plant, organisation: owner, name, sector, region, example })
    }
}

impl Store {
    /// Adds a plant.
    pub async fn add_plant(
        &self,
        owner: OrganisationId,
        profile: &NewProfile,
        example: bool,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<Plant, StoreError> {
        let mut writing = self.begin().await?;
        let plant = writing.add_plant(owner, profile, example, by, at).await?;
        writing.commit().await?;
        Ok(plant)
    }

    /// Adds the next version of a plant's profile, if the latest is still `version`.
    pub async fn edit_plant(
        &self,
        plant: PlantId,
        profile: &NewProfile,
        version: u64,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        let object = owned(&mut work, plant).await?;
        let row = sqlx::query("SELECT max(version) AS latest FROM plant_profile WHERE plant = $1")
            .bind(plant.to_string())
            .fetch_one(&mut *work)
            .await?;
        if row.count("latest")? != version {
            return Err(StoreError::Stale);
        }
        let next = version as i64 + 1;
        match insert(&mut work, object, next, profile, Some(by), at).await {
            Err(StoreError::Exists { .. }) => Err(StoreError::Stale),
            Err(error) => Err(error),
            Ok(()) => Ok(work.commit().await?),
        }
    }

    /// Whose a plant is. Says nothing else about it: for the access decision, whose answer may be that it is not there.
    pub async fn plant_object(&self, plant: PlantId) -> Result<Option<Object>, StoreError> {
        let query = sqlx::query("SELECT organisation FROM plant WHERE id = $1").bind(plant.to_string());
        let row = query.fetch_optional(self.reader()).await?;
        row.map(|row| Ok(Object { owner: row.parsed("organisation")?, plant })).transpose()
    }

    /// Numbers of plants of organisations.
    pub async fn plant_count(&self, owner: OrganisationId) -> Result<u64, StoreError> {
        let query = sqlx::query("SELECT count(*) AS plants FROM plant WHERE organisation = $1");
        query.bind(owner.to_string()).fetch_one(self.reader()).await?.count("plants")
    }
}

/// The plant with its owner, or that it is not there.
pub(crate) async fn owned(work: &mut Work, plant: PlantId) -> Result<Object, StoreError> {
    let query = sqlx::query("SELECT organisation FROM plant WHERE id = $1").bind(plant.to_string());
    let row = query.fetch_optional(&mut **work).await?.ok_or(StoreError::NotFound { what: "plant" })?;
    Ok(Object { owner: row.parsed("organisation")?, plant })
}

//! Names of organisations, people and plants for one answer: each looked up once.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use verdigris_alliance::{OrganisationId, PersonId, PlantId};
use verdigris_quantity::Label;
use verdigris_store::Reading;

use super::shapes::{OrganisationName, PersonName};
use crate::{Shared, http::refusal::Refusal, identity::Asker};

/// A plant; its name only where the profile may be read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlantName {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    pub id: PlantId,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    pub name: Option<Label>,
}

/// Names known so far.
pub struct Names<'a> {
    platform: &'a Shared,
    reading: Reading<'a>,
    organisations: HashMap<OrganisationId, OrganisationName>,
    people: HashMap<PersonId, PersonName>,
    plants: HashMap<PlantId, PlantName>,
}

impl<'a> Names<'a> {
    /// Names for an asker.
    pub async fn new(platform: &'a Shared, asker: &'a Asker) -> Result<Self, Refusal> {
        let reading = asker.reading(platform).await?;
        Ok(Self { platform, reading, organisations: HashMap::new(), people: HashMap::new(), plants: HashMap::new() })
    }

    /// What may be read, as worked out for the names of plants.
    pub fn reading(&self) -> &Reading<'a> {
        &self.reading
    }

    /// An organisation that is known to exist.
    pub async fn organisation(&mut self, id: OrganisationId) -> Result<OrganisationName, Refusal> {
        if let Some(known) = self.organisations.get(&id) {
            return Ok(known.clone());
        }
        let found = OrganisationName::of(self.platform, id).await?;
        self.organisations.insert(id, found.clone());
        Ok(found)
    }

    /// A person that is known to exist.
    pub async fn person(&mut self, id: PersonId) -> Result<PersonName, Refusal> {
        if let Some(known) = self.people.get(&id) {
            return Ok(known.clone());
        }
        let found = PersonName::of(self.platform, id).await?;
        self.people.insert(id, found.clone());
        Ok(found)
    }

    /// A plant, named where its profile may be read.
    pub async fn plant(&mut self, id: PlantId) -> Result<PlantName, Refusal> {
        if let Some(known) = self.plants.get(&id) {
            return Ok(known.clone());
        }
        let seen = self.reading.plant(id).await?;
        let name = seen.and_then(|plant| plant.profile).map(|profile| profile.name);
        let found = PlantName { id, name };
        self.plants.insert(id, found.clone());
        Ok(found)
    }
}

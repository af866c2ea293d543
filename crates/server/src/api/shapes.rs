//! Shapes that several answers share.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use verdigris_alliance::{MandateId, Organisation, OrganisationId, OrganisationKind, PersonId, Role};
use verdigris_quantity::Label;

use crate::{Shared, http::refusal::Refusal};

/// An organisation by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrganisationName {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    pub id: OrganisationId,
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    pub name: Label,
    /// What it is.
    #[schema(value_type = super::words::OrganisationKind)]
    pub kind: OrganisationKind,
}

impl From<Organisation> for OrganisationName {
    fn from(organisation: Organisation) -> Self {
        Self { id: organisation.id, name: organisation.name, kind: organisation.kind }
    }
}

impl OrganisationName {
    /// The name of an organisation that is known to exist.
    pub async fn of(platform: &Shared, id: OrganisationId) -> Result<Self, Refusal> {
        let stored = platform.store.organisation(id).await?.ok_or_else(Refusal::not_found)?;
        Ok(stored.organisation.into())
    }
}

/// A person by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonName {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    pub id: PersonId,
    /// The person's name.
    pub name: String,
}

impl PersonName {
    /// The name of a person that is known to exist.
    pub async fn of(platform: &Shared, id: PersonId) -> Result<Self, Refusal> {
        let person = platform.store.person(id).await?.ok_or_else(Refusal::not_found)?;
        Ok(Self { id, name: person.name })
    }
}

/// A mandate as its holder or colleagues see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MandateShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    pub id: MandateId,
    /// As what.
    #[schema(value_type = super::words::Role)]
    pub role: Role,
    /// Where.
    pub organisation: OrganisationName,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// Until when; open where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

//! Mandates: given and ended by decisions.

use jiff::Timestamp;
use serde_json::json;
use sqlx::any::AnyRow;
use verdigris_alliance::{Mandate, MandateId, OrganisationId, PersonId, Role, StoredMandate};

use crate::{
    Store, StoreError, Writing,
    decisions::{self, NewDecision},
    row::{Columns as _, one_changed, random},
};

/// A mandate to be given.
#[derive(Clone, Debug)]
pub struct NewMandate {
    /// To whom.
    pub person: PersonId,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// First moment it no longer holds.
    pub until: Option<Timestamp>,
}

pub(crate) fn stored(row: &AnyRow) -> Result<StoredMandate, StoreError> {
    Ok(StoredMandate {
        id: row.parsed("id")?,
        person: row.parsed("person")?,
        organisation: row.parsed("organisation")?,
        role: row.text("role")?,
        from: row.time("from_at")?,
        until: row.maybe_time("until_at")?,
    })
}

impl Writing<'_> {
    /// Gives a mandate from now on.
    pub async fn give_mandate(
        &mut self,
        new: &NewMandate,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<Mandate, StoreError> {
        let id = MandateId::new(at, random()?);
        sqlx::query(
            "INSERT INTO mandate (id, person, organisation, role, from_at, until_at, by_person) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id.to_string())
        .bind(new.person.to_string())
        .bind(new.organisation.to_string())
        .bind(new.role.as_str())
        .bind(at.as_microsecond())
        .bind(new.until.map(Timestamp::as_microsecond))
        .bind(by.map(|by| by.to_string()))
        .execute(&mut *self.work)
        .await?;
        let content = json!({ "given": new.role, "to": new.person, "until": new.until });
        let organisation = Some(new.organisation);
        let decision = NewDecision { kind: "mandate", subject: id.to_string(), organisation, by, content };
        decisions::record(&mut self.work, self.store.dialect(), decision, at).await?;
        let NewMandate { person, organisation, role, until } = new.clone();
        Ok(Mandate { id, person, organisation, role, from: at, until })
    }
}

impl Store {
    /// Gives a mandate from now on.
    pub async fn give_mandate(
        &self,
        new: &NewMandate,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<Mandate, StoreError> {
        let mut writing = self.begin().await?;
        let mandate = writing.give_mandate(new, by, at).await?;
        writing.commit().await?;
        Ok(mandate)
    }

    /// Ends a mandate that has not ended.
    pub async fn end_mandate(&self, id: MandateId, by: Option<PersonId>, at: Timestamp) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        let query = sqlx::query("SELECT organisation FROM mandate WHERE id = $1").bind(id.to_string());
        let row = query.fetch_optional(&mut *work).await?.ok_or(StoreError::NotFound { what: "mandate" })?;
        let query = sqlx::query(
            "UPDATE mandate SET until_at = $2 WHERE id = $1 AND (until_at IS NULL OR until_at > $2) AND from_at <= $2",
        )
        .bind(id.to_string())
        .bind(at.as_microsecond());
        one_changed(query, &mut work).await?;
        let organisation = Some(row.parsed("organisation")?);
        let content = json!({ "ended": at });
        let decision = NewDecision { kind: "mandate", subject: id.to_string(), organisation, by, content };
        decisions::record(&mut work, self.dialect(), decision, at).await?;
        work.commit().await?;
        Ok(())
    }

    /// A mandate, as stored.
    pub async fn mandate(&self, id: MandateId) -> Result<Option<StoredMandate>, StoreError> {
        let query = sqlx::query("SELECT * FROM mandate WHERE id = $1").bind(id.to_string());
        query.fetch_optional(self.reader()).await?.map(|row| stored(&row)).transpose()
    }

    /// All mandates of a person, past ones too, as stored.
    pub async fn mandates_of(&self, person: PersonId) -> Result<Vec<StoredMandate>, StoreError> {
        let query = sqlx::query("SELECT * FROM mandate WHERE person = $1 ORDER BY id").bind(person.to_string());
        query.fetch_all(self.reader()).await?.iter().map(stored).collect()
    }

    /// The mandates in an organisation that read, past ones too.
    pub async fn mandates_in(&self, organisation: OrganisationId) -> Result<Vec<Mandate>, StoreError> {
        let query = sqlx::query("SELECT * FROM mandate WHERE organisation = $1 ORDER BY id");
        let rows = query.bind(organisation.to_string()).fetch_all(self.reader()).await?;
        let mandates = rows.iter().map(stored).collect::<Result<Vec<_>, _>>()?;
        Ok(mandates.iter().filter_map(|mandate| mandate.read().ok()).collect())
    }
}

//! Organisations and their membership.

use jiff::Timestamp;
use serde_json::json;
use sqlx::any::AnyRow;
use verdigris_alliance::{MemberMove, MemberState, Organisation, OrganisationId, OrganisationKind, PersonId};
use verdigris_quantity::Label;

use crate::{
    Page, Paging, Store, StoreError, Writing,
    decisions::{self, NewDecision},
    row::{Columns as _, one_changed, random},
};

/// An organisation to be stored.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    /// Its name.
    pub name: Label,
    /// What it is.
    pub kind: OrganisationKind,
    /// Region of its seat.
    pub region: String,
    /// The organisation that holds it.
    pub holding: Option<OrganisationId>,
    /// Whether it is an invented example.
    pub example: bool,
}

/// An organisation with its version, for edits that must not overwrite each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOrganisation {
    /// The organisation.
    pub organisation: Organisation,
    /// Counts its changes from 1.
    pub version: u64,
}

/// Which organisations.
#[derive(Clone, Debug, Default)]
pub struct OrganisationFilter {
    /// Part of a name in either language.
    pub text: Option<String>,
    /// Kind.
    pub kind: Option<OrganisationKind>,
    /// Region.
    pub region: Option<String>,
}

fn organisation(row: &AnyRow) -> Result<StoredOrganisation, StoreError> {
    let organisation = Organisation {
        id: row.parsed("id")?,
        name: row.label("name_en", "name_zh")?,
        kind: row.parsed("kind")?,
        region: row.text("region")?,
        state: row.parsed("state")?,
        holding: row.maybe_parsed("holding")?,
        example: row.flag("example")?,
    };
    Ok(StoredOrganisation { organisation, version: row.count("version")? })
}

impl Writing<'_> {
    /// Registers an organisation in the first state of its kind.
    pub async fn add_organisation(
        &mut self,
        new: &NewOrganisation,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<Organisation, StoreError> {
        let id = OrganisationId::new(at, random()?);
        let state = MemberState::initial(new.kind);
        sqlx::query(
            "INSERT INTO organisation (id, name_en, name_zh, kind, region, state, holding, example, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id.to_string())
        .bind(new.name.en.clone())
        .bind(new.name.zh.clone())
        .bind(new.kind.as_str())
        .bind(new.region.clone())
        .bind(state.as_str())
        .bind(new.holding.map(|id| id.to_string()))
        .bind(i64::from(new.example))
        .bind(at.as_microsecond())
        .execute(&mut *self.work)
        .await?;
        let content = json!({ "registered": { "kind": new.kind, "state": state, "name": new.name } });
        let decision = NewDecision { kind: "member", subject: id.to_string(), organisation: Some(id), by, content };
        decisions::record(&mut self.work, self.store.dialect(), decision, at).await?;
        Ok(Organisation {
            id,
            name: new.name.clone(),
            kind: new.kind,
            region: new.region.clone(),
            state,
            holding: new.holding,
            example: new.example,
        })
    }

    /// Makes a step of membership and records the decision.
    pub async fn move_member(
        &mut self,
        id: OrganisationId,
        what: MemberMove,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<MemberState, StoreError> {
        crate::log::take(&mut self.work, self.store.dialect()).await?;
        let query = sqlx::query("SELECT state FROM organisation WHERE id = $1").bind(id.to_string());
        let row = query.fetch_optional(&mut *self.work).await?.ok_or(StoreError::NotFound { what: "organisation" })?;
        let before: MemberState = row.parsed("state")?;
        let state = before.after(what)?;
        let query = sqlx::query("UPDATE organisation SET state = $2, version = version + 1 WHERE id = $1")
            .bind(id.to_string())
            .bind(state.as_str());
        one_changed(query, &mut self.work).await?;
        let content = json!({ "move": what, "from": before, "to": state });
        let decision = NewDecision { kind: "member", subject: id.to_string(), organisation: Some(id), by, content };
        decisions::record(&mut self.work, self.store.dialect(), decision, at).await?;
        Ok(state)
    }
}

impl Store {
    /// Registers an organisation in the first state of its kind.
    pub async fn add_organisation(
        &self,
        new: &NewOrganisation,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<Organisation, StoreError> {
        let mut writing = self.begin().await?;
        let organisation = writing.add_organisation(new, by, at).await?;
        writing.commit().await?;
        Ok(organisation)
    }

    /// An organisation.
    pub async fn organisation(&self, id: OrganisationId) -> Result<Option<StoredOrganisation>, StoreError> {
        let query = sqlx::query("SELECT * FROM organisation WHERE id = $1").bind(id.to_string());
        query.fetch_optional(self.reader()).await?.map(|row| organisation(&row)).transpose()
    }

    /// Organisations, in the order they were registered.
    pub async fn organisations(
        &self,
        filter: &OrganisationFilter,
        paging: &Paging,
    ) -> Result<Page<StoredOrganisation>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM organisation WHERE id > $1 \
             AND ($2 = '' OR lower(name_en) LIKE $2 ESCAPE '!' OR name_zh LIKE $2 ESCAPE '!') \
             AND ($3 = '' OR kind = $3) AND ($4 = '' OR region = $4) ORDER BY id LIMIT $5",
        )
        .bind(paging.cursor())
        .bind(filter.text.as_deref().map(pattern).unwrap_or_default())
        .bind(filter.kind.map(OrganisationKind::as_str).unwrap_or_default())
        .bind(filter.region.clone().unwrap_or_default())
        .bind(paging.fetch())
        .fetch_all(self.reader())
        .await?;
        let organisations = rows.iter().map(organisation).collect::<Result<Vec<_>, _>>()?;
        Ok(paging.page(organisations, |stored| stored.organisation.id.to_string()))
    }

    /// Changes name, region and holding, if nobody changed them since `version`.
    pub async fn edit_organisation(
        &self,
        id: OrganisationId,
        name: &Label,
        region: &str,
        holding: Option<OrganisationId>,
        version: u64,
    ) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        let query = sqlx::query(
            "UPDATE organisation SET name_en = $2, name_zh = $3, region = $4, holding = $5, version = version + 1 \
             WHERE id = $1 AND version = $6",
        )
        .bind(id.to_string())
        .bind(name.en.clone())
        .bind(name.zh.clone())
        .bind(region.to_owned())
        .bind(holding.map(|id| id.to_string()))
        .bind(version as i64);
        one_changed(query, &mut work).await?;
        work.commit().await?;
        Ok(())
    }

    /// Makes a step of membership and records the decision.
    pub async fn move_member(
        &self,
        id: OrganisationId,
        what: MemberMove,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<MemberState, StoreError> {
        let mut writing = self.begin().await?;
        let state = writing.move_member(id, what, by, at).await?;
        writing.commit().await?;
        Ok(state)
    }
}

/// Anywhere in a text, whatever case; `%` and `_` mean themselves.
pub(crate) fn pattern(text: &str) -> String {
    let escaped = text.trim().to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    if escaped.is_empty() { String::new() } else { format!("%{escaped}%") }
}

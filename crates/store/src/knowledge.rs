//! What a decision of `alliance::access` is made from, as stored.

use std::collections::BTreeSet;

use sqlx::{AnyConnection, AssertSqlSafe, any::AnyRow};
use verdigris_alliance::{
    Emergency, Knowledge, OrganisationId, PersonId, StoredGrant, StoredMandate, StoredStanding, Viewer,
};

use crate::{Store, StoreError, emergencies, grants, mandates, page::places, row::Columns as _};

impl Store {
    /// The person as a viewer in a signed-in session, or with a token's scopes.
    pub async fn viewer(&self, person: PersonId, scopes: Option<Vec<String>>) -> Result<Viewer, StoreError> {
        let found = self.person(person).await?.ok_or(StoreError::NotFound { what: "person" })?;
        let mandates = self.mandates_of(person).await?;
        Ok(Viewer { person, disabled: found.disabled.is_some(), mandates, scopes })
    }

    /// What bears on a viewer's questions: grants to the viewer's organisations, the viewer's emergencies with the
    /// mandates of those who seconded them, and the standing of every organisation that occurs, those of `also` included.
    pub async fn knowledge(&self, viewer: &Viewer, also: &[OrganisationId]) -> Result<Knowledge, StoreError> {
        let mut connection = self.reader().acquire().await?;
        let own: BTreeSet<OrganisationId> = viewer.mandates.iter().map(|mandate| mandate.organisation).collect();
        let grants = granted(&mut connection, &own).await?;
        let emergencies = asked(&mut connection, viewer.person).await?;
        let seconds: BTreeSet<PersonId> = emergencies.iter().filter_map(|case| case.seconded_by).collect();
        let mandates = held(&mut connection, &seconds).await?;
        let concerned: BTreeSet<OrganisationId> = own
            .into_iter()
            .chain(also.iter().copied())
            .chain(grants.iter().flat_map(|grant| [grant.owner, grant.reader]))
            .chain(emergencies.iter().map(|case| case.owner))
            .chain(mandates.iter().map(|mandate| mandate.organisation))
            .collect();
        let organisations = standings(&mut connection, &concerned).await?;
        Ok(Knowledge { organisations, grants, emergencies, mandates })
    }
}

/// Rows whose column is one of some ids.
async fn among<T: ToString>(
    connection: &mut AnyConnection,
    select: &'static str,
    column: &'static str,
    ids: &BTreeSet<T>,
) -> Result<Vec<AnyRow>, StoreError> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut rows = Vec::new();
    for some in ids.chunks(200) {
        let text = format!("{select} WHERE {column} IN ({}) ORDER BY id", places(1, some.len()));
        let mut query = sqlx::query(AssertSqlSafe(text));
        for id in some {
            query = query.bind(id.clone());
        }
        rows.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(rows)
}

async fn granted(
    connection: &mut AnyConnection,
    readers: &BTreeSet<OrganisationId>,
) -> Result<Vec<StoredGrant>, StoreError> {
    let rows = among(connection, "SELECT * FROM data_grant", "reader", readers).await?;
    grants::with_moves(connection, &rows).await
}

async fn asked(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<Emergency>, StoreError> {
    let text = format!("{} WHERE e.asked_by = $1 ORDER BY e.id", emergencies::SELECT);
    let query = sqlx::query(AssertSqlSafe(text)).bind(person.to_string());
    query.fetch_all(connection).await?.iter().map(emergencies::emergency).collect()
}

async fn held(connection: &mut AnyConnection, people: &BTreeSet<PersonId>) -> Result<Vec<StoredMandate>, StoreError> {
    let rows = among(connection, "SELECT * FROM mandate", "person", people).await?;
    rows.iter().map(mandates::stored).collect()
}

async fn standings(
    connection: &mut AnyConnection,
    organisations: &BTreeSet<OrganisationId>,
) -> Result<Vec<StoredStanding>, StoreError> {
    let rows = among(connection, "SELECT id, kind, state FROM organisation", "id", organisations).await?;
    let standing = |row: &AnyRow| {
        Ok(StoredStanding { organisation: row.parsed("id")?, kind: row.text("kind")?, state: row.text("state")? })
    };
    rows.iter().map(standing).collect()
}

//! The access log: who read what of whose data, and on what basis.

use std::{collections::HashMap, sync::Mutex};

use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, AssertSqlSafe, any::AnyRow};
use verdigris_alliance::{AccessId, Basis, BasisKind, Field, Object, OrganisationId, PersonId, PlantId, Purpose};

use crate::{
    Page, Paging, Store, StoreError,
    page::places,
    row::{Columns as _, random},
};

/// The same reading again within this time is the same row.
const SAME: SignedDuration = SignedDuration::from_secs(60);
/// Readings remembered before those too old are dropped.
const MANY: usize = 20_000;

/// A reading to be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reading {
    pub person: PersonId,
    pub object: Object,
    pub field: Field,
    pub kind: BasisKind,
    pub organisation: OrganisationId,
    pub mandate: verdigris_alliance::MandateId,
    pub purpose: Option<Purpose>,
}

impl Reading {
    pub fn new(person: PersonId, object: Object, field: Field, basis: &Basis) -> Self {
        let Basis { kind, organisation, mandate, purpose } = *basis;
        Self { person, object, field, kind, organisation, mandate, purpose }
    }
}

/// Readings logged lately by this program; only those whose row is on the disk.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    logged: Mutex<HashMap<Reading, Timestamp>>,
}

impl Recent {
    /// Those not yet logged within the time in which they would be the same row.
    pub fn fresh(&self, readings: &[Reading], at: Timestamp) -> Vec<Reading> {
        let logged = self.logged.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut fresh = Vec::new();
        for reading in readings {
            let known = logged.get(reading).is_some_and(|then| *then <= at && at.duration_since(*then) < SAME);
            if !known && !fresh.contains(reading) {
                fresh.push(*reading);
            }
        }
        fresh
    }

    /// Remembers readings whose rows are stored.
    pub fn keep(&self, readings: &[Reading], at: Timestamp) {
        let mut logged = self.logged.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if logged.len() > MANY {
            logged.retain(|_, then| *then <= at && at.duration_since(*then) < SAME);
        }
        logged.extend(readings.iter().map(|reading| (*reading, at)));
    }
}

/// Stores rows of the log.
pub(crate) async fn insert(work: &mut AnyConnection, readings: &[Reading], at: Timestamp) -> Result<(), StoreError> {
    for some in readings.chunks(40) {
        let rows: Vec<String> = (0..some.len()).map(|row| format!("({})", places(row * 11 + 1, 11))).collect();
        let text = format!(
            "INSERT INTO access_log (id, at, person, organisation, mandate, owner, plant, field, basis, basis_id, \
             purpose) VALUES {}",
            rows.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(text));
        for reading in some {
            query = query
                .bind(AccessId::new(at, random()?).to_string())
                .bind(at.as_microsecond())
                .bind(reading.person.to_string())
                .bind(reading.organisation.to_string())
                .bind(reading.mandate.to_string())
                .bind(reading.object.owner.to_string())
                .bind(reading.object.plant.to_string())
                .bind(reading.field.as_str())
                .bind(reading.kind.as_str())
                .bind(reading.kind.id())
                .bind(reading.purpose.map(Purpose::as_str));
        }
        query.execute(&mut *work).await?;
    }
    Ok(())
}

/// A row of the access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Its id.
    pub id: AccessId,
    /// When; the first of the same readings within a minute.
    pub at: Timestamp,
    /// Who read.
    pub person: PersonId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Whose data.
    pub owner: OrganisationId,
    /// Of which plant.
    pub plant: PlantId,
    /// Which field.
    pub field: Field,
    /// On what basis.
    pub basis: BasisKind,
    /// For what purpose.
    pub purpose: Option<Purpose>,
}

fn access(row: &AnyRow) -> Result<Access, StoreError> {
    let basis = match row.text("basis")?.as_str() {
        "own" => BasisKind::Own,
        "grant" => BasisKind::Grant(row.parsed("basis_id")?),
        "emergency" => BasisKind::Emergency(row.parsed("basis_id")?),
        other => return Err(StoreError::bad(format!("basis {other}"))),
    };
    Ok(Access {
        id: row.parsed("id")?,
        at: row.time("at")?,
        person: row.parsed("person")?,
        organisation: row.parsed("organisation")?,
        owner: row.parsed("owner")?,
        plant: row.parsed("plant")?,
        field: row.parsed("field")?,
        basis,
        purpose: row.maybe_parsed("purpose")?,
    })
}

/// Which rows of the access log.
#[derive(Clone, Debug, Default)]
pub struct AccessFilter {
    /// Of one plant.
    pub plant: Option<PlantId>,
    /// From a time on.
    pub from: Option<Timestamp>,
    /// Without the owner's own people.
    pub others_only: bool,
}

impl Store {
    /// Who looked at owners' data, newest first. Whether the asker may know is asked of `access` before.
    pub async fn accesses(
        &self,
        owners: &[OrganisationId],
        filter: &AccessFilter,
        paging: &Paging,
    ) -> Result<Page<Access>, StoreError> {
        if owners.is_empty() {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let text = format!(
            "SELECT * FROM access_log WHERE ($1 = '' OR id < $1) AND ($2 = '' OR plant = $2) AND at >= $3 \
             AND ($4 = 0 OR basis <> 'own') AND owner IN ({}) ORDER BY id DESC LIMIT $5",
            places(6, owners.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(text))
            .bind(paging.cursor())
            .bind(filter.plant.map(|plant| plant.to_string()).unwrap_or_default())
            .bind(filter.from.map_or(i64::MIN, Timestamp::as_microsecond))
            .bind(i64::from(filter.others_only))
            .bind(paging.fetch());
        for owner in owners {
            query = query.bind(owner.to_string());
        }
        let rows = query.fetch_all(self.reader()).await?;
        let accesses = rows.iter().map(access).collect::<Result<Vec<_>, _>>()?;
        Ok(paging.page(accesses, |access| access.id.to_string()))
    }
}

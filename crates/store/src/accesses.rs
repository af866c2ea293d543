//! The access log: who read what of whose data, and on what basis.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, AssertSqlSafe, any::AnyRow};
use tokio::sync::oneshot;
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
    /// Sessions and tokens noted as seen.
    seen: Mutex<HashMap<String, Timestamp>>,
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

/// Readings of one request that wait to be logged, and who waits for them.
#[derive(Debug)]
struct Waiting {
    readings: Vec<Reading>,
    at: Timestamp,
    told: oneshot::Sender<Result<(), StoreError>>,
}

impl Recent {
    /// Those not yet logged within the time in which they would be the same row.
    pub fn fresh(&self, readings: &[Reading], at: Timestamp) -> Vec<Reading> {
        let logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = Vec::new();
        for reading in readings {
            let known = logged.get(reading).is_some_and(|then| *then <= at && at.duration_since(*then) < SAME);
            if !known && !fresh.contains(reading) {
                fresh.push(*reading);
            }
        }
        fresh
    }

    /// Whether this is the first to see a session or token within a minute: of many requests at once one notes it.
    pub fn is_first(&self, id: &str, at: Timestamp) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > MANY {
            seen.retain(|_, then| at.duration_since(*then) < SAME);
        }
        let known = seen.get(id).is_some_and(|then| *then <= at && at.duration_since(*then) < SAME);
        if !known {
            seen.insert(id.to_owned(), at);
        }
        !known
    }

    /// Remembers readings whose rows are stored.
    pub fn keep(&self, readings: &[(Reading, Timestamp)]) {
        let Some(latest) = readings.iter().map(|(_, at)| *at).max() else { return };
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.len() > MANY {
            logged.retain(|_, then| *then > latest || latest.duration_since(*then) < SAME);
        }
        logged.extend(readings.iter().copied());
    }
}

impl Store {
    /// Logs readings: when it returns their rows are on the disk. All requests that wait for the one writer of SQLite are
    /// served by one transaction, so that its cost (a sync of the disk) does not grow with their number.
    pub(crate) async fn log_readings(&self, readings: Vec<Reading>, at: Timestamp) -> Result<(), StoreError> {
        let (told, answer) = oneshot::channel();
        let waiting = Waiting { readings, at, told };
        self.recent.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(waiting);
        let store = self.clone();
        // A task of its own: a request that is broken off must not take along what others wait for.
        tokio::spawn(async move { store.log_waiting().await });
        answer.await.unwrap_or(Err(StoreError::Busy))
    }

    async fn log_waiting(&self) {
        let _turn = self.recent.turn.lock().await;
        let all = std::mem::take(&mut *self.recent.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        // Where one of them cannot be stored each is tried by itself, so that it fails alone.
        let together = all.len() > 1 && self.log_rows(&all).await.is_ok();
        for one in all {
            let done = if together { Ok(()) } else { self.log_rows(std::slice::from_ref(&one)).await };
            let _ = one.told.send(done);
        }
    }

    async fn log_rows(&self, all: &[Waiting]) -> Result<(), StoreError> {
        let mut rows: Vec<(Reading, Timestamp)> = Vec::new();
        let mut known: HashSet<Reading> = HashSet::new();
        for one in all {
            let fresh = self.recent.fresh(&one.readings, one.at);
            rows.extend(fresh.into_iter().filter(|reading| known.insert(*reading)).map(|reading| (reading, one.at)));
        }
        if rows.is_empty() {
            return Ok(());
        }
        let mut work = self.write().await?;
        insert(&mut work, &rows).await?;
        work.commit().await?;
        self.recent.keep(&rows);
        Ok(())
    }
}

/// Stores rows of the log.
pub(crate) async fn insert(work: &mut AnyConnection, readings: &[(Reading, Timestamp)]) -> Result<(), StoreError> {
    for some in readings.chunks(40) {
        let rows: Vec<String> = (0..some.len()).map(|row| format!("({})", places(row * 11 + 1, 11))).collect();
        let text = format!(
            "INSERT INTO access_log (id, at, person, organisation, mandate, owner, plant, field, basis, basis_id, \
             purpose) VALUES {}",
            rows.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(text));
        for (reading, at) in some {
            query = query
                .bind(AccessId::new(*at, random()?).to_string())
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

#[cfg(test)]
mod tests {
    use verdigris_alliance::{MandateId, OrganisationKind, Role};
    use verdigris_quantity::{Label, Language};

    use super::*;
    use crate::{NewMandate, NewOrganisation, NewPerson, NewProfile, Options};

    /// Of readings stored together one cannot be: it fails alone, and the others are on the disk.
    #[tokio::test]
    async fn a_reading_that_cannot_be_logged_fails_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Options::folder(folder.path())).await.unwrap();
        let at = Timestamp::UNIX_EPOCH;
        let kind = OrganisationKind::Enterprise;
        let new =
            NewOrganisation { name: Label::new("O", "O"), kind, region: "CN".into(), holding: None, example: true };
        let owner = store.add_organisation(&new, None, at).await.unwrap().id;
        let new = NewPerson { name: "a".into(), email: "a@example.org".into(), language: Language::En };
        let person = store.add_person(&new, None, at).await.unwrap().id;
        let new = NewMandate { person, organisation: owner, role: Role::Reader, until: None };
        let mandate = store.give_mandate(&new, None, at).await.unwrap().id;
        let profile = NewProfile { name: Label::new("P", "P"), sector: "s".into(), region: "CN".into() };
        let plant = store.add_plant(owner, &profile, true, None, at).await.unwrap().id;
        let reading = move |field: Field, mandate: MandateId| Reading {
            person,
            object: Object { owner, plant },
            field,
            kind: BasisKind::Own,
            organisation: owner,
            mandate,
            purpose: None,
        };
        // All wait for this turn, and are then stored together.
        let turn = store.recent.turn.lock().await;
        let logging = |field, mandate| {
            let store = store.clone();
            tokio::spawn(async move { store.log_readings(vec![reading(field, mandate)], at).await })
        };
        let good = [logging(Field::File, mandate), logging(Field::Report, mandate), logging(Field::File, mandate)];
        let bad = logging(Field::Records, MandateId::from_bits(7));
        while store.recent.waiting.lock().unwrap().len() < 4 {
            tokio::task::yield_now().await;
        }
        drop(turn);
        for one in good {
            one.await.unwrap().unwrap();
        }
        assert_eq!(bad.await.unwrap().unwrap_err().code(), "dangling");
        let log = store.accesses(&[owner], &AccessFilter::default(), &Paging::default()).await.unwrap().items;
        let mut fields: Vec<Field> = log.iter().map(|row| row.field).collect();
        fields.sort_unstable();
        assert_eq!(fields, [Field::File, Field::Report]);
    }
}

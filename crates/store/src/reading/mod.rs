//! Reading plant data. There is no other way: every question is put to `alliance::access`, what was read is logged before
//! it leaves, and on PostgreSQL the rows come through row-level security besides.

mod imports;
mod latest;
mod plants;
mod results;
mod submissions;

pub use imports::Import;
pub use latest::PlantNow;
pub use plants::{PlantFilter, PlantSeen, ProfileSeen};

use jiff::Timestamp;
use sqlx::{Any, Transaction};
use verdigris_alliance::{Basis, BasisKind, Denial, Field, Object, Purpose, Viewer, access::Sight};

use crate::{
    Dialect, Store, StoreError,
    accesses::{self, Reading as Access},
    parts::{self, Part, PartInfo},
    row::Columns as _,
};

/// One viewer's view at one moment.
#[derive(Debug)]
pub struct Reading<'a> {
    store: &'a Store,
    viewer: &'a Viewer,
    sight: Sight,
    purpose: Option<Purpose>,
    at: Timestamp,
}

impl Store {
    /// The view of a viewer now: worked out once for a request.
    pub async fn reading<'a>(&'a self, viewer: &'a Viewer, at: Timestamp) -> Result<Reading<'a>, StoreError> {
        let knowledge = self.knowledge(viewer, &[]).await?;
        Ok(Reading { store: self, viewer, sight: Sight::of(viewer, &knowledge, at), purpose: None, at })
    }
}

impl<'a> Reading<'a> {
    /// The same view for a stated purpose: grants for other purposes do not count.
    #[must_use]
    pub fn for_purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// The viewer.
    pub fn viewer(&self) -> &'a Viewer {
        self.viewer
    }

    /// Whether a field of a plant may be read. Reads and logs nothing.
    pub fn decide(&self, object: Object, field: Field) -> Result<Basis, Denial> {
        self.sight.decide(object, field, self.purpose)
    }

    /// A transaction in which the database, where it can, knows who reads.
    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let mut work = self.store.database.plants.begin().await?;
        if self.store.dialect() == Dialect::Postgres {
            let scopes = match &self.viewer.scopes {
                None => "session".to_owned(),
                Some(scopes) => format!("token:{}", scopes.join(",")),
            };
            sqlx::query(
                "SELECT set_config('verdigris.person', $1, true), set_config('verdigris.at', $2, true), \
                 set_config('verdigris.scopes', $3, true)",
            )
            .bind(self.viewer.person.to_string())
            .bind(self.at.as_microsecond().to_string())
            .bind(scopes)
            .execute(&mut *work)
            .await?;
        }
        Ok(work)
    }

    /// Logs what was read; only then may it leave. PostgreSQL in the same transaction; on SQLite, whose readers cannot
    /// write, in the next one.
    async fn finish(&self, mut work: Transaction<'static, Any>, read: &[Access]) -> Result<(), StoreError> {
        let fresh = self.store.recent.fresh(read, self.at);
        if self.store.dialect() == Dialect::Sqlite {
            work.rollback().await?;
            return if fresh.is_empty() { Ok(()) } else { self.store.log_readings(fresh, self.at).await };
        }
        let rows: Vec<_> = fresh.into_iter().map(|reading| (reading, self.at)).collect();
        accesses::insert(&mut work, &rows).await?;
        work.commit().await?;
        self.store.recent.keep(&rows);
        Ok(())
    }

    fn access(&self, object: Object, field: Field, basis: &Basis) -> Access {
        Access::new(self.viewer.person, object, field, basis)
    }

    /// The first of some fields that may be read, with its basis.
    fn first(&self, object: Object, fields: &[Field]) -> Option<(Field, Basis)> {
        fields.iter().find_map(|field| Some((*field, self.decide(object, *field).ok()?)))
    }

    /// A part of a submission or result: nothing where it is not there or its field may not be read.
    pub async fn part(&self, subject: impl ToString, name: &str) -> Result<Option<Part>, StoreError> {
        let mut work = self.begin().await?;
        let query = sqlx::query("SELECT * FROM part WHERE subject = $1 AND name = $2");
        let row = query.bind(subject.to_string()).bind(name.to_owned()).fetch_optional(&mut *work).await?;
        let Some(row) = row else { return Ok(None) };
        let object = Object { owner: row.parsed("owner")?, plant: row.parsed("plant")? };
        let part = Part { info: parts::info(&row)?, body: row.bytes("body")? };
        let Ok(basis) = self.decide(object, part.info.field) else { return Ok(None) };
        self.finish(work, &[self.access(object, part.info.field, &basis)]).await?;
        Ok(Some(part))
    }

    /// What parts of a submission or result there are among the fields that may be read. Lists only, so logs nothing.
    pub async fn parts(&self, subject: impl ToString) -> Result<Vec<PartInfo>, StoreError> {
        let mut work = self.begin().await?;
        let query = sqlx::query(
            "SELECT name, plant, owner, field, media_type, bytes, sha256 FROM part WHERE subject = $1 ORDER BY name",
        );
        let rows = query.bind(subject.to_string()).fetch_all(&mut *work).await?;
        work.rollback().await?;
        let mut parts = Vec::new();
        for row in rows {
            let object = Object { owner: row.parsed("owner")?, plant: row.parsed("plant")? };
            let info = parts::info(&row)?;
            if self.decide(object, info.field).is_ok() {
                parts.push(info);
            }
        }
        Ok(parts)
    }

    /// The object of a row, where the viewer reads it as one of the owner's own people.
    fn own(&self, object: Object, field: Field) -> Option<Basis> {
        self.decide(object, field).ok().filter(|basis| basis.kind == BasisKind::Own)
    }
}

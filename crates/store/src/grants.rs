//! Data grants: their moves are stored one after the other and never changed.

use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, any::AnyRow};
use verdigris_alliance::{Grant, GrantId, OrganisationId, StoredGrant, StoredMove, grant::Step};

use crate::{
    Page, Paging, Store, StoreError, Writing,
    database::Work,
    log::{self, NewEntry, kind},
    page::places,
    row::{Columns as _, random, stored_time},
};

/// What the log fixes of a move.
pub(crate) fn logged(grant: &StoredGrant, position: usize) -> Option<Value> {
    let made = grant.moves.get(position)?;
    Some(json!({
        "grant": grant.id, "owner": grant.owner, "reader": grant.reader, "position": position + 1, "move": made.what,
        "side": made.side, "by": made.by, "at": made.at, "version": made.version, "terms": made.terms,
        "note": made.note,
    }))
}

fn moved(row: &AnyRow) -> Result<StoredMove, StoreError> {
    Ok(StoredMove {
        what: row.text("what")?,
        side: row.text("side")?,
        by: row.parsed("by_person")?,
        at: row.time("at")?,
        version: row.small("version")?,
        terms: row.text("terms")?,
        note: row.text("note")?,
    })
}

/// Reads grants with all their moves.
pub(crate) async fn with_moves(
    connection: &mut AnyConnection,
    rows: &[AnyRow],
) -> Result<Vec<StoredGrant>, StoreError> {
    let mut grants = Vec::with_capacity(rows.len());
    for some in rows.chunks(200) {
        let ids = some.iter().map(|row| row.text("id")).collect::<Result<Vec<_>, _>>()?;
        let text = format!(
            "SELECT * FROM grant_move WHERE grant_id IN ({}) ORDER BY grant_id, position",
            places(1, ids.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(text));
        for id in &ids {
            query = query.bind(id.clone());
        }
        let moves = query.fetch_all(&mut *connection).await?;
        for (row, id) in some.iter().zip(&ids) {
            let mut own = Vec::new();
            for made in &moves {
                if &made.text("grant_id")? == id {
                    own.push(moved(made)?);
                }
            }
            let (owner, reader) = (row.parsed("owner")?, row.parsed("reader")?);
            grants.push(StoredGrant { id: row.parsed("id")?, owner, reader, moves: own });
        }
    }
    Ok(grants)
}

async fn insert_move(store: &Store, work: &mut Work, grant: &Grant) -> Result<(), StoreError> {
    let position = grant.history().len();
    let moves = grant.history().iter().map(StoredMove::try_from).collect::<Result<Vec<_>, _>>()?;
    let made = moves.last().cloned().ok_or(StoreError::NotFound { what: "move" })?;
    let stored = StoredGrant { id: grant.id, owner: grant.owner, reader: grant.reader, moves };
    let entry = NewEntry {
        kind: kind::GRANT,
        subject: grant.id.to_string(),
        version: position as i64,
        owner: Some(grant.owner),
        reader: Some(grant.reader),
        content: logged(&stored, position - 1).unwrap_or_default(),
    };
    let index = log::append(work, store.dialect(), entry, made.at).await?;
    sqlx::query(
        "INSERT INTO grant_move (grant_id, position, what, side, by_person, at, version, terms, note, log_index) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(grant.id.to_string())
    .bind(position as i64)
    .bind(made.what)
    .bind(made.side)
    .bind(made.by.to_string())
    .bind(made.at.as_microsecond())
    .bind(i64::from(made.version))
    .bind(made.terms)
    .bind(made.note)
    .bind(index)
    .execute(&mut **work)
    .await?;
    Ok(())
}

async fn fetch(connection: &mut AnyConnection, id: GrantId) -> Result<Option<StoredGrant>, StoreError> {
    let query = sqlx::query("SELECT * FROM data_grant WHERE id = $1").bind(id.to_string());
    let Some(row) = query.fetch_optional(&mut *connection).await? else { return Ok(None) };
    Ok(with_moves(connection, &[row]).await?.pop())
}

impl Writing<'_> {
    /// Begins a grant with its first move. The step's time is the time stored.
    pub async fn open_grant(
        &mut self,
        owner: OrganisationId,
        reader: OrganisationId,
        step: Step,
    ) -> Result<Grant, StoreError> {
        let at = stored_time(step.at);
        let id = GrantId::new(at, random()?);
        let grant = Grant::open(id, owner, reader, Step { at, ..step })?;
        log::take(&mut self.work, self.store.dialect()).await?;
        sqlx::query("INSERT INTO data_grant (id, owner, reader, created_at) VALUES ($1, $2, $3, $4)")
            .bind(id.to_string())
            .bind(owner.to_string())
            .bind(reader.to_string())
            .bind(at.as_microsecond())
            .execute(&mut *self.work)
            .await?;
        insert_move(self.store, &mut self.work, &grant).await?;
        Ok(grant)
    }

    /// Makes the next move of a grant, on its state as it is in the same transaction.
    pub async fn move_grant(&mut self, id: GrantId, step: Step) -> Result<Grant, StoreError> {
        log::take(&mut self.work, self.store.dialect()).await?;
        let stored = fetch(&mut self.work, id).await?.ok_or(StoreError::NotFound { what: "grant" })?;
        let at = stored_time(step.at);
        let grant = stored.read()?.step(Step { at, ..step })?;
        insert_move(self.store, &mut self.work, &grant).await?;
        Ok(grant)
    }
}

impl Store {
    /// Begins a grant with its first move. The step's time is the time stored.
    pub async fn open_grant(
        &self,
        owner: OrganisationId,
        reader: OrganisationId,
        step: Step,
    ) -> Result<Grant, StoreError> {
        let mut writing = self.begin().await?;
        let grant = writing.open_grant(owner, reader, step).await?;
        writing.commit().await?;
        Ok(grant)
    }

    /// Makes the next move of a grant, on its state as it is in the same transaction.
    pub async fn move_grant(&self, id: GrantId, step: Step) -> Result<Grant, StoreError> {
        let mut writing = self.begin().await?;
        let grant = writing.move_grant(id, step).await?;
        writing.commit().await?;
        Ok(grant)
    }

    /// A grant, as stored.
    pub async fn grant(&self, id: GrantId) -> Result<Option<StoredGrant>, StoreError> {
        fetch(&mut *self.reader().acquire().await?, id).await
    }

    /// The grants organisations give or receive, newest first.
    pub async fn grants_of(
        &self,
        organisations: &[OrganisationId],
        paging: &Paging,
    ) -> Result<Page<StoredGrant>, StoreError> {
        if organisations.is_empty() {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let list = places(3, organisations.len());
        let text = format!(
            "SELECT * FROM data_grant WHERE ($1 = '' OR id < $1) AND (owner IN ({list}) OR reader IN ({list})) \
             ORDER BY id DESC LIMIT $2"
        );
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(paging.cursor()).bind(paging.fetch());
        for organisation in organisations {
            query = query.bind(organisation.to_string());
        }
        let mut connection = self.reader().acquire().await?;
        let rows = query.fetch_all(&mut *connection).await?;
        let grants = with_moves(&mut connection, &rows).await?;
        Ok(paging.page(grants, |grant| grant.id.to_string()))
    }
}

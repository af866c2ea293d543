//! Signed-in sessions. The secret of the cookie is stored as its SHA-256 only.

use jiff::{SignedDuration, Timestamp};
use sqlx::any::AnyRow;
use verdigris_alliance::{PersonId, SessionId};

use crate::{Page, Paging, Store, StoreError, row::Columns as _, row::random};

/// How often at most the time a session was last seen is written.
const SEEN: SignedDuration = SignedDuration::from_secs(60);

/// A session to be stored.
#[derive(Clone)]
pub struct NewSession {
    /// SHA-256 of the cookie's secret.
    pub secret: [u8; 32],
    /// Who is signed in.
    pub person: PersonId,
    /// What unsafe requests must repeat.
    pub csrf: String,
    /// How the person signed in: `password`, `passkey`, `oidc`.
    pub method: String,
    /// When it ends at the latest.
    pub expires: Timestamp,
    /// Network address it began from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id; not its secret.
    pub id: SessionId,
    /// Who is signed in.
    pub person: PersonId,
    /// What unsafe requests must repeat.
    pub csrf: String,
    /// How the person signed in.
    pub method: String,
    /// Since when.
    pub created: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
    /// When it ends at the latest.
    pub expires: Timestamp,
    /// Network address it began from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

fn session(row: &AnyRow) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.parsed("id")?,
        person: row.parsed("person")?,
        csrf: row.text("csrf")?,
        method: row.text("method")?,
        created: row.time("created_at")?,
        seen: row.time("seen_at")?,
        expires: row.time("expires_at")?,
        address: row.text("address")?,
        agent: row.text("agent")?,
    })
}

impl Store {
    /// Stores a session.
    pub async fn begin_session(&self, new: NewSession, at: Timestamp) -> Result<Session, StoreError> {
        let id = SessionId::new(at, random()?);
        let mut work = self.write().await?;
        sqlx::query(
            "INSERT INTO session (id, secret, person, csrf, method, created_at, seen_at, expires_at, address, agent) \
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)",
        )
        .bind(id.to_string())
        .bind(new.secret.to_vec())
        .bind(new.person.to_string())
        .bind(new.csrf.clone())
        .bind(new.method.clone())
        .bind(at.as_microsecond())
        .bind(new.expires.as_microsecond())
        .bind(new.address.clone())
        .bind(new.agent.clone())
        .execute(&mut *work)
        .await?;
        work.commit().await?;
        let NewSession { person, csrf, method, expires, address, agent, .. } = new;
        Ok(Session { id, person, csrf, method, created: at, seen: at, expires, address, agent })
    }

    /// The session of a secret's SHA-256, where it has not ended; notes that it was seen, at most once a minute.
    pub async fn session(&self, secret: &[u8; 32], at: Timestamp) -> Result<Option<Session>, StoreError> {
        let query = sqlx::query("SELECT * FROM session WHERE secret = $1 AND expires_at > $2");
        let row = query.bind(secret.to_vec()).bind(at.as_microsecond()).fetch_optional(self.reader()).await?;
        let Some(row) = row else { return Ok(None) };
        let session = session(&row)?;
        if at.duration_since(session.seen) >= SEEN && self.recent.is_first(&session.id.to_string(), at) {
            let mut work = self.write().await?;
            sqlx::query("UPDATE session SET seen_at = $2 WHERE id = $1")
                .bind(session.id.to_string())
                .bind(at.as_microsecond())
                .execute(&mut *work)
                .await?;
            work.commit().await?;
        }
        Ok(Some(session))
    }

    /// A person's sessions that have not ended, newest first.
    pub async fn sessions_of(
        &self,
        person: PersonId,
        at: Timestamp,
        paging: &Paging,
    ) -> Result<Page<Session>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM session WHERE person = $1 AND expires_at > $2 AND ($3 = '' OR id < $3) \
             ORDER BY id DESC LIMIT $4",
        )
        .bind(person.to_string())
        .bind(at.as_microsecond())
        .bind(paging.cursor())
        .bind(paging.fetch())
        .fetch_all(self.reader())
        .await?;
        let sessions = rows.iter().map(session).collect::<Result<Vec<_>, _>>()?;
        Ok(paging.page(sessions, |session| session.id.to_string()))
    }

    /// Ends a session of a person.
    pub async fn end_session(&self, person: PersonId, id: SessionId) -> Result<bool, StoreError> {
        let mut work = self.write().await?;
        let done = sqlx::query("DELETE FROM session WHERE id = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Removes what has run out: sessions, challenges, requests and failures to sign in of more than a day ago.
    pub async fn sweep(&self, at: Timestamp) -> Result<u64, StoreError> {
        let day = SignedDuration::from_hours(24);
        let yesterday = at.checked_sub(day).unwrap_or(Timestamp::MIN).as_microsecond();
        let now = at.as_microsecond();
        let mut work = self.write().await?;
        let mut removed = 0;
        for (text, before) in [
            ("DELETE FROM session WHERE expires_at <= $1", now),
            ("DELETE FROM challenge WHERE expires_at <= $1", now),
            ("DELETE FROM idempotency WHERE at <= $1", yesterday),
            ("DELETE FROM lockout WHERE failed_at <= $1 AND coalesce(until_at, 0) <= $1", yesterday),
        ] {
            removed += sqlx::query(text).bind(before).execute(&mut *work).await?.rows_affected();
        }
        work.commit().await?;
        Ok(removed)
    }
}

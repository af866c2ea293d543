//! Requests that carry a key of their own: made again, they answer as before.

use jiff::Timestamp;
use verdigris_alliance::PersonId;

use crate::{Store, StoreError, row::Columns as _};

/// What is known of a request's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// New: the caller goes on, and stores the answer or forgets the key.
    New,
    /// The same request is under way, or was when the program stopped: whether what it did is stored, nobody noted.
    UnderWay {
        /// Since when.
        since: Timestamp,
    },
    /// The key was used for another request.
    Other,
    /// Answered before.
    Answered(Answer),
}

/// An answer as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers worth repeating, as JSON.
    pub headers: String,
    /// Body.
    pub body: Vec<u8>,
}

impl Store {
    /// Remembers a key with what it was used for (method, path and digest of the body), unless it is known.
    pub async fn remember(
        &self,
        person: PersonId,
        name: &str,
        request: &str,
        at: Timestamp,
    ) -> Result<Remembered, StoreError> {
        let mut work = self.write().await?;
        let new = sqlx::query(
            "INSERT INTO idempotency (person, name, request, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (person, name) DO NOTHING",
        )
        .bind(person.to_string())
        .bind(name.to_owned())
        .bind(request.to_owned())
        .bind(at.as_microsecond())
        .execute(&mut *work)
        .await?;
        let query = sqlx::query("SELECT * FROM idempotency WHERE person = $1 AND name = $2");
        let row = query.bind(person.to_string()).bind(name.to_owned()).fetch_optional(&mut *work).await?;
        work.commit().await?;
        let row = row.ok_or(StoreError::Busy)?;
        if new.rows_affected() == 1 {
            return Ok(Remembered::New);
        }
        if row.text("request")? != request {
            return Ok(Remembered::Other);
        }
        let Some(status) = row.maybe_number("status")? else {
            return Ok(Remembered::UnderWay { since: row.time("at")? });
        };
        Ok(Remembered::Answered(Answer {
            status: u16::try_from(status).map_err(|_| StoreError::bad("status"))?,
            headers: row.maybe_text("headers")?.unwrap_or_default(),
            body: row.maybe_bytes("body")?.unwrap_or_default(),
        }))
    }

    /// Stores the answer to a remembered request.
    pub async fn answered(&self, person: PersonId, name: &str, answer: &Answer) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        sqlx::query("UPDATE idempotency SET status = $3, headers = $4, body = $5 WHERE person = $1 AND name = $2")
            .bind(person.to_string())
            .bind(name.to_owned())
            .bind(i64::from(answer.status))
            .bind(answer.headers.clone())
            .bind(answer.body.clone())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(())
    }

    /// Forgets a request that failed before it did anything, so that it can be made again.
    pub async fn forget(&self, person: PersonId, name: &str) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        sqlx::query("DELETE FROM idempotency WHERE person = $1 AND name = $2 AND status IS NULL")
            .bind(person.to_string())
            .bind(name.to_owned())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(())
    }
}

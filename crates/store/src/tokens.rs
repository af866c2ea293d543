//! API tokens. The secret is stored as its SHA-256 only.

use jiff::{SignedDuration, Timestamp};
use sqlx::any::AnyRow;
use verdigris_alliance::{PersonId, TokenId};

use crate::{
    Page, Paging, Store, StoreError,
    row::{Columns as _, json, random},
};

/// How often at most the time a token was last used is written.
const USED: SignedDuration = SignedDuration::from_secs(60);

/// A token to be stored.
#[derive(Clone)]
pub struct NewToken {
    /// SHA-256 of the secret.
    pub secret: [u8; 32],
    /// Whose.
    pub person: PersonId,
    /// What the person calls it.
    pub name: String,
    /// What it is good for.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires: Timestamp,
}

/// A token; without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Whose.
    pub person: PersonId,
    /// What the person calls it.
    pub name: String,
    /// What it is good for, as stored: `access` reads it.
    pub scopes: Vec<String>,
    /// Since when.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last used, to the minute.
    pub used: Option<Timestamp>,
}

fn token(row: &AnyRow) -> Result<Token, StoreError> {
    Ok(Token {
        id: row.parsed("id")?,
        person: row.parsed("person")?,
        name: row.text("name")?,
        scopes: row.json("scopes")?,
        created: row.time("created_at")?,
        expires: row.time("expires_at")?,
        used: row.maybe_time("used_at")?,
    })
}

impl Store {
    /// Stores a token.
    pub async fn add_token(&self, new: NewToken, at: Timestamp) -> Result<Token, StoreError> {
        let id = TokenId::new(at, random()?);
        let mut work = self.write().await?;
        sqlx::query(
            "INSERT INTO token (id, secret, person, name, scopes, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id.to_string())
        .bind(new.secret.to_vec())
        .bind(new.person.to_string())
        .bind(new.name.clone())
        .bind(json(&new.scopes)?)
        .bind(at.as_microsecond())
        .bind(new.expires.as_microsecond())
        .execute(&mut *work)
        .await?;
        work.commit().await?;
        let NewToken { person, name, scopes, expires, .. } = new;
        Ok(Token { id, person, name, scopes, created: at, expires, used: None })
    }

    /// The token of a secret's SHA-256, where it has not ended; notes its use, at most once a minute.
    pub async fn token(&self, secret: &[u8; 32], at: Timestamp) -> Result<Option<Token>, StoreError> {
        let query = sqlx::query("SELECT * FROM token WHERE secret = $1 AND expires_at > $2");
        let row = query.bind(secret.to_vec()).bind(at.as_microsecond()).fetch_optional(self.reader()).await?;
        let Some(row) = row else { return Ok(None) };
        let token = token(&row)?;
        let due = token.used.is_none_or(|used| at.duration_since(used) >= USED);
        if due && self.recent.is_first(&token.id.to_string(), at) {
            let mut work = self.write().await?;
            sqlx::query("UPDATE token SET used_at = $2 WHERE id = $1")
                .bind(token.id.to_string())
                .bind(at.as_microsecond())
                .execute(&mut *work)
                .await?;
            work.commit().await?;
        }
        Ok(Some(token))
    }

    /// A person's tokens, newest first.
    pub async fn tokens_of(&self, person: PersonId, paging: &Paging) -> Result<Page<Token>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM token WHERE person = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3")
                .bind(person.to_string())
                .bind(paging.cursor())
                .bind(paging.fetch())
                .fetch_all(self.reader())
                .await?;
        let tokens = rows.iter().map(token).collect::<Result<Vec<_>, _>>()?;
        Ok(paging.page(tokens, |token| token.id.to_string()))
    }

    /// Removes a token of a person.
    pub async fn end_token(&self, person: PersonId, id: TokenId) -> Result<bool, StoreError> {
        let mut work = self.write().await?;
        let done = sqlx::query("DELETE FROM token WHERE id = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

//! Passkeys, identities at outside providers, and the challenges of signing in with either.

use jiff::Timestamp;
use serde_json::Value;
use sqlx::any::AnyRow;
use verdigris_alliance::{PasskeyId, PersonId};

use crate::{
    Store, StoreError,
    row::{Columns as _, json, random},
};

/// A registered passkey.
#[derive(Clone, Debug, PartialEq)]
pub struct Passkey {
    /// Its id here.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonId,
    /// Its id at the authenticator, base64url.
    pub credential: String,
    /// What the person calls it.
    pub name: String,
    /// The public key and counters, as the server keeps them.
    pub body: Value,
    /// Since when.
    pub created: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

fn passkey(row: &AnyRow) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.parsed("id")?,
        person: row.parsed("person")?,
        credential: row.text("credential")?,
        name: row.text("name")?,
        body: row.json("body")?,
        created: row.time("created_at")?,
        used: row.maybe_time("used_at")?,
    })
}

impl Store {
    /// Stores a passkey.
    pub async fn add_passkey(
        &self,
        person: PersonId,
        credential: &str,
        name: &str,
        body: &Value,
        at: Timestamp,
    ) -> Result<Passkey, StoreError> {
        let id = PasskeyId::new(at, random()?);
        let mut work = self.write().await?;
        sqlx::query(
            "INSERT INTO passkey (id, person, credential, name, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id.to_string())
        .bind(person.to_string())
        .bind(credential.to_owned())
        .bind(name.to_owned())
        .bind(json(body)?)
        .bind(at.as_microsecond())
        .execute(&mut *work)
        .await?;
        work.commit().await?;
        let (credential, name, body) = (credential.to_owned(), name.to_owned(), body.clone());
        Ok(Passkey { id, person, credential, name, body, created: at, used: None })
    }

    /// A person's passkeys.
    pub async fn passkeys_of(&self, person: PersonId) -> Result<Vec<Passkey>, StoreError> {
        let query = sqlx::query("SELECT * FROM passkey WHERE person = $1 ORDER BY id").bind(person.to_string());
        query.fetch_all(self.reader()).await?.iter().map(passkey).collect()
    }

    /// The passkey of an authenticator's id.
    pub async fn passkey(&self, credential: &str) -> Result<Option<Passkey>, StoreError> {
        let query = sqlx::query("SELECT * FROM passkey WHERE credential = $1").bind(credential.to_owned());
        query.fetch_optional(self.reader()).await?.map(|row| passkey(&row)).transpose()
    }

    /// Notes the use of a passkey and its new counters.
    pub async fn use_passkey(&self, id: PasskeyId, body: &Value, at: Timestamp) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        sqlx::query("UPDATE passkey SET body = $2, used_at = $3 WHERE id = $1")
            .bind(id.to_string())
            .bind(json(body)?)
            .bind(at.as_microsecond())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(())
    }

    /// Removes a passkey of a person.
    pub async fn end_passkey(&self, person: PersonId, id: PasskeyId) -> Result<bool, StoreError> {
        let mut work = self.write().await?;
        let done = sqlx::query("DELETE FROM passkey WHERE id = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// The person known at an outside provider under a subject.
    pub async fn person_of_provider(&self, provider: &str, subject: &str) -> Result<Option<PersonId>, StoreError> {
        let query = sqlx::query("SELECT person FROM external_identity WHERE provider = $1 AND subject = $2");
        let row = query.bind(provider.to_owned()).bind(subject.to_owned()).fetch_optional(self.reader()).await?;
        row.map(|row| row.parsed("person")).transpose()
    }

    /// Ties a person to a subject of an outside provider.
    pub async fn tie_to_provider(
        &self,
        provider: &str,
        subject: &str,
        person: PersonId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        sqlx::query("INSERT INTO external_identity (provider, subject, person, created_at) VALUES ($1, $2, $3, $4)")
            .bind(provider.to_owned())
            .bind(subject.to_owned())
            .bind(person.to_string())
            .bind(at.as_microsecond())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(())
    }

    /// Keeps a challenge under the SHA-256 of its secret.
    pub async fn keep_challenge(
        &self,
        secret: &[u8; 32],
        kind: &str,
        body: &Value,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        sqlx::query("INSERT INTO challenge (secret, kind, body, expires_at) VALUES ($1, $2, $3, $4)")
            .bind(secret.to_vec())
            .bind(kind.to_owned())
            .bind(json(body)?)
            .bind(expires.as_microsecond())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(())
    }

    /// Takes a challenge, which is good once and until it expires.
    pub async fn take_challenge(
        &self,
        secret: &[u8; 32],
        kind: &str,
        at: Timestamp,
    ) -> Result<Option<Value>, StoreError> {
        let mut work = self.write().await?;
        let row = sqlx::query("DELETE FROM challenge WHERE secret = $1 AND kind = $2 RETURNING body, expires_at")
            .bind(secret.to_vec())
            .bind(kind.to_owned())
            .fetch_optional(&mut *work)
            .await?;
        work.commit().await?;
        match row {
            Some(row) if row.time("expires_at")? > at => Ok(Some(row.json("body")?)),
            _ => Ok(None),
        }
    }
}

//! Hashes of passwords, and who failed how often.

use jiff::Timestamp;
use verdigris_alliance::PersonId;

use crate::{Store, StoreError, database::Work, row::Columns as _};

/// A password's hash to be stored; the password itself never comes here.
#[derive(Clone)]
pub struct NewPassword {
    /// The hash with its parameters, as made by Argon2id.
    pub hash: String,
    /// Whether it must be changed after the first sign-in.
    pub one_time: bool,
}

/// A password's hash as stored.
#[derive(Clone)]
pub struct Password {
    /// The hash with its parameters.
    pub hash: String,
    /// Whether it must be changed after the first sign-in.
    pub one_time: bool,
    /// Since when.
    pub set_at: Timestamp,
}

/// Failures to sign in, counted for an account or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lockout {
    /// Failures since the last success.
    pub failures: u32,
    /// The latest.
    pub failed_at: Timestamp,
    /// Locked until then.
    pub until: Option<Timestamp>,
}

pub(crate) async fn set(
    work: &mut Work,
    person: PersonId,
    password: &NewPassword,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO password (person, hash, one_time, set_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person) DO UPDATE SET hash = $2, one_time = $3, set_at = $4",
    )
    .bind(person.to_string())
    .bind(password.hash.clone())
    .bind(i64::from(password.one_time))
    .bind(at.as_microsecond())
    .execute(&mut **work)
    .await?;
    Ok(())
}

impl Store {
    /// A person's password, where one is set.
    pub async fn password(&self, person: PersonId) -> Result<Option<Password>, StoreError> {
        let query = sqlx::query("SELECT hash, one_time, set_at FROM password WHERE person = $1");
        let row = query.bind(person.to_string()).fetch_optional(self.reader()).await?;
        row.map(|row| {
            Ok(Password { hash: row.text("hash")?, one_time: row.flag("one_time")?, set_at: row.time("set_at")? })
        })
        .transpose()
    }

    /// Sets a password and ends the person's sessions but the one given.
    pub async fn set_password(
        &self,
        person: PersonId,
        password: &NewPassword,
        keep: Option<verdigris_alliance::SessionId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        set(&mut work, person, password, at).await?;
        sqlx::query("DELETE FROM session WHERE person = $1 AND id <> $2")
            .bind(person.to_string())
            .bind(keep.map(|id| id.to_string()).unwrap_or_default())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(())
    }

    /// Failures to sign in of an account or address.
    pub async fn lockout(&self, subject: &str) -> Result<Option<Lockout>, StoreError> {
        let query = sqlx::query("SELECT failures, failed_at, until_at FROM lockout WHERE subject = $1");
        let row = query.bind(subject.to_owned()).fetch_optional(self.reader()).await?;
        row.map(|row| {
            Ok(Lockout {
                failures: row.small("failures")?,
                failed_at: row.time("failed_at")?,
                until: row.maybe_time("until_at")?,
            })
        })
        .transpose()
    }

    /// Counts a failure; `until` is asked, with the new count, until when to lock.
    pub async fn count_failure(
        &self,
        subject: &str,
        at: Timestamp,
        until: impl Fn(u32) -> Option<Timestamp> + Send,
    ) -> Result<Lockout, StoreError> {
        let mut work = self.write().await?;
        let row = sqlx::query(
            "INSERT INTO lockout (subject, failures, failed_at) VALUES ($1, 1, $2) \
             ON CONFLICT (subject) DO UPDATE SET failures = lockout.failures + 1, failed_at = $2 RETURNING failures",
        )
        .bind(subject.to_owned())
        .bind(at.as_microsecond())
        .fetch_one(&mut *work)
        .await?;
        let failures = row.small("failures")?;
        let until = until(failures);
        sqlx::query("UPDATE lockout SET until_at = $2 WHERE subject = $1")
            .bind(subject.to_owned())
            .bind(until.map(Timestamp::as_microsecond))
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(Lockout { failures, failed_at: at, until })
    }

    /// Forgets failures: after a success, or by an operator.
    pub async fn clear_failures(&self, subject: &str) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        sqlx::query("DELETE FROM lockout WHERE subject = $1").bind(subject.to_owned()).execute(&mut *work).await?;
        work.commit().await?;
        Ok(())
    }
}

//! Notices to people.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use verdigris_alliance::{NoticeId, OrganisationId, PersonId};
use verdigris_quantity::Label;

use crate::{
    Page, Paging, Store, StoreError, Writing,
    database::Work,
    row::{Columns as _, random},
};

/// A notice to be stored.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// To whom.
    pub person: PersonId,
    /// What it is about, as a word.
    pub kind: String,
    /// What it says.
    pub message: Label,
    /// The page it leads to.
    pub link: String,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// To whom.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
    /// What it is about, as a word.
    pub kind: String,
    /// What it says.
    pub message: Label,
    /// The page it leads to.
    pub link: String,
    /// When it was read.
    pub read: Option<Timestamp>,
}

fn notice(row: &AnyRow) -> Result<Notice, StoreError> {
    Ok(Notice {
        id: row.parsed("id")?,
        person: row.parsed("person")?,
        at: row.time("at")?,
        kind: row.text("kind")?,
        message: row.label("message_en", "message_zh")?,
        link: row.text("link")?,
        read: row.maybe_time("read_at")?,
    })
}

pub(crate) async fn insert(work: &mut Work, new: &NewNotice, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO notice (id, person, at, kind, message_en, message_zh, link) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(NoticeId::new(at, random()?).to_string())
    .bind(new.person.to_string())
    .bind(at.as_microsecond())
    .bind(new.kind.clone())
    .bind(new.message.en.clone())
    .bind(new.message.zh.clone())
    .bind(new.link.clone())
    .execute(&mut **work)
    .await?;
    Ok(())
}

/// Everybody with a mandate in an organisation at a moment.
pub(crate) async fn people_now(
    work: &mut Work,
    organisation: OrganisationId,
    at: Timestamp,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT person FROM mandate WHERE organisation = $1 AND from_at <= $2 \
         AND (until_at IS NULL OR until_at > $2) ORDER BY person",
    )
    .bind(organisation.to_string())
    .bind(at.as_microsecond())
    .fetch_all(&mut **work)
    .await?;
    rows.iter().map(|row| row.parsed("person")).collect()
}

impl Writing<'_> {
    /// Stores notices.
    pub async fn add_notices(&mut self, new: &[NewNotice], at: Timestamp) -> Result<(), StoreError> {
        for notice in new {
            insert(&mut self.work, notice, at).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Stores notices.
    pub async fn add_notices(&self, new: &[NewNotice], at: Timestamp) -> Result<(), StoreError> {
        if new.is_empty() {
            return Ok(());
        }
        let mut writing = self.begin().await?;
        writing.add_notices(new, at).await?;
        writing.commit().await
    }

    /// A person's notices, newest first.
    pub async fn notices_of(&self, person: PersonId, paging: &Paging) -> Result<Page<Notice>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM notice WHERE person = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3")
                .bind(person.to_string())
                .bind(paging.cursor())
                .bind(paging.fetch())
                .fetch_all(self.reader())
                .await?;
        let notices = rows.iter().map(notice).collect::<Result<Vec<_>, _>>()?;
        Ok(paging.page(notices, |notice| notice.id.to_string()))
    }

    /// Notes that a person has read a notice of theirs.
    pub async fn read_notice(&self, person: PersonId, id: NoticeId, at: Timestamp) -> Result<bool, StoreError> {
        let mut work = self.write().await?;
        let done = sqlx::query("UPDATE notice SET read_at = coalesce(read_at, $3) WHERE id = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .bind(at.as_microsecond())
            .execute(&mut *work)
            .await?;
        work.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

//! Decisions on membership and mandates: never changed, each with an entry in the log.

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use verdigris_alliance::{OrganisationId, PersonId};

use crate::{
    Dialect, Store, StoreError,
    database::Work,
    log::{self, NewEntry, kind},
    row::{self, Columns as _, hex, random},
};

/// A decision to be recorded.
pub(crate) struct NewDecision {
    pub kind: &'static str,
    pub subject: String,
    pub organisation: Option<OrganisationId>,
    pub by: Option<PersonId>,
    pub content: Value,
}

/// A decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its id.
    pub id: String,
    /// `member` or `mandate`.
    pub kind: String,
    /// Id of what was decided on.
    pub subject: String,
    /// The organisation concerned.
    pub organisation: Option<OrganisationId>,
    /// Who decided; the installation itself where absent.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub content: Value,
    /// Place in the log.
    pub log_index: u64,
}

impl Decision {
    /// What the log fixes of it.
    pub(crate) fn logged(&self) -> Value {
        json!({ "kind": self.kind, "subject": self.subject, "by": self.by, "at": self.at, "content": self.content })
    }
}

pub(crate) fn decision(row: &AnyRow) -> Result<Decision, StoreError> {
    Ok(Decision {
        id: row.text("id")?,
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        organisation: row.maybe_parsed("organisation")?,
        by: row.maybe_parsed("by_person")?,
        at: row.time("at")?,
        content: row.json("content")?,
        log_index: row.count("log_index")?,
    })
}

pub(crate) async fn record(
    work: &mut Work,
    dialect: Dialect,
    new: NewDecision,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut decision = Decision {
        id: format!("{:016x}{}", at.as_microsecond(), hex(&random::<8>()?)),
        kind: new.kind.to_owned(),
        subject: new.subject,
        organisation: new.organisation,
        by: new.by,
        at: row::moment(at.as_microsecond())?,
        content: new.content,
        log_index: 0,
    };
    let entry = NewEntry {
        kind: kind::DECISION,
        subject: decision.id.clone(),
        version: 1,
        owner: new.organisation,
        reader: None,
        content: decision.logged(),
    };
    let index = log::append(work, dialect, entry, at).await?;
    decision.log_index = index as u64;
    sqlx::query(
        "INSERT INTO decision (id, kind, subject, organisation, by_person, at, content, log_index) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(decision.id)
    .bind(decision.kind)
    .bind(decision.subject)
    .bind(decision.organisation.map(|id| id.to_string()))
    .bind(decision.by.map(|id| id.to_string()))
    .bind(at.as_microsecond())
    .bind(row::json(&decision.content)?)
    .bind(index)
    .execute(&mut **work)
    .await?;
    Ok(())
}

impl Store {
    /// The decisions on an organisation or a mandate, in order.
    pub async fn decisions_on(&self, subject: &str) -> Result<Vec<Decision>, StoreError> {
        let query = sqlx::query("SELECT * FROM decision WHERE subject = $1 ORDER BY log_index");
        query.bind(subject.to_owned()).fetch_all(self.reader()).await?.iter().map(decision).collect()
    }
}

//! The rows the log is about: each is what its entry fixed, and every entry has its row.

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, any::AnyRow};
use verdigris_alliance::EmergencyId;

use super::{Subjects, Verified};
use crate::{
    StoreError, decisions, documents, emergencies, grants,
    log::kind,
    parts::{self, PartInfo},
    results,
    row::{Columns as _, sha256},
    submissions,
};

pub(super) async fn check(
    work: &mut AnyConnection,
    subjects: Subjects,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let mut checks = Checks { subjects, verified };
    let parts = checks.files(work).await?;
    checks.submissions(work, &parts).await?;
    checks.results(work, &parts).await?;
    checks.grants(work).await?;
    checks.emergencies(work).await?;
    checks.decisions(work).await?;
    checks.documents(work).await?;
    for (index, (kind, subject, _)) in checks.subjects {
        checks.verified.breach(format!("log entry {index} is about {kind} {subject}, which is missing"));
    }
    Ok(())
}

type Parts = BTreeMap<String, Vec<PartInfo>>;

struct Checks<'a> {
    /// Entries whose row has not been met yet.
    subjects: Subjects,
    verified: &'a mut Verified,
}

impl Checks<'_> {
    /// A row as the log should have it.
    fn row(&mut self, index: u64, kind: &str, subject: &str, logged: &Value) {
        self.verified.rows += 1;
        let Some((known, about, content)) = self.subjects.remove(&index) else {
            self.verified.breach(format!("{kind} {subject} is not in the log"));
            return;
        };
        let same = serde_json::from_str::<Value>(&content).is_ok_and(|content| content == *logged);
        if known != kind || about != subject || !same {
            self.verified.breach(format!("{kind} {subject} is not what was logged"));
        }
    }

    /// Digests of all files, worked out again.
    async fn files(&mut self, work: &mut AnyConnection) -> Result<Parts, StoreError> {
        let mut parts = Parts::new();
        for row in all(work, "SELECT subject, name, field, media_type, bytes, sha256 FROM part").await? {
            let (subject, info) = (row.text("subject")?, parts::info(&row)?);
            let body = sqlx::query("SELECT body FROM part WHERE subject = $1 AND name = $2");
            let body = body.bind(subject.clone()).bind(info.name.clone()).fetch_one(&mut *work).await?;
            self.file(&format!("{subject}/{}", info.name), &info.sha256, &body.bytes("body")?);
            parts.entry(subject).or_default().push(info);
        }
        for row in all(work, "SELECT id, sha256 FROM attachment").await? {
            let id = row.text("id")?;
            let body = sqlx::query("SELECT body FROM attachment WHERE id = $1").bind(id.clone());
            let body = body.fetch_one(&mut *work).await?.bytes("body")?;
            self.file(&id, &row.text("sha256")?, &body);
        }
        Ok(parts)
    }

    fn file(&mut self, name: &str, digest: &str, body: &[u8]) {
        self.verified.files += 1;
        if sha256(body) != digest {
            self.verified.breach(format!("the file {name} is not what was stored"));
        }
    }

    async fn submissions(&mut self, work: &mut AnyConnection, parts: &Parts) -> Result<(), StoreError> {
        for row in all(work, "SELECT * FROM submission").await? {
            let submission = submissions::submission(&row)?;
            let id = submission.id.to_string();
            let own = parts.get(&id).map(Vec::as_slice).unwrap_or_default();
            self.row(submission.log_index, kind::SUBMISSION, &id, &submission.logged(own));
        }
        Ok(())
    }

    async fn results(&mut self, work: &mut AnyConnection, parts: &Parts) -> Result<(), StoreError> {
        for row in all(work, "SELECT * FROM result").await? {
            let result = results::outcome(&row)?;
            let id = result.id.to_string();
            let own = parts.get(&id).map(Vec::as_slice).unwrap_or_default();
            self.row(result.log_index, kind::RESULT, &id, &result.logged(own));
        }
        Ok(())
    }

    async fn grants(&mut self, work: &mut AnyConnection) -> Result<(), StoreError> {
        let rows = all(work, "SELECT * FROM data_grant ORDER BY id").await?;
        let mut places = BTreeMap::new();
        for row in all(work, "SELECT grant_id, position, log_index FROM grant_move").await? {
            places.insert((row.text("grant_id")?, row.count("position")?), row.count("log_index")?);
        }
        for grant in grants::with_moves(work, &rows).await? {
            let id = grant.id.to_string();
            for position in 0..grant.moves.len() {
                let index = places.get(&(id.clone(), position as u64 + 1));
                if let (Some(index), Some(logged)) = (index, grants::logged(&grant, position)) {
                    self.row(*index, kind::GRANT, &id, &logged);
                }
            }
        }
        Ok(())
    }

    async fn emergencies(&mut self, work: &mut AnyConnection) -> Result<(), StoreError> {
        for row in all(work, emergencies::SELECT).await? {
            let case = emergencies::emergency(&row)?;
            let logged = emergencies::logged(&case);
            self.row(row.count("log_index")?, kind::EMERGENCY, &case.id.to_string(), &logged);
        }
        for row in all(work, "SELECT * FROM emergency_step").await? {
            let id: EmergencyId = row.parsed("emergency")?;
            let (what, by) = (row.text("what")?, row.parsed("by_person")?);
            let logged = emergencies::logged_step(id, &what, by, row.time("at")?, row.maybe_time("until_at")?);
            self.row(row.count("log_index")?, kind::EMERGENCY_STEP, &format!("{id}/{what}"), &logged);
        }
        Ok(())
    }

    async fn decisions(&mut self, work: &mut AnyConnection) -> Result<(), StoreError> {
        for row in all(work, "SELECT * FROM decision").await? {
            let decision = decisions::decision(&row)?;
            self.row(decision.log_index, kind::DECISION, &decision.id, &decision.logged());
        }
        Ok(())
    }

    async fn documents(&mut self, work: &mut AnyConnection) -> Result<(), StoreError> {
        let text = "SELECT v.*, d.kind, d.example FROM document_version v JOIN document d ON d.id = v.document";
        for row in all(work, text).await? {
            let version = documents::version(&row)?;
            let digest = sha256(row.text("content")?.as_bytes());
            self.row(version.log_index, kind::DOCUMENT, &version.document.to_string(), &version.logged(&digest));
        }
        Ok(())
    }
}

async fn all(work: &mut AnyConnection, text: &'static str) -> Result<Vec<AnyRow>, StoreError> {
    Ok(sqlx::query(AssertSqlSafe(text)).fetch_all(work).await?)
}

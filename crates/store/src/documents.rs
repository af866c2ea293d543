//! Library documents: versions and attachments, never changed. Every version is in the log in clear.

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use verdigris_alliance::{AttachmentId, DocumentId, PersonId};

use crate::{
    Store, StoreError, Writing,
    database::Work,
    log::{self, NewEntry, kind},
    row::{self, Columns as _, random, sha256, stored_time},
};

/// A version of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentVersion {
    /// Its document.
    pub document: DocumentId,
    /// Kind of document, as a word.
    pub kind: String,
    /// Whether it is an invented example.
    pub example: bool,
    /// Counts the versions from 1.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// Who wrote it; the installation itself where absent.
    pub by: Option<PersonId>,
    /// The document, in the library's own form.
    pub content: Value,
    /// Place in the log.
    pub log_index: u64,
}

impl DocumentVersion {
    /// What the log fixes of it.
    pub(crate) fn logged(&self, digest: &str) -> Value {
        json!({
            "document": self.document, "kind": self.kind, "version": self.version, "at": self.at, "sha256": digest,
        })
    }
}

/// A file to be attached.
#[derive(Clone)]
pub struct NewAttachment {
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// What an attachment is, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentInfo {
    /// Its id.
    pub id: AttachmentId,
    /// Its document.
    pub document: DocumentId,
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// Versions with their documents.
const SELECT: &str = "SELECT v.*, d.kind, d.example FROM document_version v JOIN document d ON d.id = v.document";
const LATEST: &str = "v.version = (SELECT max(w.version) FROM document_version w WHERE w.document = v.document)";

pub(crate) fn version(row: &AnyRow) -> Result<DocumentVersion, StoreError> {
    Ok(DocumentVersion {
        document: row.parsed("document")?,
        kind: row.text("kind")?,
        example: row.flag("example")?,
        version: row.count("version")?,
        at: row.time("at")?,
        by: row.maybe_parsed("by_person")?,
        content: row.json("content")?,
        log_index: row.count("log_index")?,
    })
}

fn attachment(row: &AnyRow) -> Result<AttachmentInfo, StoreError> {
    Ok(AttachmentInfo {
        id: row.parsed("id")?,
        document: row.parsed("document")?,
        name: row.text("name")?,
        media_type: row.text("media_type")?,
        bytes: row.count("bytes")?,
        sha256: row.text("sha256")?,
    })
}

async fn insert(store: &Store, work: &mut Work, mut version: DocumentVersion) -> Result<DocumentVersion, StoreError> {
    let content = row::json(&version.content)?;
    let digest = sha256(content.as_bytes());
    let entry = NewEntry {
        kind: kind::DOCUMENT,
        subject: version.document.to_string(),
        version: version.version as i64,
        owner: None,
        reader: None,
        content: version.logged(&digest),
    };
    let index = log::append(work, store.dialect(), entry, version.at).await?;
    version.log_index = index as u64;
    sqlx::query(
        "INSERT INTO document_version (document, version, at, by_person, content, sha256, log_index) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(version.document.to_string())
    .bind(version.version as i64)
    .bind(version.at.as_microsecond())
    .bind(version.by.map(|by| by.to_string()))
    .bind(content)
    .bind(digest)
    .bind(index)
    .execute(&mut **work)
    .await?;
    Ok(version)
}

impl Writing<'_> {
    /// Stores a new document as its first version.
    pub async fn add_document(
        &mut self,
        kind: &str,
        content: &Value,
        example: bool,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<DocumentVersion, StoreError> {
        let at = stored_time(at);
        let document = DocumentId::new(at, random()?);
        log::take(&mut self.work, self.store.dialect()).await?;
        sqlx::query("INSERT INTO document (id, kind, example, created_at) VALUES ($1, $2, $3, $4)")
            .bind(document.to_string())
            .bind(kind.to_owned())
            .bind(i64::from(example))
            .bind(at.as_microsecond())
            .execute(&mut *self.work)
            .await?;
        let (kind, content) = (kind.to_owned(), content.clone());
        let first = DocumentVersion { document, kind, example, version: 1, at, by, content, log_index: 0 };
        insert(self.store, &mut self.work, first).await
    }
}

impl Store {
    /// Stores a new document as its first version.
    pub async fn add_document(
        &self,
        kind: &str,
        content: &Value,
        example: bool,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<DocumentVersion, StoreError> {
        let mut writing = self.begin().await?;
        let first = writing.add_document(kind, content, example, by, at).await?;
        writing.commit().await?;
        Ok(first)
    }

    /// Stores the next version of a document, if the latest is still `after`.
    pub async fn add_document_version(
        &self,
        document: DocumentId,
        content: &Value,
        after: u64,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<DocumentVersion, StoreError> {
        let mut work = self.write().await?;
        log::take(&mut work, self.dialect()).await?;
        let query = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE v.document = $1 AND {LATEST}")));
        let row = query.bind(document.to_string()).fetch_optional(&mut *work).await?;
        let latest = version(&row.ok_or(StoreError::NotFound { what: "document" })?)?;
        if latest.version != after {
            return Err(StoreError::Stale);
        }
        let next = DocumentVersion { version: after + 1, at: stored_time(at), by, content: content.clone(), ..latest };
        let next = insert(self, &mut work, next).await?;
        work.commit().await?;
        Ok(next)
    }

    /// A document in a version, or its latest.
    pub async fn document(&self, id: DocumentId, wanted: Option<u64>) -> Result<Option<DocumentVersion>, StoreError> {
        let condition = if wanted.is_some() { "v.version = $2" } else { LATEST };
        let text = format!("{SELECT} WHERE v.document = $1 AND {condition}");
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id.to_string());
        if let Some(wanted) = wanted {
            query = query.bind(wanted as i64);
        }
        query.fetch_optional(self.reader()).await?.map(|row| version(&row)).transpose()
    }

    /// All versions of a document, in order.
    pub async fn document_versions(&self, id: DocumentId) -> Result<Vec<DocumentVersion>, StoreError> {
        let text = format!("{SELECT} WHERE v.document = $1 ORDER BY v.version");
        let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id.to_string());
        query.fetch_all(self.reader()).await?.iter().map(version).collect()
    }

    /// The latest version of every document: what the search index is made from.
    pub async fn documents(&self) -> Result<Vec<DocumentVersion>, StoreError> {
        let text = format!("{SELECT} WHERE {LATEST} ORDER BY v.document");
        sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(self.reader()).await?.iter().map(version).collect()
    }

    /// Attaches a file to a document.
    pub async fn attach(
        &self,
        document: DocumentId,
        new: &NewAttachment,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<AttachmentInfo, StoreError> {
        let id = AttachmentId::new(at, random()?);
        let info = AttachmentInfo {
            id,
            document,
            name: new.name.clone(),
            media_type: new.media_type.clone(),
            bytes: new.body.len() as u64,
            sha256: sha256(&new.body),
        };
        let mut work = self.write().await?;
        sqlx::query(
            "INSERT INTO attachment (id, document, name, media_type, bytes, sha256, body, at, by_person) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id.to_string())
        .bind(document.to_string())
        .bind(info.name.clone())
        .bind(info.media_type.clone())
        .bind(info.bytes as i64)
        .bind(info.sha256.clone())
        .bind(new.body.clone())
        .bind(at.as_microsecond())
        .bind(by.map(|by| by.to_string()))
        .execute(&mut *work)
        .await?;
        work.commit().await?;
        Ok(info)
    }

    /// The attachments of a document.
    pub async fn attachments(&self, document: DocumentId) -> Result<Vec<AttachmentInfo>, StoreError> {
        let query = sqlx::query(
            "SELECT id, document, name, media_type, bytes, sha256 FROM attachment WHERE document = $1 ORDER BY id",
        );
        query.bind(document.to_string()).fetch_all(self.reader()).await?.iter().map(attachment).collect()
    }

    /// An attachment with its bytes.
    pub async fn attachment(
        &self,
        document: DocumentId,
        id: AttachmentId,
    ) -> Result<Option<(AttachmentInfo, Vec<u8>)>, StoreError> {
        let query = sqlx::query("SELECT * FROM attachment WHERE id = $1 AND document = $2");
        let row = query.bind(id.to_string()).bind(document.to_string()).fetch_optional(self.reader()).await?;
        row.map(|row| Ok((attachment(&row)?, row.bytes("body")?))).transpose()
    }
}

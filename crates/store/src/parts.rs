//! Parts of submissions and results: each is one field that can be granted by itself.

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use verdigris_alliance::{Field, Object};

use crate::{
    StoreError,
    database::Work,
    row::{Columns as _, sha256},
};

/// A part to be stored.
#[derive(Clone)]
pub struct NewPart {
    /// Its name, as of a file: `records.json`, `report.zh.pdf`.
    pub name: String,
    /// The field a grant must name for it to be read.
    pub field: Field,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// What a part is, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartInfo {
    /// Its name.
    pub name: String,
    /// The field it belongs to.
    pub field: Field,
    /// Its media type.
    pub media_type: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub info: PartInfo,
    /// Its bytes.
    pub body: Vec<u8>,
}

pub(crate) fn info(row: &AnyRow) -> Result<PartInfo, StoreError> {
    Ok(PartInfo {
        name: row.text("name")?,
        field: row.parsed("field")?,
        media_type: row.text("media_type")?,
        bytes: row.count("bytes")?,
        sha256: row.text("sha256")?,
    })
}

/// What the log fixes of the parts: name, field and digest of each, by name.
pub(crate) fn logged(parts: &[PartInfo]) -> Value {
    let mut parts: Vec<&PartInfo> = parts.iter().collect();
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    parts.iter().map(|part| json!({ "name": part.name, "field": part.field, "sha256": part.sha256 })).collect()
}

/// What parts will be once stored.
pub(crate) fn described(parts: &[NewPart]) -> Vec<PartInfo> {
    let described = |part: &NewPart| PartInfo {
        name: part.name.clone(),
        field: part.field,
        media_type: part.media_type.clone(),
        bytes: part.body.len() as u64,
        sha256: sha256(&part.body),
    };
    parts.iter().map(described).collect()
}

pub(crate) async fn insert(
    work: &mut Work,
    object: Object,
    subject: &str,
    parts: &[NewPart],
    described: &[PartInfo],
) -> Result<(), StoreError> {
    for (part, info) in parts.iter().zip(described) {
        sqlx::query(
            "INSERT INTO part (subject, name, plant, owner, field, media_type, bytes, sha256, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(subject.to_owned())
        .bind(info.name.clone())
        .bind(object.plant.to_string())
        .bind(object.owner.to_string())
        .bind(info.field.as_str())
        .bind(info.media_type.clone())
        .bind(info.bytes as i64)
        .bind(info.sha256.clone())
        .bind(part.body.clone())
        .execute(&mut **work)
        .await?;
    }
    Ok(())
}

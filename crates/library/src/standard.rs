//! The packaged standards as documents, so that one search finds them, with what replaced them.

use sha2::{Digest, Sha256};
use verdigris_alliance::DocumentId;
use verdigris_quantity::Label;
use verdigris_registry::factor::{Registry, Standard};

use crate::{Document, Kind, Link, LinkKind};

/// The id a packaged standard has as a document: always the same for the same number.
pub fn document_id(number: &str) -> DocumentId {
    let hash = Sha256::digest(format!("standard:{number}").as_bytes());
    DocumentId::from_bits(hash.iter().take(16).fold(0, |bits, &byte| bits << 8 | u128::from(byte)))
}

/// Every packaged standard as a document, by number.
pub fn documents(registry: &Registry) -> Vec<Document> {
    registry.standards().into_iter().map(|standard| document(registry, standard)).collect()
}

fn document(registry: &Registry, standard: &Standard) -> Document {
    let older: Vec<&Standard> =
        registry.standards().into_iter().filter(|older| older.superseded_by == standard.id).collect();
    let mut links = vec![link(standard)];
    if let Ok(newer) = registry.standard(&standard.superseded_by) {
        links.push(document_link(newer));
    }
    links.extend(older.iter().copied().map(document_link));
    let mut tags = vec![series(&standard.id).to_owned()];
    if !standard.superseded_by.is_empty() {
        tags.push("superseded".to_owned());
    }
    tags.retain(|tag| !tag.is_empty());
    Document {
        id: document_id(&standard.id),
        kind: Kind::Standard,
        version: 1,
        title: Label::new(
            format!("{} {}", standard.id, standard.title_en),
            format!("{} {}", standard.id, standard.title_zh),
        ),
        summary: Label::new(summary_en(standard), summary_zh(standard)),
        body: body(registry, standard, &older),
        tags,
        links,
        attachments: Vec::new(),
        published: day(&standard.issued).or_else(|| day(&standard.in_force)),
        example: false,
    }
}

/// The series a number belongs to: `GB/T` of `GB/T 36132-2025`; empty where the id is a title.
fn series(number: &str) -> &str {
    let head = number.split([' ', '-']).next().unwrap_or_default();
    if !head.is_empty() && head.chars().all(|character| character.is_ascii_uppercase() || character == '/') {
        head
    } else {
        ""
    }
}

fn link(standard: &Standard) -> Link {
    let label = Label::new(standard.title_en.clone(), standard.title_zh.clone());
    Link { kind: LinkKind::Standard, id: standard.id.clone(), label }
}

fn document_link(standard: &Standard) -> Link {
    Link {
        kind: LinkKind::Document,
        id: document_id(&standard.id).to_string(),
        label: Label::new(&standard.id, &standard.id),
    }
}

fn summary_en(standard: &Standard) -> String {
    match (standard.superseded_by.as_str(), standard.in_force.as_str()) {
        ("", "") => "No successor is known; the day it came into force is not on record here.".to_owned(),
        ("", day) => format!("In force from {day}; no successor is known."),
        (newer, _) => format!("Superseded by {newer}{}.", from_en(&standard.withdrawn)),
    }
}

fn from_en(day: &str) -> String {
    if day.is_empty() { String::new() } else { format!(" from {day}") }
}

fn summary_zh(standard: &Standard) -> String {
    match (standard.superseded_by.as_str(), standard.in_force.as_str()) {
        ("", "") => "未见替代标准；此处未收录实施日期。".to_owned(),
        ("", day) => format!("自{day}起实施；未见替代标准。"),
        (newer, _) if standard.withdrawn.is_empty() => format!("已由{newer}替代。"),
        (newer, _) => format!("自{}起由{newer}替代。", standard.withdrawn),
    }
}

fn body(registry: &Registry, standard: &Standard, older: &[&Standard]) -> Label {
    let mut body = Label::default();
    let mut row = |en: &str, zh: &str, value: &str| {
        if !value.is_empty() {
            body.en.extend(["- ", en, ": ", value, "\n"]);
            body.zh.extend(["- ", zh, "：", value, "\n"]);
        }
    };
    row("Number", "编号", &standard.id);
    row("Issued", "发布", &standard.issued);
    row("In force", "实施", &standard.in_force);
    row("Withdrawn", "废止", &standard.withdrawn);
    row("Superseded by", "被替代为", &standard.superseded_by);
    let older: Vec<&str> = older.iter().map(|older| older.id.as_str()).collect();
    row("Replaces", "替代", &older.join(", "));
    let source = registry.source(&standard.source).map_or(standard.source.as_str(), |source| source.title.as_str());
    row("Read in", "来源", source);
    row("Trust", "可信度", &standard.trust);
    row("Remark", "备注", &standard.note);
    body
}

/// A day as far as it is known: a year stands for its first day.
fn day(text: &str) -> Option<jiff::Timestamp> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let date: jiff::civil::Date = whole.parse().ok()?;
    date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_packaged_standard_is_a_document_and_successors_are_linked() {
        let registry = verdigris_registry::pack::registry().unwrap();
        let documents = documents(&registry);
        assert_eq!(documents.len(), registry.standards().len());
        let of = |number: &str| documents.iter().find(|document| document.id == document_id(number)).unwrap();
        let old = of("GB/T 36132-2018");
        assert!(old.summary.en.contains("GB/T 36132-2025") && old.summary.zh.contains("2025-12-31"));
        assert!(old.links.iter().any(|link| link.id == document_id("GB/T 36132-2025").to_string()));
        let new = of("GB/T 36132-2025");
        assert!(new.body.en.contains("Replaces: GB/T 36132-2018"));
        assert_eq!(new.year(), Some(2025));
        assert_eq!(of("GB 25323-2023").tags, ["GB"]);
        assert_eq!(old.tags, ["GB/T", "superseded"]);
    }
}

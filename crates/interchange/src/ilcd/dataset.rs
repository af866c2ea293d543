//! What all ILCD datasets share: an id, a version, and defects found while reading.

use std::collections::HashMap;

use verdigris_network::{Finding, FindingKind, Place};

use crate::xml::{Document, Element};

/// One dataset as read.
#[derive(Debug)]
pub(crate) struct Dataset<T> {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) member: String,
    pub(crate) value: T,
    pub(crate) findings: Vec<Finding>,
}

impl<T> Dataset<T> {
    pub(crate) fn new(document: &Document<'_>, value: T) -> Self {
        Self {
            id: String::new(),
            version: String::new(),
            member: document.member().to_owned(),
            value,
            findings: Vec::new(),
        }
    }
}

/// Version parts as numbers: `01.02.003` is older than `01.10.000`.
fn order(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.trim().parse().unwrap_or(0)).collect()
}

/// One dataset for each id, in order of first appearance: the newest version, and of equal ones the first. Collects
/// the findings of those kept.
pub(crate) fn distinct<T>(sets: Vec<Dataset<T>>, findings: &mut Vec<Finding>) -> Vec<Dataset<T>> {
    let mut kept: Vec<Dataset<T>> = Vec::with_capacity(sets.len());
    let mut index: HashMap<String, usize> = HashMap::with_capacity(sets.len());
    for set in sets {
        let Some(&at) = index.get(&set.id) else {
            index.insert(set.id.clone(), kept.len());
            kept.push(set);
            continue;
        };
        let (new, old) = (order(&set.version), order(&kept[at].version));
        let passed_over = if new > old { std::mem::replace(&mut kept[at], set) } else { set };
        let place = Place::file(&passed_over.member).at_field("UUID");
        findings.push(if new == old {
            Finding::new(FindingKind::DuplicateId, place).with("id", &passed_over.id)
        } else {
            let reason = format!("version {} is not the newest in the archive", passed_over.version);
            Finding::new(FindingKind::Skipped, place).with("reason", reason)
        });
    }
    for set in &mut kept {
        findings.append(&mut set.findings);
    }
    kept
}

/// A finding about an element that does not read.
pub(crate) fn unreadable(document: &Document<'_>, element: &Element<'_>, text: &str, reason: &str) -> Finding {
    let place = Place::file(document.member()).at_line(document.line(element.at)).at_field(element.name);
    Finding::new(FindingKind::Unreadable, place).with("text", text).with("reason", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_kept_once() {
        let text = "";
        let document = Document::new("m", text);
        let set = |id: &str, version: &str, value: u32| Dataset {
            id: id.into(),
            version: version.into(),
            ..Dataset::new(&document, value)
        };
        let sets = vec![set("a", "01.02.000", 1), set("b", "", 2), set("a", "01.10.000", 3), set("a", "01.10.000", 4)];
        let mut findings = Vec::new();
        let kept: Vec<u32> = distinct(sets, &mut findings).into_iter().map(|set| set.value).collect();
        assert_eq!(kept, [3, 2]);
        let kinds: Vec<FindingKind> = findings.iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, [FindingKind::Skipped, FindingKind::DuplicateId]);
    }
}

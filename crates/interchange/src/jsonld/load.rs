//! Reads the members of one folder into documents; a member that does not parse is a finding, not the end.

use serde::de::DeserializeOwned;
use verdigris_network::{Finding, FindingKind, Place};

use crate::{Archive, InterchangeError, Member, Progress};

/// A document and the member it stood in.
#[derive(Debug)]
pub(super) struct Loaded<T> {
    pub member: String,
    pub document: T,
}

/// Members of a folder, by the name openLCA gives the folder.
pub(super) fn members<'a>(archive: &'a Archive, folder: &str) -> Vec<&'a Member> {
    archive.with_extension("json").filter(|member| member.folder() == folder).collect()
}

/// Parses one document.
pub(super) fn parse<T: DeserializeOwned>(member: &str, bytes: &[u8]) -> Result<T, Box<Finding>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| Box::new(unreadable(member, &error)))
}

fn unreadable(member: &str, error: &serde_json::Error) -> Finding {
    let place = Place::file(member).at_line(error.line() as u64).at_field(format!("column {}", error.column()));
    let whole = error.to_string();
    let reason = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(reason, _)| reason);
    Finding::new(FindingKind::Unreadable, place).with("text", member).with("reason", reason)
}

/// Reads and parses a folder.
pub(super) fn folder<T: DeserializeOwned + Send>(
    archive: &Archive,
    name: &str,
    progress: &dyn Progress,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Loaded<T>>, InterchangeError> {
    let read = archive.map(&members(archive, name), progress, |member, bytes| {
        Ok((member.name.clone(), parse(&member.name, &bytes)))
    })?;
    let mut loaded = Vec::with_capacity(read.len());
    for (member, document) in read {
        match document {
            Ok(document) => loaded.push(Loaded { member, document }),
            Err(finding) => findings.push(*finding),
        }
    }
    Ok(loaded)
}

//! What both versions of EcoSpold have in common: documents among the members of an archive, told by their first element.

use crate::{
    archive::{Archive, Member},
    error::InterchangeError,
};

/// Bytes in which a document's first element starts.
const HEAD: u64 = 4096;
/// Members looked at to tell whether an archive is of a version.
const FIRST: usize = 20;

fn candidates(archive: &Archive) -> impl Iterator<Item = &Member> {
    archive.members().iter().filter(|member| matches!(member.extension().as_str(), "xml" | "spold"))
}

/// The documents of one version. Other members are passed over.
pub(crate) fn documents(archive: &Archive, is_document: fn(&[u8]) -> bool) -> Result<Vec<&Member>, InterchangeError> {
    let mut members = Vec::new();
    for member in candidates(archive) {
        if is_document(&archive.head(member, HEAD)?) {
            members.push(member);
        }
    }
    Ok(members)
}

/// Whether the archive holds such a document among its first members.
pub(crate) fn detect(archive: &Archive, is_document: fn(&[u8]) -> bool) -> bool {
    candidates(archive).take(FIRST).any(|member| archive.head(member, HEAD).is_ok_and(|head| is_document(&head)))
}

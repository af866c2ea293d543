//! openLCA wants UUIDs; our ids may be words. A word is turned into a UUID that is the same every time, and travels in
//! a tag so that it comes back.

/// Start of the tag that carries an id of ours.
const TAG: &str = "verdigris-id:";

/// The id a document stands for: the one in its tags, or the document's own.
pub(super) fn own_id(tags: &[String], document: &str) -> String {
    tags.iter().find_map(|tag| tag.strip_prefix(TAG)).unwrap_or(document).to_owned()
}

/// Whether the text has the form of a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(k, b)| match k {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// The UUID for an id: itself, or a version 8 (custom) UUID over a 128-bit FNV-1a hash of kind and id.
pub(super) fn uuid(kind: &str, id: &str) -> String {
    if is_uuid(id) {
        return id.to_owned();
    }
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in kind.bytes().chain([0]).chain(id.bytes()) {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    let hash = (hash & !(0xf << 76) & !(0x3 << 62)) | (0x8 << 76) | (0x2 << 62);
    let digits = format!("{hash:032x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// The tags of a document with an id of ours.
pub(super) fn tags(id: &str) -> Vec<String> {
    if is_uuid(id) { Vec::new() } else { vec![format!("{TAG}{id}")] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_stable_uuids() {
        let made = uuid("flow", "aluminium-ingot");
        assert!(is_uuid(&made) && made.as_bytes()[14] == b'8', "{made}");
        assert_eq!(made, uuid("flow", "aluminium-ingot"));
        assert_ne!(made, uuid("process", "aluminium-ingot"));
        assert_eq!(uuid("flow", &made), made);
        assert_eq!(own_id(&tags("aluminium-ingot"), &made), "aluminium-ingot");
        assert!(tags(&made).is_empty());
    }
}

//! The name of a document's first element, from the first bytes alone, for telling formats apart.

/// Local name of the first element that starts in `head`, if one does. Comments, processing instructions and
/// declarations before it are passed over.
pub(crate) fn root_name(head: &[u8]) -> Option<String> {
    let text: String = head.iter().filter(|&&byte| byte != 0).map(|&byte| char::from(byte)).collect();
    let mut rest = text.as_str();
    loop {
        rest = &rest[rest.find('<')? + 1..];
        let end = if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment;
            "-->"
        } else if rest.starts_with('?') {
            "?>"
        } else if rest.starts_with('!') {
            ">"
        } else {
            let name = &rest[..rest.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')?];
            return Some(name.rsplit(':').next().unwrap_or_default().to_owned());
        };
        rest = &rest[rest.find(end)? + end.len()..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_element_is_found() {
        let head = b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <no> -->\n<u:unitGroupDataSet xmlns:u=''>";
        assert_eq!(root_name(head).as_deref(), Some("unitGroupDataSet"));
        assert_eq!(root_name(b"<\0a\0>\0").as_deref(), Some("a"));
        assert_eq!(root_name(b"<?xml <"), None);
        assert_eq!(root_name(b"{}"), None);
    }
}

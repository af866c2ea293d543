//! Names of members that are safe to use, and litter that archivers leave.

/// A member's name with `/` between folders, or why it is refused.
pub(super) fn checked(raw: &str, depth: u64) -> Result<String, &'static str> {
    let name = raw.replace('\\', "/");
    if name.is_empty() {
        return Err("its name is empty");
    }
    if name.contains('\0') {
        return Err("its name holds a zero byte");
    }
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return Err("its name is absolute");
    }
    let mut levels = 0_u64;
    let mut kept = Vec::new();
    for level in name.split('/') {
        match level {
            ".." => return Err("its name leaves the archive"),
            "" | "." => {}
            _ => {
                levels += 1;
                kept.push(level);
            }
        }
    }
    if levels > depth {
        return Err("its folders are nested too deeply");
    }
    if kept.is_empty() { Err("its name is empty") } else { Ok(kept.join("/")) }
}

/// Files that file managers and version control leave behind.
pub(super) fn is_litter(name: &str) -> bool {
    name.split('/').any(|level| {
        matches!(level, "__MACOSX" | ".DS_Store" | "Thumbs.db" | "desktop.ini" | ".git") || level.starts_with("._")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside() {
        assert_eq!(checked("processes/a.json", 32).as_deref(), Ok("processes/a.json"));
        assert_eq!(checked("./data//processes\\a.json", 32).as_deref(), Ok("data/processes/a.json"));
        for name in ["../a", "a/../../b", "/etc/x", "C:\\x", "c:/x", "\\\\host\\x", "", ".", "a\0b", "a\\..\\b"] {
            assert!(checked(name, 32).is_err(), "{name}");
        }
        assert!(checked("a/b/c", 2).is_err());
        assert!(is_litter("x/__MACOSX/y") && is_litter("._a") && !is_litter("a.json"));
    }
}

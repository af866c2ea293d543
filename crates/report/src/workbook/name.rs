//! Names of sheets as spreadsheets allow them.

use std::collections::BTreeSet;

/// The names given so far, in lower case: spreadsheets do not tell case apart.
#[derive(Debug, Default)]
pub struct Names {
    given: BTreeSet<String>,
}

impl Names {
    /// A name near the wanted one: at most 31 UTF-16 units, none of `[ ] : * ? / \`, no apostrophe at an end, not taken.
    pub fn give(&mut self, wanted: &str) -> String {
        let clean: String =
            wanted.chars().map(|c| if c.is_control() || "[]:*?/\\".contains(c) { '-' } else { c }).collect();
        let clean = clean.trim().trim_matches('\'');
        // A spreadsheet keeps the name History for itself.
        let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Sheet" } else { clean };
        let mut count = 1;
        loop {
            let tail = if count == 1 { String::new() } else { format!(" {count}") };
            let name = format!("{}{tail}", cut(clean, 31 - tail.len()).trim_end_matches('\''));
            if self.given.insert(name.to_lowercase()) {
                return name;
            }
            count += 1;
        }
    }
}

fn cut(text: &str, units: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > units {
            return &text[..at];
        }
    }
    text
}

/// A name as formulas quote it.
pub fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_cut_and_told_apart() {
        let mut names = Names::default();
        assert_eq!(names.give("cn-2013/aluminium"), "cn-2013-aluminium");
        assert_eq!(names.give("CN-2013-Aluminium"), "CN-2013-Aluminium 2");
        assert_eq!(names.give(&"铝".repeat(40)), "铝".repeat(31));
        assert_eq!(names.give(&"铝".repeat(40)), format!("{} 2", "铝".repeat(29)));
        assert_eq!(names.give("'"), "Sheet");
    }

    proptest! {
        #[test]
        fn any_name_is_allowed(wanted in "\\PC{0,50}") {
            let mut names = Names::default();
            for _ in 0..3 {
                let name = names.give(&wanted);
                prop_assert!((1..=31).contains(&name.encode_utf16().count()), "{name}");
                prop_assert!(!name.contains(['[', ']', ':', '*', '?', '/', '\\']));
                prop_assert!(!name.starts_with('\'') && !name.ends_with('\''));
                prop_assert!(rust_xlsxwriter::Worksheet::new().set_name(&name).is_ok(), "{name}");
            }
        }
    }
}

//! Names and words that have no place in the source: catch-all modules, unfinished work, one machine's paths.

use super::Source;
use crate::Breach;

/// Modules named after nothing in the field.
const CATCH_ALL: [&str; 6] = ["utils", "util", "common", "helpers", "helper", "manager"];
// Written in parts, so that this file keeps its own rules.
const UNFINISHED: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimple", "mented!"), concat!("to", "do!")];
const MACHINE: [&str; 3] = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/t", "mp/")];
/// Files that hold data, not our words.
const DATA: [&str; 4] = [".csv", ".lock", ".svg", ".json"];

/// Checks a file's name and text.
pub fn check(source: &Source) -> Vec<Breach> {
    let mut breaches = Vec::new();
    if source.ends(&DATA) {
        return breaches;
    }
    let rust = source.ends(&[".rs"]);
    if rust {
        let parts = source.path.trim_end_matches(".rs").split('/');
        breaches.extend(parts.filter(|part| CATCH_ALL.contains(part)).map(|part| catch_all(source.path.clone(), part)));
    }
    for (number, line) in source.text.lines().enumerate() {
        let place = || format!("{}:{}", source.path, number + 1);
        if let Some(word) = UNFINISHED.into_iter().find(|word| has_word(line, word)) {
            breaches.push(Breach::new(place(), format!("{word}: finish it, or open an issue")));
        }
        if let Some(path) = MACHINE.into_iter().find(|path| has_path(line, path)) {
            breaches.push(Breach::new(place(), format!("{path}… is a path of one machine")));
        }
        if rust {
            let bare = line.trim();
            if let Some(name) = inline_module(bare).filter(|name| CATCH_ALL.contains(name)) {
                breaches.push(catch_all(place(), name));
            }
            if bare == "#[ignore]" || (bare.starts_with("#[ignore") && bare.contains("\"\"")) {
                breaches.push(Breach::new(place(), "an ignored test needs its reason: #[ignore = \"…\"]"));
            }
        }
    }
    breaches
}

fn catch_all(place: String, name: &str) -> Breach {
    Breach::new(place, format!("`{name}` says nothing: name the module after what it holds"))
}

fn has_word(line: &str, word: &str) -> bool {
    let part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        !part_of_word(line[..at].chars().next_back())
            && (word.ends_with('!') || !part_of_word(line[at + word.len()..].chars().next()))
    })
}

/// A path that goes on with a name, and does not belong to a longer one such as `/var/tmp/x` or an address.
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '}')
            && after.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

fn inline_module(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
    let rest = line.strip_prefix("mod ")?;
    Some(rest.trim_end_matches([' ', ';', '{']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(path: &str, text: &str) -> usize {
        check(&Source { path: path.into(), text: text.into() }).len()
    }

    #[test]
    fn catch_all_names_are_found_in_paths_and_declarations() {
        assert_eq!(breaches("crates/x/src/utils.rs", ""), 1);
        assert_eq!(breaches("crates/x/src/helpers/mod.rs", ""), 1);
        assert_eq!(breaches("crates/x/src/lib.rs", "pub(crate) mod common;\nmod commons;"), 1);
        assert_eq!(breaches("docs/common.md", ""), 0);
    }

    #[test]
    fn unfinished_work_and_machine_paths_are_found() {
        let text = |word: &str, more: &str| format!("// {word}{more}");
        assert_eq!(breaches("a.rs", &text(UNFINISHED[0], ": later")), 1);
        assert_eq!(breaches("a.rs", &text(UNFINISHED[0], "S of the day")), 0);
        assert_eq!(breaches("a.rs", &text(UNFINISHED[2], "(\"x\")")), 1);
        assert_eq!(breaches("a.md", &text(MACHINE[2], "x.svg")), 1);
        assert_eq!(breaches("a.md", &text(MACHINE[2], " is a folder")), 0);
        assert_eq!(breaches("a.csv", &text(MACHINE[0], "x")), 0);
        assert_eq!(breaches("a.md", "https://example.org/home/page"), 0);
    }

    #[test]
    fn ignored_tests_have_reasons() {
        assert_eq!(breaches("a.rs", "    #[ignore]\n    #[ignore = \"\"]\n    #[ignore = \"an hour long\"]"), 2);
    }
}

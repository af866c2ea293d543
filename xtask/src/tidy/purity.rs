//! The engines compute and nothing else: no files, no network, no clock, no environment.

use super::Source;
use crate::Breach;

/// Crates without the world; interchange, store, server, cli and python touch it.
const PURE: [&str; 16] = [
    "quantity",
    "network",
    "registry",
    "activity",
    "inventory",
    "accounts",
    "materials",
    "pathway",
    "chain",
    "diagnosis",
    "report",
    "assessment",
    "wording",
    "study",
    "alliance",
    "ledger",
];
const WORLD: [&str; 6] = ["fs", "net", "time", "env", "process", "io"];

/// Checks one source file of an engine.
pub fn check(source: &Source) -> Vec<Breach> {
    let engine = PURE.iter().any(|name| source.path.starts_with(&format!("crates/{name}/src/")));
    if !engine || !source.ends(&[".rs"]) || is_test(&source.path) {
        return Vec::new();
    }
    used(&before_tests(&source.text))
        .into_iter()
        .map(|module| {
            let message = format!("an engine does not touch the world: std::{module} belongs in interchange or cli");
            Breach::new(&source.path, message)
        })
        .collect()
}

fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("/tests/")
}

/// The code without comments and without whitespace, up to the first module of tests.
fn before_tests(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" && lines.peek().is_some_and(|next| next.contains("mod ") && next.contains('{'))
        {
            break;
        }
        let line = line.split("//").next().unwrap_or_default();
        code.extend(line.chars().filter(|c| !c.is_whitespace()));
    }
    code
}

/// Modules of the world named as `std::x` or in a group `std::{…, x::y, …}`.
fn used(code: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (at, head) in code.match_indices("std::") {
        let rest = &code[at + head.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(members(group).into_iter().filter_map(world));
        } else {
            found.extend(world(rest));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The members of a group of imports, at its own depth.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0usize, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// The module of the world that a path begins with. `std::io` is allowed for the traits over bytes in memory.
fn world(path: &str) -> Option<&'static str> {
    let name: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let rest = &path[name.len()..];
    let hands = ["::stdin", "::stdout", "::stderr"];
    WORLD.into_iter().find(|known| *known == name && (name != "io" || hands.iter().any(|hand| rest.starts_with(hand))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(path: &str, text: &str) -> usize {
        check(&Source { path: path.into(), text: text.into() }).len()
    }

    #[test]
    fn engines_do_not_touch_the_world() {
        let engine = "crates/inventory/src/solve.rs";
        assert_eq!(breaches(engine, "use std::fs::File;"), 1);
        assert_eq!(breaches(engine, "use std::{\n    collections::{BTreeMap, HashMap},\n    time::Instant,\n};"), 1);
        assert_eq!(breaches(engine, "use std::{fmt, io::Read};\nlet x = std::mem::take(y);"), 0);
        assert_eq!(breaches(engine, "//! like std::fs\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}"), 0);
        assert_eq!(breaches("crates/inventory/tests/solve.rs", "use std::fs;"), 0);
        assert_eq!(breaches("crates/cli/src/main.rs", "use std::env;"), 0);
    }
}

//! Every third-party crate may be used under a licence that `deny.toml` allows.
//!
//! The same list serves cargo-deny where it is installed; this chore needs nothing but cargo.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{Breach, output};

/// Checks the licences of all crates built on this platform.
pub fn run(root: &Path) -> Result<(Vec<Breach>, String)> {
    let list = fs::read_to_string(root.join("deny.toml")).context("deny.toml")?;
    let allowed = allowed(&list)?;
    let host = output(root, "rustc", &["--print", "host-tuple"])?;
    let arguments = ["metadata", "--format-version", "1", "--filter-platform", host.trim()];
    let metadata: Value =
        serde_json::from_str(&output(root, &crate::cargo(), &arguments)?).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let foreign: Vec<&Value> = packages.iter().filter(|package| !package["source"].is_null()).collect();
    let mut breaches = Vec::new();
    for package in &foreign {
        let place =
            format!("{} {}", package["name"].as_str().unwrap_or("?"), package["version"].as_str().unwrap_or("?"));
        match package["license"].as_str() {
            None => breaches.push(Breach::new(place, "states no licence expression: look at its licence file")),
            Some(expression) if !permits(expression, &allowed) => {
                breaches.push(Breach::new(place, format!("`{expression}` is not allowed by deny.toml")));
            }
            Some(_) => {}
        }
    }
    Ok((breaches, format!("{} third-party crates", foreign.len())))
}

fn allowed(list: &str) -> Result<Vec<String>> {
    let list: toml::Table = list.parse().context("deny.toml")?;
    let allow = list.get("licenses").and_then(|table| table.get("allow")).and_then(toml::Value::as_array);
    let allow = allow.context("deny.toml has no licenses.allow")?;
    Ok(allow.iter().filter_map(toml::Value::as_str).map(str::to_owned).collect())
}

/// Whether an SPDX expression can be met with allowed licences: `OR` by either side, `AND` by both.
fn permits(expression: &str, allowed: &[String]) -> bool {
    // Older manifests part alternatives by a slash.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest, allowed) && rest.is_empty()
}

fn either(words: &mut &[&str], allowed: &[String]) -> bool {
    let mut met = both(words, allowed);
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        met |= both(words, allowed);
    }
    met
}

fn both(words: &mut &[&str], allowed: &[String]) -> bool {
    let mut met = one(words, allowed);
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut &[&str], allowed: &[String]) -> bool {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let met = either(words, allowed);
            let [")", rest @ ..] = *words else { return false };
            *words = rest;
            met
        }
        // An exception only widens what its licence permits, unless the list names the pair itself.
        [name, "WITH", _, rest @ ..] | [name, rest @ ..] => {
            *words = rest;
            allowed.iter().any(|known| known == name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_met_as_spdx_says() {
        let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned);
        let permits = |expression| permits(expression, &allowed);
        assert!(permits("MIT OR GPL-3.0-only") && permits("MIT/Apache-2.0"));
        assert!(permits("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(permits("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only"));
        assert!(!permits("MIT AND GPL-3.0-only") && !permits("GPL-2.0-only") && !permits(""));
        assert!(!permits("(MIT OR Apache-2.0") && !permits("MIT GPL-3.0-only"));
        assert!(!permits("(GPL-2.0-only OR LGPL-3.0-only) AND MIT"));
    }

    #[test]
    fn the_list_is_read() {
        assert_eq!(allowed("[licenses]\nallow = [\"MIT\"]").unwrap(), ["MIT"]);
        assert!(allowed("").is_err());
    }
}

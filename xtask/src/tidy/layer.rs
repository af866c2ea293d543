//! A crate depends only on crates above it in the design's list.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::Breach;

/// The design's list, from the top.
const ORDER: [&str; 27] = [
    "quantity",
    "network",
    "registry",
    "activity",
    "interchange",
    "inventory",
    "accounts",
    "optimisation",
    "osemosys",
    "reconciliation",
    "materials",
    "blending",
    "pathway",
    "chain",
    "diagnosis",
    "report",
    "assessment",
    "typeset",
    "wording",
    "study",
    "alliance",
    "ledger",
    "library",
    "store",
    "server",
    "cli",
    "python",
];

/// Checks what `cargo metadata --no-deps` tells.
pub fn check(metadata: &str) -> Result<Vec<Breach>> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let mut breaches = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if name == "xtask" {
            continue;
        }
        let Some(own) = rank(name) else {
            breaches.push(Breach::new(name, "this crate is not in the design's list; see xtask/src/tidy/layer.rs"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let needed = dependency["name"].as_str().unwrap_or_default();
            if rank(needed).is_some_and(|other| other >= own) {
                breaches.push(Breach::new(
                    name,
                    format!("depends on {needed}, which stands below it in the design's list"),
                ));
            }
        }
    }
    Ok(breaches)
}

fn rank(name: &str) -> Option<usize> {
    let short = name.strip_prefix("verdigris-")?;
    ORDER.iter().position(|known| *known == short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_point_upwards() {
        let metadata = |name: &str, needed: &str| {
            format!(r#"{{"packages": [{{"name": "{name}", "dependencies": [{{"name": "{needed}"}}]}}]}}"#)
        };
        let breaches = |name, needed| check(&metadata(name, needed)).unwrap().len();
        assert_eq!(breaches("verdigris-inventory", "verdigris-network"), 0);
        assert_eq!(breaches("verdigris-network", "verdigris-inventory"), 1);
        assert_eq!(breaches("verdigris-cli", "serde"), 0);
        assert_eq!(breaches("verdigris-novelty", "serde"), 1);
    }
}

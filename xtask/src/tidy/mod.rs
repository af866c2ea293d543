//! Rules of the house that no compiler checks: layers, file sizes, names, purity of the engines, sourced data.

mod layer;
mod purity;
mod size;
mod table;
mod wording;

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{Breach, output};

/// A tracked text file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path from the root, parted by `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// Whether the path ends in one of some endings.
    pub fn ends(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }
}

/// Checks the repository; the breaches and a line that sums up.
pub fn run(root: &Path) -> Result<(Vec<Breach>, String)> {
    let sources = tracked(root)?;
    let exceptions = fs::read_to_string(root.join(size::LIST)).context(size::LIST)?;
    let metadata = output(root, &crate::cargo(), &["metadata", "--format-version", "1", "--no-deps"])?;
    let mut breaches = layer::check(&metadata)?;
    let (oversized, long) = size::check(&sources, &exceptions);
    breaches.extend(oversized);
    breaches.extend(sources.iter().flat_map(wording::check));
    breaches.extend(sources.iter().flat_map(purity::check));
    breaches.extend(table::check(&sources));
    breaches.sort();
    Ok((breaches, format!("{} files, {long} above {} lines", sources.len(), size::LONG)))
}

fn tracked(root: &Path) -> Result<Vec<Source>> {
    let listed = output(root, "git", &["ls-files", "-z"])?;
    let mut sources = Vec::new();
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        // Deleted but not yet committed, a link to nowhere, or no text: nothing to read.
        if let Ok(text) = fs::read_to_string(root.join(path)) {
            sources.push(Source { path: path.to_owned(), text });
        }
    }
    Ok(sources)
}

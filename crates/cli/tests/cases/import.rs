//! Networks from files outside of the repository, read once per run.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use verdigris_interchange::{ImportOptions, Silent, import};
use verdigris_network::{Alias, Finding, Network};

use crate::document::Block;
use crate::tables::keep;

type Read = Arc<(Network, Vec<Finding>)>;

static READ: LazyLock<Mutex<HashMap<PathBuf, Read>>> = LazyLock::new(Mutex::default);

/// The network of an `import` block, or nothing when its file is not there.
///
/// `file = PATH` is relative to the folder of shared data beside the repository; `variable = NAME` takes the path from
/// the environment. `keep = ID` (once per process) drops all other processes, `alias = FROM -> TO` joins two flows.
pub fn read(block: &Block) -> Result<Option<(Network, Vec<Finding>)>, String> {
    let Some(path) = path(block)? else { return Ok(None) };
    let read = imported(&path).map_err(|error| format!("line {}: {error}", block.line))?;
    let (mut network, mut findings) = (*read).clone();
    let kept: HashSet<&str> = block.settings("keep").map(|(_, id)| id).collect();
    if !kept.is_empty() {
        keep(&mut network, &kept)?;
        findings.retain(|finding| finding.place.process.is_empty() || kept.contains(finding.place.process.as_str()));
    }
    for (line, text) in block.settings("alias") {
        let (from, to) = text.split_once("->").ok_or_else(|| format!("line {line}: expected `FROM -> TO`"))?;
        let note = "declared by the case".to_owned();
        let alias = Alias { from: from.trim().into(), to: to.trim().into(), unit: None, factor: None, note };
        network.aliases.push(alias);
    }
    Ok(Some((network, findings)))
}

fn path(block: &Block) -> Result<Option<PathBuf>, String> {
    let path = if let Some((_, file)) = block.settings("file").next() {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(file)
    } else if let Some((_, name)) = block.settings("variable").next() {
        let Some(path) = std::env::var_os(name) else {
            println!("skipped: {name} is not set");
            return Ok(None);
        };
        PathBuf::from(path)
    } else {
        return Err(format!("line {}: `file = PATH` or `variable = NAME` is missing", block.line));
    };
    if path.exists() {
        return Ok(Some(path));
    }
    println!("skipped: {} is not there", path.display());
    Ok(None)
}

fn imported(path: &Path) -> Result<Read, String> {
    let mut known = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(read) = known.get(path) {
        return Ok(Arc::clone(read));
    }
    let found = import(path, &ImportOptions::default(), &Silent).map_err(|error| error.to_string())?;
    let read = Arc::new((found.network, found.findings));
    known.insert(path.to_owned(), Arc::clone(&read));
    Ok(read)
}

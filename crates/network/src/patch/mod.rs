//! Small, named changes to a network, as in `docs/formats/patch.md`: a technology, a retrofit, a power mix, a claim.
//!
//! A patch is applied as a whole or not at all, and says what it changed. Patches compose: applying a composition is
//! applying its parts in order. Amounts that a patch sets name the patch as their source.

mod apply;
mod change;
mod edit;
mod read;
mod select;
mod undo;

use verdigris_quantity::{Label, Language};

use crate::{error::NetworkError, network::Network};
pub use change::{Action, Change, ExchangeTarget, NewExchange, NewFlow, NewParameter, NewProcess, ParameterTarget};
use undo::Journal;

/// A named list of changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    /// Short name, `[a-z0-9-]+`.
    pub name: String,
    /// Title.
    pub label: Label,
    /// Who wrote it.
    pub author: String,
    /// When, as text.
    pub date: String,
    /// Where its figures come from.
    pub source: String,
    /// Remarks.
    pub note: String,
    /// What it changes, in order.
    pub changes: Vec<Change>,
}

/// One thing that a patch changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Name of the patch.
    pub patch: String,
    /// Number of the change in it, from 1.
    pub change: usize,
    /// Process, empty where none is concerned.
    pub process: String,
    /// Exchange, parameter, flow or source; empty where the process itself changed.
    pub object: String,
    /// `amount`, `value`, `flow`, `provider`, `property`, `allocation`, `exchange`, `process`, …
    pub field: &'static str,
    /// What it was; `None` where it was not there.
    pub before: Option<String>,
    /// What it is; `None` where it is gone.
    pub after: Option<String>,
}

/// What a patch or a composition changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    /// In the order of the changes.
    pub changes: Vec<Changed>,
}

/// Patches applied one after the other, all or none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composition {
    patches: Vec<Patch>,
}

/// Joins patches in order.
pub fn compose(patches: &[Patch]) -> Composition {
    Composition { patches: patches.to_vec() }
}

impl Patch {
    /// Reads a patch file.
    pub fn parse(text: &str) -> Result<Self, NetworkError> {
        read::parse(text)
    }

    /// The title in a language, or the name where there is none.
    pub fn title(&self, language: Language) -> &str {
        let title = self.label.get(language);
        if title.is_empty() { &self.name } else { title }
    }

    /// Applies all changes in order, or none where one fails.
    pub fn apply(&self, network: &mut Network) -> Result<Applied, NetworkError> {
        apply_all(std::slice::from_ref(self), network)
    }
}

impl Composition {
    /// The patches in order.
    pub fn patches(&self) -> &[Patch] {
        &self.patches
    }

    /// Applies all patches in order, or none where one fails.
    pub fn apply(&self, network: &mut Network) -> Result<Applied, NetworkError> {
        apply_all(&self.patches, network)
    }
}

fn apply_all(patches: &[Patch], network: &mut Network) -> Result<Applied, NetworkError> {
    let mut journal = Journal::new(network);
    let mut applied = Applied::default();
    for patch in patches {
        for (at, change) in patch.changes.iter().enumerate() {
            let outcome = apply::apply(patch, at + 1, change, &mut journal, &mut applied.changes);
            if let Err(reason) = outcome {
                journal.roll_back();
                return Err(NetworkError::PatchTarget { patch: patch.name.clone(), change: at + 1, reason });
            }
        }
    }
    Ok(applied)
}

#[cfg(test)]
mod tests;

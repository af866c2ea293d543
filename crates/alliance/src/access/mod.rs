//! The one place that decides who reads what, and who may change what.
//!
//! Reading has three bases and no fourth: a mandate in the organisation whose data they are, a grant of that organisation
//! to an organisation one has a mandate in, or break-glass by two people. What is stored as text is read here; text that
//! does not read (a role, a state, terms of a grant) gives nothing.
//!
//! The rules as tables, with reasons: `docs/methods/access.md`.

mod action;
mod basis;
mod knowledge;
mod rule;
mod sight;

pub use action::Action;
pub use basis::{Basis, BasisKind, Denial, Object, Permit};
pub use knowledge::Knowledge;
pub use rule::{can, may};
pub use sight::{Opening, Sight};

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{Field, Purpose, Viewer};

/// Whether a viewer may read a field of a plant at a moment, and on what basis. Where a purpose is stated, a grant must
/// be for that purpose.
pub fn decide(
    viewer: &Viewer,
    object: Object,
    field: Field,
    purpose: Option<Purpose>,
    knowledge: &Knowledge,
    at: Timestamp,
) -> Result<Basis, Denial> {
    Sight::of(viewer, knowledge, at).decide(object, field, purpose)
}

/// Every field of a plant a viewer may read at a moment, each with its basis.
pub fn readable(viewer: &Viewer, object: Object, knowledge: &Knowledge, at: Timestamp) -> BTreeMap<Field, Basis> {
    Sight::of(viewer, knowledge, at).readable(object)
}

//! Greenhouse-gas accounts by guideline, each a tree of traces; reconciliation between schemes.
//!
//! A [`Scheme`] is data: items with formulas, inputs with the places they may come from, rounding. An [`Account`] is
//! computed in exact fractions ([`Exact`]) from a plant's [`verdigris_activity::Year`] and the registry's factors. What
//! is missing is named and makes only the figures that need it unavailable.

pub mod account;
pub mod compute;
mod conversions;
mod datum;
pub mod dual;
pub mod error;
pub mod figure;
mod ledger;
mod lookup;
pub mod number;
mod place;
pub mod precursor;
pub mod quality;
pub mod recalculation;
pub mod reconciliation;
pub mod scheme;
pub mod schemes;
pub mod settings;
mod substitution;
mod traces;
pub mod uncertainty;
mod wording;

pub use account::{Account, Item};
pub use compute::account;
pub use error::AccountError;
pub use figure::{Figure, Input, Inputs, Obtained};
pub use number::Exact;
pub use precursor::Precursor;
pub use quality::Datum;
pub use recalculation::Change;
pub use reconciliation::{Reconciliation, Step, StepKind, reconcile};
pub use scheme::{Class, Part, RoundingStep, Scheme};
pub use schemes::Schemes;
pub use settings::Settings;
pub use uncertainty::{Share, Spread, Uncertainty};

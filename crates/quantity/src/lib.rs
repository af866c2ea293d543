//! Quantities: units and dimensions at run time, amounts, uncertainty distributions, counter-based sampling, traces.

pub mod amount;
mod catalogue;
pub mod dimension;
pub mod distribution;
pub mod elementary;
pub mod error;
pub mod label;
pub mod pedigree;
pub mod quantile;
pub mod ratio;
pub mod sampling;
pub mod spread;
pub mod trace;
pub mod unit;

pub use amount::Amount;
pub use dimension::{Base, Dimension};
pub use error::QuantityError;
pub use label::{Label, Language};
pub use ratio::Ratio;
pub use trace::{Origin, Trace};
pub use unit::Unit;

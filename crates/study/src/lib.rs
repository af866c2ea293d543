//! What is asked of the engines, by the command line and by the server alike.
//!
//! Each answer is a pure function of its question: a [`Study`] is a network made ready to compute on, and
//! [`footprint`], [`contributions`], [`compare`], [`sankey`], [`sensitivity`], [`scenario`] and [`opening`] are asked of
//! it; [`diagnosis`] is the whole diagnosis of one plant's records, [`figures`] its figures as trees to open. Results
//! serialise to the documented JSON. Files, clocks and stores are the callers'.

pub mod blend;
pub mod chain;
pub mod compare;
pub mod contributions;
pub mod diagnosis;
pub mod distribution;
pub mod figures;
pub mod find;
pub mod footprint;
mod formulas;
pub mod opening;
pub mod packaged;
pub mod path;
pub mod place;
pub mod plant;
pub mod products;
pub mod reconcile;
pub mod result;
pub mod sankey;
pub mod scenario;
pub mod sensitivity;
pub mod stocks;
pub mod study;
pub mod target;
pub mod uncertainty;

pub use packaged::Packaged;
pub use study::{DEFAULT_METHOD, Loaded, PACKAGED, Plans, Solved, Study, pick_methods};
pub use target::{Target, Wanted};

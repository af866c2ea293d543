//! Programmes as MPS text, fixed and free.
//!
//! Read as the older solvers agree to: rows of kind N after the first are dropped; a right-hand side of the objective
//! is the negative of its constant; a negative upper bound without a lower one leaves the column free below;
//! whole-numbered columns between markers without any bound are 0 or 1. `OBJSENSE MAX` negates the objective.

mod read;
mod write;

pub use read::read;
pub use write::write;

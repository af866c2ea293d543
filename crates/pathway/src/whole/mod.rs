//! Whole plans: every plant one path, no plant split.
//!
//! 1. [`descent`]: plants in turn choose the plan that is best against what all others do, on the augmented Lagrangian
//!    of the shared rows (prices of the bound plus a quadratic term for what is missed or overrun), by an exact dynamic
//!    programme each.
//! 2. [`dispatch`]: with the paths fixed, activity, transport, imports and unmet demand are a linear programme; its
//!    optimum is the cost of the plan.

pub mod descent;
pub mod dispatch;
mod shared;

pub use shared::Shared;

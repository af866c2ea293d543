//! The life-cycle engine: a pure library from matrices and networks to scores, contributions and uncertainty.

pub mod analytic;
pub mod contribution;
pub mod first_tier;
pub mod path;
pub mod progress;
pub mod ranking;
pub mod reach;
pub mod regional;
pub mod sensitivity;
pub mod sparse;
pub mod statistics;
pub mod system;
pub mod traversal;
pub mod uncertain;

#[cfg(test)]
mod reference;

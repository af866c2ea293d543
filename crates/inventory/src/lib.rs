//! The life-cycle engine: a pure library from matrices and networks to scores, contributions and uncertainty.

pub mod analytic;
pub mod assembly;
mod bound;
pub mod contribution;
mod core_lu;
mod core_solve;
mod drawing;
mod elimination;
pub mod error;
mod factor;
pub mod first_tier;
mod lanes;
pub mod montecarlo;
mod norm;
pub mod order;
pub mod pairing;
pub mod path;
mod pivoted;
pub mod plan;
pub mod progress;
pub mod ranking;
pub mod reach;
mod requirement;
pub mod sample;
mod sampler;
pub mod samples;
pub mod score;
pub mod sensitivity;
mod simulation;
pub mod sketch;
pub mod solve;
pub mod solver;
pub mod sparse;
pub mod statistics;
mod stored;
mod sweep;
pub mod system;
pub mod traversal;
pub mod uncertain;
pub mod update;

#[cfg(test)]
mod reference;

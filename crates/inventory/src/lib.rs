//! The life-cycle engine: a pure library from matrices and networks to scores, contributions and uncertainty.

pub mod sparse;
pub mod system;

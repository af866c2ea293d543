//! The peak planner: plants, technologies and years as a mixed-integer programme solved by whole-plant plans.

pub mod bound;
pub mod check;
pub mod plan;
pub mod solve;
pub mod whole;

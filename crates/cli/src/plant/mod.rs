//! One plant: its records read, accounted for and diagnosed.

pub mod accounts;
pub mod footprint;
pub mod outputs;
pub mod read;
pub mod shape;

//! One plant: its records, its accounts, its place in the background network.

pub mod accounts;
pub mod brought;
pub mod records;
pub mod shape;
pub mod standing;

pub use records::Records;

//! The table form of a network: CSV text or rows of a workbook in, a [`Network`](crate::Network) and findings out, and back.
//!
//! The form is described in `docs/formats/tables.md`; [`schema`] is its machine-readable half. Every finding names
//! file, line and column. A row that cannot be used is left out with an error; nothing is repaired silently.

mod cell;
mod read;
mod read_methods;
mod read_processes;
mod rows;
pub mod schema;
mod tables;
mod write;

pub use read::read;
pub use tables::{Sheet, Tables};
pub(crate) use write::number;
pub use write::write;

#[cfg(test)]
mod tests;

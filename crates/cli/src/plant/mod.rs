//! One plant's files: its records in, the report out.

pub mod outputs;
pub mod read;

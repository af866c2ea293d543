//! Formats in and out: openLCA JSON-LD, ILCD, EcoSpold, SimaPro CSV, Brightway Excel and the Verdigris tables.
//!
//! Readers take an [`archive::Archive`] and give an [`Import`]: the network as the data have it and findings about
//! what is wrong with them. Readers write nothing anywhere, so an import that fails or is stopped leaves nothing behind.
//! The result does not depend on the number of threads.

pub mod activity;
pub mod archive;
pub mod brightway;
pub mod check;
pub mod compartment;
pub mod ecospold1;
pub mod ecospold2;
pub mod error;
pub mod ilcd;
pub mod import;
pub mod jsonld;
pub mod progress;
pub mod region;
mod sheet;
pub mod simapro;
mod slug;
mod spold;
mod spread;
mod substance;
pub mod tables;
mod unit;
mod xml;

pub use archive::{Archive, Limits, Member};
pub use error::InterchangeError;
pub use import::{Format, Import, ImportOptions, import, import_archive};
pub use progress::{Progress, Silent, Stage};

/// A workbook that cannot be written.
fn xlsx_error(what: &str, error: &rust_xlsxwriter::XlsxError) -> InterchangeError {
    InterchangeError::Write { what: what.to_owned(), reason: error.to_string() }
}

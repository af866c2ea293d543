//! Formats in and out: openLCA JSON-LD, ILCD, EcoSpold, SimaPro CSV, Brightway Excel and the Verdigris tables.
//!
//! Readers take an [`archive::Archive`] and give an [`Import`]: the network as the data have it and findings about
//! what is wrong with them. Readers write nothing anywhere, so an import that fails or is stopped leaves nothing behind.
//! The result does not depend on the number of threads.

pub mod archive;
pub mod error;
pub mod progress;

pub use archive::{Archive, Limits, Member};
pub use error::InterchangeError;
pub use progress::{Progress, Silent, Stage};

use verdigris_network::{Finding, Network};

/// What a reader gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// The network as the data have it.
    pub network: Network,
    /// What is wrong with the data, in the order of members and lines.
    pub findings: Vec<Finding>,
}

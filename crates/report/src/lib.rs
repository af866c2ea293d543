//! Figures from computed results: supply Sankeys and stacked footprint bars, as standalone SVG or one-file HTML.
//!
//! Everything here is a pure function from figures to text: the same input gives the same bytes.

pub mod bars;
pub mod error;
mod notation;
mod page;
mod palette;
pub mod sankey;
pub mod supply;
mod svg;
mod text;
mod words;

pub use bars::{Bar, Footprints, Segment};
pub use error::ReportError;
pub use supply::{Edge, Node, Supply};

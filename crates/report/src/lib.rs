//! Figures and documents from computed results: supply Sankeys, stacked bars and waterfalls as standalone SVG, pages in
//! one HTML file, and dossiers for the typesetter.
//!
//! Everything here is a pure function from figures to text: the same input gives the same bytes.

pub mod area;
pub mod bars;
pub mod calculation;
pub mod cost_curve;
pub mod dossier;
pub mod error;
pub mod flows;
mod heading;
pub mod ladder;
pub mod limits;
pub mod months;
pub mod notation;
mod page;
mod palette;
pub mod sankey;
mod scale;
pub mod supply;
mod svg;
mod text;
pub mod waterfall;
mod words;
pub mod workbook;

pub use bars::{Bar, Footprints, Segment};
pub use calculation::{Calculation, Input};
pub use error::ReportError;
pub use supply::{Edge, Node, Supply};

/// Fails unless a text is well-formed XML.
#[cfg(test)]
fn well_formed(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
}

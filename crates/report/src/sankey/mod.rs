//! Supply Sankeys: the demanded product at the right, its suppliers in columns to the left.
//!
//! A node's height is proportional to the score that passes through it, a ribbon's to the score it carries. Supplies
//! that skip columns run in one trunk per supplier, which thins as it hands over. Supplies that would close a loop
//! run back beneath the columns. Text has a zone of its own in every column, where ribbons run straight below it.

mod draw;
mod label;
mod layers;
mod layout;
pub(crate) mod legend;
mod order;
mod place;
mod sheet;
mod weave;

#[cfg(test)]
mod tests;

use verdigris_quantity::Language;

use crate::{error::ReportError, supply::Supply};

/// Draws a supply as a standalone SVG document.
pub fn svg(supply: &Supply, language: Language) -> Result<String, ReportError> {
    supply.check()?;
    Ok(draw::document(supply, language, "sankey"))
}

/// Draws a supply as one HTML file without outside resources: the figure in both languages, highlights under the
/// pointer, and the figures as tables. `language` is the one shown first.
pub fn html(supply: &Supply, language: Language) -> Result<String, ReportError> {
    supply.check()?;
    Ok(sheet::page(supply, language))
}

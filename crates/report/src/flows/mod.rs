//! Flows of material from process to process in one year: a Sankey whose columns are given.
//!
//! Thickness is proportional to amount. A node is as tall as the larger of what flows in and out of it; where the two
//! differ, the rest is a change of stock and stays unconnected.

mod draw;

#[cfg(test)]
mod tests;

use verdigris_quantity::{Label, Language};

use crate::error::ReportError;

/// A process, market or stock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stage {
    /// Name.
    pub label: Label,
    /// Column, from 0 at the left.
    pub column: usize,
    /// Index of its colour.
    pub colour: usize,
}

/// A flow between two stages; one that leads to an earlier column is drawn below all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Where from, an index of the stages.
    pub from: usize,
    /// Where to.
    pub to: usize,
    /// Amount, from nought up.
    pub value: f64,
}

/// Flows of one year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flows {
    /// What is shown.
    pub title: Label,
    /// Unit of every amount.
    pub unit: Label,
    /// Where the figures come from.
    pub source: Label,
    /// Stages, in each column from the top down.
    pub stages: Vec<Stage>,
    /// Flows, at each stage from the top down.
    pub links: Vec<Link>,
}

impl Flows {
    /// Fails on what cannot be drawn.
    pub fn check(&self) -> Result<(), ReportError> {
        if self.stages.is_empty() || self.links.is_empty() {
            return Err(ReportError::Empty { what: "flow" });
        }
        for (k, link) in self.links.iter().enumerate() {
            let place = || format!("flow {k}");
            if let Some(&node) = [link.from, link.to].iter().find(|&&node| node >= self.stages.len()) {
                return Err(ReportError::UnknownNode { place: place(), node, nodes: self.stages.len() });
            }
            if !link.value.is_finite() {
                return Err(ReportError::NotFinite { place: place() });
            }
            if link.value < 0.0 {
                return Err(ReportError::Negative { place: place() });
            }
        }
        Ok(())
    }

    /// What flows into and out of a stage.
    pub fn through(&self, stage: usize) -> (f64, f64) {
        let sum =
            |of: fn(&Link) -> usize| self.links.iter().filter(|link| of(link) == stage).map(|link| link.value).sum();
        (sum(|link| link.to), sum(|link| link.from))
    }
}

/// Draws flows as a standalone SVG document.
pub fn svg(flows: &Flows, language: Language) -> Result<String, ReportError> {
    flows.check()?;
    Ok(draw::document(flows, language, "flows"))
}

//! What a supply Sankey shows: activities, the score each hands on, and what the cutoff left out.

use verdigris_quantity::Label;

use crate::error::ReportError;

/// An activity of the supply graph. Scores are in the unit of the figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Name.
    pub label: Label,
    /// Region code, such as `CN-SD`; may be empty.
    pub region: String,
    /// What the colour stands for, such as a kind of activity; when empty on all nodes, colours stand for regions.
    pub group: Label,
    /// Own emissions.
    pub direct: f64,
    /// Own emissions and upstream.
    pub total: f64,
}

/// Score handed from a supplier to a user with the product.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Supplier, an index of [`Supply::nodes`].
    pub from: usize,
    /// User, an index of [`Supply::nodes`].
    pub to: usize,
    /// Score carried; negative for credits.
    pub value: f64,
}

/// The part of a supply graph that reaches the cutoff.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Supply {
    /// What is shown, such as `1 t of primary aluminium, climate change`.
    pub title: Label,
    /// Unit of every score.
    pub unit: Label,
    /// Where the figures come from; one line under the figure.
    pub source: Label,
    /// Score of the demand, the 100 %.
    pub total: f64,
    /// The demanded activities, indices of `nodes`; empty means the first node.
    pub products: Vec<usize>,
    /// Activities.
    pub nodes: Vec<Node>,
    /// Supplies between them.
    pub edges: Vec<Edge>,
    /// Score of everything the cutoff left out.
    pub remainder: f64,
}

impl Supply {
    /// Fails on what cannot be drawn.
    pub fn check(&self) -> Result<(), ReportError> {
        if self.nodes.is_empty() {
            return Err(ReportError::Empty { what: "node" });
        }
        let finite = |value: f64, place: &dyn Fn() -> String| {
            if value.is_finite() { Ok(()) } else { Err(ReportError::NotFinite { place: place() }) }
        };
        finite(self.total, &|| "the total".into())?;
        finite(self.remainder, &|| "the remainder".into())?;
        for (index, node) in self.nodes.iter().enumerate() {
            finite(node.direct, &|| format!("the direct score of node {index}"))?;
            finite(node.total, &|| format!("the total of node {index}"))?;
        }
        let nodes = self.nodes.len();
        for (index, edge) in self.edges.iter().enumerate() {
            finite(edge.value, &|| format!("the value of edge {index}"))?;
            if let Some(node) = [edge.from, edge.to].into_iter().find(|&node| node >= nodes) {
                return Err(ReportError::UnknownNode { place: format!("edge {index}"), node, nodes });
            }
        }
        match self.products.iter().find(|&&node| node >= nodes) {
            Some(&node) => Err(ReportError::UnknownNode { place: "the list of products".into(), node, nodes }),
            None => Ok(()),
        }
    }

    /// The demanded activities, never empty for a checked supply.
    pub(crate) fn demanded(&self) -> &[usize] {
        if self.products.is_empty() { &[0] } else { &self.products }
    }

    /// Share of the whole; `None` when the whole is nil.
    pub(crate) fn share(&self, value: f64) -> Option<f64> {
        (self.total != 0.0).then(|| value / self.total.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defects_are_told_with_their_place() {
        let mut supply = Supply { nodes: vec![Node::default(); 2], ..Supply::default() };
        assert!(supply.check().is_ok());
        supply.edges.push(Edge { from: 2, to: 0, value: 1.0 });
        let told = supply.check().unwrap_err();
        assert_eq!(
            (told.code(), told.to_string().as_str()),
            ("report-unknown-node", "edge 0 names node 2, but there are 2")
        );
        supply.edges[0] = Edge { from: 1, to: 0, value: f64::NAN };
        assert_eq!(supply.check().unwrap_err().code(), "report-not-finite");
        assert_eq!(Supply::default().check().unwrap_err().code(), "report-empty");
    }
}

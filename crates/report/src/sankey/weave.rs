//! The drawing's own graph: nodes and trunks as items of columns, and links between neighbouring columns.

use std::collections::BTreeMap;

use super::layers::Layers;
use crate::supply::Supply;

/// What occupies a height in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An activity.
    Node(usize),
    /// The trunk of an activity's supplies on their way past this column.
    Trunk {
        /// Supplier.
        supplier: usize,
        /// Whether it carries credits.
        credit: bool,
    },
}

/// A node or trunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Column, from the product leftwards.
    pub column: usize,
    /// Height in units of score, never negative.
    pub size: f64,
}

/// A ribbon between an item and one of the next column to the right.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Item at the left.
    pub from: usize,
    /// Item at the right.
    pub to: usize,
    /// Magnitude carried.
    pub size: f64,
    /// Whether a credit.
    pub credit: bool,
    /// The edges it carries, indices of [`Supply::edges`].
    pub edges: Vec<usize>,
}

/// Items, links and the edges that run back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weave {
    /// Items; the first ones are the nodes, in order.
    pub items: Vec<Item>,
    /// Links.
    pub links: Vec<Link>,
    /// Items of each column, from the product leftwards.
    pub columns: Vec<Vec<usize>>,
    /// Edges that run back.
    pub back: Vec<usize>,
}

/// Builds the drawing's graph.
pub fn build(supply: &Supply, layers: &Layers) -> Weave {
    let mut weave = Weave {
        items: (supply.nodes.iter().enumerate())
            .map(|(node, _)| Item { kind: Kind::Node(node), column: layers.column[node], size: 0.0 })
            .collect(),
        columns: vec![Vec::new(); layers.column.iter().max().map_or(1, |last| last + 1)],
        ..Weave::default()
    };
    let mut trunks: BTreeMap<(usize, bool, usize), usize> = BTreeMap::new();
    let mut links: BTreeMap<(usize, usize, bool), Link> = BTreeMap::new();
    for (index, edge) in supply.edges.iter().enumerate() {
        if edge.value == 0.0 {
            continue;
        }
        if layers.back[index] {
            weave.back.push(index);
            continue;
        }
        let credit = edge.value < 0.0;
        let mut at = edge.from;
        for column in (layers.column[edge.to]..layers.column[edge.from]).rev() {
            let next = if column == layers.column[edge.to] {
                edge.to
            } else {
                *trunks.entry((edge.from, credit, column)).or_insert_with(|| {
                    let kind = Kind::Trunk { supplier: edge.from, credit };
                    weave.items.push(Item { kind, column, size: 0.0 });
                    weave.items.len() - 1
                })
            };
            let link = links.entry((at, next, credit)).or_insert_with(|| Link {
                from: at,
                to: next,
                size: 0.0,
                credit,
                edges: Vec::new(),
            });
            link.size += edge.value.abs();
            link.edges.push(index);
            at = next;
        }
    }
    weave.links = links.into_values().collect();
    size(supply, &mut weave);
    for (index, item) in weave.items.iter().enumerate() {
        weave.columns[item.column].push(index);
    }
    weave
}

/// An item is as high as the larger of what enters it, own emissions included, what leaves it, and its total.
fn size(supply: &Supply, weave: &mut Weave) {
    let mut entering = vec![0.0; weave.items.len()];
    let mut leaving = vec![0.0; weave.items.len()];
    for link in &weave.links {
        leaving[link.from] += link.size;
        entering[link.to] += link.size;
    }
    for &edge in &weave.back {
        let edge = supply.edges[edge];
        leaving[edge.from] += edge.value.abs();
        entering[edge.to] += edge.value.abs();
    }
    for (index, item) in weave.items.iter_mut().enumerate() {
        item.size = match item.kind {
            Kind::Node(node) => {
                let node = &supply.nodes[node];
                (entering[index] + node.direct.abs()).max(leaving[index]).max(node.total.abs())
            }
            Kind::Trunk { .. } => entering[index].max(leaving[index]),
        };
    }
}

//! Nodes of the tree that never change again: roots of complete subtrees.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::{Hash, LedgerError};

/// The root of a complete subtree of `2^level` entries, the `index`-th of its level from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Node {
    /// Height above the leaves, 0 to 63.
    pub level: u8,
    /// Place among the nodes of its level.
    pub index: u64,
}

impl Node {
    /// A node.
    pub const fn new(level: u8, index: u64) -> Self {
        Self { level, index }
    }
}

/// Where stored hashes come from: what was fetched beforehand, or a tile.
pub trait Hashes {
    /// The hash of a node, where it is at hand.
    fn hash(&self, node: Node) -> Option<Hash>;

    /// The hash of a node, or which one is missing.
    fn require(&self, node: Node) -> Result<Hash, LedgerError> {
        self.hash(node).ok_or(LedgerError::Missing(node))
    }
}

impl Hashes for BTreeMap<Node, Hash> {
    fn hash(&self, node: Node) -> Option<Hash> {
        self.get(&node).copied()
    }
}

impl<S: std::hash::BuildHasher> Hashes for HashMap<Node, Hash, S> {
    fn hash(&self, node: Node) -> Option<Hash> {
        self.get(&node).copied()
    }
}

/// The complete subtrees that make up the entries `from..to` from left to right, where a complete subtree begins at `from`:
/// `from` must be a multiple of the largest power of two in `to − from`.
pub(crate) fn cover(from: u64, to: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut start = from;
    while start < to {
        let level = (to - start).ilog2();
        nodes.push(Node::new(level as u8, start >> level));
        start += 1 << level;
    }
    nodes
}

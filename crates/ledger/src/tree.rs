//! The right edge of a tree: all that is needed to append and to know the root.

use crate::{Hash, Hashes, LedgerError, Node, node::cover, node_hash};

/// A tree of `size` entries by the roots of the complete subtrees it is made of, largest first: one for every bit of the
/// size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    edge: Vec<Hash>,
}

impl Tree {
    /// The nodes a tree of a size is made of: what to fetch before [`Tree::load`].
    pub fn nodes(size: u64) -> Vec<Node> {
        cover(0, size)
    }

    /// A tree of a size from its stored hashes.
    pub fn load(size: u64, hashes: &impl Hashes) -> Result<Self, LedgerError> {
        let edge = Self::nodes(size).into_iter().map(|node| hashes.require(node)).collect::<Result<_, _>>()?;
        Ok(Self { size, edge })
    }

    /// Number of entries.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Hash of the whole tree: RFC 6962's `MTH`.
    pub fn root(&self) -> Hash {
        let mut edge = self.edge.iter().rev().copied();
        let last = edge.next().unwrap_or_else(Hash::empty);
        edge.fold(last, |right, left| node_hash(&left, &right))
    }

    /// Appends an entry by its hash and returns the nodes that became complete, the entry's own first: what to store.
    pub fn append(&mut self, leaf: Hash) -> Vec<(Node, Hash)> {
        let mut made = vec![(Node::new(0, self.size), leaf)];
        let mut hash = leaf;
        for level in 1..=self.size.trailing_ones() {
            let Some(left) = self.edge.pop() else { break };
            hash = node_hash(&left, &hash);
            made.push((Node::new(level as u8, self.size >> level), hash));
        }
        self.edge.push(hash);
        self.size += 1;
        made
    }
}

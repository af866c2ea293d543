//! Proofs that an entry is in a tree and that a tree only grew (RFC 6962, section 2.1; verification as in RFC 9162,
//! sections 2.1.3.2 and 2.1.4.2).

use crate::{Hash, Hashes, LedgerError, Node, node::cover, node_hash};

/// A step of a proof: the complete subtrees whose joint root it is.
type Step = Vec<Node>;

/// The stored nodes an inclusion proof is made from.
pub fn inclusion_nodes(index: u64, size: u64) -> Result<Vec<Node>, LedgerError> {
    Ok(path(index, size)?.concat())
}

/// Proves that entry `index` is in the tree of the first `size` entries: the siblings from the leaf up.
pub fn inclusion(index: u64, size: u64, hashes: &impl Hashes) -> Result<Vec<Hash>, LedgerError> {
    path(index, size)?.iter().map(|step| joined(step, hashes)).collect()
}

/// The stored nodes a consistency proof is made from.
pub fn consistency_nodes(from: u64, to: u64) -> Result<Vec<Node>, LedgerError> {
    Ok(growth(from, to)?.concat())
}

/// Proves that the tree of the first `from` entries is the beginning of the tree of the first `to`. Between
/// equal sizes the proof is empty; an empty tree begins every tree, which nothing need prove.
pub fn consistency(from: u64, to: u64, hashes: &impl Hashes) -> Result<Vec<Hash>, LedgerError> {
    growth(from, to)?.iter().map(|step| joined(step, hashes)).collect()
}

/// RFC 6962's `PATH(m, D[n])`, leaf upwards.
fn path(index: u64, size: u64) -> Result<Vec<Step>, LedgerError> {
    if index >= size {
        return Err(LedgerError::Outside { what: "index", value: index, size });
    }
    let (mut start, mut end) = (0, size);
    let mut steps = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            steps.push(cover(middle, end));
            end = middle;
        } else {
            steps.push(cover(start, middle));
            start = middle;
        }
    }
    steps.reverse();
    Ok(steps)
}

/// RFC 6962's `PROOF(m, D[n])`, leaf upwards.
fn growth(from: u64, to: u64) -> Result<Vec<Step>, LedgerError> {
    if from == 0 || from > to {
        return Err(LedgerError::Outside { what: "size", value: from, size: to });
    }
    if from == to {
        return Ok(Vec::new());
    }
    let (mut start, mut end) = (0, to);
    let mut steps = Vec::new();
    // Until the old tree ends where a subtree of the new one does.
    while end != from {
        let middle = start + split(end - start);
        if from <= middle {
            steps.push(cover(middle, end));
            end = middle;
        } else {
            steps.push(cover(start, middle));
            start = middle;
        }
    }
    // The old tree is itself that subtree: its root is known to the verifier.
    if start != 0 {
        steps.push(cover(start, end));
    }
    steps.reverse();
    Ok(steps)
}

/// Largest power of two below `count`, which is at least 2.
const fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

fn joined(step: &[Node], hashes: &impl Hashes) -> Result<Hash, LedgerError> {
    let mut root = None;
    for node in step.iter().rev() {
        let left = hashes.require(*node)?;
        root = Some(root.map_or(left, |right| node_hash(&left, &right)));
    }
    root.ok_or(LedgerError::Proof("a step of no nodes"))
}

/// Checks that a leaf is entry `index` of the tree of `size` entries with a root.
pub fn verify_inclusion(index: u64, size: u64, leaf: Hash, proof: &[Hash], root: Hash) -> Result<(), LedgerError> {
    if index >= size {
        return Err(LedgerError::Outside { what: "index", value: index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = leaf;
    for sibling in proof {
        if last == 0 {
            return Err(LedgerError::Proof("too long"));
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(LedgerError::Proof("too short"));
    }
    if hash == root { Ok(()) } else { Err(LedgerError::Proof("it leads to another root")) }
}

/// Checks that a tree of `from` entries with one root is the beginning of a tree of `to` entries with another.
pub fn verify_consistency(from: u64, to: u64, old: Hash, new: Hash, proof: &[Hash]) -> Result<(), LedgerError> {
    if from == 0 || from > to {
        return Err(LedgerError::Outside { what: "size", value: from, size: to });
    }
    if from == to {
        return match (proof, old == new) {
            ([], true) => Ok(()),
            ([], false) => Err(LedgerError::Proof("trees of one size have one root")),
            _ => Err(LedgerError::Proof("too long")),
        };
    }
    // RFC 9162, 2.1.4.2: a complete old tree is its own first step.
    let mut steps = proof.iter().copied();
    let first = if from.is_power_of_two() { Some(old) } else { steps.next() };
    let mut before = first.ok_or(LedgerError::Proof("too short"))?;
    let mut after = before;
    let (mut node, mut last) = (from - 1, to - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    for sibling in steps {
        if last == 0 {
            return Err(LedgerError::Proof("too long"));
        }
        if node & 1 == 1 || node == last {
            before = node_hash(&sibling, &before);
            after = node_hash(&sibling, &after);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            after = node_hash(&after, &sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(LedgerError::Proof("too short"));
    }
    match (before == old, after == new) {
        (true, true) => Ok(()),
        (false, _) => Err(LedgerError::Proof("it leads to another old root")),
        (true, false) => Err(LedgerError::Proof("it leads to another new root")),
    }
}

//! Supply-chain paths: the tree of suppliers of suppliers, largest branches first (structural path analysis).
//!
//! With intensities `λ` (score per unit of product, `Aᵀ·λ = m`) the score of a whole branch is known before it is
//! opened: supplying `x` units of product `i` carries `x·λ_i`. A node that takes `x` of product `j` runs its activity
//! at level `x/A_jj`; its own emissions are `level·m_j`, its input of product `i` is `−A_ij·level`, and
//! `x·λ_j = level·m_j + Σ_i(−A_ij·level)·λ_i` holds at every node, so nothing is lost between levels. Loops unroll.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::sparse::Sparse;

/// Where to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathLimits {
    /// A branch is opened when its score is at least this share of the total's magnitude.
    pub cutoff: f64,
    /// Deepest tier opened; the demanded products are tier 0.
    pub depth: usize,
    /// Most nodes to open.
    pub nodes: usize,
}

impl Default for PathLimits {
    fn default() -> Self {
        Self { cutoff: 1e-3, depth: 200, nodes: 100_000 }
    }
}

/// One opened node of the supply tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathNode {
    /// The node it supplies; `None` for a demanded product.
    pub parent: Option<u32>,
    /// Activity that supplies.
    pub activity: u32,
    /// Tier, 0 for a demanded product.
    pub depth: u32,
    /// Amount of product supplied.
    pub amount: f64,
    /// Own emissions of the activity for this amount.
    pub direct: f64,
    /// Score of the whole branch, own emissions included.
    pub total: f64,
}

/// The opened part of a supply tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SupplyTree {
    /// Nodes in the order they were opened, larger branches first.
    pub nodes: Vec<PathNode>,
    /// Score of the demand, `Σ f_j·λ_j`.
    pub score: f64,
    /// Sum of the own emissions of the opened nodes; the rest of the score lies in branches not opened.
    pub covered: f64,
    /// Whether the node limit ended the search before the cutoff did.
    pub truncated: bool,
}

impl SupplyTree {
    /// Activities from the demanded product up to node `index`.
    pub fn path(&self, index: usize) -> Vec<u32> {
        let mut path = Vec::new();
        let mut at = Some(index as u32);
        while let Some(node) = at.and_then(|k| self.nodes.get(k as usize)) {
            path.push(node.activity);
            at = node.parent;
        }
        path.reverse();
        path
    }

    /// Indices of the `count` nodes with the largest own emissions, largest first: the paths that matter most.
    pub fn largest_paths(&self, count: usize) -> Vec<usize> {
        let direct: Vec<f64> = self.nodes.iter().map(|node| node.direct).collect();
        crate::contribution::largest(&direct, count).into_iter().map(|(index, _)| index).collect()
    }
}

struct Branch {
    rank: f64,
    order: u64,
    parent: Option<u32>,
    activity: u32,
    depth: u32,
    amount: f64,
}

impl PartialEq for Branch {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Branch {}
impl PartialOrd for Branch {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Branch {
    fn cmp(&self, other: &Self) -> Ordering {
        // Equal scores are opened in the order they were found.
        self.rank.total_cmp(&other.rank).then(other.order.cmp(&self.order))
    }
}

/// Opens the supply tree of a demand of `(product, amount)`, best first.
///
/// `direct` are the direct intensities `m`, `intensities` are `λ`, both for one indicator and one per activity.
/// Without a node or depth limit the number of opened nodes is at most about `1/cutoff` times the tree's depth.
pub fn supply_tree(
    technosphere: &Sparse,
    demand: &[(usize, f64)],
    direct: &[f64],
    intensities: &[f64],
    limits: PathLimits,
) -> SupplyTree {
    let score: f64 = demand.iter().map(|&(product, amount)| amount * intensities[product]).sum();
    let smallest = limits.cutoff * score.abs();
    let mut tree = SupplyTree { score, ..SupplyTree::default() };
    let mut open = BinaryHeap::new();
    let mut order = 0;
    for &(product, amount) in demand {
        let rank = (amount * intensities[product]).abs();
        open.push(Branch { rank, order, parent: None, activity: product as u32, depth: 0, amount });
        order += 1;
    }
    while let Some(branch) = open.pop() {
        if tree.nodes.len() >= limits.nodes {
            tree.truncated = true;
            break;
        }
        let activity = branch.activity as usize;
        let production = technosphere.get(activity, activity).unwrap_or(0.0);
        if production == 0.0 {
            continue;
        }
        let level = branch.amount / production;
        let own = level * direct[activity];
        tree.covered += own;
        let index = tree.nodes.len() as u32;
        tree.nodes.push(PathNode {
            parent: branch.parent,
            activity: branch.activity,
            depth: branch.depth,
            amount: branch.amount,
            direct: own,
            total: branch.amount * intensities[activity],
        });
        if branch.depth as usize >= limits.depth {
            continue;
        }
        for (product, coefficient) in technosphere.column(activity) {
            if product == activity {
                continue;
            }
            let amount = -coefficient * level;
            let rank = (amount * intensities[product]).abs();
            if rank >= smallest && rank > 0.0 {
                let (parent, depth) = (Some(index), branch.depth + 1);
                open.push(Branch { rank, order, parent, activity: product as u32, depth, amount });
                order += 1;
            }
        }
    }
    tree
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{productive_system, sankey, solved};
    use proptest::prelude::*;

    #[test]
    fn a_chain_with_a_loop_unrolls() {
        let system = sankey();
        let solution = solved(&system, &[1.0, 0.0, 0.0], 0);
        let limits = PathLimits { cutoff: 1e-6, ..PathLimits::default() };
        let tree = supply_tree(&system.technosphere, &[(0, 1.0)], &solution.direct, &solution.intensities, limits);
        assert!((tree.score - 11.0).abs() < 1e-12);
        assert!((tree.covered - 11.0).abs() < 1e-4);
        assert_eq!(tree.path(4), [0, 1, 2, 1, 2]);
        // Own emissions: 1, then 2 and 6 in the loop, which returns 0.2 of itself each round.
        let own: Vec<f64> = tree.nodes.iter().take(5).map(|node| node.direct).collect();
        for (value, expected) in own.iter().zip([1.0, 2.0, 6.0, 0.4, 1.2]) {
            assert!((value - expected).abs() < 1e-12, "{own:?}");
        }
        assert_eq!(tree.largest_paths(2), [2, 1]);
    }

    proptest! {
        #[test]
        fn paths_approach_the_score((mut system, demand) in productive_system(6)) {
            // Inputs of at most a fifth of the output let the branches die out soon.
            for column in 0..system.size() {
                for k in system.technosphere.range(column) {
                    if system.technosphere.row_indices()[k] as usize != column {
                        system.technosphere.values_mut()[k] *= 0.25;
                    }
                }
            }
            let solution = solved(&system, &demand, 0);
            prop_assume!(solution.score > 0.0);
            let demanded: Vec<(usize, f64)> = demand.iter().copied().enumerate().filter(|d| d.1 != 0.0).collect();
            let mut before = 0.0;
            for cutoff in [0.3, 0.03, 1e-3, 1e-6] {
                let limits = PathLimits { cutoff, ..PathLimits::default() };
                let tree = supply_tree(
                    &system.technosphere, &demanded, &solution.direct, &solution.intensities, limits);
                // All parts are positive here, so what is covered grows up to the whole.
                prop_assert!(tree.covered <= solution.score * (1.0 + 1e-9));
                prop_assert!(tree.covered >= before - 1e-9 * solution.score);
                before = tree.covered;
                for (k, node) in tree.nodes.iter().enumerate() {
                    prop_assert!(node.parent.is_none_or(|parent| (parent as usize) < k));
                    let children = tree.nodes.iter().filter(|child| child.parent == Some(k as u32));
                    let opened = node.direct + children.map(|child| child.total).sum::<f64>();
                    prop_assert!(opened <= node.total * (1.0 + 1e-9));
                }
            }
            prop_assert!((before - solution.score).abs() <= 0.01 * solution.score);
        }
    }
}

//! The supply graph of a demand, best first: nodes and edges for a Sankey diagram.
//!
//! Each activity occurs once. The edge from provider `i` to user `j` carries the gross flow `−A_ij·s_j·λ_i`, so that
//! at every node inflows plus own emissions equal the throughput `A_jj·s_j·λ_j`, which equals outflows plus demand.
//! In a loop the throughput counts the product's own return; the node's `total` does not: it is
//! `s_j·λ_j/(A⁻¹)_jj`, as openLCA defines it. Only `s` and `λ` of the demand are needed to walk the graph; the
//! diagonal of the inverse is asked for once, for the kept nodes.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

use crate::contribution::direct_and_upstream;
use crate::error::InventoryError;
use crate::solver::Solver;
use crate::sparse::Sparse;

/// Where to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphLimits {
    /// An edge is kept when its score is at least this share of the whole's magnitude.
    pub cutoff: f64,
    /// Most nodes to keep.
    pub nodes: usize,
}

impl Default for GraphLimits {
    fn default() -> Self {
        Self { cutoff: 5e-3, nodes: 1_000 }
    }
}

/// An activity of the supply graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphNode {
    /// Activity.
    pub activity: u32,
    /// Its scaling `s_j`.
    pub scaling: f64,
    /// Own emissions.
    pub direct: f64,
    /// Own emissions and upstream, the own loop counted once.
    pub total: f64,
    /// Score carried by the gross output.
    pub throughput: f64,
}

/// A product handed from one activity to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GraphEdge {
    /// Activity that provides.
    pub provider: u32,
    /// Activity that uses.
    pub user: u32,
    /// Amount of the provider's product, `−A_ij·s_j`.
    pub amount: f64,
    /// Score carried, cradle to gate.
    pub score: f64,
}

/// The kept part of a supply graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SupplyGraph {
    /// Activities, the demanded ones first, then in the order of the largest edge that led to them.
    pub nodes: Vec<GraphNode>,
    /// Product flows between kept nodes that reach the cutoff, in the order found.
    pub edges: Vec<GraphEdge>,
    /// Score of the demand.
    pub score: f64,
    /// Whether the node limit left out activities that reach the cutoff.
    pub truncated: bool,
}

#[derive(PartialEq)]
struct Candidate {
    rank: f64,
    activity: u32,
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then(other.activity.cmp(&self.activity))
    }
}

/// Solution of one demand for one indicator, one value per activity.
#[derive(Clone, Copy, Debug)]
pub struct Solved<'a> {
    /// Scaling `s`.
    pub scaling: &'a [f64],
    /// Direct intensities `m`.
    pub direct: &'a [f64],
    /// Adjoint intensities `λ`.
    pub intensities: &'a [f64],
}

/// Walks the supply graph of a demand of `(product, amount)`. `inverse_diagonal` gives `(A⁻¹)_jj` of the activities
/// it is handed.
pub fn supply_graph<E>(
    technosphere: &Sparse,
    demand: &[(usize, f64)],
    solved: Solved<'_>,
    limits: GraphLimits,
    inverse_diagonal: impl FnOnce(&[u32]) -> Result<Vec<f64>, E>,
) -> Result<SupplyGraph, E> {
    let score: f64 = demand.iter().map(|&(product, amount)| amount * solved.intensities[product]).sum();
    let smallest = limits.cutoff * score.abs();
    let mut open = BinaryHeap::new();
    for &(product, _) in demand {
        open.push(Candidate { rank: f64::INFINITY, activity: product as u32 });
    }
    let mut kept: Vec<u32> = Vec::new();
    let mut seen: HashSet<u32> = HashSet::new();
    let mut edges = Vec::new();
    let mut truncated = false;
    while let Some(Candidate { activity, .. }) = open.pop() {
        if seen.contains(&activity) {
            continue;
        }
        if kept.len() >= limits.nodes {
            truncated = true;
            break;
        }
        seen.insert(activity);
        kept.push(activity);
        let scale = solved.scaling[activity as usize];
        for (product, coefficient) in technosphere.column(activity as usize) {
            if product == activity as usize {
                continue;
            }
            let amount = -coefficient * scale;
            let carried = amount * solved.intensities[product];
            if carried.abs() >= smallest && carried != 0.0 {
                edges.push(GraphEdge { provider: product as u32, user: activity, amount, score: carried });
                open.push(Candidate { rank: carried.abs(), activity: product as u32 });
            }
        }
    }
    if truncated {
        edges.retain(|edge| seen.contains(&edge.provider));
    }
    let diagonal = inverse_diagonal(&kept)?;
    let nodes = kept
        .iter()
        .zip(diagonal)
        .map(|(&activity, inverse)| {
            let j = activity as usize;
            let production = technosphere.get(j, j).unwrap_or(0.0);
            let parts =
                direct_and_upstream(solved.scaling[j], solved.direct[j], solved.intensities[j], production, inverse);
            GraphNode {
                activity,
                scaling: solved.scaling[j],
                direct: parts.direct,
                total: parts.total,
                throughput: parts.throughput,
            }
        })
        .collect();
    Ok(SupplyGraph { nodes, edges, score, truncated })
}

/// `(A⁻¹)_jj` of the activities given: one solve for several at a time, none for those in no loop.
pub fn inverse_diagonal(solver: &Solver, activities: &[u32]) -> Result<Vec<f64>, InventoryError> {
    const W: usize = 8;
    let order = solver.order();
    let size = solver.size();
    let mut diagonal = vec![0.0; activities.len()];
    let mut looped = Vec::new();
    for (k, &activity) in activities.iter().enumerate() {
        let position = *order.place.get(activity as usize).ok_or(InventoryError::Outside { index: activity, size })?;
        let component = order.component_starts.partition_point(|&start| start <= position) - 1;
        if order.span(component).len() > 1 {
            looped.push((k, position as usize));
        } else {
            diagonal[k] = solver.requirement.sign[position as usize] * solver.requirement.per_output[position as usize];
        }
    }
    for block in looped.chunks(W) {
        let mut columns = vec![[0.0; W]; size];
        for (lane, &(_, position)) in block.iter().enumerate() {
            columns[position][lane] = solver.requirement.sign[position];
        }
        solver.apply_inverse(&mut columns)?;
        for (lane, &(k, position)) in block.iter().enumerate() {
            diagonal[k] = columns[position][lane] * solver.requirement.per_output[position];
        }
    }
    Ok(diagonal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{dense_inverse, productive_system, sankey, solved};
    use crate::system::System;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn graph(system: &System, demand: &[f64], limits: GraphLimits) -> SupplyGraph {
        let solution = solved(system, demand, 0);
        let inverse = dense_inverse(&system.technosphere);
        let demanded: Vec<(usize, f64)> = demand.iter().copied().enumerate().filter(|d| d.1 != 0.0).collect();
        let diagonal =
            |kept: &[u32]| Ok::<_, Infallible>(kept.iter().map(|&j| inverse[j as usize][j as usize]).collect());
        let Ok(graph) = supply_graph(&system.technosphere, &demanded, solution.view(), limits, diagonal);
        graph
    }

    #[test]
    fn totals_leave_out_the_own_loop() {
        // openLCA core, SankeyTest.
        let graph = graph(&sankey(), &[1.0, 0.0, 0.0], GraphLimits { cutoff: 0.0, nodes: 10 });
        assert_eq!(graph.nodes.iter().map(|node| node.activity).collect::<Vec<_>>(), [0, 1, 2]);
        for (node, (direct, total)) in graph.nodes.iter().zip([(1.0, 11.0), (2.5, 10.0), (7.5, 8.0)]) {
            assert!((node.direct - direct).abs() < 1e-12 && (node.total - total).abs() < 1e-12, "{node:?}");
        }
        assert_eq!(graph.edges.len(), 3);
    }

    #[test]
    fn limits_are_kept_and_told() {
        let system = sankey();
        let small = graph(&system, &[1.0, 0.0, 0.0], GraphLimits { cutoff: 0.0, nodes: 2 });
        assert!(small.truncated && small.nodes.len() == 2);
        // The edge from the second to the third activity carries 2.5 of 11.
        let coarse = graph(&system, &[1.0, 0.0, 0.0], GraphLimits { cutoff: 0.3, nodes: 10 });
        assert!(!coarse.truncated && coarse.edges.len() == 2);
    }

    proptest! {
        #[test]
        fn every_node_balances((system, demand) in productive_system(8)) {
            let graph = graph(&system, &demand, GraphLimits { cutoff: 0.0, nodes: 100 });
            for node in &graph.nodes {
                let entering = graph.edges.iter().filter(|edge| edge.user == node.activity);
                let leaving = graph.edges.iter().filter(|edge| edge.provider == node.activity);
                let entering = node.direct + entering.map(|edge| edge.score).sum::<f64>();
                let tolerance = 1e-9 * (1.0 + graph.score.abs());
                prop_assert!((entering - node.throughput).abs() < tolerance);
                let demanded = demand[node.activity as usize];
                let intensity = if node.scaling == 0.0 { 0.0 } else {
                    let j = node.activity as usize;
                    node.throughput / (node.scaling * system.technosphere.get(j, j).unwrap())
                };
                let leaving = demanded * intensity + leaving.map(|edge| edge.score).sum::<f64>();
                prop_assert!((leaving - node.throughput).abs() < tolerance);
                prop_assert!(node.total <= node.throughput + tolerance);
            }
            let direct: f64 = graph.nodes.iter().map(|node| node.direct).sum();
            prop_assert!((direct - graph.score).abs() < 1e-9 * (1.0 + graph.score.abs()));
        }
    }
}

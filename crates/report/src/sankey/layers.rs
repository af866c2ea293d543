//! Which column each activity stands in, and which supplies run back.
//!
//! A walk up the supplies from the product, always along the largest next one, joins every activity to the product.
//! The supplies it took run forward; the others are taken from the largest down, and one that would close a loop runs
//! back. Over those that run forward, an activity's column is the longest way to the product:
//! `l(i) = 1 + max l(j)` over its users `j`, nought without users.

use std::collections::BinaryHeap;

use crate::supply::Supply;

/// Columns of nodes, counted from the product leftwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers {
    /// Column of each node.
    pub column: Vec<usize>,
    /// Whether each edge runs back to the left.
    pub back: Vec<bool>,
}

/// Assigns columns.
pub fn assign(supply: &Supply) -> Layers {
    let nodes = supply.nodes.len();
    let walked = walk(supply);
    let mut rank: Vec<usize> = (0..supply.edges.len()).collect();
    rank.sort_by(|&a, &b| {
        let size = |edge: usize| supply.edges[edge].value.abs();
        walked[b].cmp(&walked[a]).then(size(b).total_cmp(&size(a))).then(a.cmp(&b))
    });
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut back = vec![false; supply.edges.len()];
    for index in rank {
        let edge = supply.edges[index];
        if reaches(&users, edge.to, edge.from) {
            back[index] = true;
        } else {
            users[edge.from].push(edge.to);
        }
    }
    let mut column = vec![usize::MAX; nodes];
    for node in 0..nodes {
        longest(&users, node, &mut column);
    }
    Layers { column, back }
}

/// The edges by which each activity is first reached from the product.
fn walk(supply: &Supply) -> Vec<bool> {
    let mut supplies: Vec<Vec<usize>> = vec![Vec::new(); supply.nodes.len()];
    for (index, edge) in supply.edges.iter().enumerate() {
        supplies[edge.to].push(index);
    }
    let mut walked = vec![false; supply.edges.len()];
    let mut seen = vec![false; supply.nodes.len()];
    // Finite magnitudes order as their bits do.
    let rank = |edge: usize| (supply.edges[edge].value.abs().to_bits(), std::cmp::Reverse(edge));
    let mut open = BinaryHeap::new();
    for &product in supply.demanded() {
        seen[product] = true;
    }
    for &product in supply.demanded() {
        open.extend(supplies[product].iter().map(|&edge| rank(edge)));
    }
    while let Some((_, std::cmp::Reverse(edge))) = open.pop() {
        let from = supply.edges[edge].from;
        if !std::mem::replace(&mut seen[from], true) {
            walked[edge] = true;
            open.extend(supplies[from].iter().map(|&edge| rank(edge)));
        }
    }
    walked
}

fn reaches(users: &[Vec<usize>], start: usize, goal: usize) -> bool {
    let mut seen = vec![false; users.len()];
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        if node == goal {
            return true;
        }
        if !std::mem::replace(&mut seen[node], true) {
            open.extend(&users[node]);
        }
    }
    false
}

/// Longest way to a node without users, by an explicit stack: chains may be longer than the call stack.
fn longest(users: &[Vec<usize>], node: usize, column: &mut [usize]) {
    let mut open = vec![node];
    while let Some(&top) = open.last() {
        let waiting = users[top].iter().copied().find(|&user| column[user] == usize::MAX);
        if let Some(user) = waiting {
            open.push(user);
        } else {
            column[top] = users[top].iter().map(|&user| column[user] + 1).max().unwrap_or(0);
            open.pop();
        }
    }
}

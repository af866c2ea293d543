//! The part of a system that a demand reaches, as a smaller system of its own.

use crate::sparse::Sparse;
use crate::system::System;

/// A smaller system and where its parts come from.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The activities reached, the elementary flows the chosen indicators characterise, the chosen indicators.
    pub system: System,
    /// Activity of the whole system for each activity of the part, ascending.
    pub activities: Vec<u32>,
    /// Elementary flow of the whole system for each of the part, ascending.
    pub flows: Vec<u32>,
    /// Indicator of the whole system for each of the part, in the order asked for.
    pub indicators: Vec<u32>,
    position: Vec<u32>,
    flow_position: Vec<u32>,
}

const ABSENT: u32 = u32::MAX;

impl Reached {
    /// Follows the inputs of `products` through the technosphere and keeps the flows with a factor in `indicators`.
    pub fn new(system: &System, products: &[usize], indicators: &[usize]) -> Self {
        let mut seen = vec![false; system.size()];
        let mut open: Vec<usize> = Vec::new();
        for &product in products {
            if !std::mem::replace(&mut seen[product], true) {
                open.push(product);
            }
        }
        while let Some(activity) = open.pop() {
            for (product, value) in system.technosphere.column(activity) {
                if value != 0.0 && !std::mem::replace(&mut seen[product], true) {
                    open.push(product);
                }
            }
        }
        let mut characterised = vec![false; system.flows()];
        for &indicator in indicators {
            for (flow, _) in system.characterisation.column(indicator) {
                characterised[flow] = true;
            }
        }
        let (activities, position) = positions(&seen);
        let (flows, flow_position) = positions(&characterised);
        let all: Vec<u32> = indicators.iter().map(|&indicator| indicator as u32).collect();
        Self {
            system: System {
                technosphere: select(&system.technosphere, &activities, &position, activities.len()),
                interventions: select(&system.interventions, &activities, &flow_position, flows.len()),
                characterisation: select(&system.characterisation, &all, &flow_position, flows.len()),
            },
            activities,
            flows,
            indicators: all,
            position,
            flow_position,
        }
    }

    /// Place of an activity of the whole system in the part.
    pub fn activity(&self, activity: u32) -> Option<u32> {
        self.position.get(activity as usize).copied().filter(|&place| place != ABSENT)
    }

    /// Place of an elementary flow of the whole system in the part.
    pub fn flow(&self, flow: u32) -> Option<u32> {
        self.flow_position.get(flow as usize).copied().filter(|&place| place != ABSENT)
    }
}

/// Indices of the true values, and for each index its place among them.
fn positions(chosen: &[bool]) -> (Vec<u32>, Vec<u32>) {
    let mut kept = Vec::new();
    let mut position = vec![ABSENT; chosen.len()];
    for (index, _) in chosen.iter().enumerate().filter(|&(_, &chosen)| chosen) {
        position[index] = kept.len() as u32;
        kept.push(index as u32);
    }
    (kept, position)
}

/// Columns `columns` of a matrix with the rows that have a position; rows keep their order.
fn select(matrix: &Sparse, columns: &[u32], position: &[u32], rows: usize) -> Sparse {
    let mut starts = vec![0];
    let (mut row_of, mut values) = (Vec::new(), Vec::new());
    for &column in columns {
        for (row, value) in matrix.column(column as usize) {
            if position[row] != ABSENT {
                row_of.push(position[row]);
                values.push(value);
            }
        }
        starts.push(row_of.len() as u32);
    }
    Sparse::from_parts(rows, starts, row_of, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{productive_system, solved};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_part_scores_like_the_whole((system, demand) in productive_system(8), both: bool) {
            let products: Vec<usize> = (0..demand.len()).filter(|&j| demand[j] != 0.0).collect();
            let indicators: &[usize] = if both { &[1, 0] } else { &[1] };
            let part = Reached::new(&system, &products, indicators);
            let mut smaller = vec![0.0; part.system.size()];
            for &product in &products {
                smaller[part.activity(product as u32).unwrap() as usize] = demand[product];
            }
            for (place, &indicator) in indicators.iter().enumerate() {
                let whole = solved(&system, &demand, indicator).score;
                let alone = solved(&part.system, &smaller, place).score;
                prop_assert!((whole - alone).abs() < 1e-9 * (1.0 + whole.abs()));
            }
        }
    }
}

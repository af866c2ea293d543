//! Regionalised characterisation: rows of the interventions keyed by elementary flow and region.
//!
//! A flow emitted in a region whose factor differs gets a row of its own. The factor of a row is the finest that
//! applies: of the region itself, else of the nearest region around it, else the one given without a region.

use std::collections::HashMap;

/// Row of the interventions for each pair of flow and region.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegionalRows {
    rows: Vec<(u32, Option<u32>)>,
    index: HashMap<(u32, Option<u32>), u32>,
}

/// Factor of one flow, for a region or without one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegionalFactor {
    /// Elementary flow.
    pub flow: u32,
    /// Region it holds in; `None` where nothing finer is given.
    pub region: Option<u32>,
    /// Score per unit of the flow.
    pub value: f64,
}

impl RegionalRows {
    /// The row of a flow in a region, made at first use.
    pub fn row(&mut self, flow: u32, region: Option<u32>) -> u32 {
        let next = self.rows.len() as u32;
        *self.index.entry((flow, region)).or_insert_with(|| {
            self.rows.push((flow, region));
            next
        })
    }

    /// Flow and region of every row.
    pub fn rows(&self) -> &[(u32, Option<u32>)] {
        &self.rows
    }

    /// Factor of every row: 0 where the indicator has none. `parents[r]` is the region around region `r`.
    pub fn factors(&self, factors: &[RegionalFactor], parents: &[Option<u32>]) -> Vec<f64> {
        let given: HashMap<(u32, Option<u32>), f64> =
            factors.iter().map(|factor| ((factor.flow, factor.region), factor.value)).collect();
        self.rows
            .iter()
            .map(|&(flow, region)| {
                let mut at = region;
                // A chain of parents cannot be longer than the list unless it runs in a circle.
                for _ in 0..=parents.len() {
                    let Some(here) = at else { break };
                    if let Some(&value) = given.get(&(flow, Some(here))) {
                        return value;
                    }
                    at = parents.get(here as usize).copied().flatten();
                }
                given.get(&(flow, None)).copied().unwrap_or(0.0)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{solved, system};

    /// Factors of openLCA's regionalised case: flow 0 has L1 9, L2 6, none 3; flow 1 has L1 6, L2 4, none 2.
    fn given() -> Vec<RegionalFactor> {
        let rows = [(0, Some(0), 9.0), (0, Some(1), 6.0), (0, None, 3.0)];
        let more = [(1, Some(0), 6.0), (1, Some(1), 4.0), (1, None, 2.0)];
        rows.iter().chain(&more).map(|&(flow, region, value)| RegionalFactor { flow, region, value }).collect()
    }

    fn score(first: Option<u32>, second: Option<u32>, parents: &[Option<u32>]) -> f64 {
        let mut rows = RegionalRows::default();
        assert_eq!((rows.row(0, first), rows.row(1, second)), (0, 1));
        let factors = rows.factors(&given(), parents);
        let system = system(&[&[1.0, 0.0], &[-2.0, 1.0]], &[&[2.0, 0.0], &[0.0, 2.0]], &[&factors]);
        solved(&system, &[1.0, 0.0], 0).score
    }

    #[test]
    fn a_region_takes_its_own_factor() {
        assert!((score(None, None, &[None, None]) - 14.0).abs() < 1e-12);
        assert!((score(Some(0), Some(1), &[None, None]) - 34.0).abs() < 1e-12);
    }

    #[test]
    fn a_region_without_a_factor_falls_back() {
        // Region 2 lies in region 0, region 3 in none; region 4 and 5 lie in each other.
        let parents = [None, None, Some(0), None, Some(5), Some(4)];
        assert!((score(Some(2), Some(3), &parents) - (18.0 + 8.0)).abs() < 1e-12);
        assert!((score(Some(4), Some(5), &parents) - 14.0).abs() < 1e-12);
    }

    #[test]
    fn a_pair_has_one_row() {
        let mut rows = RegionalRows::default();
        assert_eq!(rows.row(3, Some(1)), rows.row(3, Some(1)));
        assert_ne!(rows.row(3, Some(1)), rows.row(3, None));
        assert_eq!(rows.rows(), [(3, Some(1)), (3, None)]);
    }
}

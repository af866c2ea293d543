//! Pairs every product with the activity that makes (or, for a waste, treats) it.
//!
//! Declared pairs are kept. The rest is a perfect matching of the bipartite graph of products and activities that
//! first uses as few inputs as possible and then has the largest product of absolute values, found by successive
//! shortest augmenting paths (the transversal of Duff & Koster 2001). The optimum does not depend on units, because
//! scaling a row or column multiplies every perfect matching alike.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::error::InventoryError;
use crate::sparse::Sparse;
use crate::system::System;

/// Cost of taking an input as the production exchange, far above the logarithm of any ratio of finite values.
const INPUT_COST: f64 = 4096.0;
const NONE: u32 = u32::MAX;

/// Which raw column makes which product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    /// For each product (row), the raw activity (column) paired with it.
    pub activity_of: Vec<u32>,
    /// For each raw activity (column), the product (row) paired with it: its place in the [`System`].
    pub product_of: Vec<u32>,
}

impl Pairing {
    /// Pairs the rows and columns of `technosphere`; `declared` are `(product, activity)`.
    pub fn find(technosphere: &Sparse, declared: &[(u32, u32)]) -> Result<Self, InventoryError> {
        let size = technosphere.columns();
        if technosphere.rows() != size {
            return Err(InventoryError::NotSquare { products: technosphere.rows(), activities: size });
        }
        let mut pairing = Self { activity_of: vec![NONE; size], product_of: vec![NONE; size] };
        for &(product, activity) in declared {
            let fits = (product as usize) < size
                && (activity as usize) < size
                && technosphere.get(product as usize, activity as usize).is_some_and(|value| value != 0.0)
                && pairing.activity_of[product as usize] == NONE
                && pairing.product_of[activity as usize] == NONE;
            if !fits {
                return Err(InventoryError::DeclaredPair { product, activity });
            }
            pairing.activity_of[product as usize] = activity;
            pairing.product_of[activity as usize] = product;
        }
        pairing.complete(technosphere)?;
        Ok(pairing)
    }

    /// Matches what is not declared; declared rows and columns take no part.
    fn complete(&mut self, technosphere: &Sparse) -> Result<(), InventoryError> {
        let size = technosphere.columns();
        let fixed: Vec<bool> = self.activity_of.iter().map(|&activity| activity != NONE).collect();
        let open: Vec<u32> = (0..size as u32).filter(|&j| self.product_of[j as usize] == NONE).collect();
        if open.is_empty() {
            return Ok(());
        }
        // Costs relative to the cheapest entry of a column are non-negative, which the path search needs.
        let raw_cost = |value: f64| if value > 0.0 { -value.ln() } else { INPUT_COST - (-value).ln() };
        let usable = |row: usize, value: f64| value != 0.0 && value.is_finite() && !fixed[row];
        let base: Vec<f64> = (0..size)
            .map(|column| {
                let entries = technosphere.column(column).filter(|&(row, value)| usable(row, value));
                entries.map(|(_, value)| raw_cost(value)).fold(f64::INFINITY, f64::min)
            })
            .collect();
        let mut row_price = vec![0.0; size];
        let mut column_price = vec![0.0; size];
        let mut search = Search::new(size);
        let mut unpaired = Vec::new();
        for &start in &open {
            let found = search.run(
                start,
                |column, visit: &mut dyn FnMut(usize, f64)| {
                    for (row, value) in technosphere.column(column).filter(|&(row, value)| usable(row, value)) {
                        let cost = raw_cost(value) - base[column] + column_price[column] - row_price[row];
                        visit(row, cost.max(0.0));
                    }
                },
                &self.activity_of,
            );
            let Some((end, length)) = found else {
                unpaired.push(start);
                continue;
            };
            for &row in &search.settled {
                let shift = length - search.distance[row as usize];
                row_price[row as usize] -= shift;
                let partner = self.activity_of[row as usize];
                if partner != NONE {
                    column_price[partner as usize] -= shift;
                }
            }
            column_price[start as usize] -= length;
            let mut row = end;
            loop {
                let column = search.reached_from[row as usize];
                let next = self.product_of[column as usize];
                self.activity_of[row as usize] = column;
                self.product_of[column as usize] = row;
                if column == start {
                    break;
                }
                row = next;
            }
        }
        if unpaired.is_empty() {
            return Ok(());
        }
        let products = (0..size as u32).filter(|&i| self.activity_of[i as usize] == NONE).collect();
        Err(InventoryError::Unpaired { products, activities: unpaired })
    }
}

/// Dijkstra's search for the cheapest augmenting path, with its arrays kept between runs.
struct Search {
    distance: Vec<f64>,
    reached_from: Vec<u32>,
    done: Vec<bool>,
    touched: Vec<u32>,
    settled: Vec<u32>,
    heap: BinaryHeap<Reverse<(Cost, u32)>>,
}

/// A non-negative finite path length, ordered.
#[derive(Clone, Copy, PartialEq)]
struct Cost(f64);

impl Eq for Cost {}

impl PartialOrd for Cost {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cost {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Search {
    fn new(size: usize) -> Self {
        Self {
            distance: vec![f64::INFINITY; size],
            reached_from: vec![NONE; size],
            done: vec![false; size],
            touched: Vec::new(),
            settled: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    /// The nearest free row from column `start` and its distance, or nothing when no free row can be reached.
    fn run(
        &mut self,
        start: u32,
        edges: impl Fn(usize, &mut dyn FnMut(usize, f64)),
        activity_of: &[u32],
    ) -> Option<(u32, f64)> {
        for &row in &self.touched {
            self.distance[row as usize] = f64::INFINITY;
            self.done[row as usize] = false;
        }
        self.touched.clear();
        self.settled.clear();
        self.heap.clear();
        let mut column = start;
        let mut so_far = 0.0;
        loop {
            edges(column as usize, &mut |row, cost| {
                let length = so_far + cost;
                if !self.done[row] && length < self.distance[row] {
                    if self.distance[row] == f64::INFINITY {
                        self.touched.push(row as u32);
                    }
                    self.distance[row] = length;
                    self.reached_from[row] = column;
                    self.heap.push(Reverse((Cost(length), row as u32)));
                }
            });
            let row = loop {
                let Reverse((_, row)) = self.heap.pop()?;
                if !self.done[row as usize] {
                    break row;
                }
            };
            self.done[row as usize] = true;
            so_far = self.distance[row as usize];
            if activity_of[row as usize] == NONE {
                return Some((row, so_far));
            }
            self.settled.push(row);
            column = activity_of[row as usize];
        }
    }
}

impl System {
    /// Builds a system from a technosphere with columns in any order and of any sign. Product order is kept; activity
    /// `j` of the result is the raw column [`Pairing::activity_of`]`[j]`.
    pub fn from_raw(
        technosphere: &Sparse,
        interventions: &Sparse,
        characterisation: Sparse,
        declared: &[(u32, u32)],
    ) -> Result<(Self, Pairing), InventoryError> {
        let expect = |what, expected: usize, found: usize| {
            if expected == found { Ok(()) } else { Err(InventoryError::Dimension { what, expected, found }) }
        };
        expect("columns of the interventions", technosphere.columns(), interventions.columns())?;
        expect("rows of the characterisation", interventions.rows(), characterisation.rows())?;
        let pairing = Pairing::find(technosphere, declared)?;
        let identity = pairing.activity_of.iter().enumerate().all(|(product, &activity)| product as u32 == activity);
        let (technosphere, interventions) = if identity {
            (technosphere.clone(), interventions.clone())
        } else {
            (technosphere.select_columns(&pairing.activity_of), interventions.select_columns(&pairing.activity_of))
        };
        Ok((Self { technosphere, interventions, characterisation }, pairing))
    }
}

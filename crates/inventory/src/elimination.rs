//! The static pattern of an LU factorisation of one strongly connected component.
//!
//! Pivots stay on the diagonal, which is safe for a productive component (an M-matrix) in any order. The order is
//! Markowitz's: always the activity with the least product of remaining inputs and remaining users. When what remains
//! is dense enough it is left as a *core* to be factored as a dense matrix.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::order::Order;

/// Remaining share of filled places at which the rest becomes the dense core.
const CORE_DENSITY: f64 = 0.35;
/// A remaining part up to this size is made dense at once.
const CORE_SMALLEST: usize = 32;

/// Pattern of `L` and `U` by columns, in elimination order. Sparse pivots are `0..pivots`; the rest is the core.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elimination {
    /// Local index (position minus the component's first) eliminated at each step; after the pivots, the core.
    pub(crate) order: Vec<u32>,
    /// Number of sparse pivots.
    pub(crate) pivots: usize,
    /// Where each column of `U` begins, for all steps.
    pub(crate) upper_starts: Vec<u32>,
    /// Pivots above the diagonal of each column, ascending.
    pub(crate) upper: Vec<u32>,
    /// Where each column of `L` begins, for the sparse pivots.
    pub(crate) lower_starts: Vec<u32>,
    /// Steps below the diagonal of each sparse pivot's column, ascending.
    pub(crate) lower: Vec<u32>,
}

impl Elimination {
    /// Size of the dense core.
    pub fn core(&self) -> usize {
        self.order.len() - self.pivots
    }

    /// Whether every entry of the loop has a place in the pattern.
    pub(crate) fn covers(&self, order: &Order, component: usize) -> bool {
        let first = order.span(component).start;
        let mut step = vec![0_u32; self.order.len()];
        for (k, &node) in self.order.iter().enumerate() {
            step[node as usize] = k as u32;
        }
        self.order.iter().enumerate().all(|(j, &node)| {
            let above = &self.upper[self.upper_starts[j] as usize..self.upper_starts[j + 1] as usize];
            let end = self.lower_starts.get(j + 1);
            let below = end.map(|&end| &self.lower[self.lower_starts[j] as usize..end as usize]);
            order.supplier[order.inner_range(first + node as usize)].iter().all(|&supplier| {
                let i = step[supplier as usize - first];
                let within = if (i as usize) < j.min(self.pivots) { Some(above) } else { below };
                within.is_none_or(|rows| rows.binary_search(&i).is_ok())
            })
        })
    }

    /// The pattern of one component of an order.
    pub(crate) fn of_loop(order: &Order, component: u32) -> Self {
        let span = order.span(component as usize);
        let first = span.start as u32;
        Self::analyse(
            span.map(|position| order.supplier[order.inner_range(position)].iter().map(|&p| p - first).collect())
                .collect(),
        )
    }

    /// Chooses the order and finds the fill; `columns[j]` are the suppliers of `j` inside the component, ascending,
    /// without `j` itself.
    pub(crate) fn analyse(columns: Vec<Vec<u32>>) -> Self {
        let size = columns.len();
        let mut remaining = Remaining::new(columns);
        let mut order = Vec::with_capacity(size);
        let mut upper_rows: Vec<Vec<u32>> = Vec::new();
        let mut lower_columns: Vec<Vec<u32>> = Vec::new();
        while let Some(pivot) = remaining.next() {
            let (suppliers, users) = remaining.eliminate(pivot);
            order.push(pivot);
            lower_columns.push(suppliers);
            upper_rows.push(users);
        }
        let pivots = order.len();
        order.extend((0..size as u32).filter(|&node| !remaining.gone[node as usize]));
        let mut step = vec![0_u32; size];
        for (k, &node) in order.iter().enumerate() {
            step[node as usize] = k as u32;
        }
        let mut pattern = Self { order, pivots, lower_starts: vec![0], ..Self::default() };
        for mut column in lower_columns {
            for node in &mut column {
                *node = step[*node as usize];
            }
            column.sort_unstable();
            pattern.lower.extend_from_slice(&column);
            pattern.lower_starts.push(pattern.lower.len() as u32);
        }
        pattern.upper_starts = vec![0_u32; size + 1];
        for node in upper_rows.iter().flatten() {
            pattern.upper_starts[step[*node as usize] as usize + 1] += 1;
        }
        for k in 0..size {
            pattern.upper_starts[k + 1] += pattern.upper_starts[k];
        }
        let mut next = pattern.upper_starts.clone();
        pattern.upper = vec![0; next[size] as usize];
        for (k, row) in upper_rows.iter().enumerate() {
            for node in row {
                let place = &mut next[step[*node as usize] as usize];
                pattern.upper[*place as usize] = k as u32;
                *place += 1;
            }
        }
        pattern
    }
}

/// The part of a component not yet eliminated.
struct Remaining {
    /// Suppliers of each activity still present.
    suppliers: Vec<Vec<u32>>,
    /// Users of each activity still present.
    users: Vec<Vec<u32>>,
    gone: Vec<bool>,
    active: usize,
    entries: usize,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
    merged: Vec<u32>,
}

impl Remaining {
    fn new(suppliers: Vec<Vec<u32>>) -> Self {
        let size = suppliers.len();
        let mut users = vec![Vec::new(); size];
        for (user, column) in suppliers.iter().enumerate() {
            for &supplier in column {
                users[supplier as usize].push(user as u32);
            }
        }
        let entries = suppliers.iter().map(Vec::len).sum();
        let mut remaining = Self {
            suppliers,
            users,
            gone: vec![false; size],
            active: size,
            entries,
            heap: BinaryHeap::with_capacity(2 * size),
            merged: Vec::new(),
        };
        for node in 0..size as u32 {
            remaining.queue(node);
        }
        remaining
    }

    fn price(&self, node: u32) -> u64 {
        self.suppliers[node as usize].len() as u64 * self.users[node as usize].len() as u64
    }

    fn queue(&mut self, node: u32) {
        self.heap.push(Reverse((self.price(node), node)));
    }

    /// The cheapest activity to eliminate, or nothing when the rest is to be dense.
    fn next(&mut self) -> Option<u32> {
        if self.active <= CORE_SMALLEST || self.entries as f64 > CORE_DENSITY * (self.active as f64).powi(2) {
            return None;
        }
        loop {
            let Reverse((price, node)) = self.heap.pop()?;
            if !self.gone[node as usize] && price == self.price(node) {
                return Some(node);
            }
        }
    }

    /// Removes an activity and joins its suppliers with its users; returns both.
    fn eliminate(&mut self, pivot: u32) -> (Vec<u32>, Vec<u32>) {
        let suppliers = std::mem::take(&mut self.suppliers[pivot as usize]);
        let users = std::mem::take(&mut self.users[pivot as usize]);
        self.gone[pivot as usize] = true;
        self.active -= 1;
        self.entries -= suppliers.len();
        for &user in &users {
            let list = &mut self.suppliers[user as usize];
            self.entries -= list.len();
            join(list, &suppliers, pivot, user, &mut self.merged);
            self.entries += list.len();
        }
        for &supplier in &suppliers {
            join(&mut self.users[supplier as usize], &users, pivot, supplier, &mut self.merged);
        }
        for &node in suppliers.iter().chain(&users) {
            self.queue(node);
        }
        (suppliers, users)
    }
}

/// Adds `more` to the sorted `list` except `own`, and drops `pivot`.
fn join(list: &mut Vec<u32>, more: &[u32], pivot: u32, own: u32, merged: &mut Vec<u32>) {
    if list.len() > 16 * more.len() {
        if let Ok(at) = list.binary_search(&pivot) {
            list.remove(at);
        }
        for &node in more {
            if node != own
                && let Err(at) = list.binary_search(&node)
            {
                list.insert(at, node);
            }
        }
        return;
    }
    merged.clear();
    let (mut a, mut b) = (0, 0);
    while a < list.len() || b < more.len() {
        let next = match (list.get(a), more.get(b)) {
            (Some(&x), Some(&y)) if x == y => {
                a += 1;
                b += 1;
                x
            }
            (Some(&x), Some(&y)) if x < y => {
                a += 1;
                x
            }
            (Some(&x), None) => {
                a += 1;
                x
            }
            (_, Some(&y)) => {
                b += 1;
                y
            }
            (None, None) => break,
        };
        if next != pivot && next != own {
            merged.push(next);
        }
    }
    std::mem::swap(list, merged);
}

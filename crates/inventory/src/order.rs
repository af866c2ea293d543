//! The order in which a technosphere is solved: strongly connected components, suppliers first.
//!
//! Activities are nodes and an arc leads from an activity to the producer of each input. A component of more than one
//! activity is a loop of supply; everything between components is triangular. Inside a component activities stand in
//! the order a depth-first search leaves them (Tarjan 1972), so that most suppliers stand before their users and a
//! Gauss–Seidel sweep from the last position to the first has few arcs against it.

use crate::error::InventoryError;
use crate::sparse::Sparse;

/// The permuted structure of a technosphere. *Positions* number activities in solving order; a supplier stands at a
/// lower position than its users unless both lie in one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Activity at each position.
    pub(crate) activity: Vec<u32>,
    /// Position of each activity.
    pub(crate) place: Vec<u32>,
    /// First position of each component, with the size of the system at the end.
    pub(crate) component_starts: Vec<u32>,
    /// Where the off-diagonal entries of each position's column begin.
    pub(crate) starts: Vec<u32>,
    /// Where, in each column, the entries inside the component begin; before them stand those of earlier components.
    pub(crate) inner: Vec<u32>,
    /// Position of the supplier of each off-diagonal entry, ascending in a column.
    pub(crate) supplier: Vec<u32>,
    /// Entry of the technosphere each off-diagonal entry comes from.
    pub(crate) source: Vec<u32>,
    /// Entry of the technosphere that holds the production exchange of each position.
    pub(crate) production: Vec<u32>,
}

impl Order {
    /// Orders the structure of a technosphere whose activity `j` produces product `j`.
    pub fn analyse(technosphere: &Sparse) -> Result<Self, InventoryError> {
        check_square(technosphere)?;
        let (activity, component_starts) = components(technosphere);
        Self::permute(technosphere, activity, component_starts)
    }

    /// Applies a known order; `activity` is a permutation and `component_starts` ascends from 0 to the size.
    pub(crate) fn permute(
        technosphere: &Sparse,
        activity: Vec<u32>,
        component_starts: Vec<u32>,
    ) -> Result<Self, InventoryError> {
        let size = technosphere.columns();
        let mut place = vec![0_u32; size];
        for (position, &j) in activity.iter().enumerate() {
            place[j as usize] = position as u32;
        }
        let production = activity
            .iter()
            .map(|&j| technosphere.entry(j as usize, j as usize).map(|k| k as u32))
            .zip(&activity)
            .map(|(entry, &activity)| entry.ok_or(InventoryError::NoProduction { activity }))
            .collect::<Result<Vec<u32>, _>>()?;
        let off_diagonal = technosphere.entries() - size;
        let mut order = Self {
            starts: Vec::with_capacity(size + 1),
            inner: Vec::with_capacity(size),
            supplier: Vec::with_capacity(off_diagonal),
            source: Vec::with_capacity(off_diagonal),
            activity,
            place,
            component_starts,
            production,
        };
        order.starts.push(0);
        let mut column: Vec<u64> = Vec::new();
        let rows = technosphere.row_indices();
        for component in 0..order.components() {
            let first = order.component_starts[component];
            for position in order.span(component) {
                let j = order.activity[position] as usize;
                column.clear();
                column.extend(
                    technosphere
                        .range(j)
                        .filter(|&k| rows[k] as usize != j)
                        .map(|k| u64::from(order.place[rows[k] as usize]) << 32 | k as u64),
                );
                column.sort_unstable();
                let outer = column.partition_point(|&entry| ((entry >> 32) as u32) < first);
                order.inner.push((order.supplier.len() + outer) as u32);
                order.supplier.extend(column.iter().map(|&entry| (entry >> 32) as u32));
                order.source.extend(column.iter().map(|&entry| entry as u32));
                order.starts.push(order.supplier.len() as u32);
            }
        }
        Ok(order)
    }

    /// Whether no activity needs a product of a later component.
    pub(crate) fn is_triangular(&self) -> bool {
        (0..self.components()).all(|component| {
            let span = self.span(component);
            span.clone().all(|position| {
                let last = self.supplier[self.range(position)].last();
                last.is_none_or(|&supplier| (supplier as usize) < span.end)
            })
        })
    }

    /// Number of activities.
    pub fn size(&self) -> usize {
        self.activity.len()
    }

    /// Number of strongly connected components.
    pub fn components(&self) -> usize {
        self.component_starts.len() - 1
    }

    /// Components of more than one activity.
    pub fn loops(&self) -> Vec<u32> {
        (0..self.components() as u32).filter(|&component| self.span(component as usize).len() > 1).collect()
    }

    /// Positions of a component.
    pub(crate) fn span(&self, component: usize) -> std::ops::Range<usize> {
        self.component_starts[component] as usize..self.component_starts[component + 1] as usize
    }

    /// Activities of a component, suppliers mostly first; components are numbered suppliers first.
    pub fn members(&self, component: usize) -> &[u32] {
        &self.activity[self.span(component)]
    }

    /// Entries of a position's column inside its component.
    pub(crate) fn inner_range(&self, position: usize) -> std::ops::Range<usize> {
        self.inner[position] as usize..self.starts[position + 1] as usize
    }

    /// Entries of a position's column in earlier components.
    pub(crate) fn outer_range(&self, position: usize) -> std::ops::Range<usize> {
        self.starts[position] as usize..self.inner[position] as usize
    }

    /// All entries of a position's column.
    pub(crate) fn range(&self, position: usize) -> std::ops::Range<usize> {
        self.starts[position] as usize..self.starts[position + 1] as usize
    }
}

/// Fails unless there are as many products as activities.
pub(crate) fn check_square(technosphere: &Sparse) -> Result<(), InventoryError> {
    let (products, activities) = (technosphere.rows(), technosphere.columns());
    if products == activities { Ok(()) } else { Err(InventoryError::NotSquare { products, activities }) }
}

/// Tarjan's strongly connected components without recursion: activities in solving order and component starts.
fn components(technosphere: &Sparse) -> (Vec<u32>, Vec<u32>) {
    const UNSEEN: u32 = 0;
    const CLOSED: u32 = u32::MAX;
    let size = technosphere.columns();
    let (starts, rows) = (technosphere.starts(), technosphere.row_indices());
    let mut low = vec![UNSEEN; size];
    let mut left_at = vec![0_u32; size];
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, u32, u32)> = Vec::new();
    let mut activity = Vec::with_capacity(size);
    let mut component_starts = vec![0];
    let (mut seen, mut left) = (0_u32, 0_u32);
    for root in 0..size as u32 {
        if low[root as usize] != UNSEEN {
            continue;
        }
        let mut enter = Some(root);
        loop {
            if let Some(node) = enter.take() {
                seen += 1;
                low[node as usize] = seen;
                open.push(node);
                path.push((node, seen, starts[node as usize]));
            }
            let Some((node, number, next)) = path.last_mut() else { break };
            let j = *node as usize;
            if *next < starts[j + 1] {
                let supplier = rows[*next as usize];
                *next += 1;
                match low[supplier as usize] {
                    UNSEEN => enter = Some(supplier),
                    CLOSED => {}
                    other => low[j] = low[j].min(other),
                }
                continue;
            }
            left_at[j] = left;
            left += 1;
            let (node, number) = (*node, *number);
            path.pop();
            let own = low[j];
            if let Some(&(user, ..)) = path.last() {
                low[user as usize] = low[user as usize].min(own);
            }
            if own == number {
                let first = activity.len();
                while let Some(member) = open.pop() {
                    low[member as usize] = CLOSED;
                    activity.push(member);
                    if member == node {
                        break;
                    }
                }
                activity[first..].sort_unstable_by_key(|&member| left_at[member as usize]);
                component_starts.push(activity.len() as u32);
            }
        }
    }
    (activity, component_starts)
}

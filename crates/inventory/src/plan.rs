//! What can be known about a technosphere from its structure alone: solving order and fill. Stored once per network.

use std::sync::Arc;

use crate::elimination::Elimination;
use crate::error::InventoryError;
use crate::order::Order;
use crate::sparse::Sparse;

/// Order and elimination pattern of one structure. It holds for any values of that structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub(crate) order: Arc<Order>,
    /// One for each loop (component of several activities), in component order.
    pub(crate) eliminations: Vec<Arc<Elimination>>,
    pub(crate) fingerprint: u64,
}

impl Plan {
    /// Analyses the structure of a technosphere whose activity `j` produces product `j`.
    pub fn analyse(technosphere: &Sparse) -> Result<Self, InventoryError> {
        let order = Order::analyse(technosphere)?;
        let eliminations =
            order.loops().into_iter().map(|component| Arc::new(Elimination::of_loop(&order, component))).collect();
        Ok(Self { order: Arc::new(order), eliminations, fingerprint: fingerprint(technosphere) })
    }

    /// Fails unless the plan is for the structure of `technosphere`.
    pub fn check(&self, technosphere: &Sparse) -> Result<(), InventoryError> {
        if self.fingerprint == fingerprint(technosphere) { Ok(()) } else { Err(InventoryError::PlanMismatch) }
    }

    /// The solving order.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// Hash of the structure this plan is for.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Size of the largest dense core.
    pub fn largest_core(&self) -> usize {
        self.eliminations.iter().map(|elimination| elimination.core()).max().unwrap_or(0)
    }
}

/// Hash of size and places of the entries, independent of their values.
pub fn fingerprint(technosphere: &Sparse) -> u64 {
    let mut hash = Hash::default();
    hash.add(technosphere.rows() as u64);
    hash.add(technosphere.columns() as u64);
    hash.add_all(technosphere.starts());
    hash.add_all(technosphere.row_indices());
    hash.0
}

/// A multiply-and-fold hash for structures and stored bytes; not cryptographic.
pub(crate) struct Hash(pub(crate) u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

impl Hash {
    pub(crate) fn add(&mut self, word: u64) {
        let wide = u128::from(self.0 ^ word) * 0xd6e8_feb8_6659_fd93_u128;
        self.0 = (wide as u64) ^ (wide >> 64) as u64 ^ word.rotate_left(29);
    }

    pub(crate) fn add_all(&mut self, words: &[u32]) {
        let (pairs, last) = words.as_chunks::<2>();
        for pair in pairs {
            self.add(u64::from(pair[0]) << 32 | u64::from(pair[1]));
        }
        for &word in last {
            self.add(u64::from(word) << 1 | 1);
        }
    }
}

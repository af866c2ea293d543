//! A plan as bytes, to be stored beside its network.
//!
//! `VPL1`, then little-endian words: fingerprint, number of activities and of components, components as sizes,
//! activities in solving order; for each loop its number of sparse pivots, elimination order, and the columns of `U`
//! and `L` as lengths and ascending differences in base-128 digits; at the end a hash of all bytes before. What can
//! be computed in one pass over the technosphere is not stored.

use std::sync::Arc;

use crate::elimination::Elimination;
use crate::error::InventoryError;
use crate::order::Order;
use crate::plan::{Hash, Plan, fingerprint};
use crate::sparse::Sparse;

const MAGIC: &[u8; 4] = b"VPL1";

impl Plan {
    /// The plan in its stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.fingerprint.to_le_bytes());
        let order = &*self.order;
        put(&mut bytes, order.size() as u32);
        put(&mut bytes, order.components() as u32);
        for component in 0..order.components() {
            put(&mut bytes, order.span(component).len() as u32);
        }
        for &activity in &order.activity {
            put(&mut bytes, activity);
        }
        for elimination in &self.eliminations {
            put(&mut bytes, elimination.pivots as u32);
            for &node in &elimination.order {
                put(&mut bytes, node);
            }
            put_columns(&mut bytes, &elimination.upper_starts, &elimination.upper);
            put_columns(&mut bytes, &elimination.lower_starts, &elimination.lower);
        }
        let hash = hash_of(&bytes);
        bytes.extend_from_slice(&hash.to_le_bytes());
        bytes
    }

    /// Reads a stored plan for the structure of `technosphere`; refuses damaged bytes and plans of other structures.
    pub fn from_bytes(bytes: &[u8], technosphere: &Sparse) -> Result<Self, InventoryError> {
        let damaged = |reason| InventoryError::PlanDamaged { reason };
        let (body, hash) = bytes.split_last_chunk::<8>().ok_or(damaged("too short"))?;
        if hash_of(body) != u64::from_le_bytes(*hash) {
            return Err(damaged("the check sum does not fit"));
        }
        let (magic, body) = body.split_first_chunk::<4>().ok_or(damaged("too short"))?;
        if magic != MAGIC {
            return Err(damaged("not a stored plan of this version"));
        }
        let (stored, body) = body.split_first_chunk::<8>().ok_or(damaged("too short"))?;
        let stored = u64::from_le_bytes(*stored);
        if stored != fingerprint(technosphere) {
            return Err(InventoryError::PlanMismatch);
        }
        let mut words = Words { bytes: body };
        let size = technosphere.columns();
        if words.next()? as usize != size {
            return Err(damaged("the number of activities does not fit"));
        }
        let components = words.next()? as usize;
        if components > size {
            return Err(damaged("more components than activities"));
        }
        let mut component_starts = vec![0_u32];
        let mut end = 0_usize;
        for _ in 0..components {
            let members = words.next()? as usize;
            end += members;
            if members == 0 || end > size {
                return Err(damaged("the components do not fit"));
            }
            component_starts.push(end as u32);
        }
        if end != size {
            return Err(damaged("the components do not fit"));
        }
        let activity = words.permutation(size)?;
        let order = Order::permute(technosphere, activity, component_starts)?;
        if !order.is_triangular() {
            return Err(damaged("the order does not fit"));
        }
        let eliminations = order
            .loops()
            .into_iter()
            .map(|component| words.elimination(order.span(component as usize).len()).map(Arc::new))
            .collect::<Result<Vec<_>, _>>()?;
        if !words.bytes.is_empty() {
            return Err(damaged("too long"));
        }
        for (elimination, component) in eliminations.iter().zip(order.loops()) {
            if !elimination.covers(&order, component as usize) {
                return Err(damaged("the fill does not fit"));
            }
        }
        Ok(Self { order: Arc::new(order), eliminations, fingerprint: stored })
    }
}

/// Appends a number in base-128 digits, least first.
fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Appends the columns of a pattern.
fn put_columns(bytes: &mut Vec<u8>, starts: &[u32], rows: &[u32]) {
    for range in starts.windows(2) {
        put(bytes, range[1] - range[0]);
        let mut before = 0;
        for &row in &rows[range[0] as usize..range[1] as usize] {
            put(bytes, row - before);
            before = row;
        }
    }
}

fn hash_of(bytes: &[u8]) -> u64 {
    let mut hash = Hash::default();
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash.add(u64::from_le_bytes(*word));
    }
    for &byte in rest {
        hash.add(u64::from(byte) | 0x100);
    }
    hash.add(bytes.len() as u64);
    hash.0
}

/// What is left to read.
struct Words<'a> {
    bytes: &'a [u8],
}

impl Words<'_> {
    fn next(&mut self) -> Result<u32, InventoryError> {
        let mut number = 0_u32;
        for shift in (0..32).step_by(7) {
            let (&byte, rest) = self.bytes.split_first().ok_or(InventoryError::PlanDamaged { reason: "too short" })?;
            self.bytes = rest;
            let digit = u32::from(byte & 0x7f);
            if shift == 28 && digit > 0xf {
                break;
            }
            number |= digit << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(InventoryError::PlanDamaged { reason: "a number is too long" })
    }

    fn permutation(&mut self, size: usize) -> Result<Vec<u32>, InventoryError> {
        let mut seen = vec![false; size];
        let mut permutation = Vec::with_capacity(size);
        for _ in 0..size {
            let node = self.next()?;
            match seen.get_mut(node as usize) {
                Some(seen) if !*seen => *seen = true,
                _ => return Err(InventoryError::PlanDamaged { reason: "an order is not a permutation" }),
            }
            permutation.push(node);
        }
        Ok(permutation)
    }

    /// Columns whose rows ascend within what `rows` allows for each.
    fn columns(
        &mut self,
        columns: usize,
        rows: impl Fn(usize) -> std::ops::Range<u32>,
    ) -> Result<(Vec<u32>, Vec<u32>), InventoryError> {
        let unfit = InventoryError::PlanDamaged { reason: "a pattern does not fit" };
        let mut starts = Vec::with_capacity(columns + 1);
        let mut pattern: Vec<u32> = Vec::new();
        starts.push(0);
        for column in 0..columns {
            let allowed = rows(column);
            let count = self.next()?;
            if count > allowed.end.saturating_sub(allowed.start) {
                return Err(unfit);
            }
            let mut row = 0_u32;
            for k in 0..count {
                let step = self.next()?;
                row = row.checked_add(step).ok_or(unfit.clone())?;
                if !allowed.contains(&row) || (k > 0 && step == 0) {
                    return Err(unfit);
                }
                pattern.push(row);
            }
            starts.push(pattern.len() as u32);
        }
        Ok((starts, pattern))
    }

    fn elimination(&mut self, size: usize) -> Result<Elimination, InventoryError> {
        let pivots = self.next()? as usize;
        if pivots > size {
            return Err(InventoryError::PlanDamaged { reason: "more pivots than activities" });
        }
        let order = self.permutation(size)?;
        let (upper_starts, upper) = self.columns(size, |j| 0..j.min(pivots) as u32)?;
        let (lower_starts, lower) = self.columns(pivots, |k| k as u32 + 1..size as u32)?;
        Ok(Elimination { order, pivots, upper_starts, upper, lower_starts, lower })
    }
}

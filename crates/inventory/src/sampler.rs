//! Samples the values of one sparse matrix: which entries change and how, made ready once.
//!
//! An entry on which several uncertain exchanges fall is the certain rest plus the sum of their samples, added in the
//! order of the list. Lognormals, nearly all of a database, are drawn in blocks.

use verdigris_quantity::distribution::Distribution;
use verdigris_quantity::sampling::{SampleKey, fill_lognormal};

use crate::sparse::Sparse;
use crate::uncertain::Uncertain;

const BLOCK: usize = 1024;

/// Lognormal parts of entries, column by column.
#[derive(Clone, Debug, Default)]
struct Batch {
    entry: Vec<u32>,
    id: Vec<u64>,
    base: Vec<f64>,
    sigma: Vec<f32>,
}

impl Batch {
    fn push(&mut self, entry: u32, id: u64, base: f64, sigma: f64) {
        self.entry.push(entry);
        self.id.push(id);
        self.base.push(base);
        self.sigma.push(sigma as f32);
    }

    #[inline]
    fn draw(&self, key: SampleKey, mut put: impl FnMut(usize, f64)) {
        let mut drawn = [0.0; BLOCK];
        let blocks = self.entry.chunks(BLOCK).zip(self.id.chunks(BLOCK));
        let blocks = blocks.zip(self.base.chunks(BLOCK)).zip(self.sigma.chunks(BLOCK));
        for (((entries, ids), base), sigma) in blocks {
            let drawn = &mut drawn[..entries.len()];
            fill_lognormal(key, ids, base, sigma, drawn);
            for (&entry, &value) in entries.iter().zip(&*drawn) {
                put(entry as usize, value);
            }
        }
    }
}

/// A part drawn from its distribution one by one.
#[derive(Clone, Copy, Debug)]
struct Single {
    entry: u32,
    factor: f64,
    distribution: Distribution,
    id: u64,
}

/// A part whose value is computed outside, by formula.
#[derive(Clone, Copy, Debug)]
struct Outside {
    entry: u32,
    slot: u32,
}

/// How the values of one matrix follow from a key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sampler {
    certain: Vec<f64>,
    rests: Vec<(u32, f64)>,
    alone: Batch,
    added: Batch,
    single: Vec<Single>,
    outside: Vec<Outside>,
}

impl Sampler {
    /// Makes ready the sampling of `matrix`. `items` are `(entry, exchange)`; `outside` are `(entry, slot, value in
    /// the matrix)` of parts that are handed in at each draw.
    pub(crate) fn new(matrix: &Sparse, items: &[(u32, Uncertain)], outside: &[(u32, u32, f64)]) -> Self {
        let mut parts = vec![0_u32; matrix.entries()];
        let mut rest = matrix.values().to_vec();
        let mut size: Vec<f64> = rest.iter().map(|value| value.abs()).collect();
        let mut take = |entry: u32, value: f64| {
            let entry = entry as usize;
            parts[entry] += 1;
            rest[entry] -= value;
            size[entry] = size[entry].max(value.abs());
        };
        for (entry, item) in items {
            take(*entry, item.factor * item.amount);
        }
        for &(entry, _, value) in outside {
            take(entry, value);
        }
        for (rest, size) in rest.iter_mut().zip(&size) {
            // What remains of parts that make up the whole entry is rounding.
            if rest.abs() <= 1e-12 * size {
                *rest = 0.0;
            }
        }
        let mut sampler = Self { certain: matrix.values().to_vec(), ..Self::default() };
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|&k| items[k].0);
        for k in order {
            let (entry, item) = items[k];
            let alone = parts[entry as usize] == 1 && rest[entry as usize] == 0.0;
            match item.distribution {
                Distribution::Lognormal { median, sigma } => {
                    let batch = if alone { &mut sampler.alone } else { &mut sampler.added };
                    batch.push(entry, item.id, item.factor * median, sigma);
                }
                distribution => {
                    sampler.single.push(Single { entry, factor: item.factor, distribution, id: item.id });
                }
            }
            if alone && matches!(item.distribution, Distribution::Lognormal { .. }) {
                parts[entry as usize] = 0;
            }
        }
        sampler.outside = outside.iter().map(|&(entry, slot, _)| Outside { entry, slot }).collect();
        sampler.rests =
            (0..parts.len()).filter(|&entry| parts[entry] > 0).map(|entry| (entry as u32, rest[entry])).collect();
        sampler
    }

    /// Values to start from; [`Self::fill`] overwrites those that change.
    pub(crate) fn start(&self) -> Vec<f64> {
        self.certain.clone()
    }

    /// Whether no value ever changes.
    pub(crate) fn is_certain(&self) -> bool {
        self.rests.is_empty() && self.alone.entry.is_empty()
    }

    /// Overwrites the uncertain entries of `values` with those of `key`; `slots` are the parts computed outside.
    pub(crate) fn fill(&self, key: SampleKey, slots: &[f64], values: &mut [f64]) {
        for &(entry, rest) in &self.rests {
            values[entry as usize] = rest;
        }
        self.alone.draw(key, |entry, value| values[entry] = value);
        self.added.draw(key, |entry, value| values[entry] += value);
        for single in &self.single {
            values[single.entry as usize] += single.factor * single.distribution.sample(key.draw(single.id));
        }
        for outside in &self.outside {
            values[outside.entry as usize] += slots[outside.slot as usize];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitivity::Place;

    fn lognormal(factor: f64, amount: f64, id: u64) -> Uncertain {
        let distribution = Distribution::Lognormal { median: amount, sigma: 0.2 };
        Uncertain { place: Place::Factor { flow: 0, indicator: 0 }, factor, amount, distribution, id }
    }

    #[test]
    fn parts_of_an_entry_add_to_its_rest() {
        // Entry 0: certain 5 plus two parts 2 and −1; entry 1: one part alone; entry 2 certain; entry 3: outside.
        let matrix = Sparse::from_triplets(4, 1, &[(0, 0, 6.0), (1, 0, -3.0), (2, 0, 7.0), (3, 0, 10.0)]);
        let normal =
            Uncertain { distribution: Distribution::Normal { mean: 1.0, sd: 0.1 }, ..lognormal(-1.0, 1.0, 12) };
        let items = [(0, lognormal(1.0, 2.0, 11)), (0, normal), (1, lognormal(-1.0, 3.0, 13))];
        let sampler = Sampler::new(&matrix, &items, &[(3, 0, 4.0)]);
        let key = SampleKey::new(1, 1);
        let mut values = sampler.start();
        sampler.fill(key, &[4.5], &mut values);
        let multiplier = |id| f64::from(key.draw(id).lognormal(0.2));
        assert_eq!(values[0], 5.0 + 2.0 * multiplier(11) - (1.0 + 0.1 * key.draw(12).normal()));
        assert_eq!(values[1], -3.0 * multiplier(13));
        assert_eq!(values[2..], [7.0, 10.5]);
        // A second draw does not depend on the first.
        let mut again = sampler.start();
        sampler.fill(SampleKey::new(1, 2), &[4.0], &mut again);
        sampler.fill(key, &[4.5], &mut again);
        assert_eq!(again, values);
        assert!(!sampler.is_certain() && Sampler::new(&matrix, &[], &[]).is_certain());
    }
}

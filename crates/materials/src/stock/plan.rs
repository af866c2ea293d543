//! Which survival table each series uses, and which series are worked on together.

use std::collections::HashMap;

use rayon::prelude::*;

use super::tile::WIDTH;
use crate::{
    lifetime::Lifetimes,
    survival::{Ages, Entry, Survival},
    time::Time,
};

/// Tables kept at most for lifetimes that differ by cohort and series; beyond, every series is streamed by itself.
const TABLES: usize = 64;

/// How the series are worked on.
pub(super) enum Plan {
    /// Tables, and tiles of up to sixteen series with the number of their table.
    Tables { tables: Vec<Survival>, tiles: Vec<(usize, Vec<u32>)> },
    /// Every series by itself, cohort by cohort.
    Own { ages: Ages },
}

impl Plan {
    /// Plans valid lifetimes.
    pub(super) fn new(time: &Time, lifetimes: &Lifetimes, entry: Entry, series: usize) -> Self {
        let ages = Ages::new(time, entry);
        let steps = time.steps();
        let (representatives, table_of): (Vec<usize>, Vec<usize>) = match lifetimes {
            Lifetimes::One(_) | Lifetimes::ByCohort(_) => (vec![0], vec![0; series]),
            Lifetimes::BySeries(list) => distinct(series, usize::MAX, |k| list[k].key()).unwrap_or_default(),
            Lifetimes::ByCohortAndSeries(list) => {
                let column = |k: usize| (0..steps).flat_map(|c| list[c * series + k].key()).collect();
                match distinct(series, TABLES, column) {
                    Some(found) => found,
                    None => return Self::Own { ages },
                }
            }
        };
        let tables: Vec<Survival> = representatives
            .par_iter()
            .map(|&k| match lifetimes {
                Lifetimes::One(_) | Lifetimes::BySeries(_) => {
                    Survival::from_ages(&ages, time, |_| lifetimes.of(0, k, series))
                }
                _ => Survival::triangle(&ages, steps, |cohort| lifetimes.of(cohort, k, series)),
            })
            .collect();
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); tables.len()];
        for (k, &table) in table_of.iter().enumerate() {
            groups[table].push(k as u32);
        }
        let tiles = groups
            .iter()
            .enumerate()
            .flat_map(|(table, members)| members.chunks(WIDTH).map(move |tile| (table, tile.to_vec())))
            .collect();
        Self::Tables { tables, tiles }
    }
}

/// The first series of each distinct key, and for every series which it is; `None` where there are more than `most`.
fn distinct(count: usize, most: usize, key: impl Fn(usize) -> Vec<u64>) -> Option<(Vec<usize>, Vec<usize>)> {
    let mut seen: HashMap<Vec<u64>, usize> = HashMap::new();
    let (mut representatives, mut which) = (Vec::new(), Vec::with_capacity(count));
    for k in 0..count {
        let next = seen.len();
        let place = *seen.entry(key(k)).or_insert(next);
        if place == representatives.len() {
            if place == most {
                return None;
            }
            representatives.push(k);
        }
        which.push(place);
    }
    Some((representatives, which))
}

//! Regions as a tree: a province lies in a country, a country in the world.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

/// A region by its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// `GLO`, ISO 3166 code or subdivision.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Code of the region one step wider, empty for the widest.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parent: String,
}

/// All regions of a network. A code nobody declared has its country (the part before `-`) as parent, and a country
/// the world.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Region>", into = "Vec<Region>")]
pub struct Regions {
    list: Vec<Region>,
    index: HashMap<String, usize>,
}

impl From<Vec<Region>> for Regions {
    fn from(list: Vec<Region>) -> Self {
        let index = list.iter().enumerate().map(|(k, region)| (region.id.clone(), k)).collect();
        Self { list, index }
    }
}

impl From<Regions> for Vec<Region> {
    fn from(regions: Regions) -> Self {
        regions.list
    }
}

/// Code of the whole world.
pub const WORLD: &str = "GLO";

impl Regions {
    /// All declared regions.
    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.list.iter()
    }

    /// A declared region.
    pub fn get(&self, id: &str) -> Option<&Region> {
        self.index.get(id).map(|&k| &self.list[k])
    }

    /// Adds a region unless its code is declared already; says whether it was added.
    pub fn insert(&mut self, region: Region) -> bool {
        let fresh = !self.index.contains_key(&region.id);
        if fresh {
            self.index.insert(region.id.clone(), self.list.len());
            self.list.push(region);
        }
        fresh
    }

    /// The region one step wider.
    pub fn parent<'r>(&'r self, id: &'r str) -> Option<&'r str> {
        match self.get(id) {
            Some(region) if !region.parent.is_empty() => Some(&region.parent),
            Some(_) => None,
            None if id.is_empty() || id == WORLD => None,
            None => Some(id.split_once('-').map_or(WORLD, |(country, _)| country)),
        }
    }

    /// The region itself, then ever wider ones. Ends even when the declared parents form a ring.
    pub fn outward<'r>(&'r self, id: &'r str) -> impl Iterator<Item = &'r str> {
        std::iter::successors(Some(id), |at| self.parent(at)).take(self.list.len() + 3)
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn within(&self, inner: &str, outer: &str) -> bool {
        self.outward(inner).any(|at| at == outer)
    }

    /// The codes a pattern list such as `CN;CN-*` stands for, in declared order, without repeats.
    pub fn expand(&self, pattern: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for part in pattern.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let matched: Vec<String> = match part.strip_suffix('*') {
                None => vec![part.to_owned()],
                Some(stem) => self.list.iter().filter(|r| r.id.starts_with(stem)).map(|r| r.id.clone()).collect(),
            };
            for id in matched {
                if !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        found
    }
}

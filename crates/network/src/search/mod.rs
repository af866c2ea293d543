//! Finds flows and processes by id, name, synonym, CAS number or any part of these, in either language.
//!
//! Letters are compared without regard to case, width and traditional or simplified form. A hit's score says how well it
//! fits: exact id 100, exact name 90, exact synonym, CAS number or formula 80, beginning of id or name 60, a whole word
//! 50, any part 30, all words of the text somewhere about the object 20. Equal scores stand in the order of the length
//! of the name, then the id.

mod characters;
mod fold;

use verdigris_quantity::Label;

use crate::{flow::FlowIndex, nearest::nearest, network::Network, process::ProcessIndex};
pub use fold::fold;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A flow.
    Flow(FlowIndex),
    /// A process.
    Process(ProcessIndex),
}

/// One object found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The object.
    pub target: Target,
    /// How well it fits, 20 to 100.
    pub score: u32,
}

struct Entry {
    target: Target,
    id: String,
    names: Vec<String>,
    others: Vec<String>,
    /// Region, compartment, category and technology, for searches of several words.
    about: String,
}

/// All names of a network in the form in which they are compared; build it once to search often.
pub struct Index {
    entries: Vec<Entry>,
}

/// Searches a network once.
pub fn search(network: &Network, text: &str) -> Vec<Hit> {
    Index::new(network).search(text)
}

/// The hit that beats all others, if one does: several equally good ones are ambiguous.
pub fn unique(hits: &[Hit]) -> Option<&Hit> {
    match hits {
        [only] => Some(only),
        [first, second, ..] if first.score > second.score => Some(first),
        _ => None,
    }
}

/// Up to three ids or names most like a text that found nothing.
pub fn suggestions<'n>(network: &'n Network, text: &str) -> Vec<&'n str> {
    let flows = network.flows.iter().map(|flow| (flow.id.as_str(), &flow.name));
    let processes = network.processes.iter().map(|process| (process.id.as_str(), &process.name));
    let texts = |(id, name): (&'n str, &'n Label)| [id, name.en.as_str(), name.zh.as_str()];
    nearest(text, flows.chain(processes).flat_map(texts).filter(|text| !text.is_empty()))
}

fn names(name: &Label) -> Vec<String> {
    [&name.en, &name.zh].into_iter().map(|name| fold(name)).filter(|name| !name.is_empty()).collect()
}

impl Index {
    /// Reads the names of a network.
    pub fn new(network: &Network) -> Self {
        let flows = network.flows.iter().enumerate().map(|(at, flow)| {
            let others = flow.synonyms.iter().map(String::as_str).chain([flow.cas.as_str(), flow.formula.as_str()]);
            Entry {
                target: Target::Flow(FlowIndex(at as u32)),
                id: fold(&flow.id),
                names: names(&flow.name),
                others: others.filter(|other| !other.is_empty()).map(fold).collect(),
                about: fold(&format!("{} {} {}", flow.compartment, flow.location, flow.category)),
            }
        });
        let processes = network.processes.iter().enumerate().map(|(at, process)| Entry {
            target: Target::Process(ProcessIndex(at as u32)),
            id: fold(&process.id),
            names: names(&process.name),
            others: Vec::new(),
            about: fold(&format!(
                "{} {} {} {}",
                process.region, process.technology.en, process.technology.zh, process.category
            )),
        });
        Self { entries: flows.chain(processes).collect() }
    }

    /// Everything that fits, the best first; nothing for an empty text.
    pub fn search(&self, text: &str) -> Vec<Hit> {
        let wanted = fold(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let words: Vec<&str> = wanted.split(' ').collect();
        let mut found: Vec<(u32, usize, &str, Target)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let score = entry.score(&wanted, &words);
                let length = entry.names.iter().map(String::len).min().unwrap_or(entry.id.len());
                (score > 0).then_some((score, length, entry.id.as_str(), entry.target))
            })
            .collect();
        found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
        found.into_iter().map(|(score, _, _, target)| Hit { target, score }).collect()
    }
}

impl Entry {
    fn score(&self, wanted: &str, words: &[&str]) -> u32 {
        let is = |text: &String| text == wanted;
        if is(&self.id) {
            return 100;
        }
        if self.names.iter().any(is) {
            return 90;
        }
        if self.others.iter().any(is) {
            return 80;
        }
        let texts = || std::iter::once(&self.id).chain(&self.names).chain(&self.others);
        let part = texts().map(|text| part_score(text, wanted)).max().unwrap_or(0);
        if part > 0 || words.len() < 2 {
            return part;
        }
        let about = |word: &&str| self.about.contains(*word) || texts().any(|text| text.contains(*word));
        if words.iter().all(about) { 20 } else { 0 }
    }
}

/// Beginning, whole word or any part.
fn part_score(text: &str, wanted: &str) -> u32 {
    if text.starts_with(wanted) {
        return 60;
    }
    let mut score = 0;
    for (at, _) in text.match_indices(wanted) {
        let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        if outside(text[..at].chars().next_back()) && outside(text[at + wanted.len()..].chars().next()) {
            return 50;
        }
        score = 30;
    }
    score
}

#[cfg(test)]
mod tests;

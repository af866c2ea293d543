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
    /// Where its texts start in the index's text.
    start: usize,
}

/// All names of a network in the form in which they are compared; build it once to search often.
pub struct Index {
    entries: Vec<Entry>,
    /// Id, names, other names, region, compartment, category and technology of every entry, one a line: looking for a
    /// word through one text is many times faster than through a million small ones.
    text: String,
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
        let mut index = Self { entries: Vec::new(), text: String::new() };
        for (at, flow) in network.flows.iter().enumerate() {
            let others = flow.synonyms.iter().map(String::as_str).chain([flow.cas.as_str(), flow.formula.as_str()]);
            let others = others.filter(|other| !other.is_empty()).map(fold).collect();
            let about = [flow.compartment.0.as_str(), &flow.location, &flow.category];
            index.add(Target::Flow(FlowIndex(at as u32)), &flow.id, &flow.name, others, &about);
        }
        for (at, process) in network.processes.iter().enumerate() {
            let technology = &process.technology;
            let about = [process.region.as_str(), &technology.en, &technology.zh, &process.category];
            index.add(Target::Process(ProcessIndex(at as u32)), &process.id, &process.name, Vec::new(), &about);
        }
        index
    }

    fn add(&mut self, target: Target, id: &str, name: &Label, others: Vec<String>, about: &[&str]) {
        let entry = Entry { target, id: fold(id), names: names(name), others, start: self.text.len() };
        for text in std::iter::once(&entry.id).chain(&entry.names).chain(&entry.others) {
            self.text.push_str(text);
            self.text.push('\n');
        }
        for text in about.iter().filter(|text| !text.is_empty()) {
            self.text.push_str(&fold(text));
            self.text.push('\n');
        }
        self.entries.push(entry);
    }

    /// Positions of the entries about which a word stands, in order.
    fn holding(&self, word: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut entry = 0;
        for (at, _) in self.text.match_indices(word) {
            if found.last().is_some_and(|_| self.entries.get(entry + 1).is_none_or(|next| at < next.start)) {
                continue;
            }
            entry += self.entries[entry..].partition_point(|entry| entry.start <= at) - 1;
            found.push(entry);
        }
        found
    }

    /// Everything that fits, the best first; nothing for an empty text.
    pub fn search(&self, text: &str) -> Vec<Hit> {
        let wanted = fold(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let words: Vec<&str> = wanted.split(' ').collect();
        let mut holding = self.holding(words[0]);
        for word in &words[1..] {
            let others = self.holding(word);
            holding.retain(|at| others.binary_search(at).is_ok());
        }
        let mut found: Vec<(u32, usize, &str, Target)> = holding
            .into_iter()
            .filter_map(|at| {
                let entry = &self.entries[at];
                let score = entry.score(&wanted, words.len() > 1);
                let length = entry.names.iter().map(String::len).min().unwrap_or(entry.id.len());
                (score > 0).then_some((score, length, entry.id.as_str(), entry.target))
            })
            .collect();
        found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
        found.into_iter().map(|(score, _, _, target)| Hit { target, score }).collect()
    }
}

impl Entry {
    /// Score of an entry about which every word of `wanted` stands.
    fn score(&self, wanted: &str, several_words: bool) -> u32 {
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
        let texts = std::iter::once(&self.id).chain(&self.names).chain(&self.others);
        let part = texts.map(|text| part_score(text, wanted)).max().unwrap_or(0);
        // One word that stands only in the category or the like would bring whole branches of a classification.
        if part == 0 && several_words { 20 } else { part }
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

//! Colours that readers with any common colour vision can tell apart (Okabe and Ito 2008), and hatches for credits.

use std::{collections::BTreeMap, fmt::Write};

/// Colours of classes, strongest first.
pub const CLASSES: [&str; 7] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"];

/// Colour of all that has no class of its own.
pub const OTHER: &str = "#8a9199";

/// Text on paper.
pub const INK: &str = "#1d2430";

/// Secondary text on paper.
pub const FAINT: &str = "#5b6472";

/// Lines of axes and grids.
pub const RULE: &str = "#d5dae1";

/// Classes of things, each with its colour, the ones that weigh most first; the rest share [`OTHER`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Classes {
    names: Vec<String>,
    more: bool,
}

impl Classes {
    /// Ranks classes by the sum of their weights' magnitudes, names breaking ties; nameless things are of no class.
    pub fn rank<'a>(weights: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        let mut more = false;
        for (name, weight) in weights {
            if name.is_empty() {
                more = true;
            } else {
                *sums.entry(name).or_default() += weight.abs();
            }
        }
        let mut ranked: Vec<(&str, f64)> = sums.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        more |= ranked.len() > CLASSES.len();
        Self { names: ranked.into_iter().take(CLASSES.len()).map(|(name, _)| name.to_owned()).collect(), more }
    }

    /// Position of a class among the coloured ones.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// Index of a class's colour: `CLASSES.len()` for the rest.
    pub fn index(&self, name: &str) -> usize {
        self.position(name).unwrap_or(CLASSES.len())
    }

    /// The coloured classes with their index, and whether others are shown in [`OTHER`].
    pub fn named(&self) -> (&[String], bool) {
        (&self.names, self.more)
    }
}

/// The colour of an index of [`Classes::index`].
pub fn colour(index: usize) -> &'static str {
    CLASSES.get(index).copied().unwrap_or(OTHER)
}

/// Colour of text on a class's colour.
pub fn text_on(index: usize) -> &'static str {
    // White on the two dark colours, ink on the light ones.
    if matches!(index, 0 | 2 | 5) { "#ffffff" } else { INK }
}

/// Hatch patterns for all indices; ids are `{id}-h{index}`.
pub fn hatches(id: &str) -> String {
    let mut patterns = String::new();
    for index in 0..=CLASSES.len() {
        let _ = writeln!(
            patterns,
            "<pattern id=\"{id}-h{index}\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect class=\"paper\" width=\"7\" height=\"7\" fill=\"#ffffff\"/>\
             <rect width=\"3\" height=\"7\" fill=\"{}\"/></pattern>",
            colour(index)
        );
    }
    patterns
}

/// Fill of a class, hatched for credits.
pub fn fill(id: &str, index: usize, credit: bool) -> String {
    if credit { format!("url(#{id}-h{index})") } else { colour(index).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_classes_get_colours() {
        let names: Vec<String> = (0..9).map(|n| format!("c{n}")).collect();
        let classes = Classes::rank(names.iter().enumerate().map(|(n, name)| (name.as_str(), -(n as f64))));
        assert_eq!((classes.index("c8"), classes.index("c2"), classes.index("c1")), (0, 6, CLASSES.len()));
        assert!(classes.named().1);
    }
}

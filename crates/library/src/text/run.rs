//! Runs: a folded text parts into runs of Chinese characters and tokens of letters and digits; all else divides.

use super::fold::{Folded, is_han};

/// A stretch of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    /// Chinese characters, by their places.
    Han(usize, usize),
    /// Letters and digits, by their places.
    Latin(usize, usize),
}

/// The runs of a text, in order.
pub(crate) fn runs(folded: &Folded) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(&first) = folded.chars.get(at) {
        let same: fn(char) -> bool = if is_han(first) {
            is_han
        } else if is_letter(first) {
            is_letter
        } else {
            at += 1;
            continue;
        };
        let length = folded.chars[at..].iter().take_while(|&&character| same(character)).count();
        runs.push(if is_han(first) { Run::Han(at, at + length) } else { Run::Latin(at, at + length) });
        at += length;
    }
    runs
}

fn is_letter(character: char) -> bool {
    character.is_alphanumeric() && !is_han(character)
}

/// The parts of a token at its boundaries of letters and digits: `gb25323` → `gb`, `25323`; `None` where there is one.
pub(crate) fn parts(token: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<bool> = None;
    for (at, character) in token.char_indices() {
        let digit = character.is_numeric();
        if before.is_some_and(|was| was != digit) {
            parts.push(&token[start..at]);
            start = at;
        }
        before = Some(digit);
    }
    if parts.is_empty() {
        return None;
    }
    parts.push(&token[start..]);
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn chinese_and_letters_part_without_a_space() {
        let folded = fold("GB/T 32151.42铜冶炼CO₂排放");
        let texts: Vec<String> = runs(&folded)
            .into_iter()
            .map(|run| match run {
                Run::Han(from, to) | Run::Latin(from, to) => folded.chars[from..to].iter().collect(),
            })
            .collect();
        assert_eq!(texts, ["gb", "t", "32151", "42", "铜冶炼", "co2", "排放"]);
    }

    #[test]
    fn tokens_part_between_letters_and_digits() {
        assert_eq!(parts("gb25323"), Some(vec!["gb", "25323"]));
        assert_eq!(parts("al2o3"), Some(vec!["al", "2", "o", "3"]));
        assert_eq!(parts("copper"), None);
        assert_eq!(parts(""), None);
    }
}

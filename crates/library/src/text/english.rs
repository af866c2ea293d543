//! English words: stems (Snowball), one spelling, words that say nothing in a question.

use std::{collections::HashMap, sync::LazyLock};

use frostem::{Algorithm, Stemmer};

const SPELLINGS: &str = include_str!("../../../../data/library/spellings.csv");

/// Variant stem → stem of the spelling kept.
static SPELLING: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(SPELLINGS.as_bytes());
    let rows = rows.deserialize::<(String, String)>().filter_map(Result::ok);
    rows.map(|(variant, kept)| (snowball(&variant), snowball(&kept))).collect()
});

const SILENT: [&str; 24] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "how", "in", "is", "it", "of", "on", "or", "that",
    "the", "to", "was", "what", "which", "with",
];

/// The stem under which a folded token is kept and looked for. Tokens with digits stay as they are.
pub(crate) fn stem(token: &str) -> String {
    if token.chars().any(char::is_numeric) {
        return token.to_owned();
    }
    let stem = snowball(token);
    SPELLING.get(&stem).cloned().unwrap_or(stem)
}

fn snowball(token: &str) -> String {
    Stemmer::new(Algorithm::English).stem(token).into_owned()
}

/// Whether a word says nothing in a question.
pub(crate) fn is_silent(token: &str) -> bool {
    SILENT.contains(&token)
}

/// Edits between two words (insertion, deletion, exchange, swap of neighbours), or `None` above `most`.
pub(crate) fn edits(left: &str, right: &str, most: usize) -> Option<usize> {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    let mut rows = vec![vec![0; right.len() + 1]; left.len() + 1];
    for (at, row) in rows.iter_mut().enumerate() {
        row[0] = at;
    }
    for (at, cell) in rows[0].iter_mut().enumerate() {
        *cell = at;
    }
    for i in 1..=left.len() {
        for j in 1..=right.len() {
            let exchange = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            let mut best = exchange.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    Some(rows[left.len()][right.len()]).filter(|&edits| edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_spellings_of_a_word_are_one() {
        assert_eq!(stem("smelting"), stem("smelted"));
        assert_eq!(stem("emissions"), stem("emission"));
        assert_eq!(stem("aluminum"), stem("aluminium"));
        assert_eq!(stem("sulphur"), stem("sulfur"));
        assert_eq!(stem("25323"), "25323");
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("alumina", "almuina", 2), Some(1));
        assert_eq!(edits("smelter", "smeltr", 1), Some(1));
        assert_eq!(edits("copper", "zinc", 2), None);
        assert_eq!(edits("", "", 0), Some(0));
    }
}

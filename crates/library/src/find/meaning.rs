//! What a question's text asks for: words, in whatever script they are written.

use crate::text::{
    chinese, english,
    fold::fold,
    run::{Run, runs},
};

/// Characters of a question that are read; a pasted page is a question about its beginning.
const LONGEST: usize = 400;
/// Words of a question that are looked for.
const MOST: usize = 24;

/// A word of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Atom {
    /// Chinese characters; `known` as one word of the dictionary.
    Han {
        /// Characters.
        text: String,
        /// Whether the dictionary has it.
        known: bool,
    },
    /// Letters and digits.
    Latin {
        /// The token, folded.
        token: String,
    },
}

/// What in a text answers a word, so that it can be marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// These Chinese characters, one after the other.
    Han(Vec<char>),
    /// Tokens of this stem.
    Stem(String),
    /// These stems one after the other, as parts of tokens or as tokens.
    Parts(Vec<String>),
    /// Tokens that begin so.
    Prefix(String),
    /// Tokens whose stem is at most so many edits away.
    Near(String, usize),
    /// Chinese characters that read as these syllables.
    Syllables(Vec<String>),
    /// Chinese characters whose syllables begin with these letters.
    Initials(String),
}

/// The words of a question, each once. Words that only join are left out unless there are no others.
pub(super) fn atoms(text: &str) -> Vec<Atom> {
    let short: String = text.chars().take(LONGEST).collect();
    let folded = fold(&short);
    let mut atoms: Vec<Atom> = Vec::new();
    let mut silent = Vec::new();
    for run in runs(&folded) {
        match run {
            Run::Han(from, to) => {
                let run: String = folded.chars[from..to].iter().collect();
                let words = chinese::asked(&run).into_iter();
                atoms.extend(words.map(|word| Atom::Han { text: word.text, known: word.known }));
            }
            Run::Latin(from, to) => {
                let token: String = folded.chars[from..to].iter().collect();
                let list = if english::is_silent(&token) { &mut silent } else { &mut atoms };
                list.push(Atom::Latin { token });
            }
        }
    }
    let mut atoms = if atoms.is_empty() { silent } else { atoms };
    let mut seen = std::collections::HashSet::new();
    atoms.retain(|atom| seen.insert(format!("{atom:?}")));
    atoms.truncate(MOST);
    atoms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latin(token: &str) -> Atom {
        Atom::Latin { token: token.to_owned() }
    }

    #[test]
    fn questions_part_into_words_of_both_scripts() {
        let known = |text: &str| Atom::Han { text: text.to_owned(), known: true };
        assert_eq!(
            atoms("電解鋁 CO₂ emissions of the smelter"),
            [known("电解铝"), latin("co2"), latin("emissions"), latin("smelter")]
        );
        assert_eq!(atoms("the of"), [latin("the"), latin("of")]);
        assert!(atoms(" ？！\"(:*^~[]{}").is_empty());
        assert_eq!(atoms("zinc ZINC zinc").len(), 1);
        assert!(atoms(&"铝 x ".repeat(500)).len() <= MOST);
    }
}

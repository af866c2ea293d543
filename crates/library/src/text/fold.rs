//! One form of characters before they are compared: compatibility forms unified (NFKC), lower case, accents dropped,
//! traditional characters as simplified ones.
//!
//! Traditional characters fold one by one (the character table of OpenCC): a search needs no phrase-wise conversion, and
//! every folded character keeps the place of the one it came from.

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let single = |text: &str| {
        let mut characters = text.chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    let pairs = hanconv::Dictionary::TSCharacters.iter();
    let mut table: HashMap<char, char> = pairs.filter_map(|(from, to)| Some((single(from)?, single(to)?))).collect();
    // OpenCC keeps these apart for good writing; people search with either.
    table.extend([('鉅', '巨'), ('錒', '锕'), ('鋁', '铝'), ('裏', '里'), ('污', '污'), ('汚', '污')]);
    table
});

/// A folded text: its characters and, for each, the byte range of the source it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    /// Characters.
    pub chars: Vec<char>,
    /// Byte ranges in the source, in the same order; characters of one ligature share theirs.
    pub from: Vec<(usize, usize)>,
}

/// Folds a text.
pub(crate) fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        if character.is_ascii() {
            folded.push(character.to_ascii_lowercase(), start, end);
        } else if is_han(character) {
            folded.push(simplified(character), start, end);
        } else {
            for plain in character.nfkd().filter(|&part| !is_combining_mark(part)) {
                for lower in plain.to_lowercase() {
                    folded.push(simplified(lower), start, end);
                }
            }
        }
    }
    folded
}

impl Folded {
    fn push(&mut self, character: char, start: usize, end: usize) {
        self.chars.push(character);
        self.from.push((start, end));
    }
}

fn simplified(character: char) -> char {
    SIMPLIFIED.get(&character).copied().unwrap_or(character)
}

/// Whether a character is a Chinese one (CJK unified ideographs with their extensions and compatibility forms).
pub(crate) fn is_han(character: char) -> bool {
    matches!(u32::from(character), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF | 0x3007)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text).chars.iter().collect()
    }

    #[test]
    fn forms_of_one_character_become_one() {
        assert_eq!(folded("電解鋁"), "电解铝");
        assert_eq!(folded("ＡＬ２Ｏ３"), "al2o3");
        assert_eq!(folded("CO₂ Hall–Héroult"), "co2 hall–heroult");
        assert_eq!(folded("ﬁne"), "fine");
        assert_eq!(folded("STRASSE Straße"), "strasse straße");
    }

    #[test]
    fn every_folded_character_knows_where_it_came_from() {
        let text = "Aé電ﬁ";
        let folded = fold(text);
        let sources: Vec<&str> = folded.from.iter().map(|&(start, end)| &text[start..end]).collect();
        assert_eq!(sources, ["A", "é", "電", "ﬁ", "ﬁ"]);
    }
}

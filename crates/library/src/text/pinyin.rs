//! Pinyin: syllables of Chinese characters, and letters parted into syllables.
//!
//! Tones are dropped and ü is written `v`, as typed on keyboards; `lu` and `nu` also reach lü and nü.

use std::{collections::HashSet, sync::LazyLock};

use pinyin::ToPinyinMulti;

/// Readings considered for one character; beyond lie readings of classical texts.
const READINGS: usize = 3;
/// Letters of the longest syllable (`zhuang`).
const LONGEST: usize = 6;
/// Ways of parting letters into syllables that are tried.
const WAYS: usize = 8;

static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let characters = ('\u{4e00}'..='\u{9fff}').filter_map(|character| character.to_pinyin_multi());
    characters.flat_map(|readings| readings.into_iter().map(|reading| keyboard(reading.plain()))).collect()
});

/// The readings of a character, as typed, without repetition; none where it has no reading.
pub(crate) fn readings(character: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for reading in character.to_pinyin_multi().into_iter().flatten().take(READINGS) {
        let typed = keyboard(reading.plain());
        if !found.contains(&typed) {
            if matches!(typed.as_str(), "lv" | "nv") {
                found.push(typed.replace('v', "u"));
            }
            found.push(typed);
        }
    }
    found
}

fn keyboard(plain: &str) -> String {
    let letters = plain.chars().map(|letter| if letter == 'ü' { 'v' } else { letter });
    letters.filter(char::is_ascii_lowercase).collect()
}

/// The ways to read letters as whole syllables, fewest syllables first: `xian` → [xian], [xi, an].
pub(crate) fn partings(letters: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    if letters.len() <= 64 && letters.bytes().all(|byte| byte.is_ascii_lowercase()) {
        part(letters, &mut Vec::new(), &mut found, &mut 4096);
    }
    found.sort_by_key(Vec::len);
    found.truncate(WAYS);
    found
}

/// `patience` bounds the work on letters that part in very many ways.
fn part(letters: &str, done: &mut Vec<String>, found: &mut Vec<Vec<String>>, patience: &mut usize) {
    if letters.is_empty() {
        if !done.is_empty() {
            found.push(done.clone());
        }
        return;
    }
    for length in (1..=LONGEST.min(letters.len())).rev() {
        if *patience == 0 {
            return;
        }
        *patience -= 1;
        let (head, rest) = letters.split_at(length);
        if SYLLABLES.contains(head) {
            done.push(head.to_owned());
            part(rest, done, found, patience);
            done.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_read_as_typed() {
        assert_eq!(readings('铝'), ["lu", "lv"]);
        assert_eq!(readings('电'), ["dian"]);
        assert!(readings('重').contains(&"chong".to_owned()) && readings('重').contains(&"zhong".to_owned()));
        assert!(readings('a').is_empty());
    }

    #[test]
    fn letters_part_into_syllables() {
        assert!(partings("dianjielv").contains(&["dian", "jie", "lv"].map(str::to_owned).to_vec()));
        assert_eq!(partings("xian")[0], ["xian"]);
        assert!(partings("xian").contains(&vec!["xi".to_owned(), "an".to_owned()]));
        assert!(partings("djl").is_empty() && partings("").is_empty() && partings("GB").is_empty());
        assert!(partings(&"a".repeat(60)).len() <= WAYS);
    }
}

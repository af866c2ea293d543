//! The tokens of a text, four ways: words, pairs of characters, syllables, initials.

use tantivy::tokenizer::Token;

use crate::text::{
    chinese, english,
    fold::{Folded, fold},
    pinyin,
    run::{Run, parts, runs},
};

/// Tokens in the order of their positions.
pub(super) type Tokens = Vec<Token>;
/// Longest token kept, in bytes; the index holds none above 64 KiB and nobody searches for one above this.
const LONGEST: usize = 120;

fn token(position: usize, text: String) -> Token {
    Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 }
}

fn text_of(folded: &Folded, from: usize, to: usize) -> String {
    folded.chars[from..to].iter().collect()
}

/// Chinese words by dictionary, English stems; a token of letters and digits also by its parts.
pub(super) fn words(text: &str) -> Tokens {
    let folded = fold(text);
    let mut tokens = Vec::new();
    let mut position = 0;
    for run in runs(&folded) {
        match run {
            Run::Han(from, to) => {
                for word in chinese::indexed(&text_of(&folded, from, to)) {
                    tokens.push(token(position + word.at, word.text));
                }
                position += to - from;
            }
            Run::Latin(from, to) => {
                let word = text_of(&folded, from, to);
                if let Some(parts) = parts(&word) {
                    for (at, part) in parts.iter().enumerate() {
                        tokens.push(token(position + at, english::stem(part)));
                    }
                    let count = parts.len();
                    tokens.push(token(position, word));
                    position += count;
                } else {
                    tokens.push(token(position, english::stem(&word)));
                    position += 1;
                }
            }
        }
    }
    ordered(tokens)
}

/// Single Chinese characters and pairs of neighbours, the pair at the place of its first.
pub(super) fn grams(text: &str) -> Tokens {
    let folded = fold(text);
    let mut tokens = Vec::new();
    for run in runs(&folded) {
        let Run::Han(from, to) = run else { continue };
        let characters = &folded.chars[from..to];
        tokens.extend(characters.iter().enumerate().map(|(at, one)| token(from + at, one.to_string())));
        tokens.extend(chinese::pairs(characters).map(|(at, pair)| token(from + at, pair)));
    }
    ordered(tokens)
}

/// The readings of Chinese characters, those of one character at one place.
pub(super) fn syllables(text: &str) -> Tokens {
    let folded = fold(text);
    let mut tokens = Vec::new();
    for run in runs(&folded) {
        let Run::Han(from, to) = run else { continue };
        for at in from..to {
            tokens.extend(pinyin::readings(folded.chars[at]).into_iter().map(|reading| token(at, reading)));
        }
    }
    tokens
}

/// The initials of two and of three neighbouring Chinese characters, at the place of the first.
pub(super) fn initials(text: &str) -> Tokens {
    let folded = fold(text);
    let mut tokens = Vec::new();
    for run in runs(&folded) {
        let Run::Han(from, to) = run else { continue };
        let letters: Vec<String> = folded.chars[from..to].iter().map(|&character| first_letters(character)).collect();
        for at in 0..letters.len() {
            let mut heads = vec![String::new()];
            for next in letters.iter().skip(at).take(3) {
                let longer = heads.iter().flat_map(|head| next.chars().map(move |letter| format!("{head}{letter}")));
                heads = longer.collect();
                tokens.extend(heads.iter().filter(|head| head.len() > 1).map(|head| token(from + at, head.clone())));
            }
        }
    }
    tokens
}

/// The distinct first letters of a character's readings.
pub(crate) fn first_letters(character: char) -> String {
    let mut letters = String::new();
    for letter in pinyin::readings(character).iter().filter_map(|reading| reading.chars().next()) {
        if !letters.contains(letter) {
            letters.push(letter);
        }
    }
    letters
}

fn ordered(mut tokens: Tokens) -> Tokens {
    tokens.retain(|token| token.text.len() <= LONGEST);
    tokens.sort_by_key(|token| token.position);
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(tokens: &[Token]) -> Vec<(usize, &str)> {
        tokens.iter().map(|token| (token.position, token.text.as_str())).collect()
    }

    #[test]
    fn words_of_both_languages_stand_in_their_places() {
        let tokens = words("GB25323 copper smelting");
        assert_eq!(placed(&tokens), [(0, "gb"), (0, "gb25323"), (1, "25323"), (2, "copper"), (3, "smelt")]);
    }

    #[test]
    fn characters_pair_within_a_run_only() {
        let tokens = grams("铝锭，铜");
        assert_eq!(placed(&tokens), [(0, "铝"), (0, "铝锭"), (1, "锭"), (3, "铜")]);
    }

    #[test]
    fn initials_go_in_twos_and_threes() {
        let tokens = initials("电解铝");
        let texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        assert!(texts.contains(&"dj") && texts.contains(&"djl") && texts.contains(&"jl"), "{texts:?}");
    }
}

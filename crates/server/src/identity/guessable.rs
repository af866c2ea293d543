//! Passwords that are tried first.
//!
//! Lists of leaked passwords are almost all made of a few hundred words, names of the person or the service, keyboard
//! runs, repetitions, dates and digits. Instead of a list, a password is taken apart into such pieces; what is left must
//! be enough to guess at.

use std::collections::BTreeSet;

use super::words::WORDS;

/// Rows and columns a finger runs along.
const RUNS: &[&str] = &[
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "qazwsxedcrfvtgbyhnujmikolp",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "a1b2c3d4e5f6g7h8i9",
];

/// Names of the product and the trade, known to whoever attacks this server.
const CONTEXT: &[&str] =
    &["verdigris", "tonglv", "铜绿", "alliance", "lianmeng", "联盟", "aluminium", "aluminum", "copper", "smelter"];

/// Fewest characters that must be left over, and fewest different ones among them.
const LEFT: usize = 6;
const DIFFERENT: usize = 4;

/// Whether a password is made of guessable pieces, among them what is known of the person.
pub fn is_guessable(password: &str, person: &[&str]) -> bool {
    let folded: Vec<char> = fold(password);
    let mut pieces: Vec<Vec<char>> = WORDS.split_whitespace().chain(CONTEXT.iter().copied()).map(fold).collect();
    for known in person {
        let parts = known.split(|letter: char| !letter.is_alphanumeric());
        let parts: Vec<Vec<char>> = parts.map(fold).filter(|part| part.len() >= 2).collect();
        pieces.extend(parts.windows(2).map(<[Vec<char>]>::concat));
        pieces.extend(parts);
    }
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    let mut letters = Vec::new();
    let mut words = BTreeSet::new();
    let mut at = 0;
    while at < folded.len() {
        let rest = &folded[at..];
        let word = word(rest, &pieces);
        let other = run(rest).max(repeated(rest)).max(digits(rest));
        if word.max(other) == 0 {
            letters.push(rest[0]);
            at += 1;
        } else {
            if word >= other && word >= 3 {
                words.insert(&rest[..word]);
            }
            at += word.max(other);
        }
    }
    letters.retain(|letter| letter.is_alphanumeric());
    let count = letters.len();
    letters.sort_unstable();
    letters.dedup();
    // Four different words drawn at random are a good password even when each is common.
    words.len() < 4 && (count < LEFT || letters.len() < DIFFERENT)
}

/// Lower case, with figures and signs that stand for letters read as letters.
fn fold(text: &str) -> Vec<char> {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower
        .map(|letter| match letter {
            '@' => 'a',
            '$' => 's',
            '!' => 'i',
            other => other,
        })
        .collect()
}

/// Length of the longest known word at the start, figures for letters allowed; 0 where there is none.
fn word(rest: &[char], pieces: &[Vec<char>]) -> usize {
    let unleet = |letter: char| match letter {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    let starts = |piece: &&Vec<char>| {
        piece.len() >= 2
            && rest.len() >= piece.len()
            && rest.iter().zip(piece.iter()).all(|(have, want)| have == want || unleet(*have) == *want)
    };
    pieces.iter().find(starts).map_or(0, Vec::len)
}

/// Length of a keyboard or alphabet run of three or more, either way.
fn run(rest: &[char]) -> usize {
    let mut best = 0;
    for row in RUNS {
        let forward: Vec<char> = row.chars().collect();
        let backward: Vec<char> = row.chars().rev().collect();
        for row in [forward, backward] {
            for start in 0..row.len() {
                let length = rest.iter().zip(&row[start..]).take_while(|(have, want)| have == want).count();
                best = best.max(length);
            }
        }
    }
    if best >= 3 { best } else { 0 }
}

/// Length of a group of up to four characters said at least twice more or, alone, three times in all.
fn repeated(rest: &[char]) -> usize {
    let mut best = 0;
    for group in 1..=4 {
        if rest.len() < group {
            break;
        }
        let same = rest.chunks(group).take_while(|chunk| *chunk == &rest[..group]).count();
        let enough = if group == 1 { 3 } else { 2 };
        if same >= enough {
            best = best.max(same * group);
        }
    }
    best
}

/// Length of a number: years, dates, telephone numbers.
fn digits(rest: &[char]) -> usize {
    rest.iter().take_while(|letter| letter.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_guessable() {
        for password in [
            "password1234",
            "Passw0rd2026!",
            "qwertyuiop12",
            "1qaz2wsx3edc",
            "111111111111",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "iloveyou1234",
            "admin@123456",
            "Verdigris2026!",
            "123456789012",
            "letmein-letmein",
            "woaini1314520",
            "zxcvbnm12345",
            "P@ssw0rd!!!!",
            "铜绿铜绿铜绿铜绿",
            "welcome2024welcome",
            "passwordpassword1234abcd",
        ] {
            assert!(is_guessable(password, &[]), "{password}");
        }
    }

    #[test]
    fn what_is_known_of_the_person_is_guessable() {
        assert!(is_guessable("zhangmin19850312", &["zhang.min@smelter.example", "Zhang Min"]));
        assert!(!is_guessable("zhangmin-kpqvbxtu", &["zhang.min@smelter.example"]));
    }

    #[test]
    fn a_sentence_is_not() {
        for password in
            ["slow copper river song", "我家的猫每天早上五点叫醒我", "tr4nsform9-glacier-Boxwood", "xk7-vmp2-qrd9-hwt4"]
        {
            assert!(!is_guessable(password, &[]), "{password}");
        }
    }
}

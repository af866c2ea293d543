//! Words, numbers and signs of a formula.

use super::Binary;
use crate::error::NetworkError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// In lower case.
    Name(String),
    Operator(Binary),
    Open,
    Close,
    Separator,
    End,
}

/// A token and where it starts, in characters from 1.
pub(super) struct Placed {
    pub token: Token,
    pub at: usize,
}

pub(super) fn failure(formula: &str, at: usize, reason: impl Into<String>) -> NetworkError {
    NetworkError::FormulaSyntax { formula: formula.to_owned(), at, reason: reason.into() }
}

pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, NetworkError> {
    // Wide signs come from Chinese input methods.
    let characters: Vec<char> = text.chars().map(narrow).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let c = characters[at];
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, end) = if c.is_ascii_digit() || c == '.' {
            let end = number_end(&characters, at);
            let digits: String = characters[at..end].iter().collect();
            let value = digits.parse().ok().filter(|value: &f64| value.is_finite());
            (Token::Number(value.ok_or_else(|| failure(text, at + 1, "expected a number"))?), end)
        } else if c.is_alphabetic() || c == '_' {
            let length = characters[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
            let word: String = characters[at..at + length].iter().flat_map(|c| c.to_lowercase()).collect();
            let called = characters[at + length..].iter().find(|c| !c.is_whitespace()) == Some(&'(');
            (operator_word(&word, called).map_or(Token::Name(word), Token::Operator), at + length)
        } else {
            let next = characters.get(at + 1).copied().unwrap_or(' ');
            let (token, length) =
                sign(c, next).ok_or_else(|| failure(text, at + 1, format!("`{c}` has no meaning")))?;
            (token, at + length)
        };
        found.push(Placed { token, at: at + 1 });
        at = end;
    }
    found.push(Placed { token: Token::End, at: characters.len() + 1 });
    Ok(found)
}

fn narrow(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '，' => ',',
        '；' => ';',
        '＋' => '+',
        '－' | '−' => '-',
        '×' | '·' | '＊' => '*',
        '÷' | '／' => '/',
        '＝' => '=',
        '＜' => '<',
        '＞' => '>',
        other => other,
    }
}

/// Digits, a point, digits, and an exponent only when digits follow it: `2e` is a number and a name.
fn number_end(characters: &[char], start: usize) -> usize {
    let digits = |from: usize| characters[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut end = start + digits(start);
    if characters.get(end) == Some(&'.') {
        end += 1;
        end += digits(end);
    }
    if matches!(characters.get(end), Some('e' | 'E')) {
        let signed = usize::from(matches!(characters.get(end + 1), Some('+' | '-')));
        let exponent = characters.get(end + 1 + signed).map_or(0, |_| digits(end + 1 + signed));
        if exponent > 0 {
            end += 1 + signed + exponent;
        }
    }
    end
}

/// Words between values; `and(…)` and `or(…)` are functions instead.
fn operator_word(word: &str, called: bool) -> Option<Binary> {
    match word {
        "and" if !called => Some(Binary::And),
        "or" if !called => Some(Binary::Or),
        "xor" => Some(Binary::Xor),
        "div" => Some(Binary::WholeDivide),
        "mod" => Some(Binary::Remainder),
        _ => None,
    }
}

fn sign(c: char, next: char) -> Option<(Token, usize)> {
    let two = |operator| Some((Token::Operator(operator), 2));
    let one = |operator| Some((Token::Operator(operator), 1));
    match (c, next) {
        ('(', _) => Some((Token::Open, 1)),
        (')', _) => Some((Token::Close, 1)),
        (',' | ';', _) => Some((Token::Separator, 1)),
        ('&', '&') => two(Binary::And),
        ('|', '|') => two(Binary::Or),
        ('*', '*') => two(Binary::Power),
        ('<', '=') => two(Binary::LessEqual),
        ('<', '>') | ('!', '=') => two(Binary::NotEqual),
        ('>', '=') => two(Binary::GreaterEqual),
        ('=', '=') => two(Binary::Equal),
        ('&', _) => one(Binary::And),
        ('|', _) => one(Binary::Or),
        ('<', _) => one(Binary::Less),
        ('>', _) => one(Binary::Greater),
        ('≤', _) => one(Binary::LessEqual),
        ('≥', _) => one(Binary::GreaterEqual),
        ('≠', _) => one(Binary::NotEqual),
        ('=', _) => one(Binary::Equal),
        ('+', _) => one(Binary::Add),
        ('-', _) => one(Binary::Subtract),
        ('*', _) => one(Binary::Multiply),
        ('/', _) => one(Binary::Divide),
        ('^', _) => one(Binary::Power),
        _ => None,
    }
}

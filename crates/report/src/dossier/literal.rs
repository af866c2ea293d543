//! Data as the typesetter's literals: nothing of a text is ever read as markup or code.

use std::fmt::Write;

/// A string literal.
pub fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            '\t' | '\n' | '\r' => literal.push(' '),
            // Controls and marks that turn the direction of what follows have no place in a name.
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {}
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// An array of expressions.
pub fn array(items: impl IntoIterator<Item = String>) -> String {
    let mut array = String::from("(");
    for item in items {
        let _ = write!(array, "{item}, ");
    }
    // An empty pair of parentheses is an empty array; one item needs the comma that every item has here.
    array.push(')');
    array
}

/// A decimal text as a call of `num`, its digits in groups of three; any other text as a string.
pub fn number(text: &str) -> String {
    let trimmed = text.trim();
    let (sign, digits) = match trimmed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("\u{2212}", rest),
        None => ("", trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
        return string(text);
    }
    let first = match whole.len() % 3 {
        0 => 3,
        head => head,
    };
    // Four digits stand as one group, as is the custom (ISO 80000-1, 7.3.1 leaves it free).
    let mut groups: Vec<String> = if whole.len() <= 4 {
        vec![whole.to_owned()]
    } else {
        let rest = whole.as_bytes()[first..].chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
        std::iter::once(whole[..first].to_owned()).chain(rest).collect()
    };
    groups[0].insert_str(0, sign);
    if !fraction.is_empty()
        && let Some(last) = groups.last_mut()
    {
        let _ = write!(last, ".{fraction}");
    }
    format!("num({})", groups.iter().map(|group| string(group)).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!(number("758856.27"), "num(\"758\", \"856.27\")");
        assert_eq!(number("-12950"), "num(\"−12\", \"950\")");
        assert_eq!(number("1423"), "num(\"1423\")");
        assert_eq!(number("0.14481"), "num(\"0.14481\")");
        assert_eq!(number("1000000"), "num(\"1\", \"000\", \"000\")");
        assert_eq!(number("1e5"), "\"1e5\"");
        assert_eq!(number("5."), "\"5.\"");
        assert_eq!(number("–"), "\"–\"");
    }

    #[test]
    fn quotes_and_backslashes_cannot_end_a_literal() {
        assert_eq!(string("a\"); #panic(\\\n"), "\"a\\\"); #panic(\\\\ \"");
    }
}

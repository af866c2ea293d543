//! The pieces of a formula as it was written, for print; what a formula means is `verdigris_network::formula`'s alone.

/// A piece of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A number, as written.
    Number(String),
    /// A symbol or the name of a function.
    Name(String),
    /// An operator, a parenthesis or a comma.
    Sign(char),
}

/// The pieces of a formula; none where it has a sign that formulas do not have.
pub fn tokens(text: &str) -> Option<Vec<Token>> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let run = |fits: &dyn Fn(char) -> bool| characters[at..].iter().take_while(|c| fits(**c)).count();
        let length = if c.is_ascii_digit() || c == '.' {
            let length = number_length(&characters[at..]);
            let number: String = characters[at..at + length].iter().collect();
            number.parse::<f64>().ok()?;
            tokens.push(Token::Number(number));
            length
        } else if c.is_alphabetic() || c == '_' {
            let length = run(&|c| c.is_alphanumeric() || c == '_');
            tokens.push(Token::Name(characters[at..at + length].iter().collect()));
            length
        } else {
            let doubled = c == '*' && characters.get(at + 1) == Some(&'*');
            let sign = match c {
                _ if c.is_whitespace() => None,
                _ if doubled => Some('^'),
                '×' | '·' => Some('*'),
                '÷' => Some('/'),
                '\u{2212}' => Some('-'),
                '（' => Some('('),
                '）' => Some(')'),
                ';' | '；' | '，' => Some(','),
                '+' | '-' | '*' | '/' | '^' | '(' | ')' | ',' => Some(c),
                _ => return None,
            };
            tokens.extend(sign.map(Token::Sign));
            1 + usize::from(doubled)
        };
        at += length;
    }
    Some(tokens)
}

/// How many characters a number at the start takes: digits, a point, an exponent.
fn number_length(characters: &[char]) -> usize {
    let digits = |from: usize, point: bool| {
        characters[from..].iter().take_while(|c| c.is_ascii_digit() || (point && **c == '.')).count()
    };
    let mantissa = digits(0, true);
    let sign = usize::from(matches!(characters.get(mantissa + 1), Some('+' | '-')));
    if matches!(characters.get(mantissa), Some('e' | 'E')) && characters.len() > mantissa + 1 + sign {
        let exponent = digits(mantissa + 1 + sign, false);
        if exponent > 0 {
            return mantissa + 1 + sign + exponent;
        }
    }
    mantissa
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_every_hand_are_one() {
        let sign = |c: char| Token::Sign(c);
        let number = |text: &str| Token::Number(text.into());
        let read = tokens("1.5e-3×（a − 2）** 3；.5").unwrap();
        let name = Token::Name("a".into());
        let expected =
            [number("1.5e-3"), sign('*'), sign('('), name, sign('-'), number("2"), sign(')'), sign('^'), number("3")];
        assert_eq!(read[..9], expected);
        assert_eq!(read[9..], [sign(','), number(".5")]);
        assert_eq!(tokens("2e").unwrap(), [number("2"), Token::Name("e".into())]);
        assert_eq!(tokens("a = b"), None);
    }
}

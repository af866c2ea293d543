//! Words and signs of MathProg data text.

use crate::Error;

/// A word or sign, and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
    /// Between quotation marks, so never a sign.
    pub quoted: bool,
}

impl Token {
    /// Whether it is this sign.
    pub fn is(&self, sign: &str) -> bool {
        !self.quoted && self.text == sign
    }
}

/// Splits text; remarks from `#` to the end of the line and between `/*` and `*/` are left out.
pub fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut push = |text: &str, quoted: bool| tokens.push(Token { text: text.to_owned(), line, quoted });
        let taken = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => match rest.find("*/") {
                Some(end) => end + 2,
                None => return Err(Error::Text { line, reason: "a remark does not end".to_owned() }),
            },
            '"' | '\'' => match rest[1..].find(first) {
                Some(end) => {
                    push(&rest[1..=end], true);
                    end + 2
                }
                None => return Err(Error::Text { line, reason: "a quotation does not end".to_owned() }),
            },
            ':' if rest.starts_with(":=") => {
                push(":=", false);
                2
            }
            ':' | ';' | '[' | ']' | ',' | '*' | '(' | ')' => {
                push(&rest[..1], false);
                1
            }
            _ if first.is_whitespace() => first.len_utf8(),
            _ => {
                let ends = |c: char| c.is_whitespace() || ":;[],*()#\"'".contains(c);
                let end = rest.find(ends).unwrap_or(rest.len());
                push(&rest[..end], false);
                end
            }
        };
        line += rest[..taken].matches('\n').count();
        rest = &rest[taken..];
    }
    Ok(tokens)
}

//! The formulas of calculations: read once, then computed here or written for a spreadsheet.
//!
//! `+ - * /` are left-associative, `^` is right-associative and binds stronger than a sign before it. Spreadsheets differ in
//! both, so powers are written as `POWER(a,b)` and signs in parentheses.

use std::collections::BTreeMap;

/// A formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number, as written.
    Number(String),
    /// A symbol.
    Symbol(String),
    /// A sign reversed.
    Minus(Box<Expression>),
    /// Two operands of `+ - * / ^`.
    Binary(char, Box<Expression>, Box<Expression>),
    /// A function of a list.
    Function(Function, Vec<Expression>),
}

/// The functions formulas may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Least of a list.
    Min,
    /// Greatest of a list.
    Max,
    /// Sum of a list.
    Sum,
    /// Magnitude.
    Abs,
    /// Square root.
    Sqrt,
    /// Exponential.
    Exp,
    /// Natural logarithm.
    Ln,
}

impl Function {
    const ALL: [(&'static str, Self); 7] = [
        ("min", Self::Min),
        ("max", Self::Max),
        ("sum", Self::Sum),
        ("abs", Self::Abs),
        ("sqrt", Self::Sqrt),
        ("exp", Self::Exp),
        ("ln", Self::Ln),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }

    fn of(self, values: &[f64]) -> Option<f64> {
        match (self, values) {
            (Self::Min, [_, ..]) => values.iter().copied().reduce(f64::min),
            (Self::Max, [_, ..]) => values.iter().copied().reduce(f64::max),
            (Self::Sum, _) => Some(values.iter().sum()),
            (Self::Abs, [value]) => Some(value.abs()),
            (Self::Sqrt, [value]) => Some(value.sqrt()),
            (Self::Exp, [value]) => Some(value.exp()),
            (Self::Ln, [value]) => Some(value.ln()),
            _ => None,
        }
    }
}

/// Nesting beyond which a formula is refused: a reader of workbooks must not be brought down by a row of parentheses.
const DEEPEST: usize = 64;
/// Characters beyond which a formula is refused; a spreadsheet takes 8,192 once the cells stand for the symbols.
const LONGEST: usize = 4096;

impl Expression {
    /// Reads a formula; none where it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let tokens = (text.len() <= LONGEST).then(|| tokens(text))??;
        let mut reader = Reader { tokens: &tokens, at: 0 };
        let expression = reader.sum(0)?;
        (reader.at == tokens.len()).then_some(expression)
    }

    /// The value under the symbols' values; none where a symbol has none or the result is not finite.
    pub fn value(&self, symbols: &BTreeMap<&str, f64>) -> Option<f64> {
        let value = match self {
            Self::Number(text) => text.parse().ok()?,
            Self::Symbol(name) => *symbols.get(name.as_str())?,
            Self::Minus(of) => -of.value(symbols)?,
            Self::Binary(sign, left, right) => {
                let (left, right) = (left.value(symbols)?, right.value(symbols)?);
                match sign {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    '/' => left / right,
                    _ => left.powf(right),
                }
            }
            Self::Function(function, of) => {
                function.of(&of.iter().map(|one| one.value(symbols)).collect::<Option<Vec<f64>>>()?)?
            }
        };
        value.is_finite().then_some(value)
    }

    /// The formula for a spreadsheet, with the cells of the symbols; none where a symbol has no cell.
    pub fn spreadsheet(&self, cells: &BTreeMap<&str, String>) -> Option<String> {
        self.written(cells, 0)
    }

    /// As [`Self::spreadsheet`], in parentheses where it binds weaker than `outer`.
    fn written(&self, cells: &BTreeMap<&str, String>, outer: u8) -> Option<String> {
        Some(match self {
            Self::Number(text) => text.clone(),
            Self::Symbol(name) => cells.get(name.as_str())?.clone(),
            Self::Minus(of) => format!("(-{})", of.written(cells, 3)?),
            Self::Binary('^', left, right) => {
                format!("POWER({},{})", left.written(cells, 0)?, right.written(cells, 0)?)
            }
            Self::Binary(sign, left, right) => {
                let own = if matches!(sign, '+' | '-') { 1 } else { 2 };
                // The right operand of a difference or a quotient keeps its parentheses; so does any of equal rank, as the
                // order of operations is part of what is shown.
                let text = format!("{}{sign}{}", left.written(cells, own)?, right.written(cells, own + 1)?);
                if own < outer { format!("({text})") } else { text }
            }
            Self::Function(function, of) => {
                let of = of.iter().map(|one| one.written(cells, 0)).collect::<Option<Vec<String>>>()?;
                format!("{}({})", function.name().to_uppercase(), of.join(","))
            }
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(String),
    Name(String),
    Sign(char),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let run = |fits: &dyn Fn(char) -> bool| characters[at..].iter().take_while(|c| fits(**c)).count();
        let length = if c.is_ascii_digit() || c == '.' {
            let length = run(&|c| c.is_ascii_digit() || c == '.');
            let number: String = characters[at..at + length].iter().collect();
            number.parse::<f64>().ok()?;
            tokens.push(Token::Number(number));
            length
        } else if c.is_alphabetic() || c == '_' {
            let length = run(&|c| c.is_alphanumeric() || c == '_');
            tokens.push(Token::Name(characters[at..at + length].iter().collect()));
            length
        } else {
            match c {
                ' ' => {}
                '×' | '·' => tokens.push(Token::Sign('*')),
                '÷' => tokens.push(Token::Sign('/')),
                '\u{2212}' => tokens.push(Token::Sign('-')),
                '+' | '-' | '*' | '/' | '^' | '(' | ')' | ',' => tokens.push(Token::Sign(c)),
                _ => return None,
            }
            1
        };
        at += length;
    }
    Some(tokens)
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self, signs: &str) -> Option<char> {
        match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) if signs.contains(*sign) => {
                self.at += 1;
                Some(*sign)
            }
            _ => None,
        }
    }

    fn sum(&mut self, depth: usize) -> Option<Expression> {
        let mut left = self.product(depth + 1)?;
        while let Some(sign) = self.take("+-") {
            left = Expression::Binary(sign, Box::new(left), Box::new(self.product(depth + 1)?));
        }
        Some(left)
    }

    fn product(&mut self, depth: usize) -> Option<Expression> {
        let mut left = self.signed(depth)?;
        while let Some(sign) = self.take("*/") {
            left = Expression::Binary(sign, Box::new(left), Box::new(self.signed(depth)?));
        }
        Some(left)
    }

    fn signed(&mut self, depth: usize) -> Option<Expression> {
        if depth > DEEPEST {
            return None;
        }
        if self.take("-").is_some() {
            return Some(Expression::Minus(Box::new(self.signed(depth + 1)?)));
        }
        let base = self.atom(depth)?;
        if self.take("^").is_some() {
            return Some(Expression::Binary('^', Box::new(base), Box::new(self.signed(depth + 1)?)));
        }
        Some(base)
    }

    fn atom(&mut self, depth: usize) -> Option<Expression> {
        if self.take("(").is_some() {
            let inner = self.sum(depth + 1)?;
            self.take(")")?;
            return Some(inner);
        }
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        match token {
            Token::Number(number) => Some(Expression::Number(number)),
            Token::Name(name) if self.take("(").is_some() => {
                let (_, function) = Function::ALL.into_iter().find(|(known, _)| *known == name)?;
                let mut of = vec![self.sum(depth + 1)?];
                while self.take(",").is_some() {
                    of.push(self.sum(depth + 1)?);
                }
                self.take(")")?;
                Some(Expression::Function(function, of))
            }
            Token::Name(name) => Some(Expression::Symbol(name)),
            Token::Sign(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> Option<f64> {
        Expression::parse(text)?.value(&BTreeMap::from([("a", 2.0), ("b", 3.0), ("铝", 5.0)]))
    }

    fn cell(text: &str) -> Option<String> {
        let cells = [("a", "A1"), ("b", "B2"), ("铝", "C3")].map(|(name, cell)| (name, cell.to_owned()));
        Expression::parse(text)?.spreadsheet(&BTreeMap::from(cells))
    }

    #[test]
    fn the_guidelines_formula_keeps_its_shape() {
        assert_eq!(cell("a * (1 - b - 铝) * 44 / 12").unwrap(), "A1*(1-B2-C3)*44/12");
        assert_eq!(cell("a / (b * 2)").unwrap(), "A1/(B2*2)");
        assert_eq!(cell("a - (b - 1)").unwrap(), "A1-(B2-1)");
        assert_eq!(cell("max(a, 0) + ln(b)").unwrap(), "MAX(A1,0)+LN(B2)");
    }

    #[test]
    fn powers_and_signs_mean_here_what_they_mean_there() {
        // A spreadsheet reads -2^2 as 4 and 2^3^2 as 64.
        assert_eq!(value("-a^2"), Some(-4.0));
        assert_eq!(cell("-a^2").unwrap(), "(-POWER(A1,2))");
        assert_eq!(value("2^3^2"), Some(512.0));
        assert_eq!(cell("2^3^2").unwrap(), "POWER(2,POWER(3,2))");
        assert_eq!(value("a^-1"), Some(0.5));
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        for text in ["", "a +", "a b", "1..2", "a; b", "cmd('x')", "unknown(a)", "(a", "a)", "=a", "a!b", "\"a\""] {
            assert_eq!(Expression::parse(text), None, "{text}");
        }
        assert_eq!(Expression::parse(&"(".repeat(100_000)), None);
        assert_eq!(Expression::parse(&"-".repeat(100_000)), None);
        assert_eq!(value("1 / 0"), None);
        assert_eq!(value("c"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_with_the_same_value(text in "[-ab+*/()12]{1,24}") {
            let cells = BTreeMap::from([("a", "a".to_owned()), ("b", "b".to_owned())]);
            let read = Expression::parse(&text);
            if let Some((expression, cells)) = read.and_then(|read| Some((read.clone(), read.spreadsheet(&cells)?))) {
                let symbols = BTreeMap::from([("a", 2.0), ("b", 3.0)]);
                let again = Expression::parse(&cells).unwrap();
                prop_assert_eq!(expression.value(&symbols), again.value(&symbols));
            }
        }
    }
}

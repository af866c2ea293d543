//! From tokens to postfix steps, by operator precedence.
//!
//! From loose to tight: or, xor, and, comparisons, sums, products, powers, signs. Operators of one rank group from the
//! left, powers too, and a sign binds tighter than a power (`-2^2` is 4, `2^3^2` is 64), as in spreadsheets and openLCA.

use super::{
    Binary, Step,
    function::Function,
    lexer::{Placed, Token, failure, tokens},
};
use crate::error::NetworkError;

/// Parentheses and calls that may stand inside each other.
const DEPTH: usize = 64;

pub(super) fn parse(text: &str) -> Result<(Vec<String>, Vec<Step>), NetworkError> {
    let mut parser = Parser { text, tokens: tokens(text)?, next: 0, names: Vec::new(), steps: Vec::new() };
    parser.expression(0, 0)?;
    match parser.peek() {
        Token::End => Ok((parser.names, parser.steps)),
        Token::Close => Err(parser.fail("a `)` that nothing opens")),
        _ => Err(parser.fail("expected an operator or the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Placed>,
    next: usize,
    names: Vec<String>,
    steps: Vec<Step>,
}

fn rank(operator: Binary) -> u8 {
    match operator {
        Binary::Or => 1,
        Binary::Xor => 2,
        Binary::And => 3,
        Binary::Less
        | Binary::LessEqual
        | Binary::Equal
        | Binary::NotEqual
        | Binary::Greater
        | Binary::GreaterEqual => 4,
        Binary::Add | Binary::Subtract => 5,
        Binary::Multiply | Binary::Divide | Binary::WholeDivide | Binary::Remainder => 6,
        Binary::Power => 7,
    }
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].token
    }

    fn fail(&self, reason: impl Into<String>) -> NetworkError {
        failure(self.text, self.tokens[self.next].at, reason)
    }

    fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    /// An operand and every operator that binds tighter than `loosest`.
    fn expression(&mut self, loosest: u8, depth: usize) -> Result<(), NetworkError> {
        if depth > DEPTH {
            return Err(self.fail(format!("more than {DEPTH} parentheses inside each other")));
        }
        self.operand(depth)?;
        while let Token::Operator(operator) = *self.peek() {
            if rank(operator) <= loosest {
                break;
            }
            self.advance();
            // At most seven ranks deep for each level of parentheses.
            self.expression(rank(operator), depth)?;
            self.steps.push(Step::Binary(operator));
        }
        Ok(())
    }

    fn operand(&mut self, depth: usize) -> Result<(), NetworkError> {
        let mut negative = false;
        while let Token::Operator(sign @ (Binary::Add | Binary::Subtract)) = *self.peek() {
            negative ^= sign == Binary::Subtract;
            self.advance();
        }
        match self.peek().clone() {
            Token::Number(value) => {
                self.advance();
                self.steps.push(Step::Number(value));
            }
            Token::Name(name) => {
                self.advance();
                if *self.peek() == Token::Open { self.call(&name, depth)? } else { self.name(name) }
            }
            Token::Open => {
                self.advance();
                self.expression(0, depth + 1)?;
                self.close()?;
            }
            _ => return Err(self.fail("expected a number, a name or `(`")),
        }
        if negative {
            self.steps.push(Step::Negate);
        }
        Ok(())
    }

    fn name(&mut self, name: String) {
        let at = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        self.steps.push(Step::Name(at as u32));
    }

    fn call(&mut self, name: &str, depth: usize) -> Result<(), NetworkError> {
        let place = self.tokens[self.next - 1].at;
        let Some(function) = Function::find(name) else {
            return Err(failure(self.text, place, format!("no function is called `{name}`")));
        };
        self.advance();
        let mut count = 0;
        if *self.peek() != Token::Close {
            loop {
                self.expression(0, depth + 1)?;
                count += 1;
                if *self.peek() != Token::Separator {
                    break;
                }
                self.advance();
            }
        }
        self.close()?;
        let (fewest, most, words) = function.arguments();
        if !(fewest..=most).contains(&count) {
            return Err(failure(self.text, place, format!("`{name}` takes {words}, not {count}")));
        }
        self.steps.push(Step::Call(function, count));
        Ok(())
    }

    fn close(&mut self) -> Result<(), NetworkError> {
        if *self.peek() != Token::Close {
            return Err(self.fail("expected `)`"));
        }
        self.advance();
        Ok(())
    }
}

//! Formulas of parameters, as the LCA formats write them; the language is described in `docs/formats/formulas.md`.
//!
//! A formula is read once into a postfix program and run many times on a stack, so that neither reading nor running nor
//! dropping it can exhaust the call stack. Every value is a number: true is 1, false is 0, and a condition holds when it
//! is not 0. What has no value (`0/0`, `ln(-1)`) is not a number, and stays so through comparisons, `min` and `if`.

mod arithmetic;
mod function;
mod lexer;
mod parser;

use crate::error::NetworkError;
pub use arithmetic::Arithmetic;
pub use function::Function;

/// One step of a program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Puts a number on the stack.
    Number(f64),
    /// Puts the value of a name on the stack, by its position in the list of names or values.
    Name(u32),
    /// Changes the sign of the top.
    Negate,
    /// Replaces the two topmost values.
    Binary(Binary),
    /// Replaces as many values as it has arguments.
    Call(Function, u32),
}

/// Operators between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// One of both.
    Or,
    /// One of both, not both.
    Xor,
    /// Both.
    And,
    /// `<`.
    Less,
    /// `≤`.
    LessEqual,
    /// `=`.
    Equal,
    /// `≠`.
    NotEqual,
    /// `>`.
    Greater,
    /// `≥`.
    GreaterEqual,
    /// `+`.
    Add,
    /// `−`.
    Subtract,
    /// `×`.
    Multiply,
    /// `÷`.
    Divide,
    /// Quotient cut to a whole number.
    WholeDivide,
    /// Remainder of that quotient.
    Remainder,
    /// `^`.
    Power,
}

/// A formula that has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    text: String,
    names: Vec<String>,
    steps: Vec<Step>,
}

/// A formula whose names are bound to positions in a list of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Program(Vec<Step>);

impl Formula {
    /// Reads a formula.
    pub fn parse(text: &str) -> Result<Self, NetworkError> {
        parser::parse(text).map(|(names, steps)| Self { text: text.to_owned(), names, steps })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names it uses, in lower case, each once, in order of appearance. Constants are among them: a parameter may
    /// carry their name.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Its value, where `value` knows its names; `pi`, `e`, `true` and `false` are known unless `value` says otherwise.
    pub fn evaluate(&self, value: impl Fn(&str) -> Option<f64>) -> Result<f64, NetworkError> {
        let known: Result<Vec<f64>, NetworkError> = self
            .names
            .iter()
            .map(|name| value(name).or_else(|| constant(name)).ok_or_else(|| self.unknown(name)))
            .collect();
        self.finite(Program(self.steps.clone()).run(&known?, &mut Vec::new()))
    }

    /// Binds every name to the position that `position` gives it.
    pub fn bind(&self, position: impl Fn(&str) -> Option<u32>) -> Result<Program, NetworkError> {
        let bound: Result<Vec<Step>, NetworkError> = self
            .names
            .iter()
            .map(|name| {
                let found = position(name).map(Step::Name).or_else(|| constant(name).map(Step::Number));
                found.ok_or_else(|| self.unknown(name))
            })
            .collect();
        let bound = bound?;
        let step = |step: &Step| match *step {
            Step::Name(at) => bound[at as usize],
            other => other,
        };
        Ok(Program(self.steps.iter().map(step).collect()))
    }

    /// Refuses a value that is infinite or none.
    pub(crate) fn finite(&self, value: f64) -> Result<f64, NetworkError> {
        if value.is_finite() {
            Ok(value)
        } else {
            Err(NetworkError::NotFinite { formula: self.text.clone(), value: value.to_string() })
        }
    }

    fn unknown(&self, name: &str) -> NetworkError {
        NetworkError::UnknownParameter { formula: self.text.clone(), name: name.to_owned() }
    }
}

impl Program {
    /// Positions the program reads.
    pub fn positions(&self) -> impl Iterator<Item = u32> {
        self.0.iter().filter_map(|step| match step {
            Step::Name(at) => Some(*at),
            _ => None,
        })
    }

    /// The value under `values`; not finite where the formula has none. `stack` is scratch space, kept between calls.
    pub fn run(&self, values: &[f64], stack: &mut Vec<f64>) -> f64 {
        stack.clear();
        for step in &self.0 {
            let value = match *step {
                Step::Number(value) => value,
                Step::Name(at) => values.get(at as usize).copied().unwrap_or(f64::NAN),
                Step::Negate => -pop(stack),
                Step::Binary(operator) => {
                    let right = pop(stack);
                    operator.apply(pop(stack), right)
                }
                Step::Call(function, count) => {
                    let first = stack.len().saturating_sub(count as usize);
                    let value = function.apply(&stack[first..]);
                    stack.truncate(first);
                    value
                }
            };
            stack.push(value);
        }
        pop(stack)
    }
}

fn pop(stack: &mut Vec<f64>) -> f64 {
    stack.pop().unwrap_or(f64::NAN)
}

/// Value of a name that no parameter carries.
pub(crate) fn constant(name: &str) -> Option<f64> {
    match name {
        "pi" => Some(std::f64::consts::PI),
        "e" => Some(std::f64::consts::E),
        "true" => Some(1.0),
        "false" => Some(0.0),
        _ => None,
    }
}

/// 1 or 0, or nothing where an operand is none.
pub(crate) fn truth(operands: &[f64], holds: bool) -> f64 {
    if operands.iter().any(|value| value.is_nan()) { f64::NAN } else { f64::from(u8::from(holds)) }
}

impl Binary {
    fn apply(self, a: f64, b: f64) -> f64 {
        let both = &[a, b];
        let (left, right) = (a != 0.0, b != 0.0);
        match self {
            Self::Or => truth(both, left || right),
            Self::Xor => truth(both, left != right),
            Self::And => truth(both, left && right),
            Self::Less => truth(both, a < b),
            Self::LessEqual => truth(both, a <= b),
            Self::Equal => truth(both, a == b),
            Self::NotEqual => truth(both, a != b),
            Self::Greater => truth(both, a > b),
            Self::GreaterEqual => truth(both, a >= b),
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::WholeDivide => (a / b).trunc(),
            Self::Remainder => a % b,
            Self::Power => a.powf(b),
        }
    }
}

#[cfg(test)]
mod tests;

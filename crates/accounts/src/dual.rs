//! Numbers with their slopes: a value and its first derivatives after every uncertain input (forward differentiation).

use std::rc::Rc;

use verdigris_network::formula::{Arithmetic, Binary, Function};

/// A value and its derivatives; an empty list stands for a constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Dual {
    /// The value.
    pub value: f64,
    /// ∂value/∂xᵢ.
    pub slopes: Rc<[f64]>,
}

impl Dual {
    /// A number that depends on no input.
    pub fn constant(value: f64) -> Self {
        Self { value, slopes: Rc::from([]) }
    }

    /// The input `at` of `count`.
    pub fn input(value: f64, at: usize, count: usize) -> Self {
        Self { value, slopes: (0..count).map(|k| f64::from(u8::from(k == at))).collect() }
    }

    /// ∂value/∂xᵢ.
    pub fn slope(&self, at: usize) -> f64 {
        self.slopes.get(at).copied().unwrap_or(0.0)
    }

    /// `value` whose derivative is `by_self`·self′ + `by_other`·other′.
    fn joined(&self, other: &Self, value: f64, by_self: f64, by_other: f64) -> Self {
        let slopes = match (&*self.slopes, &*other.slopes) {
            ([], []) => Rc::clone(&self.slopes),
            (own, []) => own.iter().map(|slope| by_self * slope).collect(),
            ([], others) => others.iter().map(|slope| by_other * slope).collect(),
            (own, others) => own.iter().zip(others).map(|(own, other)| by_self * own + by_other * other).collect(),
        };
        Self { value, slopes }
    }

    fn truth(holds: bool) -> Self {
        Self::constant(f64::from(u8::from(holds)))
    }
}

impl Arithmetic for Dual {
    fn literal(value: f64) -> Option<Self> {
        Some(Self::constant(value))
    }

    fn negate(&self) -> Option<Self> {
        Some(self.joined(&Self::constant(0.0), -self.value, -1.0, 0.0))
    }

    fn binary(&self, operator: Binary, other: &Self) -> Option<Self> {
        let (a, b) = (self.value, other.value);
        Some(match operator {
            Binary::Add => self.joined(other, a + b, 1.0, 1.0),
            Binary::Subtract => self.joined(other, a - b, 1.0, -1.0),
            Binary::Multiply => self.joined(other, a * b, b, a),
            Binary::Divide => self.joined(other, a / b, 1.0 / b, -a / (b * b)),
            Binary::Less => Self::truth(a < b),
            Binary::LessEqual => Self::truth(a <= b),
            Binary::Equal => Self::truth(a == b),
            Binary::NotEqual => Self::truth(a != b),
            Binary::Greater => Self::truth(a > b),
            Binary::GreaterEqual => Self::truth(a >= b),
            Binary::And => Self::truth(a != 0.0 && b != 0.0),
            Binary::Or => Self::truth(a != 0.0 || b != 0.0),
            Binary::Xor | Binary::WholeDivide | Binary::Remainder | Binary::Power => return None,
        })
    }

    fn call(function: Function, arguments: &[Self]) -> Option<Self> {
        let first = arguments.first()?;
        let extreme = |better: fn(f64, f64) -> bool| {
            arguments.iter().cloned().reduce(|best, next| if better(next.value, best.value) { next } else { best })
        };
        match function {
            Function::Min => extreme(|a, b| a < b),
            Function::Max => extreme(|a, b| a > b),
            Function::Sum => arguments[1..].iter().try_fold(first.clone(), |sum, next| sum.binary(Binary::Add, next)),
            Function::Mean => {
                Self::call(Function::Sum, arguments)?.binary(Binary::Divide, &Self::constant(arguments.len() as f64))
            }
            Function::Abs if first.value < 0.0 => first.negate(),
            // Rounding is a step; its slope is taken as that of what is rounded.
            Function::Abs | Function::Round => Some(first.clone()),
            Function::Square => first.binary(Binary::Multiply, first),
            Function::If => arguments.get(if first.value == 0.0 { 2 } else { 1 }).cloned(),
            _ => None,
        }
    }
}

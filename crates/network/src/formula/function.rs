//! The functions of the formula language.

use super::truth;

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// |x|.
    Abs,
    /// √x.
    Sqrt,
    /// x².
    Square,
    /// eˣ.
    Exp,
    /// Natural logarithm.
    Ln,
    /// Decimal logarithm.
    Log10,
    /// xʸ.
    Power,
    /// x to a power cut to a whole number.
    WholePower,
    /// Smallest.
    Min,
    /// Largest.
    Max,
    /// Sum.
    Sum,
    /// Mean.
    Mean,
    /// Rounded half away from zero, to whole numbers or to decimals.
    Round,
    /// Largest whole number not above.
    Floor,
    /// Smallest whole number not below.
    Ceil,
    /// Cut to a whole number.
    Trunc,
    /// What cutting leaves.
    Fraction,
    /// Sine.
    Sin,
    /// Cosine.
    Cos,
    /// Tangent.
    Tan,
    /// Cotangent.
    Cot,
    /// Arc sine.
    Asin,
    /// Arc cosine.
    Acos,
    /// Arc tangent.
    Atan,
    /// Hyperbolic sine.
    Sinh,
    /// Hyperbolic cosine.
    Cosh,
    /// Hyperbolic tangent.
    Tanh,
    /// Second argument where the first holds, else the third.
    If,
    /// Whether all hold.
    And,
    /// Whether any holds.
    Or,
    /// Whether it does not hold.
    Not,
}

impl Function {
    /// By name in lower case.
    pub(crate) fn find(name: &str) -> Option<Self> {
        Some(match name {
            "abs" => Self::Abs,
            "sqrt" => Self::Sqrt,
            "sqr" => Self::Square,
            "exp" => Self::Exp,
            "ln" => Self::Ln,
            "log" | "log10" | "lg" => Self::Log10,
            "pow" | "power" => Self::Power,
            "ipower" => Self::WholePower,
            "min" => Self::Min,
            "max" => Self::Max,
            "sum" => Self::Sum,
            "avg" | "mean" | "average" => Self::Mean,
            "round" => Self::Round,
            "floor" => Self::Floor,
            "ceil" | "ceiling" => Self::Ceil,
            "int" | "trunc" => Self::Trunc,
            "frac" => Self::Fraction,
            "sin" => Self::Sin,
            "cos" => Self::Cos,
            "tan" => Self::Tan,
            "cot" | "cotan" => Self::Cot,
            "asin" | "arcsin" => Self::Asin,
            "acos" | "arccos" => Self::Acos,
            "atan" | "arctan" => Self::Atan,
            "sinh" => Self::Sinh,
            "cosh" => Self::Cosh,
            "tanh" => Self::Tanh,
            "if" | "iff" | "iif" => Self::If,
            "and" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            _ => return None,
        })
    }

    /// Fewest and most arguments, and in words.
    pub(crate) fn arguments(self) -> (u32, u32, &'static str) {
        match self {
            Self::If => (3, 3, "three arguments"),
            Self::Power | Self::WholePower => (2, 2, "two arguments"),
            Self::Round => (1, 2, "one or two arguments"),
            Self::Min | Self::Max | Self::Sum | Self::Mean | Self::And | Self::Or => {
                (1, u32::MAX, "at least one argument")
            }
            _ => (1, 1, "one argument"),
        }
    }

    pub(crate) fn apply(self, arguments: &[f64]) -> f64 {
        let at = |k: usize| arguments.get(k).copied().unwrap_or(f64::NAN);
        let x = at(0);
        match self {
            Self::Abs => x.abs(),
            Self::Sqrt => x.sqrt(),
            Self::Square => x * x,
            Self::Exp => x.exp(),
            Self::Ln => x.ln(),
            Self::Log10 => x.log10(),
            Self::Power => x.powf(at(1)),
            Self::WholePower => x.powf(at(1).trunc()),
            Self::Min => extreme(arguments, |a, b| a < b),
            Self::Max => extreme(arguments, |a, b| a > b),
            Self::Sum => arguments.iter().sum(),
            Self::Mean => arguments.iter().sum::<f64>() / arguments.len() as f64,
            Self::Round if arguments.len() == 2 => {
                let scale = 10_f64.powf(at(1).trunc());
                (x * scale).round() / scale
            }
            Self::Round => x.round(),
            Self::Floor => x.floor(),
            Self::Ceil => x.ceil(),
            Self::Trunc => x.trunc(),
            Self::Fraction => x.fract(),
            Self::Sin => x.sin(),
            Self::Cos => x.cos(),
            Self::Tan => x.tan(),
            Self::Cot => 1.0 / x.tan(),
            Self::Asin => x.asin(),
            Self::Acos => x.acos(),
            Self::Atan => x.atan(),
            Self::Sinh => x.sinh(),
            Self::Cosh => x.cosh(),
            Self::Tanh => x.tanh(),
            Self::If if x.is_nan() => x,
            Self::If => at(if x == 0.0 { 2 } else { 1 }),
            Self::And => truth(arguments, arguments.iter().all(|&value| value != 0.0)),
            Self::Or => truth(arguments, arguments.iter().any(|&value| value != 0.0)),
            Self::Not => truth(arguments, x == 0.0),
        }
    }
}

/// The first value that no other beats; none when one is none.
fn extreme(values: &[f64], beats: impl Fn(f64, f64) -> bool) -> f64 {
    let better = |best: f64, value: f64| if best.is_nan() || beats(best, value) { best } else { value };
    values
        .iter()
        .copied()
        .reduce(|best, value| if value.is_nan() { value } else { better(best, value) })
        .unwrap_or(f64::NAN)
}

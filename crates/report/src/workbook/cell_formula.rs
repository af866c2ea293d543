//! Formulas of the house as formulas of a spreadsheet: the same program, run over texts of cells instead of numbers.

use verdigris_network::formula::{Arithmetic, Binary, Formula, Function};

/// Characters a formula may have; a spreadsheet takes 8,192. Without a bound, remainders of remainders double each time.
const LONGEST: usize = 8000;

/// How tightly a text holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    Sum,
    Product,
    Whole,
}

/// A text for a cell.
#[derive(Clone, Debug, PartialEq)]
struct Text {
    text: String,
    bond: Bond,
}

/// The formula for a cell, where `cell` knows the place of every name (in lower case); none where a name has no place or
/// the formula is too long.
pub fn write(formula: &Formula, cell: impl Fn(&str) -> Option<String>) -> Option<String> {
    let places: Vec<Option<Text>> = formula.names().iter().map(|name| cell(name).and_then(whole)).collect();
    formula.value_in(&places).map(|written: Text| written.text)
}

fn whole(text: String) -> Option<Text> {
    held(text, Bond::Whole)
}

fn held(text: String, bond: Bond) -> Option<Text> {
    (text.len() <= LONGEST).then_some(Text { text, bond })
}

impl Text {
    /// In parentheses where it holds together less than needed.
    fn within(&self, bond: Bond) -> String {
        if self.bond < bond { format!("({})", self.text) } else { self.text.clone() }
    }
}

/// One where a condition holds, else nought: spreadsheets keep truth apart from numbers.
fn truth(condition: &str) -> Option<Text> {
    whole(format!("IF({condition},1,0)"))
}

fn holds(text: &Text) -> String {
    format!("{}<>0", text.within(Bond::Sum))
}

impl Arithmetic for Text {
    fn literal(value: f64) -> Option<Self> {
        // Never with an exponent, so that no program reads it otherwise.
        value.is_finite().then(|| whole(value.to_string())).flatten()
    }

    fn negate(&self) -> Option<Self> {
        whole(format!("(-{})", self.within(Bond::Whole)))
    }

    fn binary(&self, operator: Binary, other: &Self) -> Option<Self> {
        let (left, right) = (&self.text, &other.text);
        let chain = |sign: char, bond: Bond, next: Bond| {
            held(format!("{}{sign}{}", self.within(bond), other.within(next)), bond)
        };
        let compared = |sign: &str| truth(&format!("{}{sign}{}", self.within(Bond::Sum), other.within(Bond::Sum)));
        match operator {
            // The right side of equal rank keeps its parentheses: the order of operations is part of what is shown.
            Binary::Add => chain('+', Bond::Sum, Bond::Product),
            Binary::Subtract => chain('-', Bond::Sum, Bond::Product),
            Binary::Multiply => chain('*', Bond::Product, Bond::Whole),
            Binary::Divide => chain('/', Bond::Product, Bond::Whole),
            Binary::Power => whole(format!("POWER({left},{right})")),
            Binary::WholeDivide => {
                whole(format!("TRUNC({}/{})", self.within(Bond::Product), other.within(Bond::Whole)))
            }
            Binary::Remainder => {
                let (left, right) = (self.within(Bond::Product), other.within(Bond::Whole));
                held(format!("{left}-{right}*TRUNC({left}/{right})"), Bond::Sum)
            }
            Binary::Less => compared("<"),
            Binary::LessEqual => compared("<="),
            Binary::Equal => compared("="),
            Binary::NotEqual => compared("<>"),
            Binary::Greater => compared(">"),
            Binary::GreaterEqual => compared(">="),
            Binary::And => truth(&format!("AND({},{})", holds(self), holds(other))),
            Binary::Or => truth(&format!("OR({},{})", holds(self), holds(other))),
            Binary::Xor => truth(&format!("({})<>({})", holds(self), holds(other))),
        }
    }

    fn call(function: Function, arguments: &[Self]) -> Option<Self> {
        let first = arguments.first()?;
        let list = || arguments.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(",");
        let conditions = || arguments.iter().map(holds).collect::<Vec<_>>().join(",");
        let plain = |name: &str| whole(format!("{name}({})", list()));
        match function {
            Function::Abs => plain("ABS"),
            Function::Sqrt => plain("SQRT"),
            Function::Square => whole(format!("POWER({},2)", first.text)),
            Function::Exp => plain("EXP"),
            Function::Ln => plain("LN"),
            Function::Log10 => plain("LOG10"),
            Function::Power => plain("POWER"),
            Function::WholePower => whole(format!("POWER({},TRUNC({}))", first.text, arguments.get(1)?.text)),
            Function::Min => plain("MIN"),
            Function::Max => plain("MAX"),
            Function::Sum => plain("SUM"),
            Function::Mean => plain("AVERAGE"),
            Function::Round if arguments.len() == 1 => whole(format!("ROUND({},0)", first.text)),
            Function::Round => plain("ROUND"),
            Function::Floor => plain("INT"),
            // CEILING asks for a step and differs between programs below nought.
            Function::Ceil => whole(format!("(-INT(-{}))", first.within(Bond::Whole))),
            Function::Trunc => plain("TRUNC"),
            Function::Fraction => held(format!("{}-TRUNC({})", first.within(Bond::Sum), first.text), Bond::Sum),
            Function::Sin => plain("SIN"),
            Function::Cos => plain("COS"),
            Function::Tan => plain("TAN"),
            Function::Cot => held(format!("1/TAN({})", first.text), Bond::Product),
            Function::Asin => plain("ASIN"),
            Function::Acos => plain("ACOS"),
            Function::Atan => plain("ATAN"),
            Function::Sinh => plain("SINH"),
            Function::Cosh => plain("COSH"),
            Function::Tanh => plain("TANH"),
            Function::If => {
                whole(format!("IF({},{},{})", holds(first), arguments.get(1)?.text, arguments.get(2)?.text))
            }
            Function::And => truth(&format!("AND({})", conditions())),
            Function::Or => truth(&format!("OR({})", conditions())),
            Function::Not => truth(&format!("{}=0", first.within(Bond::Sum))),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell(text: &str) -> Option<String> {
        write(&Formula::parse(text).ok()?, |name| match name {
            "a" => Some("A1".into()),
            "b" => Some("B2".into()),
            "铝" => Some("C3".into()),
            _ => None,
        })
    }

    #[test]
    fn the_guidelines_formula_keeps_its_shape() {
        assert_eq!(cell("a × (1 − b − 铝) × 44 / 12").unwrap(), "A1*(1-B2-C3)*44/12");
        assert_eq!(cell("a / (b * 2)").unwrap(), "A1/(B2*2)");
        assert_eq!(cell("a - (b - 1)").unwrap(), "A1-(B2-1)");
        assert_eq!(cell("A - 1 + b").unwrap(), "A1-1+B2");
        assert_eq!(cell("max(a; 0) + round(b)").unwrap(), "MAX(A1,0)+ROUND(B2,0)");
        assert_eq!(cell("a + c"), None);
    }

    #[test]
    fn what_spreadsheets_read_otherwise_is_spelled_out() {
        assert_eq!(cell("-a^2").unwrap(), "POWER((-A1),2)");
        assert_eq!(cell("2^3^2").unwrap(), "POWER(POWER(2,3),2)");
        assert_eq!(cell("if(a > b; a mod 2; 1e-12)").unwrap(), "IF(IF(A1>B2,1,0)<>0,A1-2*TRUNC(A1/2),0.000000000001)");
        assert_eq!(cell("(a > 0 and b) * 2").unwrap(), "IF(AND(IF(A1>0,1,0)<>0,B2<>0),1,0)*2");
    }

    #[test]
    fn a_formula_that_grows_beyond_a_cell_is_none() {
        assert_eq!(cell(&format!("a{}", " mod b".repeat(40))), None);
        assert!(cell(&format!("a{}", " mod b".repeat(3))).is_some());
    }

    proptest! {
        #[test]
        fn sums_and_products_read_back_with_the_same_value(text in "[-ab+*/()12]{1,24}") {
            if let Some((formula, cells)) = Formula::parse(&text).ok().zip(cell(&text)) {
                let again = Formula::parse(&cells).unwrap();
                let value = |formula: &Formula| {
                    formula.evaluate(|name| match name {
                        "a" | "a1" => Some(2.0),
                        "b" | "b2" => Some(3.0),
                        _ => None,
                    })
                };
                prop_assert_eq!(value(&formula).ok(), value(&again).ok());
            }
        }
    }
}

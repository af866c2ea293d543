//! The same programs over other numbers: exact fractions for accounts, numbers with slopes for propagation of errors.

use super::{Binary, Formula, Function, Program, Step, constant};

/// Numbers that formulas can be computed in. An operation without a value in these numbers answers `None`.
pub trait Arithmetic: Clone {
    /// A number written in a formula. Its shortest decimal form is what was written, up to 15 significant digits.
    fn literal(value: f64) -> Option<Self>;

    /// −x.
    fn negate(&self) -> Option<Self>;

    /// `self` and `other` under an operator.
    fn binary(&self, operator: Binary, other: &Self) -> Option<Self>;

    /// A function of its arguments.
    fn call(function: Function, arguments: &[Self]) -> Option<Self>;
}

impl Formula {
    /// The value in another arithmetic, where `values` stand in the order of [`Formula::names`]. `None` among them is a
    /// value that is missing, and so is the result; only names beyond the end of the list may be constants.
    pub fn value_in<A: Arithmetic>(&self, values: &[Option<A>]) -> Option<A> {
        let values: Vec<Option<A>> = self
            .names
            .iter()
            .enumerate()
            .map(|(at, name)| match values.get(at) {
                Some(value) => value.clone(),
                None => constant(name).and_then(A::literal),
            })
            .collect();
        run(&self.steps, &values)
    }
}

impl Program {
    /// The value in another arithmetic under `values`, by position.
    pub fn value_in<A: Arithmetic>(&self, values: &[Option<A>]) -> Option<A> {
        run(&self.0, values)
    }
}

fn run<A: Arithmetic>(steps: &[Step], values: &[Option<A>]) -> Option<A> {
    let mut stack: Vec<A> = Vec::with_capacity(8);
    for step in steps {
        let value = match step {
            Step::Number(value) => A::literal(*value)?,
            Step::Name(at) => values.get(*at as usize)?.clone()?,
            Step::Negate => stack.pop()?.negate()?,
            Step::Binary(operator) => {
                let right = stack.pop()?;
                stack.pop()?.binary(*operator, &right)?
            }
            Step::Call(function, count) => {
                let first = stack.len().checked_sub(*count as usize)?;
                let value = A::call(*function, &stack[first..])?;
                stack.truncate(first);
                value
            }
        };
        stack.push(value);
    }
    stack.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_is_never_taken_for_the_constant_of_its_name() {
        let formula = Formula::parse("E + 1").unwrap();
        assert_eq!(formula.value_in::<Whole>(&[None]), None);
        assert_eq!(formula.value_in(&[Some(Whole(2))]), Some(Whole(3)));
    }

    /// Whole numbers that know only sums and products.
    #[derive(Clone, Debug, PartialEq)]
    struct Whole(i64);

    impl Arithmetic for Whole {
        fn literal(value: f64) -> Option<Self> {
            value.to_string().parse().ok().map(Self)
        }

        fn negate(&self) -> Option<Self> {
            Some(Self(-self.0))
        }

        fn binary(&self, operator: Binary, other: &Self) -> Option<Self> {
            match operator {
                Binary::Add => self.0.checked_add(other.0).map(Self),
                Binary::Multiply => self.0.checked_mul(other.0).map(Self),
                _ => None,
            }
        }

        fn call(function: Function, arguments: &[Self]) -> Option<Self> {
            match function {
                Function::Max => arguments.iter().map(|whole| whole.0).max().map(Self),
                _ => None,
            }
        }
    }

    #[test]
    fn a_formula_runs_in_any_numbers_and_answers_nothing_where_they_have_no_value() {
        let value = |text: &str, values: &[Option<Whole>]| Formula::parse(text).unwrap().value_in(values);
        let of = |values: &[i64]| -> Vec<Option<Whole>> { values.iter().map(|&value| Some(Whole(value))).collect() };
        assert_eq!(value("a * b + max(a; 7) + -b", &of(&[3, 5])), Some(Whole(17)));
        assert_eq!(value("a * b", &[Some(Whole(3)), None]), None);
        assert_eq!(value("a / b", &of(&[4, 2])), None);
        assert_eq!(value("a + true", &of(&[4])), Some(Whole(5)));
        assert_eq!(value("1.5", &[]), None);
    }
}

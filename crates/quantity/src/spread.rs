//! The written form of an uncertainty, as in the `distribution` column of the tables.
//!
//! `lognormal(gsd=1.2)`, `lognormal(gsd2=1.44)` (the square of the geometric standard deviation),
//! `lognormal(sigma=0.18)`, `normal(sd=0.1)`, `normal(cv=0.05)`, `uniform(min=1,max=2)`,
//! `triangular(min=1,mode=2,max=3)`, `pert(min=1,mode=2,max=3)`. A lognormal is written back with its `sigma`.

use std::fmt;
use std::str::FromStr;

use crate::distribution::Distribution;

/// Why an uncertainty cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SpreadError {
    /// The text does not follow `form(name=number,…)`.
    #[error("uncertainty `{text}`: expected {expected} at character {at}")]
    Syntax {
        /// The text read.
        text: String,
        /// Position in characters, from 1.
        at: usize,
        /// What would have been right there.
        expected: &'static str,
    },
    /// The form's name is not known.
    #[error("uncertainty `{text}`: unknown form `{form}`; use lognormal, normal, uniform, triangular or pert")]
    UnknownForm {
        /// The text read.
        text: String,
        /// The name read.
        form: String,
    },
    /// The arguments are not those the form takes.
    #[error("uncertainty `{text}`: {form} takes {takes}")]
    Arguments {
        /// The text read.
        text: String,
        /// The form.
        form: &'static str,
        /// The arguments it takes.
        takes: &'static str,
    },
    /// A number is infinite or not a number.
    #[error("{name} must be a finite number, not {value}")]
    NotFinite {
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A spread is negative (a geometric standard deviation below 1 has a negative `sigma`).
    #[error("{name} must not be negative, but is {value}")]
    Negative {
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// The bounds are not in order.
    #[error("min ≤ mode ≤ max is required, but min = {min}, mode = {mode}, max = {max}")]
    Unordered {
        /// Lower bound.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Upper bound.
        max: f64,
    },
    /// The amount does not lie between the bounds given for it.
    #[error("the amount {amount} lies outside its bounds {min} to {max}")]
    AmountOutside {
        /// The amount.
        amount: f64,
        /// Lower bound.
        min: f64,
        /// Upper bound.
        max: f64,
    },
    /// A pedigree is not five scores.
    #[error("pedigree `{text}`: expected five scores 1 to 5 parted by `;`, and optionally `@` and a basic variance")]
    Pedigree {
        /// The text read.
        text: String,
    },
    /// A pedigree score lies outside 1 to 5.
    #[error("pedigree `{text}`: the {indicator} score must be 1 to 5, not `{score}`")]
    Score {
        /// The text read.
        text: String,
        /// Which of the five.
        indicator: &'static str,
        /// What was read.
        score: String,
    },
}

impl SpreadError {
    /// Stable code, also the key of the message in other languages.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "uncertainty-syntax",
            Self::UnknownForm { .. } => "uncertainty-form",
            Self::Arguments { .. } => "uncertainty-arguments",
            Self::NotFinite { .. } => "uncertainty-not-finite",
            Self::Negative { .. } => "uncertainty-negative",
            Self::Unordered { .. } => "uncertainty-unordered",
            Self::AmountOutside { .. } => "uncertainty-amount-outside",
            Self::Pedigree { .. } => "pedigree-syntax",
            Self::Score { .. } => "pedigree-score",
        }
    }
}

/// How an amount is spread, before the amount is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// The amount is the median; `sigma = ln GSD`.
    Lognormal {
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// The amount is the mean.
    NormalDeviation {
        /// Standard deviation, in the amount's unit.
        sd: f64,
    },
    /// The amount is the mean.
    NormalVariation {
        /// Coefficient of variation, standard deviation over |mean|.
        cv: f64,
    },
    /// The amount lies between the bounds.
    Uniform {
        /// Lower bound, in the amount's unit.
        min: f64,
        /// Upper bound.
        max: f64,
    },
    /// The amount lies between the bounds.
    Triangular {
        /// Lower bound, in the amount's unit.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Upper bound.
        max: f64,
    },
    /// The amount lies between the bounds.
    Pert {
        /// Lower bound, in the amount's unit.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Upper bound.
        max: f64,
    },
}

impl Spread {
    /// The distribution of an amount with this spread, in the amount's unit.
    pub fn around(&self, amount: f64) -> Result<Distribution, SpreadError> {
        let distribution = match *self {
            Self::Lognormal { sigma } => Distribution::Lognormal { median: amount, sigma },
            Self::NormalDeviation { sd } => Distribution::Normal { mean: amount, sd },
            Self::NormalVariation { cv } => Distribution::Normal { mean: amount, sd: cv * amount.abs() },
            Self::Uniform { min, max } => Distribution::Uniform { min, max },
            Self::Triangular { min, mode, max } => Distribution::Triangular { min, mode, max },
            Self::Pert { min, mode, max } => Distribution::Pert { min, mode, max },
        };
        distribution.validate()?;
        match *self {
            Self::Uniform { min, max } | Self::Triangular { min, max, .. } | Self::Pert { min, max, .. }
                if !(min..=max).contains(&amount) =>
            {
                Err(SpreadError::AmountOutside { amount, min, max })
            }
            _ => Ok(distribution),
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lognormal { sigma } => write!(f, "lognormal(sigma={sigma})"),
            Self::NormalDeviation { sd } => write!(f, "normal(sd={sd})"),
            Self::NormalVariation { cv } => write!(f, "normal(cv={cv})"),
            Self::Uniform { min, max } => write!(f, "uniform(min={min},max={max})"),
            Self::Triangular { min, mode, max } => write!(f, "triangular(min={min},mode={mode},max={max})"),
            Self::Pert { min, mode, max } => write!(f, "pert(min={min},mode={mode},max={max})"),
        }
    }
}

impl FromStr for Spread {
    type Err = SpreadError;

    fn from_str(text: &str) -> Result<Self, SpreadError> {
        let (form, arguments) = parse_call(text)?;
        let value = |name: &str| arguments.iter().find(|(given, _)| given == name).map(|&(_, value)| value);
        let wrong =
            |form: &'static str, takes: &'static str| SpreadError::Arguments { text: text.to_owned(), form, takes };
        let only = |names: &[&str]| arguments.len() == names.len() && names.iter().all(|name| value(name).is_some());
        let spread = match form.as_str() {
            "lognormal" => {
                let sigma = match arguments.as_slice() {
                    [(name, sigma)] if name == "sigma" => *sigma,
                    [(name, gsd)] if name == "gsd" => logarithm("gsd", *gsd)?,
                    [(name, square)] if name == "gsd2" => 0.5 * logarithm("gsd2", *square)?,
                    _ => return Err(wrong("lognormal", "one of gsd, gsd2 and sigma")),
                };
                Self::Lognormal { sigma }
            }
            "normal" => match arguments.as_slice() {
                [(name, sd)] if name == "sd" => Self::NormalDeviation { sd: *sd },
                [(name, cv)] if name == "cv" => Self::NormalVariation { cv: *cv },
                _ => return Err(wrong("normal", "one of sd and cv")),
            },
            "uniform" => match (value("min"), value("max")) {
                (Some(min), Some(max)) if only(&["min", "max"]) => Self::Uniform { min, max },
                _ => return Err(wrong("uniform", "min and max")),
            },
            "triangular" | "pert" => match (value("min"), value("mode"), value("max")) {
                (Some(min), Some(mode), Some(max)) if only(&["min", "mode", "max"]) => {
                    if form == "pert" {
                        Self::Pert { min, mode, max }
                    } else {
                        Self::Triangular { min, mode, max }
                    }
                }
                _ if form == "pert" => return Err(wrong("pert", "min, mode and max")),
                _ => return Err(wrong("triangular", "min, mode and max")),
            },
            _ => return Err(SpreadError::UnknownForm { text: text.to_owned(), form }),
        };
        // Any amount inside the bounds shows whether the parameters themselves are sound.
        let inside = match spread {
            Self::Uniform { min, .. } | Self::Triangular { min, .. } | Self::Pert { min, .. } => min,
            _ => 1.0,
        };
        spread.around(inside)?;
        Ok(spread)
    }
}

/// `ln` of a geometric standard deviation or its square, which must be 1 or more.
fn logarithm(name: &'static str, value: f64) -> Result<f64, SpreadError> {
    if !value.is_finite() {
        return Err(SpreadError::NotFinite { name, value });
    }
    if value < 1.0 {
        return Err(SpreadError::Negative { name: "ln gsd", value: value.ln() });
    }
    Ok(crate::elementary::ln(value))
}

/// Reads `form(name=number,…)`; a name given twice is an error.
fn parse_call(text: &str) -> Result<(String, Vec<(String, f64)>), SpreadError> {
    let syntax = |offset: usize, expected: &'static str| SpreadError::Syntax {
        text: text.to_owned(),
        at: text.get(..offset).map_or(0, |before| before.chars().count()) + 1,
        expected,
    };
    let open = text.find('(').ok_or_else(|| syntax(text.len(), "`(`"))?;
    let form = text[..open].trim().to_owned();
    let inner = text[open + 1..].trim_end();
    let inner = inner.strip_suffix(')').ok_or_else(|| syntax(text.trim_end().len(), "`)`"))?;
    let mut arguments: Vec<(String, f64)> = Vec::new();
    let mut offset = open + 1;
    for part in inner.split(',') {
        let (name, number) = part.split_once('=').ok_or_else(|| syntax(offset, "`name=number`"))?;
        let name = name.trim();
        if arguments.iter().any(|(given, _)| given == name) {
            return Err(syntax(offset, "a name not yet given"));
        }
        let at = offset + part.len() - number.len();
        let value = number.trim().parse().map_err(|_| syntax(at, "a number"))?;
        arguments.push((name.to_owned(), value));
        offset += part.len() + 1;
    }
    Ok((form, arguments))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Spread {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn every_form_of_the_tables_is_read() {
        let Spread::Lognormal { sigma } = read("lognormal(gsd=1.2)") else { panic!("not a lognormal") };
        assert!((sigma - 1.2_f64.ln()).abs() < 1e-15);
        let Spread::Lognormal { sigma: squared } = read("lognormal(gsd2=1.44)") else { panic!("not a lognormal") };
        assert!((squared - sigma).abs() < 1e-15);
        assert_eq!(read("lognormal(sigma=0.18)"), Spread::Lognormal { sigma: 0.18 });
        assert_eq!(read("normal(sd=0.1)"), Spread::NormalDeviation { sd: 0.1 });
        assert_eq!(read("normal(cv=0.05)"), Spread::NormalVariation { cv: 0.05 });
        assert_eq!(read(" uniform( min = 1, max = 2 ) "), Spread::Uniform { min: 1.0, max: 2.0 });
        let three = Spread::Triangular { min: 1.0, mode: 2.0, max: 3.0 };
        assert_eq!(read("triangular(max=3,min=1,mode=2)"), three);
        assert_eq!(read("pert(min=1,mode=2,max=3)"), Spread::Pert { min: 1.0, mode: 2.0, max: 3.0 });
    }

    #[test]
    fn a_defect_is_told_with_its_place() {
        let told = |text: &str| text.parse::<Spread>().unwrap_err();
        assert_eq!(told("normal(cv=a)").to_string(), "uncertainty `normal(cv=a)`: expected a number at character 11");
        assert_eq!(told("normal(cv=0.1").code(), "uncertainty-syntax");
        assert_eq!(told("normal").code(), "uncertainty-syntax");
        assert_eq!(told("gamma(k=1)").code(), "uncertainty-form");
        assert_eq!(told("uniform(min=1)").code(), "uncertainty-arguments");
        assert_eq!(told("uniform(min=1,min=2)").code(), "uncertainty-syntax");
        assert_eq!(told("uniform(min=1,max=2,mode=1)").code(), "uncertainty-arguments");
        assert_eq!(told("uniform(min=2,max=1)").code(), "uncertainty-unordered");
        assert_eq!(told("lognormal(gsd=0.9)").code(), "uncertainty-negative");
        assert_eq!(told("lognormal(sigma=NaN)").code(), "uncertainty-not-finite");
        assert_eq!(told("正态(cv=1)").code(), "uncertainty-form");
        assert_eq!(read("uniform(min=1,max=2)").around(3.0).unwrap_err().code(), "uncertainty-amount-outside");
    }

    proptest! {
        #[test]
        fn text_round_trips(form in 0..6, a in -1e6..1e6_f64, b in 0.0..1e6_f64, c in 0.0..1e-3_f64) {
            let spread = match form {
                0 => Spread::Lognormal { sigma: c },
                1 => Spread::NormalDeviation { sd: b },
                2 => Spread::NormalVariation { cv: c },
                3 => Spread::Uniform { min: a, max: a + b },
                4 => Spread::Triangular { min: a, mode: a + c, max: a + c + b },
                _ => Spread::Pert { min: a, mode: a + c, max: a + c + b },
            };
            prop_assert_eq!(read(&spread.to_string()), spread);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", inner in "[a-z0-9=,.()-]{0,30}") {
            let _ = text.parse::<Spread>();
            let _ = format!("normal({inner})").parse::<Spread>();
        }
    }
}

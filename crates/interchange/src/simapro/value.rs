//! Numbers, formulas and uncertainty of a file.

use verdigris_quantity::spread::Spread;

use super::{block::Row, header::Header};

/// What cells are read with.
pub(super) struct Reading<'a> {
    pub header: &'a Header,
    pub file: &'a str,
}

impl Reading<'_> {
    /// A plain number.
    pub fn number(&self, text: &str) -> Option<f64> {
        let text = if self.header.decimal == ',' { text.replace(',', ".") } else { text.to_owned() };
        text.parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// A formula with a point for decimals.
    pub fn formula(&self, text: &str) -> String {
        let text = text.trim().trim_start_matches('=');
        if self.header.decimal != ',' {
            return text.to_owned();
        }
        let chars: Vec<char> = text.chars().collect();
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        chars
            .iter()
            .enumerate()
            .map(|(at, &c)| if c == ',' && digit(at.checked_sub(1)) && digit(Some(at + 1)) { '.' } else { c })
            .collect()
    }

    /// The spread that starts at a column: distribution, 2·SD, minimum, maximum.
    pub fn spread(&self, row: &Row, column: usize, amount: Option<f64>) -> Result<Option<Spread>, String> {
        let kind = row.text(column).to_lowercase();
        let number = |k: usize, name: &str| {
            let text = row.text(column + k);
            self.number(text).ok_or_else(|| format!("{name} `{text}` is not a number"))
        };
        let spread = match kind.as_str() {
            "" | "undefined" | "unspecified" | "none" => return Ok(None),
            "lognormal" => {
                let square = number(1, "the squared geometric standard deviation")?;
                // SimaPro writes 0 or 1 where no deviation is given.
                if square == 0.0 || square == 1.0 {
                    return Ok(None);
                }
                if square < 1.0 {
                    return Err(format!("the squared geometric standard deviation {square} is below 1"));
                }
                Spread::Lognormal { sigma: 0.5 * square.ln() }
            }
            "normal" => Spread::NormalDeviation { sd: 0.5 * number(1, "twice the standard deviation")? },
            "triangle" | "triangular" => {
                let mode = amount.ok_or("a triangle needs a number as amount")?;
                Spread::Triangular { min: number(2, "the minimum")?, mode, max: number(3, "the maximum")? }
            }
            "uniform" => Spread::Uniform { min: number(2, "the minimum")?, max: number(3, "the maximum")? },
            _ => return Err(format!("the distribution `{kind}` is not known")),
        };
        match amount {
            Some(amount) if amount != 0.0 => {
                spread.around(amount).map(|_| Some(spread)).map_err(|error| error.to_string())
            }
            _ => Ok(Some(spread)),
        }
    }
}

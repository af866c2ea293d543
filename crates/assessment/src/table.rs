//! Columns and numbers of the report's tables.

use verdigris_quantity::Label;
use verdigris_report::dossier::{Align, Cell, Column, Width};

/// A column with its head in both languages.
pub fn column(en: &str, zh: &str, align: Align, width: Width) -> Column {
    Column { head: Label::new(en, zh), align, width }
}

/// A figure that was computed in floating point, to five significant digits.
pub fn number(value: f64) -> Cell {
    if !value.is_finite() {
        return Cell::Verbatim("–".into());
    }
    let exponent: i32 =
        format!("{value:.4e}").split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let decimals = usize::try_from(4 - exponent).unwrap_or(0).min(9);
    let unit = 10_f64.powi((exponent - 4).max(0));
    let rounded = if unit > 1.0 { (value / unit).round() * unit } else { value };
    let text = format!("{rounded:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Cell::Number(if text == "-0" { "0".to_owned() } else { text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_digits_are_kept_whatever_the_size() {
        let shown = |value| match number(value) {
            Cell::Number(text) | Cell::Verbatim(text) => text,
            _ => String::new(),
        };
        assert_eq!(shown(13_511.26), "13511");
        assert_eq!(shown(1_234_567.0), "1234600");
        assert_eq!(shown(0.144_814_2), "0.14481");
        assert_eq!(shown(-2.5), "-2.5");
        assert_eq!((shown(8.0), shown(-0.0)), ("8".to_owned(), "0".to_owned()));
        assert_eq!(shown(f64::NAN), "–");
    }
}

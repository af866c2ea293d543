//! Figures in cells, in exact decimals.
//!
//! A spreadsheet stores binary floating point; its shortest decimal that reads back the same is what was typed. Text
//! counts only where it is a plain decimal: separators of thousands, full-width digits and words are left to the user.

use std::str::FromStr;

use rust_decimal::Decimal;

/// A binary figure as the decimal it was typed as; `None` where 28 digits cannot hold it.
pub fn of_float(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    Decimal::from_str(&value.to_string()).ok()
}

/// A plain decimal, `-12.5` or `1.2e-3`, exactly; `None` for anything else.
pub fn of_text(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok().filter(|e| e.abs() <= 28)?),
        None => (text, 0),
    };
    let digits = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let value = Decimal::from_str_exact(mantissa.strip_prefix('+').unwrap_or(mantissa)).ok()?;
    match exponent {
        0 => Some(value),
        up if up > 0 => value.checked_mul(power(up.unsigned_abs())?),
        down => {
            let scale = value.scale() + down.unsigned_abs();
            (scale <= 28).then(|| Decimal::try_from_i128_with_scale(value.mantissa(), scale).ok()).flatten()
        }
    }
}

fn power(exponent: u32) -> Option<Decimal> {
    (0..exponent).try_fold(Decimal::ONE, |product, _| product.checked_mul(Decimal::TEN))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_plain_decimals_are_figures() {
        for text in
            ["1,234.5", "１２３", "N/A", "—", "-", "", ".", "1 234", "12%", "0x10", "1e", "−5", "NaN", "inf", "1e400"]
        {
            assert_eq!(of_text(text), None, "{text}");
        }
        for (text, value) in
            [("1234.50", "1234.50"), ("-0.1", "-0.1"), ("+3", "3"), ("1.2e-3", "0.0012"), ("5E2", "500"), (" 7 ", "7")]
        {
            assert_eq!(of_text(text), Some(value.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_float_is_the_decimal_it_was_typed_as() {
        assert_eq!(of_float(0.1).unwrap().to_string(), "0.1");
        assert_eq!(of_float(1_234_567.89).unwrap().to_string(), "1234567.89");
        assert_eq!(of_float(1e300), None);
        assert_eq!(of_float(f64::NAN), None);
    }

    proptest! {
        #[test]
        fn fifteen_digits_survive_a_spreadsheet(digits in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0_u32..8) {
            let typed = Decimal::new(digits, scale);
            let stored: f64 = typed.to_string().parse().unwrap();
            prop_assert_eq!(of_float(stored), Some(typed));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = of_text(&text);
        }
    }
}

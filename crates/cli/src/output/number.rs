//! Numbers as people read them.

/// Four significant digits; powers of ten where a plain number would be long.
pub fn short(value: f64) -> String {
    digits(value, 4)
}

/// `count` significant digits.
pub fn digits(value: f64, count: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".into() } else { value.to_string() };
    }
    let scientific = format!("{value:.*e}", count.saturating_sub(1));
    let exponent: i32 = scientific.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    if !(-4..=6).contains(&exponent) {
        return scientific;
    }
    let decimals = usize::try_from(count as i32 - 1 - exponent).unwrap_or(0);
    let text = format!("{value:.decimals$}");
    if exponent >= 4 { grouped(&text) } else { text }
}

/// A share as per cent.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1} %", share * 100.0) } else { "–".into() }
}

/// Thin spaces between groups of three digits before the point.
fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::from(sign);
    for (k, digit) in whole.chars().enumerate() {
        if k > 0 && (whole.len() - k).is_multiple_of(3) {
            out.push('\u{2009}');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_keep_their_digits() {
        for (value, text) in [
            (0.0, "0"),
            (16.42371, "16.42"),
            (13511.0, "13\u{2009}511"),
            (-13511.4, "-13\u{2009}511"),
            (0.00061234, "0.0006123"),
            (1.5e-7, "1.500e-7"),
            (2.0e12, "2.000e12"),
            (999.96, "1000"),
        ] {
            assert_eq!(short(value), text);
        }
        assert_eq!(percent(0.1234), "12.3 %");
    }
}

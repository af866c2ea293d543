//! How figures are written: three significant digits, thousands parted by commas, a true minus sign.

/// A value with three significant digits.
pub fn value(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let exponent = decimal_exponent(value);
    if !(-4..9).contains(&exponent) {
        let mantissa = format!("{:.2}", value.abs() / 10f64.powi(exponent));
        return format!("{}{mantissa}×10{}", sign(value), superscript(exponent));
    }
    let decimals = usize::try_from(2 - exponent).unwrap_or(0);
    let rounding = 10f64.powi((exponent - 2).max(0));
    let rounded = if rounding > 1.0 { (value.abs() / rounding).round() * rounding } else { value.abs() };
    let plain = format!("{rounded:.decimals$}");
    format!("{}{}", sign(value), thousands(&plain))
}

/// A value with a given number of decimals.
pub fn fixed(value: f64, decimals: usize) -> String {
    format!("{}{}", sign(value), thousands(&format!("{:.decimals$}", value.abs())))
}

/// A share of one as a percentage.
pub fn percent(share: f64) -> String {
    let percentage = share.abs() * 100.0;
    let digits = match percentage {
        p if p >= 99.95 => format!("{p:.0}"),
        p if p >= 0.1 => format!("{p:.1}"),
        0.0 => "0".into(),
        _ => "<0.1".into(),
    };
    format!("{}{digits}%", sign(share))
}

/// Formulas of gases and minerals as they stand in figures and reports.
const FORMULAS: [(&str, &str); 12] = [
    ("Na2CO3", "Na₂CO₃"),
    ("CaCO3", "CaCO₃"),
    ("MgCO3", "MgCO₃"),
    ("Al2O3", "Al₂O₃"),
    ("C2F6", "C₂F₆"),
    ("CO2", "CO₂"),
    ("CF4", "CF₄"),
    ("CH4", "CH₄"),
    ("N2O", "N₂O"),
    ("SF6", "SF₆"),
    ("SO2", "SO₂"),
    ("H2O", "H₂O"),
];

/// A text with the indices of common formulas set low, `tCO2e` as `tCO₂e`; symbols such as `EF_CF4` stay as they are.
pub fn chemistry(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let formula = FORMULAS.iter().find(|(plain, _)| {
            rest.strip_prefix(plain).is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_digit() || c == '_'))
        });
        match formula {
            Some((plain, low)) if before != '_' => {
                written.push_str(low);
                rest = &rest[plain.len()..];
                before = 'x';
            }
            _ => {
                written.push(c);
                rest = &rest[c.len_utf8()..];
                before = c;
            }
        }
    }
    written
}

/// A coordinate: two decimals, no trailing zeros, no negative nil.
pub fn coordinate(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

fn sign(value: f64) -> &'static str {
    if value < 0.0 { "\u{2212}" } else { "" }
}

/// Exponent of the value once rounded to three digits, so that 999.9 counts as 1000.
fn decimal_exponent(value: f64) -> i32 {
    let scientific = format!("{:.2e}", value.abs());
    scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

fn thousands(plain: &str) -> String {
    let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::with_capacity(plain.len() + 4);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

fn superscript(exponent: i32) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '0' => '⁰',
            // U+2074 is superscript four; the digits up to nine follow it.
            other => char::from_u32(0x2070 + other.to_digit(10).unwrap_or(0)).unwrap_or(other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_at_every_size() {
        let written = [0.0, 1.0, -16543.2, 999.9, 0.18248, 1234567.0, 0.000012, 3.2e12, 99.97, -0.00045].map(value);
        assert_eq!(
            written,
            ["0", "1.00", "−16,500", "1,000", "0.182", "1,230,000", "1.20×10⁻⁵", "3.20×10¹²", "100", "−0.000450"]
        );
    }

    #[test]
    fn indices_stand_low_and_symbols_stay() {
        let written = ["tCO2e", "kg CF4/t", "EF_CF4", "CO2_net", "CO2 和 C2F6", "SCO25"].map(chemistry);
        assert_eq!(written, ["tCO₂e", "kg CF₄/t", "EF_CF4", "CO2_net", "CO₂ 和 C₂F₆", "SCO25"]);
    }

    #[test]
    fn shares_keep_small_ones_visible() {
        assert_eq!(
            [1.0, 0.0834, -0.0834, 0.0001, 0.0, 1.2345].map(percent),
            ["100%", "8.3%", "−8.3%", "<0.1%", "0%", "123%"]
        );
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!([1.0, -0.001, 2.5, 100.0].map(coordinate), ["1", "0", "2.5", "100"]);
    }
}

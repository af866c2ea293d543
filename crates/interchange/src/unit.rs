//! Unit names of other formats.

use verdigris_quantity::Unit;

/// Units spelled out, as Brightway writes them.
const SPELLED: &[(&str, &str)] = &[
    ("kilogram", "kg"),
    ("gram", "g"),
    ("megajoule", "MJ"),
    ("kilojoule", "kJ"),
    ("kilowatt hour", "kWh"),
    ("megawatt hour", "MWh"),
    ("watt hour", "Wh"),
    ("cubic meter", "m3"),
    ("normal cubic meter", "Nm3"),
    ("litre", "l"),
    ("liter", "l"),
    ("square meter", "m2"),
    ("hectare", "ha"),
    ("meter", "m"),
    ("kilometer", "km"),
    ("square meter-year", "m2*a"),
    ("square meter year", "m2*a"),
    ("cubic meter-year", "m3*a"),
    ("meter-year", "m*a"),
    ("kilometer-year", "km*a"),
    ("kilogram-year", "kg*a"),
    ("kilo becquerel", "kBq"),
    ("becquerel", "Bq"),
    ("ton kilometer", "t*km"),
    ("ton-kilometer", "t*km"),
    ("person kilometer", "p*km"),
    ("person-kilometer", "p*km"),
    ("vehicle-kilometer", "v*km"),
    ("vehicle kilometer", "v*km"),
    ("kilogram day", "kg*d"),
    ("unit", "item"),
    ("number of items", "item"),
    ("tn.sh", "sh tn"),
    ("tn.lg", "long tn"),
    ("cu.in", "in3"),
    ("cu.yd", "yd3"),
    ("gal*", "gal"),
    ("cuft", "ft3"),
    ("my", "m*a"),
    ("personkm", "p*km"),
];

/// The unit our catalogue has for a name, also when the name writes a price year apart (`EUR 2000`) or ends in a
/// stray asterisk (SimaPro's `gal*`).
pub fn known(name: &str) -> Option<Unit> {
    let name = name.trim();
    if name.is_empty() || name.len() > 64 {
        return None;
    }
    let lower = name.to_lowercase();
    if let Some((_, symbol)) = SPELLED.iter().find(|(spelled, _)| *spelled == lower) {
        return Unit::parse(symbol).ok();
    }
    Unit::parse(name).ok().or_else(|| {
        let joined: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        let (code, year) = joined.split_at_checked(3)?;
        (year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && code.bytes().all(|b| b.is_ascii_uppercase()))
            .then(|| Unit::parse(&joined).ok())
            .flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn price_years_read() {
        assert_eq!(known("EUR 2000"), known("EUR2000"));
        assert!(known("EUR 2000").is_some());
        assert!(known("no such unit").is_none());
        assert!(known("").is_none());
    }
}

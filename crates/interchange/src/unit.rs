//! Unit names of other formats.

use verdigris_quantity::Unit;

/// The unit our catalogue has for a name, also when the name writes a price year apart (`EUR 2000`) or ends in a
/// stray asterisk (SimaPro's `gal*`).
pub fn known(name: &str) -> Option<Unit> {
    let name = name.trim();
    if name.is_empty() || name.len() > 64 {
        return None;
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

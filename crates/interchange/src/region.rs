//! Which region holds another, for the codes that life-cycle databases use beside ISO 3166.

use verdigris_network::{Region, Regions};
use verdigris_quantity::Label;

/// Codes of continents in the databases and the countries they hold.
const CONTINENTS: &[(&str, &[&str])] = &[
    ("RNA", &["US", "CA", "MX"]),
    (
        "RER",
        &[
            "AL", "AD", "AT", "BA", "BE", "BG", "BY", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR",
            "HR", "HU", "IE", "IS", "IT", "LT", "LU", "LV", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS",
            "SE", "SI", "SK", "UA",
        ],
    ),
    (
        "RAS",
        &[
            "AE", "BD", "CN", "HK", "ID", "IN", "IR", "IQ", "IL", "JO", "JP", "KH", "KP", "KR", "KW", "KZ", "LA", "LK",
            "MM", "MN", "MY", "NP", "OM", "PH", "PK", "QA", "SA", "SG", "SY", "TH", "TJ", "TW", "UZ", "VN", "YE",
        ],
    ),
    ("RLA", &["AR", "BO", "BR", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "PA", "PE", "PY", "SV", "UY", "VE"]),
    (
        "RAF",
        &[
            "AO", "CD", "CI", "CM", "DZ", "EG", "ET", "GH", "GN", "KE", "LY", "MA", "MZ", "NA", "NG", "TN", "TZ", "ZA",
            "ZM", "ZW",
        ],
    ),
];

/// The code one step wider than `code`; empty for the world.
pub fn parent(code: &str) -> &str {
    if code.is_empty() || code == "GLO" {
        return "";
    }
    if let Some((country, _)) = code.split_once('-')
        && country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
    {
        return country;
    }
    CONTINENTS.iter().find(|(_, countries)| countries.contains(&code)).map_or("GLO", |(continent, _)| continent)
}

/// Declares the codes in use, and the regions that hold them.
pub fn complete<'a>(regions: &mut Regions, used: impl Iterator<Item = &'a str>) {
    for code in used.filter(|code| !code.is_empty()) {
        let mut at = code;
        while !at.is_empty() && regions.get(at).is_none() {
            let wider = parent(at);
            regions.insert(Region { id: at.to_owned(), name: Label::new(at, ""), parent: wider.to_owned() });
            at = wider;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_end_at_the_world() {
        for (code, expected) in
            [("CN-SD", "CN"), ("CN", "RAS"), ("US", "RNA"), ("RNA", "GLO"), ("GLO", ""), ("RoW", "GLO"), ("", "")]
        {
            assert_eq!(parent(code), expected);
        }
    }
}

//! Names of substances as compared across flow lists.

use unicode_normalization::UnicodeNormalization;

/// Origin of a carbon compound, which decides whether and how it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Qualifier {
    /// From fossil carbon.
    Fossil,
    /// From biomass.
    Biogenic,
    /// From land use and its change.
    LandUse,
}

/// A substance name without its qualifier: lower-case words in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Substance {
    /// Words of the name.
    pub base: String,
    /// Origin, where the name says it.
    pub qualifier: Option<Qualifier>,
}

/// Phrases that name an origin, longest first.
const PHRASES: &[(&str, Qualifier)] = &[
    ("from soil or biomass stock", Qualifier::LandUse),
    ("land use change", Qualifier::LandUse),
    ("land transformation", Qualifier::LandUse),
    ("peat oxidation", Qualifier::LandUse),
    ("non fossil", Qualifier::Biogenic),
    ("biogenic", Qualifier::Biogenic),
    ("fossil", Qualifier::Fossil),
];

impl Substance {
    /// Reads a name; punctuation, case, width and word order do not matter.
    pub fn read(name: &str) -> Self {
        let plain: String =
            name.nfkc().flat_map(char::to_lowercase).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let mut words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut qualifier = None;
        for &(phrase, meaning) in PHRASES {
            if let Some(at) = find_phrase(&words, phrase) {
                qualifier = Some(meaning);
                words.replace_range(at..at + phrase.len(), "");
                break;
            }
        }
        let mut parts: Vec<&str> = words.split_whitespace().collect();
        parts.sort_unstable();
        Self { base: parts.join(" "), qualifier }
    }

    /// A halocarbon by the number in its name, under which lists with different systematic names agree: `FC-14`, `CFC-14`
    /// and `Methane, tetrafluoro-, FC-14` are all R-14, because the number alone (ASHRAE 34) gives the molecule. Halons
    /// have numbers of their own.
    pub fn numbered(name: &str) -> Option<Self> {
        let plain: String = name.nfkc().flat_map(char::to_lowercase).collect();
        let plain = plain.replace("halon ", "halon-");
        plain.split(|c: char| !c.is_alphanumeric() && c != '-').find_map(|word| {
            let (series, number) = word.split_once('-')?;
            let list = match series {
                "r" | "fc" | "pfc" | "hfc" | "cfc" | "hcfc" | "hcc" => "refrigerant",
                "halon" => "halon",
                _ => return None,
            };
            let numeric = number.starts_with(|c: char| c.is_ascii_digit()) && number.len() > 1;
            numeric.then(|| Self { base: format!("{list} {number}"), qualifier: None })
        })
    }

    /// Whether emissions of this substance from biomass close a cycle and count nothing in climate indicators that
    /// have no factor of their own for them.
    pub fn is_carbon_oxide(&self) -> bool {
        matches!(self.base.as_str(), "carbon dioxide" | "carbon monoxide")
    }
}

/// Position of a phrase that starts and ends at word borders.
fn find_phrase(words: &str, phrase: &str) -> Option<usize> {
    words.match_indices(phrase).map(|(at, _)| at).find(|&at| {
        let before = at == 0 || words.as_bytes()[at - 1] == b' ';
        let after = words.as_bytes().get(at + phrase.len()).is_none_or(|&byte| byte == b' ');
        before && after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_punctuate_differently_agree() {
        let names = [
            "Carbon dioxide, fossil ",
            "carbon dioxide (fossil)",
            "Fossil carbon dioxide",
            "ＣＡＲＢＯＮ dioxide, fossil",
        ];
        for name in names {
            assert_eq!(Substance::read(name), Substance::read(names[0]), "{name}");
        }
        assert_eq!(Substance::read("Methane, non-fossil").qualifier, Some(Qualifier::Biogenic));
        assert_eq!(Substance::read("Carbon dioxide, land transformation").qualifier, Some(Qualifier::LandUse));
        assert_ne!(Substance::read("Carbon dioxide, in air").base, Substance::read("Carbon dioxide").base);
        assert_eq!(Substance::read("Fossilised wood").qualifier, None);
    }

    #[test]
    fn halocarbons_are_known_by_their_number() {
        let number = |name: &str| Substance::numbered(name).map(|found| found.base);
        for name in ["FC-14", "Methane, tetrafluoro-, CFC-14", "Methane, tetrafluoro-, FC-14", "PFC-14"] {
            assert_eq!(number(name), number("R-14"), "{name}");
        }
        assert_eq!(number("1,1,1,3,3-Pentafluoropropane, HFC-245fa").as_deref(), Some("refrigerant 245fa"));
        assert_eq!(number("HFC-43-10mee").as_deref(), Some("refrigerant 43-10mee"));
        assert_ne!(number("Methane, bromotrifluoro-, Halon 1301"), number("R-1301"));
        assert_eq!(number("Methane, bromotrifluoro-, Halon 1301"), number("Halon-1301"));
        for name in ["Carbon-14", "HFCs and HCFCs, unspecified", "n-R-acid", "Methane"] {
            assert_eq!(number(name), None, "{name}");
        }
    }
}

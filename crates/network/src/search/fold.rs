//! The form in which names are compared.

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

use super::characters::PAIRS;

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let characters: Vec<char> = PAIRS.chars().collect();
    characters.as_chunks::<2>().0.iter().map(|&[traditional, simplified]| (traditional, simplified)).collect()
});

/// Compatibility-composed (full and half width are one), lower case, simplified, white space folded to single blanks.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char| {
        if c.is_whitespace() {
            gap = true;
            return;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        folded.push(c);
    };
    if text.is_ascii() {
        text.chars().for_each(|c| push(c.to_ascii_lowercase()));
    } else {
        // Composed again, because a small letter may join with a mark that its capital does not join with.
        let simplified = |c: char| SIMPLIFIED.get(&c).copied().unwrap_or(c);
        text.nfkc().flat_map(char::to_lowercase).nfkc().for_each(|c| push(simplified(c)));
    }
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_script_and_spaces_are_one() {
        assert_eq!(fold("  Ａｌ２Ｏ３ "), "al2o3");
        assert_eq!(fold("Primary\u{3000} ALUMINIUM\tingot"), "primary aluminium ingot");
        assert_eq!(fold("電解鋁"), "电解铝");
        assert_eq!(fold("氧化鋁、銅精礦、鎳、稀土氧化鑭"), fold("氧化铝、铜精矿、镍、稀土氧化镧"));
    }

    #[test]
    fn the_pairs_are_whole_and_none_maps_on() {
        assert_eq!(PAIRS.chars().count() % 2, 0);
        for (traditional, simplified) in SIMPLIFIED.iter() {
            assert_ne!(traditional, simplified);
            assert!(!SIMPLIFIED.contains_key(simplified), "{simplified} is mapped on");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,20}", chinese in "[電解鋁铜 Ａ-Ｚ]{0,10}") {
            for text in [text, chinese] {
                let once = fold(&text);
                prop_assert_eq!(fold(&once), once);
            }
        }
    }
}

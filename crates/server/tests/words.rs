//! Every error has its words: a code of an error that people can meet stands in the catalogues of both languages.

use std::collections::BTreeSet;

use verdigris_quantity::Language;
use verdigris_wording::{Messages, problem::key};

/// The rooms whose errors become problems, with the file of their errors.
const ROOMS: [(&str, &str); 11] = [
    ("quantity", include_str!("../../quantity/src/error.rs")),
    ("network", include_str!("../../network/src/error.rs")),
    ("registry", include_str!("../../registry/src/factor.rs")),
    ("activity", include_str!("../../activity/src/error.rs")),
    ("accounts", include_str!("../../accounts/src/error.rs")),
    ("interchange", include_str!("../../interchange/src/error.rs")),
    ("inventory", include_str!("../../inventory/src/error.rs")),
    ("diagnosis", include_str!("../../diagnosis/src/error.rs")),
    ("alliance", include_str!("../../alliance/src/error.rs")),
    ("store", include_str!("../../store/src/error.rs")),
    ("server", include_str!("../src/error.rs")),
];

/// The codes that `fn code` of a file gives.
fn codes(source: &str) -> BTreeSet<&str> {
    let of_code = source.split("fn code(").skip(1).filter_map(|rest| rest.split("\n    }\n").next());
    of_code.flat_map(|body| body.lines()).filter_map(|line| line.split_once("=> \"")?.1.split('"').next()).collect()
}

#[test]
fn every_code_has_words_in_both_languages() {
    let mut missing = Vec::new();
    for (room, source) in ROOMS {
        let codes = codes(source);
        assert!(codes.len() > 2, "{room}: {codes:?}");
        for code in codes {
            let key = key(code);
            let told = |language| Messages::of(language).has(&key).then(|| Messages::of(language).text(&key));
            match (told(Language::En), told(Language::Zh)) {
                (Some(en), Some(zh)) if en != zh => {}
                _ => missing.push(format!("{room}: {code}")),
            }
        }
    }
    assert!(missing.is_empty(), "without words: {missing:?}");
}

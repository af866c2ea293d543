//! Order of the rows, gaps and signs.

use proptest::prelude::*;
use verdigris_quantity::{Label, Language};

use super::*;

fn rung(name: &str, value: Option<f64>) -> Rung {
    Rung { label: Label::new(name, name), value, trust: "T".into() }
}

/// GB 21346-2022, alternating-current electricity of liquid aluminium, and the example of GB/T 36132-2025.
fn example(better: Better) -> Ladder {
    Ladder {
        plant: Label::new("plant", "本企业"),
        value: 12975.0,
        rungs: vec![
            rung("three", Some(13350.0)),
            rung("none", None),
            rung("one", Some(12950.0)),
            rung("two", Some(13000.0)),
        ],
        better,
        decimals: Some(0),
        ..Ladder::default()
    }
}

fn order(svg: &str) -> Vec<usize> {
    ["one<", "plant<", "two<", "three<", "none<"].map(|name| svg.find(&format!(">{name}")).unwrap()).to_vec()
}

#[test]
fn the_best_reference_stands_first_and_the_unknown_last() {
    let less = svg(&example(Better::Lower), Language::En).unwrap();
    assert!(order(&less).is_sorted());
    assert!(less.contains("+25 (+0.2%)") && less.contains("−25 (−0.2%)") && less.contains("−375 (−2.8%)"));
    assert!(less.contains("not available"));
    let more = svg(&example(Better::Higher), Language::En).unwrap();
    let [one, plant, two, three, none] = order(&more)[..] else { unreachable!() };
    assert!([three, two, plant, one, none].is_sorted());
}

#[test]
fn an_interval_must_not_be_upside_down() {
    let wrong = Ladder { interval: Some((2.0, 1.0)), ..example(Better::Lower) };
    assert_eq!(svg(&wrong, Language::En).unwrap_err().code(), "report-interval");
    let endless = Ladder { value: f64::NAN, ..example(Better::Lower) };
    assert_eq!(svg(&endless, Language::En).unwrap_err().code(), "report-not-finite");
}

proptest! {
    #[test]
    fn any_ladder_is_well_formed(value in -1e9..1e9f64, rungs in proptest::collection::vec(proptest::option::of(-1e9..1e9f64), 1..12)) {
        let ladder = Ladder {
            value,
            rungs: rungs.iter().map(|value| rung("<a & b> 能耗限额", *value)).collect(),
            ..example(Better::Lower)
        };
        let written = svg(&ladder, Language::Zh).unwrap();
        crate::well_formed(&written);
        prop_assert_eq!(written.matches("class=\"dot\"").count(), rungs.iter().flatten().count());
    }
}

//! Order, widths, and measures nobody priced.

use proptest::prelude::*;
use verdigris_quantity::{Label, Language};

use super::*;

fn measure(name: &str, abated: f64, cost: Option<f64>) -> Measure {
    Measure {
        label: Label::new(name, format!("{name}措施")),
        abated,
        cost,
        range: cost.map(|cost| (cost - 5.0, cost + 9.0)),
    }
}

#[test]
fn cheap_measures_come_first_and_unpriced_ones_are_not_drawn() {
    let curve = CostCurve {
        measures: vec![
            measure("dear", 10.0, Some(300.0)),
            measure("free", 90.0, None),
            measure("cheap", 30.0, Some(-40.0)),
        ],
        ..CostCurve::default()
    };
    let written = svg(&curve, Language::En).unwrap();
    let place = |name: &str| written.rfind(&format!(">{name}<")).unwrap();
    assert!(place("cheap") < place("dear") && place("dear") < place("free"));
    assert_eq!(written.matches("class=\"number\"").count(), 2);
    assert!(written.contains("No sourced cost"));
}

#[test]
fn a_negative_effect_is_refused() {
    let curve = CostCurve { measures: vec![measure("worse", -1.0, Some(1.0))], ..CostCurve::default() };
    assert_eq!(svg(&curve, Language::En).unwrap_err().code(), "report-negative");
}

#[test]
fn unpriced_measures_alone_make_a_list() {
    let curve = CostCurve { measures: vec![measure("free", 90.0, None)], ..CostCurve::default() };
    let written = svg(&curve, Language::Zh).unwrap();
    assert!(written.contains("free措施") && !written.contains("class=\"number\""));
}

proptest! {
    #[test]
    fn numbers_keep_apart_and_in_order(mut wanted in proptest::collection::vec(80.0..700.0f64, 1..30)) {
        wanted.sort_by(f64::total_cmp);
        let places = draw::spread(&wanted, 76.0, 700.0);
        let apart = 19.0f64.min((700.0 - 76.0) / wanted.len() as f64);
        for pair in places.windows(2) {
            prop_assert!(pair[1] - pair[0] >= apart - 1e-9, "{places:?}");
        }
        prop_assert!(places.iter().all(|place| (76.0 - 1e-9..=700.0 + 1e-9).contains(place)), "{places:?}");
    }

    #[test]
    fn any_curve_is_well_formed(rows in proptest::collection::vec((0.0..1e6f64, proptest::option::of(-1e4..1e4f64)), 1..14)) {
        let measures = rows.iter().map(|(abated, cost)| measure("<a & \"b\">", *abated, *cost)).collect();
        crate::well_formed(&svg(&CostCurve { measures, ..CostCurve::default() }, Language::Zh).unwrap());
    }
}

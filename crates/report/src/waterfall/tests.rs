//! Waterfalls that close and those that must not be drawn.

use proptest::prelude::*;
use verdigris_quantity::{Label, Language};

use super::*;

fn step(name: &str, amount: f64, kind: Kind) -> Step {
    Step { label: Label::new(name, format!("{name}项")), amount, kind }
}

fn picture(steps: Vec<Step>) -> Waterfall {
    Waterfall {
        title: Label::new("From A to B", "由甲到乙"),
        unit: Label::new("tCO2e", "tCO2e"),
        steps,
        ..Waterfall::default()
    }
}

#[test]
fn changes_must_lead_to_the_total() {
    let good =
        picture(vec![step("a", 100.0, Kind::Total), step("b", -30.0, Kind::Change), step("c", 70.0, Kind::Total)]);
    assert!(svg(&good, Language::En).is_ok());
    let bad =
        picture(vec![step("a", 100.0, Kind::Total), step("b", -30.0, Kind::Change), step("c", 71.0, Kind::Total)]);
    assert_eq!(svg(&bad, Language::En).unwrap_err().code(), "report-unbalanced");
    let headless = picture(vec![step("b", -30.0, Kind::Change)]);
    assert_eq!(svg(&headless, Language::En).unwrap_err().code(), "report-unbalanced");
    assert_eq!(svg(&picture(Vec::new()), Language::En).unwrap_err().code(), "report-empty");
}

#[test]
fn a_scale_without_nought_says_so() {
    let near =
        picture(vec![step("a", 1000.0, Kind::Total), step("b", 20.0, Kind::Change), step("c", 1020.0, Kind::Total)]);
    assert!(svg(&near, Language::Zh).unwrap().contains("横轴不从 0 起"));
    let far =
        picture(vec![step("a", 1000.0, Kind::Total), step("b", -800.0, Kind::Change), step("c", 200.0, Kind::Total)]);
    assert!(!svg(&far, Language::Zh).unwrap().contains("横轴不从 0 起"));
}

proptest! {
    #[test]
    fn every_closed_waterfall_is_well_formed_and_signed(
        start in -1e6..1e6f64,
        changes in proptest::collection::vec((-1e5..1e5f64, "[a-z铝锌<&\"' ]{0,60}"), 0..14),
    ) {
        let mut steps = vec![step("start", start, Kind::Total)];
        let mut level = start;
        for (amount, name) in &changes {
            level += amount;
            steps.push(step(name, *amount, Kind::Change));
        }
        steps.push(step("end", level, Kind::Total));
        let written = svg(&picture(steps), Language::En).unwrap();
        crate::well_formed(&written);
        let ups = changes.iter().filter(|change| change.0 > 0.0).count();
        prop_assert_eq!(written.matches(">+").count(), ups);
    }
}

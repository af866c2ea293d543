//! Missing months, jumps and names.

use proptest::prelude::*;
use verdigris_quantity::{Label, Language};

use super::*;

fn month(number: usize, value: Option<f64>, jump: bool) -> Month {
    Month { name: format!("2025-{number:02}"), value, jump }
}

#[test]
fn missing_months_and_jumps_are_told() {
    let months = Months {
        months: vec![month(1, Some(541.2), false), month(2, None, false), month(3, Some(900.0), true)],
        level: Some((Label::new("mean", "均值"), 720.6)),
        ..Months::default()
    };
    let written = svg(&months, Language::En).unwrap();
    for told in [">Jan<", ">Feb<", "No record for the month", "▲ 900", "mean 721"] {
        assert!(written.contains(told), "{told}");
    }
    assert!(svg(&months, Language::Zh).unwrap().contains(">3 月<"));
}

#[test]
fn what_is_no_number_is_refused() {
    let wrong = Months { months: vec![month(1, Some(f64::INFINITY), false)], ..Months::default() };
    assert_eq!(svg(&wrong, Language::En).unwrap_err().code(), "report-not-finite");
    assert_eq!(svg(&Months::default(), Language::En).unwrap_err().code(), "report-empty");
}

proptest! {
    #[test]
    fn any_year_is_well_formed(values in proptest::collection::vec(proptest::option::of(-1e9..1e9f64), 1..40)) {
        let months = values.iter().enumerate().map(|(index, value)| month(index, *value, index % 5 == 0)).collect();
        crate::well_formed(&svg(&Months { months, ..Months::default() }, Language::Zh).unwrap());
    }
}

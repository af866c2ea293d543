//! Analytic and sampled uncertainty, shared data, the quality plan.

mod plant;

use plant::{REGISTRY, SCHEMES, activity, record, year_of};
use verdigris_accounts::{Account, Obtained, Settings};
use verdigris_activity::Quality;

fn account(scheme: &str, sector: &str, rows: &[(plant::Row, Option<f64>)], settings: &Settings) -> Account {
    let records = rows.iter().map(|(row, half)| {
        let mut record = record(*row);
        record.uncertainty = *half;
        record
    });
    let at = year_of(&activity(sector, 2022, &[], records.collect()));
    SCHEMES.account(scheme, &at, &REGISTRY, settings).unwrap()
}

#[test]
fn linear_sums_agree_with_the_textbook_and_with_samples() {
    // Coke 1000 t ±5 % and 2000 t ±10 % in two units, factor 2.862 ±4 % shared by both:
    // Var = (50·2.862)² + (200·2.862)² + (3000·2.862·0.04)², in half widths.
    let settings = Settings {
        samples: 40_000,
        uncertainties: [("factor:cn-reductant-coke".to_owned(), 0.04)].into(),
        ..Settings::default()
    };
    let found = account(
        "cn-nonferrous",
        "lead",
        &[
            (("a", "reductant-coke", "used", "1000", "t"), Some(0.05)),
            (("b", "reductant-coke", "used", "2000", "t"), Some(0.10)),
            (("", "electricity-grid", "used", "0", "MWh"), None),
        ],
        &settings,
    );
    let uncertainty = found.uncertainty.unwrap();
    let half = (50.0_f64.powi(2) + 200.0_f64.powi(2) + 120.0_f64.powi(2)).sqrt() * 2.862;
    let analytic = uncertainty.analytic.unwrap();
    assert!((analytic.deviation * 1.96 - half).abs() < 1e-6 * half, "{analytic:?}");
    let sampled = uncertainty.sampled.unwrap();
    assert!((sampled.deviation / analytic.deviation - 1.0).abs() < 0.02, "{sampled:?} {analytic:?}");
    assert!((sampled.mean / 8586.0 - 1.0).abs() < 0.002, "{sampled:?}");
    for k in 0..2 {
        assert!((sampled.interval[k] - analytic.interval[k]).abs() < 0.05 * half, "{sampled:?} {analytic:?}");
    }
    // The factor's share counts both uses as one datum.
    let share = uncertainty.shares.iter().find(|share| share.key == "factor:cn-reductant-coke").unwrap().share;
    assert!((share - (120.0 * 2.862_f64 / half).powi(2)).abs() < 1e-9, "{share}");
    assert!((uncertainty.shares.iter().map(|share| share.share).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn data_without_a_stated_uncertainty_are_told_and_nothing_is_assumed() {
    let rows =
        [(("", "reductant-coke", "used", "1000", "t"), None), (("", "electricity-grid", "used", "1", "MWh"), None)];
    let found = account("cn-nonferrous", "lead", &rows, &Settings::default());
    let uncertainty = found.uncertainty.unwrap();
    assert_eq!((uncertainty.analytic, uncertainty.sampled, found.range), (None, None, None));
    assert!(uncertainty.unknown.len() >= 4, "{:?}", uncertainty.unknown);
}

#[test]
fn a_seed_gives_the_same_samples_whatever_the_order_of_records() {
    let rows = [
        (("a", "reductant-coke", "used", "1000", "t"), Some(0.05)),
        (("b", "reductant-anthracite", "used", "2000", "t"), Some(0.10)),
        (("", "electricity-grid", "used", "10", "MWh"), Some(0.01)),
    ];
    let mut turned = rows;
    turned.reverse();
    let spread = |rows| {
        account("cn-nonferrous", "lead", rows, &Settings { samples: 500, ..Settings::default() })
            .uncertainty
            .unwrap()
            .sampled
    };
    assert_eq!(spread(&rows[..]), spread(&turned[..]));
}

#[test]
fn the_plan_puts_what_is_missing_first_and_then_what_weighs_most() {
    let rows = [
        (("", "reductant-coke", "used", "1000", "t"), None),
        (("", "natural-gas", "used", "1", "万Nm3"), None),
        (("", "electricity-grid", "used", "1", "MWh"), None),
    ];
    let found = account("cn-nonferrous", "lead", &rows, &Settings::default());
    let first = &found.quality[0];
    assert!(first.key.contains("reductant-coke") && first.weight.unwrap() > 0.9, "{first:?}");
    let calorific = found.quality.iter().find(|datum| datum.key == "factor:cn-ncv-natural-gas").unwrap();
    assert_eq!(calorific.quality, Obtained::Factor);
    assert_eq!(calorific.better.as_ref().unwrap().en, "a record of natural gas, net calorific value");
    let coke = found.quality.iter().find(|datum| datum.key == "record:reductant-coke.used@").unwrap();
    assert_eq!(
        (coke.quality, coke.cells.as_slice()),
        (Obtained::Record(Quality::Measured), &["Data!E7".to_owned()][..])
    );

    let missing = [(("", "caco3", "used", "1000", "t"), None), (("", "electricity-grid", "used", "1", "MWh"), None)];
    let found = account("cn-nonferrous", "lead", &missing, &Settings::default());
    assert_eq!(found.quality[0].quality, Obtained::Missing);
    assert!(found.uncertainty.is_none());
}

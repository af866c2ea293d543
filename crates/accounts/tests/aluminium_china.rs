//! Chinese aluminium accounts against figures worked out by hand from the guidelines' formulas.

mod plant;

use plant::{REGISTRY, Row, SCHEMES, accounted, figure, total, tried, year};
use verdigris_accounts::{AccountError, RoundingStep, Settings};

const SMELTER: &str = "aluminium-electrolysis";

fn account(rows: &[Row]) -> verdigris_accounts::Account {
    accounted("cets-ag-04.01", &year(SMELTER, 2024, &[], rows))
}

const GROSS: &[Row] =
    &[("line-1", "liquid-aluminium", "produced", "500000", "t"), ("line-1", "gross-anode", "used", "250000", "t")];

#[test]
fn gross_consumption_gives_net_consumption_and_emissions() {
    // 250000 × (1 − 0.1518) = 212050; 212050 × 0.976 × 44/12 = 758856.2666…; 500000 × 0.14481 = 72405.
    let found = account(GROSS);
    let anode = found.of("anode").next().unwrap();
    assert_eq!(anode.inputs[0].value.unwrap().to_string(), "212050");
    assert_eq!(figure(&found, "anode"), "758856.27");
    assert_eq!(figure(&found, "anode-effect"), "72405");
    assert_eq!(total(&found), "831261.27");
}

#[test]
fn measured_data_beat_defaults() {
    // 200000 × (1 − 0.015 − 0.003) × 44/12 = 720133.333…
    let found = account(&[
        ("line-1", "liquid-aluminium", "produced", "500000", "t"),
        ("line-1", "gross-anode", "used", "250000", "t"),
        ("line-1", "net-anode", "used", "200000", "t"),
        ("line-1", "net-anode", "sulfur", "1.5", "%"),
        ("", "baked-anode", "ash", "0.3", "%"),
        ("line-1", "cf4", "emission-factor", "0.05", "kg/t"),
    ]);
    assert_eq!(figure(&found, "anode"), "720133.33");
    // 500000 × (0.05 × 6630 + 0.0011 × 11100)/1000 = 171855.
    assert_eq!(figure(&found, "anode-effect"), "171855");
}

#[test]
fn rounding_at_each_step_differs_from_rounding_at_the_end() {
    // CF4 0.0345 is taken as 0.035 where each step is rounded: 500000 × (0.035 × 6630 + 0.0011 × 11100)/1000 = 122130;
    // unrounded: 500000 × (0.0345 × 6630 + 12.21)/1000 = 120472.5. Net anodes 212050.126 are 212050.13:
    // 212050.13 × 0.976 × 44/12 = 758856.7318… and 212050.126 × 0.976 × 44/12 = 758856.71757…
    let rows: &[Row] = &[
        ("line-1", "liquid-aluminium", "produced", "500000", "t"),
        ("line-1", "net-anode", "used", "212050.126", "t"),
        ("line-1", "cf4", "emission-factor", "0.0345", "kg/t"),
    ];
    let at = year(SMELTER, 2024, &[], rows);
    let with = |step| {
        let settings = Settings { rounding: Some(step), ..plant::plain() };
        SCHEMES.account("cets-ag-04.01", &at, &REGISTRY, &settings).unwrap()
    };
    let each = with(RoundingStep::EachStep);
    assert_eq!((figure(&each, "anode").as_str(), figure(&each, "anode-effect").as_str()), ("758856.73", "122130"));
    assert_eq!(total(&each), "880986.73");
    let end = with(RoundingStep::End);
    assert_eq!(figure(&end, "anode-effect"), "120472.5");
    assert_eq!(total(&end), "879329.22");
    assert_eq!(total(&accounted("cets-ag-04.01", &at)), "880986.73");
}

#[test]
fn legacy_years_have_their_guideline_and_each_refuses_the_other_years() {
    // 500000 × 0.42 × 0.976 × 44/12 = 751520; 500000 × (0.034 × 6500 + 0.0034 × 9200)/1000 = 126140;
    // limestone 1000 × 0.405.
    let rows: &[Row] = &[
        ("line-1", "liquid-aluminium", "produced", "500000", "t"),
        ("line-1", "caco3", "used", "1000", "t"),
        ("", "electricity-grid", "used", "100", "MWh"),
    ];
    let found = accounted("cn-2013-aluminium", &year(SMELTER, 2015, &[], rows));
    assert_eq!(figure(&found, "anode"), "751520");
    assert_eq!(figure(&found, "anode-effect"), "126140");
    assert_eq!(figure(&found, "carbonate"), "405");
    assert_eq!(figure(&found, "electricity-net"), "61.01");
    assert_eq!(total(&found), "878126.01");
    assert_eq!(figure(&found, "direct"), "878065");

    let late = tried("cn-2013-aluminium", &year(SMELTER, 2024, &[], rows)).unwrap_err();
    assert!(matches!(&late, AccountError::Superseded { successor, .. } if successor == "cets-ag-04.01"), "{late}");
    let early = tried("cets-ag-04.01", &year(SMELTER, 2023, &[], rows)).unwrap_err();
    assert_eq!(early.code(), "scheme-not-yet");
    assert!(early.to_string().contains("cn-2013-aluminium"), "{early}");
}

#[test]
fn a_missing_factor_leaves_the_rest_computed_and_says_what_it_needs() {
    // No grid factor is announced for 2016: the electricity and the total are not available.
    let rows: &[Row] =
        &[("line-1", "liquid-aluminium", "produced", "500000", "t"), ("", "electricity-grid", "used", "100", "MWh")];
    let found = accounted("cn-2013-aluminium", &year(SMELTER, 2016, &[], rows));
    assert_eq!(figure(&found, "anode"), "751520");
    assert_eq!(found.total, None);
    let needed = &found.missing[0];
    assert!(
        needed.en.starts_with("not available: needs grid CO2 factor") && needed.en.contains("grid-cn-2016"),
        "{needed:?}"
    );
    assert!(needed.zh.starts_with("缺失：需要电网排放因子"), "{needed:?}");
}

#[test]
fn auxiliary_items_stand_beside_the_total() {
    // 6700000 MWh × 0.5366 and (7000000 + 100000 − 50000) × 0.5366; heat (2000 − 500) × 0.11.
    let found = account(&[
        ("line-1", "liquid-aluminium", "produced", "500000", "t"),
        ("line-1", "electricity-cells-ac", "used", "6700000", "MWh"),
        ("", "electricity-grid", "used", "7000", "GWh"),
        ("", "electricity-traded-green", "used", "100000", "MWh"),
        ("", "electricity-exported", "exported", "50000", "MWh"),
        ("", "heat-purchased", "used", "2000", "GJ"),
        ("", "heat-exported", "exported", "500", "GJ"),
        ("line-1", "na2co3", "used", "1000", "t"),
        ("line-1", "na2co3", "purity", "99", "%"),
        ("casthouse", "natural-gas", "used", "100", "万Nm3"),
    ]);
    assert_eq!(figure(&found, "electricity-ac"), "3595220");
    assert_eq!(figure(&found, "electricity-net"), "3783030");
    assert_eq!(figure(&found, "heat-net"), "165");
    // 1000 × 0.4149 × 0.99; 100 × 389.31 × 0.01532 × 0.99 × 44/12 = 2165.0151996.
    assert_eq!(figure(&found, "carbonate"), "410.75");
    assert_eq!(figure(&found, "fuel"), "2165.02");
    // 500000 × 0.411 × 0.976 × 44/12 = 735416; the total counts anodes and anode effects alone.
    assert_eq!(total(&found), "807821");
    assert!(found.uncounted.is_empty(), "{:?}", found.uncounted);
}

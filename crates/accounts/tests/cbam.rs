//! CBAM accounts of aluminium goods: constants, slopes and calorific values of the regulation, attribution, precursors.

mod plant;

use plant::{Row, accounted, figure, total, tried, year};
use verdigris_accounts::Account;

fn account(sector: &str, at: i32, attributes: &[(&str, &str)], rows: &[Row]) -> Account {
    accounted("cbam", &year(sector, at, attributes, rows))
}

const SMELTER: &[Row] = &[
    ("line-1", "liquid-aluminium", "produced", "500000", "t"),
    ("line-1", "net-anode", "used", "205000", "t"),
    ("line-1", "net-anode", "sulfur", "2", "%"),
    ("line-1", "net-anode", "ash", "0.4", "%"),
    ("line-1", "cells", "frequency", "0.1", "1"),
    ("line-1", "cells", "duration", "2.5", "min"),
];

#[test]
fn the_carbon_constant_is_3_664_and_the_slopes_are_the_regulations() {
    for (technology, pfc) in [
        // 500000 × slope × 0.25 × (6630 + F × 11100)/1000.
        ("pfpb-l", "117527.175"),
        ("pfpb-m", "94415.1"),
        ("cwpb", "142519.1625"),
        ("swpb", "283619.25"),
        ("vss", "54988.35"),
        ("hss", "154371.9375"),
    ] {
        let found =
            account("aluminium-electrolysis", 2026, &[("cell-technology", technology), ("cn-code", "7601")], SMELTER);
        // 205000 × 0.976 × 3.664, where 44/12 gives 733626.67.
        assert_eq!(figure(&found, "anode"), "733093.12");
        assert_eq!(figure(&found, "anode-effect"), pfc, "{technology}");
    }
    let found = account("aluminium-electrolysis", 2026, &[("cell-technology", "cwpb"), ("cn-code", "7601")], SMELTER);
    assert_eq!(total(&found), "875612.2825");
    // 875612.2825/500000; 3.0 × 1.1; 1.423.
    assert_eq!(figure(&found, "see"), "1.751224565");
    assert_eq!(figure(&found, "default"), "3.3");
    assert_eq!(figure(&found, "default-gap"), "-1.548775435");
    assert_eq!(figure(&found, "benchmark-gap"), "0.328224565");
}

#[test]
fn slopes_of_the_regulation_are_not_those_of_ipcc() {
    let attributes = &[("cell-technology", "swpb")];
    let ipcc = accounted("ipcc-2006-tier2", &year("aluminium-electrolysis", 2026, attributes, SMELTER));
    // 500000 × 0.272 × 0.25 × (6630 + 0.252 × 11100)/1000.
    assert_eq!(figure(&ipcc, "anode-effect"), "320524.8");
}

#[test]
fn default_values_carry_the_mark_up_of_the_year() {
    for (code, at, expected) in [
        ("7601", 2027, "3.6"),
        ("7606", 2026, "4.532"),
        ("7606", 2028, "5.356"),
        ("7606", 2033, "5.356"),
        ("7616 99 10", 2026, "4.99587"),
        ("7616 99 90", 2026, "6.11501"),
        ("7604", 2026, "5.36888"),
    ] {
        let found =
            account("rolling-extrusion", at, &[("cn-code", code)], &[("m", "aluminium-sheet", "produced", "1", "t")]);
        assert_eq!(figure(&found, "default"), expected, "{code} {at}");
    }
    let unknown =
        account("rolling-extrusion", 2026, &[("cn-code", "7602")], &[("m", "aluminium-sheet", "produced", "1", "t")]);
    assert!(figure(&unknown, "default").starts_with("not available: needs default value of the goods, China"));
}

#[test]
fn a_mill_adds_its_precursors() {
    let rows: &[Row] = &[
        ("rolling", "aluminium-sheet", "produced", "1000", "t"),
        ("melting", "aluminium-ingot", "used", "900", "t"),
        ("melting", "aluminium-ingot", "direct-emissions", "1.8", "t/t"),
        ("melting", "liquid-aluminium", "used", "100", "t"),
        ("melting", "aluminium-scrap", "used", "200", "t"),
        ("melting", "diesel", "used", "10", "t"),
    ];
    // 900 × 1.8; liquid metal of unknown producer 100 × 3.0 × 1.1; scrap zero; diesel 10 × 43.0 × 74.1/1000.
    let found = account("rolling-extrusion", 2026, &[], rows);
    assert_eq!(figure(&found, "precursor"), "1950");
    assert_eq!(figure(&found, "scrap"), "0");
    assert_eq!(figure(&found, "fuel"), "31.863");
    assert_eq!(total(&found), "1981.863");
    assert_eq!(figure(&found, "see"), "1.981863");
    let european = account("rolling-extrusion", 2026, &[("origin-aluminium-ingot", "EU")], rows);
    assert_eq!(figure(&european, "precursor"), "330");
}

#[test]
fn attributed_emissions_are_not_negative_but_precursors_still_count() {
    let rows: &[Row] = &[
        ("rolling", "aluminium-sheet", "produced", "1000", "t"),
        ("melting", "aluminium-ingot", "used", "900", "t"),
        ("melting", "aluminium-ingot", "direct-emissions", "1.8", "t/t"),
        ("melting", "diesel", "used", "10", "t"),
        ("", "heat-exported", "exported", "1000", "GJ"),
        ("", "heat-exported", "emission-factor", "0.11", "t/GJ"),
    ];
    let found = account("rolling-extrusion", 2026, &[], rows);
    assert_eq!(figure(&found, "heat-out"), "-110");
    assert_eq!(total(&found), "1620");
    assert_eq!(figure(&found, "see"), "1.62");
}

#[test]
fn waste_gas_given_away_counts_by_natural_gas_and_two_thirds() {
    // 100 万Nm3 × 33 GJ/万Nm3 × 56.1/1000 × 0.667 = 123.48171.
    let found = account(
        "secondary-aluminium",
        2026,
        &[],
        &[
            ("", "secondary-aluminium", "produced", "10", "t"),
            ("", "blast-furnace-gas", "exported", "100", "万Nm3"),
            ("", "blast-furnace-gas", "calorific-value", "33", "GJ/万Nm3"),
            ("", "coke", "used", "1000", "t"),
        ],
    );
    assert_eq!(figure(&found, "waste-gas-out"), "-123.48171");
    // European calorific value and factor: 1000 × 28.2 × 107/1000, where the Chinese ones give another figure.
    assert_eq!(figure(&found, "fuel"), "3017.4");
}

#[test]
fn gas_by_volume_needs_its_calorific_value() {
    let gas = ("", "natural-gas", "used", "100", "万Nm3");
    let found = account("secondary-aluminium", 2026, &[], &[gas]);
    assert_eq!(found.total, None);
    assert!(found.missing[0].en.contains("natural gas, net calorific value"), "{:?}", found.missing);
    // 100 × 389.31 × 56.1/1000.
    let measured = ("", "natural-gas", "calorific-value", "38.931", "MJ/Nm3");
    assert_eq!(total(&account("secondary-aluminium", 2026, &[], &[gas, measured])), "2184.0291");
}

#[test]
fn measured_fluorocarbons_are_divided_by_the_collection_efficiency() {
    let rows: &[Row] = &[
        ("line-1", "liquid-aluminium", "produced", "1000", "t"),
        ("line-1", "cf4", "discharged", "95", "kg"),
        ("line-1", "c2f6", "discharged", "9.5", "kg"),
    ];
    // 100 kg and 10 kg: 663 + 111.
    let found = account("aluminium-electrolysis", 2026, &[("pfc-collection-efficiency", "95")], rows);
    assert_eq!(figure(&found, "anode-effect"), "774");
}

#[test]
fn other_metals_and_earlier_years_are_refused() {
    assert_eq!(tried("cbam", &year("zinc", 2026, &[], &[])).unwrap_err().code(), "scheme-sector");
    assert_eq!(tried("cbam", &year("rolling-extrusion", 2023, &[], &[])).unwrap_err().code(), "scheme-not-yet");
}

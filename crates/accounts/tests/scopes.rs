//! GHG Protocol scopes: location and market based, contracts and certificates, potentials by assessment report.

mod plant;

use plant::{REGISTRY, Row, SCHEMES, accounted, figure, plain, product, total, year};
use verdigris_accounts::Settings;

const ROWS: &[Row] = &[
    ("", "electricity-grid", "used", "1000", "MWh"),
    ("", "electricity-traded-green", "used", "200", "MWh"),
    ("", "electricity-direct-green", "used", "50", "MWh"),
    ("", "green-certificates", "used", "300", "MWh"),
    ("", "heat-purchased", "used", "100", "GJ"),
    ("", "reductant-coke", "used", "10", "t"),
];

#[test]
fn contracts_and_certificates_count_in_the_market_based_figure_alone() {
    let found = accounted("ghg-protocol", &year("copper-smelting", 2022, &[], ROWS));
    let factor = &REGISTRY.grid("CN-SD", 2022).unwrap().printed;
    assert_eq!(figure(&found, "electricity"), product(factor, "1200"));
    assert_eq!(figure(&found, "electricity-market"), product(factor, "700"));
    assert_eq!(figure(&found, "scope-1"), "28.62");
    assert_eq!(figure(&found, "heat"), "11");
    let choice = &found.of("electricity-market").next().unwrap().inputs.last().unwrap().choice;
    assert!(choice.en.contains("no residual mix is published"), "{choice:?}");
    assert!(found.uncounted.iter().any(|label| label.en.contains("green electricity by direct line")));
}

#[test]
fn the_regional_factor_stands_in_only_where_the_plant_names_its_region() {
    let at = |attributes: &[(&str, &str)]| {
        let mut year = year("copper-smelting", 2023, attributes, ROWS);
        year.plant.region = "CN-SD".into();
        figure(&accounted("ghg-protocol", &year), "electricity")
    };
    // Provinces have no 2023 factor: North China 0.6361, or China 0.5306.
    assert_eq!(at(&[("grid-region", "GRID-NORTH")]), product("0.6361", "1200"));
    assert_eq!(at(&[]), product("0.5306", "1200"));
    assert_eq!(at(&[("grid-region", "GRID-SOUTH")]), product("0.5306", "1200"));
}

#[test]
fn another_years_factor_stands_in_only_when_it_is_chosen() {
    let at = year("copper-smelting", 2025, &[], ROWS);
    let none = accounted("ghg-protocol", &at);
    assert!(figure(&none, "electricity").starts_with("not available: needs grid CO2 factor"));
    let settings = Settings { grid_year: Some(2023), ..plain() };
    let chosen = SCHEMES.account("ghg-protocol", &at, &REGISTRY, &settings).unwrap();
    assert_eq!(figure(&chosen, "electricity"), product("0.5306", "1200"));
    let choice = &chosen.of("electricity").next().unwrap().inputs.last().unwrap().choice;
    assert!(choice.en.contains("no factor is announced for the year of the data"), "{choice:?}");
    let attribute = accounted("ghg-protocol", &year("copper-smelting", 2025, &[("grid-year", "2022")], ROWS));
    let province = &REGISTRY.grid("CN-SD", 2022).unwrap().printed;
    assert_eq!(figure(&attribute, "electricity"), product(province, "1200"));
}

#[test]
fn potentials_belong_to_the_set_that_is_chosen() {
    let at = year(
        "aluminium-electrolysis",
        2022,
        &[],
        &[
            ("line-1", "liquid-aluminium", "produced", "1000", "t"),
            ("line-1", "cf4", "emission-factor", "0.1", "kg/t"),
            ("line-1", "c2f6", "emission-factor", "0.01", "kg/t"),
            ("", "electricity-grid", "used", "0", "MWh"),
        ],
    );
    for (set, expected) in [("ar4", "861"), ("ar5", "774"), ("ar6", "862")] {
        let settings = Settings { gwp: Some(set.into()), ..plain() };
        let found = SCHEMES.account("ghg-protocol", &at, &REGISTRY, &settings).unwrap();
        assert_eq!(total(&found), expected, "{set}");
        // A guideline that fixes its potentials keeps them: 774 + 1000 × 0.411 × 0.976 × 44/12 = 2244.832.
        let mut later = at.clone();
        later.plant.year = 2024;
        let fixed = SCHEMES.account("cets-ag-04.01", &later, &REGISTRY, &settings).unwrap();
        assert_eq!(total(&fixed), "2244.83", "{set}");
    }
}

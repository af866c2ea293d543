//! Enterprise accounts of magnesium and other nonferrous metals against the guidelines' worked figures.

mod plant;

use plant::{accounted, figure, total, year};

#[test]
fn reductants_oxalic_acid_and_net_energy() {
    // 10000 × 2.862; 50 × 21.622; 1000 × 0.349 × 0.996; Shandong 2022.
    let at = year(
        "generic",
        2022,
        &[],
        &[
            ("", "reductant-coke", "used", "10000", "t"),
            ("", "reductant-natural-gas", "used", "500000", "Nm3"),
            ("", "oxalic-acid", "used", "1000", "t"),
            ("", "electricity-grid", "used", "1000", "MWh"),
            ("", "heat-exported", "exported", "100", "GJ"),
        ],
    );
    let found = accounted("cn-nonferrous", &at);
    let values: Vec<String> = found.of("reductant").map(|item| item.value.unwrap().normalize().to_string()).collect();
    assert_eq!(values, ["28620", "1081.1"]);
    assert_eq!(figure(&found, "oxalic-acid"), "347.604");
    assert_eq!(figure(&found, "direct"), "30048.704");
    let grid: String = plant::REGISTRY.grid("CN-SD", 2022).unwrap().printed.clone();
    assert_eq!(figure(&found, "electricity-net"), plant::product(&grid, "1000"));
    assert_eq!(figure(&found, "heat-net"), "-11");
}

#[test]
fn magnesium_counts_its_own_ferrosilicon_and_dolomite() {
    // 5000 × 2.79; 100000 × 0.98 × 0.4773.
    let at = year(
        "magnesium",
        2022,
        &[],
        &[
            ("reduction", "ferrosilicon", "used", "9000", "t"),
            ("reduction", "ferrosilicon", "produced", "5000", "t"),
            ("calcination", "camgco32", "used", "100000", "t"),
            ("calcination", "camgco32", "purity", "98", "%"),
            ("", "electricity-grid", "used", "0", "MWh"),
        ],
    );
    let found = accounted("cn-magnesium", &at);
    assert_eq!(figure(&found, "ferrosilicon"), "13950");
    assert_eq!(figure(&found, "dolomite"), "46775.4");
    assert_eq!(total(&found), "60725.4");
    let bought = year(
        "magnesium",
        2022,
        &[],
        &[("reduction", "ferrosilicon", "used", "9000", "t"), ("", "electricity-grid", "used", "0", "MWh")],
    );
    assert_eq!(total(&accounted("cn-magnesium", &bought)), "0");
}

#[test]
fn purity_is_never_guessed() {
    let at = year(
        "lead",
        2022,
        &[],
        &[("smelting", "caco3", "used", "100", "t"), ("", "electricity-grid", "used", "0", "MWh")],
    );
    let found = accounted("cn-nonferrous", &at);
    assert_eq!(found.total, None);
    assert_eq!(found.missing[0].en, "not available: needs purity (a record of limestone, purity in smelting)");
    assert_eq!(found.missing[0].zh, "缺失：需要碳酸盐纯度（smelting 石灰石纯度的记录）");
}

#[test]
fn metals_whose_new_standard_was_not_obtained_say_so() {
    let rows = &[("", "electricity-grid", "used", "0", "MWh")];
    assert!(accounted("cn-nonferrous", &year("copper-smelting", 2022, &[], rows)).caveats.is_empty());
    let found = accounted("cn-nonferrous", &year("copper-smelting", 2025, &[], rows));
    assert!(found.caveats[0].en.contains("GB/T 32151.42"));
}

#[test]
fn tier_1_follows_route_and_raw_material() {
    for (sector, attribute, rows, expected) in [
        ("lead", ("lead-route", "isf"), ("", "refined-lead", "produced", "1000", "t"), "590"),
        ("lead", ("lead-route", "direct"), ("", "refined-lead", "produced", "1000", "t"), "250"),
        ("lead", ("goods", "x"), ("", "refined-lead", "produced", "1000", "t"), "520"),
        ("lead", ("goods", "x"), ("", "secondary-lead", "produced", "1000", "t"), "200"),
        ("zinc", ("zinc-route", "waelz"), ("", "zinc-ingot", "produced", "1000", "t"), "3660"),
        ("zinc", ("zinc-route", "pyro"), ("", "zinc-ingot", "produced", "1000", "t"), "430"),
        ("zinc", ("goods", "x"), ("", "zinc-ingot", "produced", "1000", "t"), "1720"),
        ("zinc", ("zinc-route", "hydro-with-residue"), ("", "zinc-ingot", "produced", "1000", "t"), "not available"),
        ("generic", ("ferrosilicon-grade", "75"), ("", "ferrosilicon", "produced", "1000", "t"), "4000"),
        ("generic", ("ferrosilicon-grade", "45"), ("", "ferrosilicon", "produced", "1000", "t"), "2500"),
        ("generic", ("goods", "x"), ("", "alloying-silicon", "produced", "1000", "t"), "5000"),
    ] {
        let found = accounted("ipcc-2006-tier1", &year(sector, 2022, &[attribute], &[rows]));
        assert_eq!(total(&found), expected, "{sector} {attribute:?}");
    }
    let magnesium = |ore: &'static str| {
        let rows = [
            ("", "magnesium-ingot", "produced", "1000", "t"),
            ("", ore, "used", "1", "t"),
            ("", "sf6", "used", "1", "t"),
        ];
        let found = accounted("ipcc-2006-tier1", &year("magnesium", 2022, &[], &rows));
        (figure(&found, "magnesium"), figure(&found, "sf6"))
    };
    assert_eq!(magnesium("camgco32"), ("5130".to_owned(), "23500".to_owned()));
    assert_eq!(magnesium("mgco3").0, "2830");
}

#[test]
fn what_no_figure_took_is_told() {
    let at = year(
        "carbon-anode",
        2022,
        &[],
        &[
            ("calcining", "petroleum-coke", "used-as-raw-material", "1000", "t"),
            ("forming", "pitch", "used", "100", "t"),
            ("", "electricity-grid", "used", "0", "MWh"),
        ],
    );
    let found = accounted("cn-nonferrous", &at);
    let told: Vec<&str> = found.uncounted.iter().map(|label| label.en.as_str()).collect();
    assert_eq!(told, ["petroleum coke, used as raw material", "coal-tar pitch, used"]);
}

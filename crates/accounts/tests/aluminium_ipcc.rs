//! IPCC 2006, Volume 3, Chapter 4, aluminium: equations 4.20 to 4.27 worked out by hand.

mod plant;

use plant::{Row, accounted, figure, total, year};
use verdigris_accounts::Account;

fn tier(tier: u8, attributes: &[(&str, &str)], rows: &[Row]) -> Account {
    accounted(&format!("ipcc-2006-tier{tier}"), &year("aluminium-electrolysis", 2024, attributes, rows))
}

const METAL: Row = ("line-1", "liquid-aluminium", "produced", "500000", "t");

#[test]
fn tier_1_by_technology() {
    for (technology, anode, pfc) in [
        // 500000 × 1.6; 500000 × (0.4 × 6630 + 0.04 × 11100)/1000.
        ("cwpb", "800000", "1548000"),
        ("pfpb-l", "800000", "1548000"),
        ("swpb", "800000", "7524000"),
        ("vss", "850000", "2874000"),
        ("hss", "850000", "1492500"),
    ] {
        let found = tier(1, &[("cell-technology", technology)], &[METAL]);
        assert_eq!(
            (figure(&found, "anode").as_str(), figure(&found, "anode-effect").as_str()),
            (anode, pfc),
            "{technology}"
        );
    }
    let unknown = tier(1, &[], &[METAL]);
    assert_eq!(unknown.total, None);
}

#[test]
fn anodes_slope_pitch_and_packing() {
    let found = tier(
        2,
        &[("cell-technology", "cwpb"), ("baking-furnace", "riedhammer")],
        &[
            METAL,
            ("line-1", "net-anode", "used", "205000", "t"),
            ("line-1", "cells", "frequency", "0.1", "1"),
            ("line-1", "cells", "duration", "150", "s"),
            ("forming", "green-anode", "produced", "210000", "t"),
            ("baking", "baked-anode", "produced", "195000", "t"),
        ],
    );
    // 205000 × 0.976 × 44/12 = 733626.666…; 500000 × 0.143 × 0.25 = 17875 kg CF4, × 0.121 = 2162.875 kg C2F6;
    // 210000 × 0.99 − 195000 = 12900 t C; 0.015 × 195000 × 0.955 × 44/12.
    assert_eq!(
        found.of("anode").next().unwrap().unrounded().unwrap().rounded(3).decimal(3).unwrap().to_string(),
        "733626.667"
    );
    assert_eq!(figure(&found, "cf4"), "17875");
    assert_eq!(figure(&found, "c2f6"), "2162.875");
    assert_eq!(figure(&found, "anode-effect"), "142519.1625");
    assert_eq!(figure(&found, "pitch"), "47300");
    assert_eq!(figure(&found, "packing"), "10242.375");
    assert_eq!(total(&found), "933688.204166666667");
}

#[test]
fn the_baking_furnace_decides_on_waste_tar() {
    let rows: &[Row] =
        &[("f", "green-anode", "produced", "210000", "t"), ("b", "baked-anode", "produced", "195000", "t")];
    // 210000 × 0.995 − 195000 = 13950 t C.
    assert_eq!(figure(&tier(2, &[("baking-furnace", "other")], rows), "pitch"), "51150");
    assert!(figure(&tier(2, &[], rows), "pitch").starts_with("not available: needs waste tar"));
}

#[test]
fn overvoltage_takes_current_efficiency_as_a_fraction() {
    // 1.16 × 10 / 0.94 = 12.340425… kg per tonne; per 1000 t.
    let found = tier(
        2,
        &[("cell-technology", "cwpb")],
        &[
            ("line-1", "liquid-aluminium", "produced", "940", "t"),
            ("line-1", "cells", "overvoltage", "10", "1"),
            ("line-1", "cells", "current-efficiency", "94", "%"),
        ],
    );
    assert_eq!(figure(&found, "cf4"), "11600");
    assert_eq!(figure(&found, "c2f6"), "1403.6");
}

#[test]
fn soderberg_paste_by_the_mass_balance() {
    // PC·MP 52000, CSM 4, BC 0.24, pitch 0.6/0.2/3.3 %, coke 1.9/0.2 %, dust 0.01 t/t, MP 100000:
    // 52000 − 400 − 0.24·52000·0.041 − 0.76·52000·0.021 − 1000 = 49258.4 t C; × 44/12 = 180614.1333…
    let found = tier(
        2,
        &[("cell-technology", "hss"), ("paste-type", "dry")],
        &[
            ("line-1", "liquid-aluminium", "produced", "100000", "t"),
            ("line-1", "soderberg-paste", "used", "52000", "t"),
        ],
    );
    assert_eq!(figure(&found, "paste"), "180614.133333333333");
}

#[test]
fn tier_3_takes_no_default() {
    let rows: &[Row] = &[
        METAL,
        ("line-1", "net-anode", "used", "205000", "t"),
        ("line-1", "cf4", "discharged", "15", "t"),
        ("line-1", "c2f6", "discharged", "1500", "kg"),
    ];
    let without = tier(3, &[("cell-technology", "cwpb")], rows);
    assert!(figure(&without, "anode").contains("needs sulfur content of the anodes"), "{}", figure(&without, "anode"));
    // 15000 × 6630 + 1500 × 11100 kg.
    assert_eq!(figure(&without, "anode-effect"), "116100");
    let analyses = [("line-1", "net-anode", "sulfur", "1.8", "%"), ("line-1", "net-anode", "ash", "0.35", "%")];
    let found = tier(3, &[], &[rows, &analyses[..]].concat());
    assert_eq!(figure(&found, "anode"), "735505.833333333333");
}

//! The packaged coefficients beside two open transcriptions of the IPCC tables, where those are at hand, and accounts
//! made with them.

mod plant;

use std::{fs, path::PathBuf};

use plant::{REGISTRY, accounted, figure, product, year};
use rust_decimal::Decimal;

fn shared(path: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    let text = fs::read_to_string(&file).ok();
    if text.is_none() {
        println!("skipped: {path} is not at hand");
    }
    text
}

fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn factor(id: &str) -> Decimal {
    decimal(&REGISTRY.factor(id).unwrap_or_else(|error| panic!("{error}")).printed)
}

#[test]
fn slopes_and_fractions_are_those_of_both_transcriptions() {
    let technologies =
        [("Side Work", "swpb"), ("Centre Work", "cwpb"), ("Vertical Stud", "vss"), ("Horizontal Stud", "hss")];
    if let Some(text) = shared("amee-ghgp/aluminium/pfc/slope/data.csv") {
        for row in rows(&text) {
            let (_, id) = technologies.iter().find(|(name, _)| row[0].starts_with(name)).unwrap();
            assert_eq!(factor(&format!("ipcc-slope-{id}")), decimal(&row[1]));
            assert_eq!(factor(&format!("ipcc-c2f6-fraction-{id}")), decimal(&row[2]));
            let attributes = [("cell-technology", *id)];
            let found = accounted(
                "ipcc-2006-tier2",
                &year(
                    "aluminium-electrolysis",
                    2022,
                    &attributes,
                    &[
                        ("", "liquid-aluminium", "produced", "1000", "t"),
                        ("", "cells", "frequency", "1", "1"),
                        ("", "cells", "duration", "1", "min"),
                    ],
                ),
            );
            assert_eq!(figure(&found, "cf4"), product(&row[1], "1000"), "{id}");
        }
    }
    if let Some(text) = shared("amee-ghgp/aluminium/pfc/overvoltage/data.csv") {
        for row in rows(&text) {
            let (_, id) = technologies.iter().find(|(name, _)| row[0].starts_with(name)).unwrap();
            assert_eq!(factor(&format!("ipcc-overvoltage-{id}")), decimal(&row[1]));
        }
    }
    if let Some(text) = shared("ipcc-tier1/industry_metal/par_s_cf4_alu.csv") {
        for row in rows(&text).iter().filter(|row| row.len() > 4 && row[3] == "def") {
            let id = row[2].rsplit('_').next().unwrap();
            assert_eq!(factor(&format!("ipcc-slope-{id}")), decimal(&row[4]));
        }
    }
}

#[test]
fn defaults_and_their_half_widths_are_those_of_the_table() {
    for (file, activity, id) in [
        ("par_ef_co2_alu", "prebake", "ipcc-al-anode-prebake"),
        ("par_ef_co2_alu", "soderberg", "ipcc-al-anode-soderberg"),
        ("par_ef_co2_lead", "imperial_smelting", "ipcc-pb-isf"),
        ("par_ef_co2_lead", "direct_smelting", "ipcc-pb-direct"),
        ("par_ef_co2_lead", "secondary", "ipcc-pb-secondary"),
        ("par_ef_co2_lead", "lead_default", "ipcc-pb-default"),
        ("par_ef_co2_zinc", "waelz_kiln", "ipcc-zn-waelz"),
        ("par_ef_co2_zinc", "zinc_default", "ipcc-zn-default"),
        ("par_ef_co2_magnesium", "dolomite", "ipcc-mg-dolomite"),
        ("par_ef_co2_magnesium", "magnesite", "ipcc-mg-magnesite"),
        ("par_ef_co2_ferroalloy", "ferrosilicon_75perc_si", "ipcc-fesi75"),
        ("par_ef_co2_ferroalloy", "silicon_metal", "ipcc-si"),
        ("par_s_cf4_alu", "prebake_cwpb", "ipcc-slope-cwpb"),
        ("par_s_cf4_alu", "soderberg_hss", "ipcc-slope-hss"),
        ("par_f_alu", "prebake_swpb", "ipcc-c2f6-fraction-swpb"),
        ("par_csm", "soderberg_vss", "ipcc-csm-vss"),
        ("par_s_a", "", "ipcc-anode-sulfur"),
        ("par_ash_a", "", "ipcc-anode-ash"),
        ("par_h_w", "", "ipcc-hydrogen-loss"),
        ("par_h_p", "", "ipcc-pitch-hydrogen"),
        ("par_bc", "", "ipcc-binder-dry"),
    ] {
        let Some(text) = shared(&format!("ipcc-tier1/industry_metal/{file}.csv")) else { continue };
        let value = |property: &str| {
            let rows = rows(&text);
            let row = rows
                .iter()
                .find(|row| row.iter().any(|cell| cell == property) && (activity.is_empty() || row[2] == activity));
            decimal(&row.unwrap_or_else(|| panic!("{file} {activity} {property}")).iter().rev().nth(1).unwrap().clone())
        };
        let central = value("def");
        assert_eq!(factor(id), central, "{id}");
        let half = decimal(&REGISTRY.factor(id).unwrap().uncertainty.unwrap_or_else(|| panic!("{id}")).to_string());
        assert_eq!(
            (value("min"), value("max")),
            (central * (Decimal::ONE - half), central * (Decimal::ONE + half)),
            "{id}"
        );
    }
}

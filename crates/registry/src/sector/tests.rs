use std::{collections::HashSet, path::PathBuf};

use super::*;

fn at(sector: &Sector, id: &str, year: i32) -> Option<f64> {
    let series = sector.series.iter().find(|series| series.id == id)?;
    series.points.iter().find(|&&(of, _)| of == year).map(|&(_, value)| value)
}

#[test]
fn every_row_names_a_known_place_metal_and_source() {
    let sector = packaged().unwrap();
    let mut ids = HashSet::new();
    for series in &sector.series {
        assert!(ids.insert(&series.id), "{} stands twice", series.id);
        assert!(sector.source(&series.source).is_some(), "{}: source", series.id);
        assert!(sector.regions.contains_key(&series.region), "{}: region", series.id);
        assert!(sector.metals.contains_key(&series.metal), "{}: metal", series.id);
        assert!(!series.points.is_empty() && series.points.is_sorted_by(|a, b| a.0 < b.0), "{}: points", series.id);
        assert!(series.points.iter().all(|&(_, value)| value.is_finite() && value >= 0.0), "{}", series.id);
        assert!(!series.name.en.is_empty() && !series.name.zh.is_empty());
    }
    for facility in &sector.facilities {
        assert!(facility.lat.abs() <= 90.0 && facility.lon.abs() <= 180.0, "{}", facility.name);
        assert!(sector.regions.contains_key(&facility.country) && sector.source(&facility.source).is_some());
        assert!(facility.metals.iter().all(|metal| sector.metals.contains_key(metal)), "{}", facility.name);
    }
}

#[test]
fn published_figures_are_carried() {
    let sector = packaged().unwrap();
    // Alternating current of smelting in China, 2021, and the BGS figures for 2021.
    assert_eq!(at(&sector, "iai-smelting-ac-CN", 2021), Some(13511.0));
    assert_eq!(at(&sector, "iai-smelting-dc-CN", 2021), Some(12823.0));
    assert_eq!(at(&sector, "bgs-aluminium-primary-GLO", 2021), Some(66_976_686.0));
    assert_eq!(at(&sector, "iai-refining-energy-2024-CN", 2023), Some(9173.0));
    assert_eq!(at(&sector, "grid-mee-grid-ef-CN-BJ", 2022), Some(0.558));
    assert_eq!(sector.series("aluminium", Some(Topic::Intensity), "CN").len(), 2);
    assert!(sector.series.iter().all(|series| series.source != "smelter-capacity"), "its rights are not known");
    assert!(sector.facilities("copper", "CN", "smelter").len() >= 10);
    assert!(sector.facilities("", "", "no such kind").is_empty());
}

/// The raw files beside the repository, where they are.
fn raw(path: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let text = std::fs::read_to_string(root.join(path)).ok();
    if text.is_none() {
        println!("skipped: the raw file {path} is not beside the repository");
    }
    text
}

#[test]
fn the_tables_agree_with_the_raw_files() {
    let sector = packaged().unwrap();
    if let Some(text) = raw("icmm-facilities/icmm_nonferrous.csv") {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let other = rows.iter().filter(|row| !matches!(row[8].trim(), "gold" | "silver")).count();
        assert_eq!(sector.facilities.len(), other);
        for facility in sector.facilities.iter().step_by(97) {
            let row = rows.iter().find(|row| row[0] == facility.id).unwrap();
            assert_eq!(
                (row[2].trim(), row[4].parse(), row[5].parse()),
                (facility.name.as_str(), Ok(facility.lat), Ok(facility.lon))
            );
        }
    }
    if let Some(text) = raw("bgs-premise/bgs_world_mineral_production_2012_2021.csv") {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for (commodity, metal, stage) in [("Zinc, slab", "zinc", "refined"), ("Copper, refined", "copper", "refined")] {
            let of: Vec<_> = rows.iter().filter(|row| row[0].trim() == commodity).collect();
            let series = sector.series(metal, Some(Topic::Production), "");
            let count = series.iter().filter(|one| one.source == "bgs-2012-2021" && one.stage == stage).count();
            assert_eq!(count, of.len(), "{commodity}");
            let sum: f64 = of.iter().filter_map(|row| row[11].parse::<f64>().ok()).sum();
            let told = at(&sector, &format!("bgs-{metal}-{stage}-GLO"), 2021).unwrap();
            assert!((told - sum).abs() < 1.0, "{told} {sum}");
        }
    }
}

//! Example plants, built from public figures by `data/scripts/derive_plants.py`; every row names its source.

/// A packaged plant's records in the CSV form of `docs/formats/activity.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Id of the plant.
    pub id: &'static str,
    /// Its sector.
    pub sector: &'static str,
    /// The file.
    pub csv: &'static str,
}

macro_rules! example {
    ($id:literal, $sector:literal) => {
        Example { id: $id, sector: $sector, csv: include_str!(concat!("../../../data/plants/", $id, ".csv")) }
    };
}

/// All example plants.
pub fn examples() -> &'static [Example] {
    const {
        &[
            example!("example-aluminium", "aluminium-electrolysis"),
            example!("example-copper", "copper-smelting"),
            example!("example-zinc", "zinc"),
            example!("example-secondary-aluminium", "secondary-aluminium"),
        ]
    }
}

//! Emissions heavier than what is made.
//!
//! A trace metal that leaves in more than [`METAL`] of the product's mass, or another pollutant in more than [`OTHER`]
//! times it, is in the wrong unit: no smelter loses a tenth of its product's mass as one metal to air or water. Bulk
//! releases (carbon dioxide, water, heat, salts and sulfur dioxide of sulfidic ores, dust and rock) are not judged.

use crate::{
    finding::{Finding, FindingKind, Place},
    flow::Flow,
    plausibility::{View, names},
};

/// Share of the product's mass that one metal may reach.
const METAL: f64 = 0.1;

/// The same for pollutants that are no metals.
const OTHER: f64 = 1.0;

const METALS: [&str; 24] = [
    "antimony",
    "arsenic",
    "barium",
    "beryllium",
    "cadmium",
    "chromium",
    "cobalt",
    "copper",
    "gold",
    "lead",
    "manganese",
    "mercury",
    "molybdenum",
    "nickel",
    "selenium",
    "silver",
    "thallium",
    "tin",
    "titanium",
    "tungsten",
    "uranium",
    "vanadium",
    "zinc",
    "thorium",
];

const POLLUTANTS: [&str; 18] = [
    "phosphate",
    "phosphorus",
    "ammonium",
    "ammonia",
    "cyanide",
    "fluoride",
    "hydrogen fluoride",
    "benzene",
    "phenol",
    "formaldehyde",
    "nitrogen oxides",
    "nitrous oxide",
    "dinitrogen monoxide",
    "sulfide",
    "hydrogen sulfide",
    "dioxin",
    "biological oxygen demand",
    "bod5",
];

fn limit(flow: &Flow) -> Option<f64> {
    match flow.compartment.medium() {
        "air" | "water" | "soil" if names(&flow.name.en, &METALS) => Some(METAL),
        "air" | "water" if names(&flow.name.en, &POLLUTANTS) => Some(OTHER),
        _ => None,
    }
}

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let Some(product) = view.reference_mass().filter(|mass| *mass > 0.0) else { return Vec::new() };
    let judged = view.emissions().filter_map(|(exchange, flow)| {
        let share = view.mass(exchange)? / product;
        (share > limit(flow)?).then(|| {
            Finding::new(FindingKind::ImplausibleAmount, Place::exchange(&view.process.id, &exchange.id))
                .with("flow", &flow.name.en)
                .with("amount", exchange.amount.unwrap_or_default())
                .with("unit", &exchange.unit)
                .with("reason", format!("{share:.3} kg released for each kg of product"))
        })
    });
    judged.collect()
}

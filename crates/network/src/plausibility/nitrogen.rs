//! Nitrous oxide where nitrogen oxides are meant.
//!
//! Combustion gives off 0.6 to 4 kg of N2O a TJ and 56 to 112 t of CO2 (IPCC 2006 Guidelines, volume 2, table 2.2), so
//! N2O stays below 1e-4 of the CO2, and fluidised beds below 1e-3; NOx is a hundred times more. A process that releases
//! sulfur dioxide or dust, no NOx at all, and N2O beyond [`OF_CO2`] of its CO2 (or, without CO2, beyond [`OF_SO2`] of its
//! sulfur dioxide) has NOx filed as N2O. Where soils, manure, sewage or nitric chemistry give off N2O it is passed over.

use crate::{
    exchange::Direction,
    finding::{Finding, FindingKind, Place},
    plausibility::{View, names},
};

/// Mass of N2O over mass of CO2.
const OF_CO2: f64 = 1e-3;

/// Mass of N2O over mass of SO2.
const OF_SO2: f64 = 0.1;

const N2O: [&str; 4] = ["nitrous oxide", "dinitrogen monoxide", "dinitrogen oxide", "n2o"];
const NOX: [&str; 8] = [
    "nitrogen oxides",
    "nitrogen oxide",
    "nitrogen dioxide",
    "nitrogen monoxide",
    "nitric oxide",
    "nitric oxides",
    "nox",
    "氮氧化物",
];
const SO2: [&str; 4] = ["sulfur dioxide", "sulphur dioxide", "sulfur oxides", "sulphur oxides"];
const DUST: [&str; 6] = ["particles", "particulates", "particulate matter", "dust", "pm10", "smoke"];

/// What gives off N2O without fire.
const BIOLOGY_AND_NITRIC: [&str; 40] = [
    "agricultural",
    "agriculture",
    "crop",
    "planting",
    "cultivation",
    "livestock",
    "breeding",
    "manure",
    "compost",
    "composting",
    "fertilizer",
    "fertiliser",
    "nitric",
    "nitrate",
    "adipic",
    "caprolactam",
    "nylon",
    "wastewater",
    "sewage",
    "sludge",
    "milk",
    "egg",
    "pig",
    "beef",
    "chicken",
    "poultry",
    "rice",
    "maize",
    "corn",
    "wheat",
    "straw",
    "banana",
    "tomato",
    "soybean",
    "cotton",
    "forestry",
    "grains",
    "anaesthetic",
    "explosive",
    "种植",
];

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let product = view.process.reference().map(|reference| view.network.flow(reference.flow).name.en.as_str());
    let told = [view.process.name.en.as_str(), product.unwrap_or_default()];
    if told.iter().any(|name| names(name, &BIOLOGY_AND_NITRIC)) {
        return Vec::new();
    }
    let released = |phrases: &[&str]| -> Option<f64> {
        let masses = view.side(Direction::Output).filter(|(_, flow)| names(&flow.name.en, phrases));
        masses.filter_map(|(exchange, _)| view.mass(exchange)).reduce(|sum, mass| sum + mass)
    };
    let sulfur = released(&SO2);
    if released(&NOX).is_some() || (sulfur.is_none() && released(&DUST).is_none()) {
        return Vec::new();
    }
    let carbon = released(&["carbon dioxide", "co2"]).filter(|mass| *mass > 0.0);
    let misfiled =
        view.emissions().filter(|(_, flow)| flow.compartment.medium() == "air" && names(&flow.name.en, &N2O));
    misfiled
        .filter(|(exchange, _)| match (view.mass(exchange), carbon, sulfur) {
            (Some(mass), Some(carbon), _) => mass > OF_CO2 * carbon,
            (Some(mass), None, Some(sulfur)) => sulfur > 0.0 && mass > OF_SO2 * sulfur,
            _ => false,
        })
        .map(|(exchange, flow)| {
            Finding::new(FindingKind::SubstanceMisfiled, Place::exchange(&view.process.id, &exchange.id))
                .with("flow", &flow.name.en)
                .with("amount", exchange.amount.unwrap_or_default())
                .with("unit", &exchange.unit)
                .with("likely", "nitrogen oxides")
        })
        .collect()
}

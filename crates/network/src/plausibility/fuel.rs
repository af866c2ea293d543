//! Energy stored in mass flows.
//!
//! Heating and melting a kilogram of rock or metal takes less than 3 MJ; with a tenth of the fuel's heat reaching the
//! charge that is 30 MJ. Fuel above [`LIMIT`] MJ for each kilogram of product or charge is no mass. The charge is what
//! goes in by mass, save fuel, water and air. Processes run for energy, for carbon goods or for chemicals made of fuel
//! take in fuel as charge and are passed over.

use crate::{
    exchange::Direction,
    finding::{Finding, FindingKind, Place},
    plausibility::{View, names},
};

/// MJ of fuel for each kilogram of charge or product, whichever is heavier.
const LIMIT: f64 = 40.0;

/// Outside these the same number read as MJ is no plausible heat demand either, in MJ for each kilogram. The upper bound
/// is wide because a charge that is not stated by mass is not counted.
const HEAT: std::ops::RangeInclusive<f64> = 0.05..=200.0;

/// Fuels by name and net calorific value in MJ/kg (IPCC 2006 Guidelines, volume 2, table 1.2, rounded).
const FUELS: [(&[&str], f64); 6] = [
    (&["natural gas", "lng", "天然气"], 48.0),
    (
        &["lpg", "liquefied petroleum gas", "diesel", "diesel oil", "gasoline", "petrol", "kerosene", "柴油", "汽油"],
        43.0,
    ),
    (&["fuel oil", "heavy oil", "crude oil", "重油", "燃料油"], 40.0),
    (&["petroleum coke", "coke", "焦炭", "石油焦"], 29.0),
    (&["lignite", "brown coal", "褐煤"], 12.0),
    (&["coal", "anthracite", "煤炭", "硬煤", "无烟煤"], 25.0),
];

/// Not part of the charge.
const FREE: [&str; 11] =
    ["water", "freshwater", "seawater", "air", "oxygen", "nitrogen", "steam", "水", "空气", "氧气", "氮气"];

/// Products that are made of fuel, or are energy.
const MADE_OF_FUEL: [&str; 30] = [
    "electricity",
    "heat",
    "steam",
    "energy",
    "hydrogen",
    "methane",
    "gas",
    "oil",
    "naphtha",
    "methanol",
    "propene",
    "propylene",
    "ethene",
    "ethylene",
    "ammonia",
    "carbon",
    "graphite",
    "anode",
    "electrode",
    "carbide",
    "coke",
    "tar",
    "benzene",
    "toluene",
    "xylene",
    "polypropylene",
    "polyethylene",
    "asphalt",
    "电力",
    "阳极",
];

/// The name proper: what follows a semicolon tells route, mix and place (`hard coal; …; at power plant`).
fn proper(name: &str) -> &str {
    name.split(';').next().unwrap_or_default()
}

fn heating_value(name: &str) -> Option<f64> {
    let name = proper(name);
    // Heat, power and transport bought as such may carry the name of a fuel, and wastes of fuel are none.
    if names(name, &["electricity", "heat", "transport", "ash", "gangue", "tar", "power"]) {
        return None;
    }
    FUELS.iter().find(|(phrases, _)| names(name, phrases)).map(|(_, value)| *value)
}

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let Some(reference) = view.process.reference() else { return Vec::new() };
    let product = view.network.flow(reference.flow);
    if names(proper(&product.name.en), &MADE_OF_FUEL) || heating_value(&product.name.en).is_some() {
        return Vec::new();
    }
    let mut charge = 0.0;
    let mut fuels = Vec::new();
    for (exchange, flow) in view.side(Direction::Input) {
        let Some(mass) = view.mass(exchange) else { continue };
        match heating_value(&flow.name.en) {
            Some(value) => fuels.push((exchange, flow, mass, value)),
            None if !names(proper(&flow.name.en), &FREE) => charge += mass.max(0.0),
            None => {}
        }
    }
    let throughput = view.reference_mass().unwrap_or(0.0).max(charge);
    if throughput <= 0.0 {
        return Vec::new();
    }
    let beyond = fuels.into_iter().filter(|(_, _, mass, value)| mass * value > LIMIT * throughput);
    beyond
        .map(|(exchange, flow, mass, value)| {
            let likely_energy = HEAT.contains(&(mass / throughput));
            let kind = if likely_energy { FindingKind::EnergyInMassFlow } else { FindingKind::ImplausibleAmount };
            let finding = Finding::new(kind, Place::exchange(&view.process.id, &exchange.id))
                .with("flow", &flow.name.en)
                .with("amount", exchange.amount.unwrap_or_default())
                .with("unit", &exchange.unit);
            if likely_energy {
                finding.with("likely", "MJ")
            } else {
                let heat = mass * value / throughput;
                finding.with("reason", format!("{heat:.0} MJ of fuel for each kg of product or charge"))
            }
        })
        .collect()
}

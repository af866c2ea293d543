//! Melting furnaces: energy in, enthalpy of the metal out, losses by difference.
//!
//! `η = m·h(T) / E`, with the metal tapped, its enthalpy at the recorded temperature over 25 °C and the fuel and power of
//! the furnace. An efficiency above one is impossible, since the charge is cold; losses are `E − m·h(T)`.

use verdigris_quantity::{Label, Trace};

use super::{Check, Verdict, amount, enthalpy::Enthalpies, property};
use crate::{
    answer::Answer,
    energy::{Carrier, Meter},
    error::DiagnosisError,
};

/// Furnaces of the sectors: sector, process unit, metal, what is tapped.
const FURNACES: [(&str, &str, &str, &[&str]); 2] = [
    ("secondary-aluminium", "melting", "Al", &["secondary-aluminium", "aluminium-alloy"]),
    ("rolling-extrusion", "melting", "Al", &["aluminium-sheet", "aluminium-extrusion"]),
];

pub(super) fn checks(meter: &Meter<'_>) -> Result<Vec<Check>, DiagnosisError> {
    let enthalpies = Enthalpies::packaged()?;
    FURNACES
        .iter()
        .filter(|(sector, ..)| *sector == meter.year.plant.sector)
        .map(|(_, unit, metal, products)| furnace(meter, &enthalpies, unit, metal, products))
        .collect()
}

fn furnace(
    meter: &Meter<'_>,
    enthalpies: &Enthalpies,
    unit: &str,
    metal: &str,
    products: &[&str],
) -> Result<Check, DiagnosisError> {
    let fuel = meter.energy(&[Carrier::Fuel], Some(unit))?;
    let tapped: Vec<Trace> =
        products.iter().filter_map(|product| amount(meter, product, "produced").known().cloned()).collect();
    let tonnes = if tapped.is_empty() {
        Answer::needs("the metal tapped", "出炉金属量")
    } else {
        let value = tapped.iter().map(|part| part.value).sum();
        Answer::Known(Trace::computed(Label::new("metal tapped", "出炉金属量"), value, "t", "Σ", tapped))
    };
    let heat = property(meter, "furnace", "temperature")
        .and_then(|temperature| enthalpies.of(metal, temperature.value).map(|enthalpy| (temperature, enthalpy)));
    let useful = heat.and_then(|(temperature, enthalpy)| {
        tonnes.map(|tonnes| {
            let value = tonnes.value * enthalpy.value;
            let label = Label::new("heat in the metal tapped", "出炉金属带走热量");
            Trace::computed(label, value, "GJ", "m·h(T)", vec![tonnes, enthalpy, temperature])
        })
    });
    let mut check = Check::compare(
        "furnace-heat-balance",
        Label::new(
            "fuel energy of the melting furnace against the heat in the metal (the rest is loss)",
            "熔炼炉燃料热量与出炉金属热量（其差为损失）",
        ),
        fuel,
        useful,
        0.0,
    );
    // Here the deviation is the loss over the useful heat: only a furnace without loss is impossible.
    check.verdict = match (check.deviation, check.verdict) {
        (Some(loss), Answer::Known(_)) if loss > 0.0 => Answer::Known(Verdict::Consistent),
        (_, Answer::Known(_)) => Answer::Known(Verdict::Impossible),
        (_, missing) => missing,
    };
    Ok(check)
}

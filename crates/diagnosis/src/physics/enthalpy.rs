//! Enthalpy of metals and oxides over 25 °C: `data/references/enthalpy.csv`.
//!
//! `H/(R·T) = a₁ + a₂T/2 + a₃T²/3 + a₄T³/4 + a₅T⁴/5 + a₆/T` with the coefficients of NASA TM-4513 (McBride, Gordon &
//! Reno 1993) and `R = 8.31451 J/(mol·K)` of that report; elements have zero enthalpy at 298.15 K.

use serde::Deserialize;
use verdigris_quantity::{Label, Trace};

use crate::{answer::Answer, error::DiagnosisError, origin::Sources, table};

/// Gas constant of the report, J/(mol·K).
const GAS_CONSTANT: f64 = 8.314_51;

/// One range of temperature of one phase.
#[derive(Clone, Debug, Deserialize)]
struct Row {
    species: String,
    phase: String,
    low: f64,
    high: f64,
    a1: f64,
    a2: f64,
    a3: f64,
    a4: f64,
    a5: f64,
    a6: f64,
    molar_mass: f64,
    source: String,
    place: String,
    trust: String,
}

/// Enthalpies of the metals that were sourced.
#[derive(Clone, Debug)]
pub struct Enthalpies {
    rows: Vec<Row>,
    sources: Sources,
}

impl Enthalpies {
    /// The packaged coefficients.
    pub fn packaged() -> Result<Self, DiagnosisError> {
        let rows = table::rows("references/enthalpy.csv", include_str!("../../../../data/references/enthalpy.csv"))?;
        Ok(Self { rows, sources: Sources::packaged()? })
    }

    /// GJ per tonne at a temperature in °C over the elements at 25 °C; for a metal its heat with melting included.
    pub fn of(&self, species: &str, celsius: f64) -> Answer<Trace> {
        let kelvin = celsius + 273.15;
        let found = self.rows.iter().find(|row| row.species == species && row.low <= kelvin && kelvin <= row.high);
        let Some(row) = found else {
            return Answer::needs(
                format!("the enthalpy of {species} at {celsius} °C"),
                format!("{species}在{celsius} °C的焓值"),
            );
        };
        let t = kelvin;
        let molar = GAS_CONSTANT
            * (t * (row.a1 + t * (row.a2 / 2.0 + t * (row.a3 / 3.0 + t * (row.a4 / 4.0 + t * row.a5 / 5.0)))) + row.a6);
        // J/mol over g/mol is kJ/kg; a thousandth of it GJ/t.
        let value = molar / row.molar_mass / 1000.0;
        let place = format!("{}, {}–{} K", row.place, row.low, row.high);
        let origin = self.sources.origin(&row.source, &place, &row.trust);
        let label = Label::new(
            format!("enthalpy of {species} ({}) at {celsius} °C over 25 °C", row.phase),
            format!("{species}在{celsius} °C相对25 °C的焓"),
        );
        Answer::Known(Trace::datum(label, value, "GJ/t", Some(origin)))
    }
}

/// Least energy to make aluminium from alumina and carbon anodes, `2 Al₂O₃ + 3 C → 4 Al + 3 CO₂`, GJ per tonne: metal
/// and gas leave at the temperature of the cell, alumina and carbon enter at 25 °C, the carbon's heat of burning is part
/// of the reaction.
pub fn aluminium_minimum(enthalpies: &Enthalpies, celsius: f64) -> Answer<Trace> {
    let metal = enthalpies.of("Al", celsius);
    let gas = enthalpies.of("CO2", celsius);
    let oxide = enthalpies.of("Al2O3", 25.0);
    metal.and_then(|metal| {
        gas.and_then(|gas| {
            oxide.map(|oxide| {
                let (aluminium, carbon_dioxide, alumina) = (4.0 * 26.981_54, 3.0 * 44.0095, 2.0 * 101.961_28);
                let value = metal.value + (gas.value * carbon_dioxide - oxide.value * alumina) / aluminium;
                let label = Label::new("theoretical minimum energy of aluminium smelting", "铝电解理论最低能耗");
                let formula = "h_Al + 3·44.0095/(4·26.98154)·h_CO2 − 2·101.96128/(4·26.98154)·h_Al2O3";
                Trace::computed(label, value, "GJ/t", formula, vec![metal, gas, oxide])
            })
        })
    })
}

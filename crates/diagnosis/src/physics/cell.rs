//! Electrolysis cells: electricity per tonne of aluminium from voltage, current efficiency and rectifier efficiency.
//!
//! By Faraday's law 2980 Ah deposit 1 kg of aluminium, so DC electricity is `2980·V/CE` kWh/t and AC electricity is
//! `2980·V/(CE·η)`, with current efficiency and rectifier efficiency as fractions and the mean cell voltage in volts.

use verdigris_quantity::{Label, Origin, Trace};

use super::{Check, amount, property};
use crate::{answer::Answer, energy::Meter, error::DiagnosisError, measure};

/// Ampere-hours per kilogram of aluminium; by a thousand kilograms and per thousand watts also kWh/t per volt.
pub const AMPERE_HOURS: f64 = 2980.0;

fn faraday() -> Trace {
    let label = Label::new("electricity to deposit aluminium, Ah/kg", "铝的电化学耗电量（Ah/kg）");
    let origin = Origin {
        source: "Faraday's law; AC kWh/t = 2980·V/(CE·η)".into(),
        place: "facts collected 2026-11-21, section 3".into(),
        trust: "T".into(),
        ..Origin::default()
    };
    Trace::datum(label, AMPERE_HOURS, "1", Some(origin))
}

/// Electricity per tonne; without rectifier efficiency that of direct current.
pub fn electricity(voltage: f64, current_efficiency: f64, rectifier: Option<f64>) -> f64 {
    AMPERE_HOURS * voltage / (current_efficiency * rectifier.unwrap_or(1.0))
}

/// Current efficiency from what was tapped: `P·2980·1000 / (n·I·h)` with tonnes, cells, amperes and hours of current.
pub fn current_efficiency(tonnes: f64, cells: f64, amperes: f64, hours: f64) -> Result<f64, DiagnosisError> {
    let charge = cells * amperes * hours;
    if !(charge.is_finite() && charge > 0.0) {
        let what = "cells · current · hours".to_owned();
        return Err(DiagnosisError::Value { what, value: charge, needed: "above zero" });
    }
    Ok(tonnes * 1000.0 * AMPERE_HOURS / charge)
}

pub(super) fn checks(meter: &Meter<'_>, tolerance: f64) -> Vec<Check> {
    let voltage = property(meter, "cells", "voltage");
    let efficiency = fraction(property(meter, "cells", "current-efficiency"));
    let rectifier = fraction(property(meter, "cells", "rectifier-efficiency"));
    let direct = voltage.clone().and_then(|voltage| {
        efficiency.clone().map(|ce| {
            let value = electricity(voltage.value, ce.value, None);
            let label =
                Label::new("DC electricity from voltage and current efficiency", "由槽电压与电流效率推算的直流电耗");
            Trace::computed(label, value, "kWh/t", "2980·V/CE", vec![faraday(), voltage, ce])
        })
    });
    let alternating = direct.clone().and_then(|direct| {
        rectifier.map(|rectifier| {
            let value = direct.value / rectifier.value;
            let label = Label::new(
                "AC electricity from voltage and efficiencies",
                "由槽电压、电流效率与整流效率推算的交流电耗",
            );
            Trace::computed(label, value, "kWh/t", "2980·V/(CE·η)", vec![direct, rectifier])
        })
    });
    let recorded = |item: &str, en: &str, zh: &str| {
        amount(meter, item, "used").and_then(|used| {
            amount(meter, "liquid-aluminium", "produced").map(|metal| {
                let value = used.value * 1000.0 / metal.value;
                Trace::computed(Label::new(en, zh), value, "kWh/t", "electricity × 1000 / metal", vec![used, metal])
            })
        })
    };
    vec![
        Check::compare(
            "cell-dc-electricity",
            Label::new(
                "DC electricity against cell voltage and current efficiency",
                "直流电耗与槽电压、电流效率的一致性",
            ),
            recorded("electricity-cells-dc", "DC electricity recorded", "记录的直流电耗"),
            direct,
            tolerance,
        ),
        Check::compare(
            "cell-ac-electricity",
            Label::new(
                "AC electricity against cell voltage and efficiencies",
                "交流电耗与槽电压、电流效率、整流效率的一致性",
            ),
            recorded("electricity-cells-ac", "AC electricity recorded", "记录的交流电耗"),
            alternating,
            tolerance,
        ),
    ]
}

/// Percent as a fraction; outside of (0, 1] it is no efficiency.
fn fraction(percent: Answer<Trace>) -> Answer<Trace> {
    percent.and_then(|percent| {
        let value = if percent.unit == "%" { percent.value / 100.0 } else { percent.value };
        if value > 0.0 && value <= 1.0 {
            Answer::Known(Trace::computed(percent.label.clone(), value, "1", "as a fraction", vec![percent]))
        } else {
            let (en, zh) = (percent.label.en, percent.label.zh);
            Answer::needs(format!("{en} between 0 and 100 %"), format!("{zh}在0至100%之间"))
        }
    })
}

/// A measure that lowers the cell voltage, as it acts on this plant: AC electricity falls by `2980·ΔV/(CE·η)`.
pub fn voltage_measure(
    volts: f64,
    current_efficiency: f64,
    rectifier: f64,
) -> Result<measure::Measure, DiagnosisError> {
    for (what, value) in [("current efficiency", current_efficiency), ("rectifier efficiency", rectifier)] {
        if !(value > 0.0 && value <= 1.0) {
            return Err(DiagnosisError::Value { what: what.into(), value, needed: "above 0 and at most 1" });
        }
    }
    // MWh/t, the unit of electricity per tonne of main product.
    let saved = electricity(volts, current_efficiency, Some(rectifier)) / 1000.0;
    let effect = |parameter: &str| measure::Effect {
        op: measure::Operation::Add,
        parameter: parameter.to_owned(),
        to: String::new(),
        value: -saved,
        cautious: None,
        favourable: None,
    };
    Ok(measure::Measure {
        id: format!("cell-voltage-minus-{:.0}-mv", volts * 1000.0),
        name: Label::new(format!("Lower the mean cell voltage by {volts} V"), format!("槽平均电压降低{volts} V")),
        sectors: vec!["aluminium-electrolysis".into()],
        requires: Vec::new(),
        window: Vec::new(),
        excludes: Vec::new(),
        effect: vec![effect("electricity_grid_used")],
        capex: None,
        opex: None,
        lifetime: None,
        maturity: measure::Maturity::Commercial,
        source: "AC kWh/t = 2980·V/(CE·η) with the plant's own current and rectifier efficiency".into(),
        place: String::new(),
        trust: "C".into(),
        note: "What the voltage costs to lower has no source: the cost is empty.".into(),
    })
}

//! Clean power: its share, by contracts and by certificates.

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Trace};

use crate::{answer::Answer, energy::Meter, error::DiagnosisError, record};

/// How clean the plant's power is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CleanPower {
    /// All electricity used: taken in and made on site, less what was delivered to others.
    pub used: Answer<Trace>,
    /// Share of electricity by direct line, by green contract and of own renewables.
    pub physical_and_contracts: Answer<Trace>,
    /// Share proven by certificates cancelled for the year, which is how electrolytic aluminium is assessed in China.
    /// Green contracts count only as far as their certificates are among those recorded.
    pub certificates: Answer<Trace>,
    /// Contracts and certificates together; certificates are recorded apart from those inside contracts.
    pub together: Answer<Trace>,
}

const TAKEN: [&str; 5] = [
    "electricity-grid",
    "electricity-direct-green",
    "electricity-traded-green",
    "electricity-own-renewable",
    "electricity-own-fossil",
];
const CLEAN: [&str; 3] = ["electricity-direct-green", "electricity-traded-green", "electricity-own-renewable"];

/// Shares of clean power of the year.
pub fn clean_power(meter: &Meter<'_>) -> Result<CleanPower, DiagnosisError> {
    let of = |items: &[&'static str], measure: &'static str| -> Vec<Trace> {
        items
            .iter()
            .flat_map(|item| record::totals(meter.year, item, measure, None))
            .map(|total| record::datum(total, meter.vocabulary))
            .collect()
    };
    let (taken, exported) = (of(&TAKEN, "used"), of(&["electricity-exported"], "exported"));
    let (clean, certificates) = (of(&CLEAN, "used"), of(&["green-certificates"], "used"));
    let sum = |list: &[Trace]| list.iter().map(|trace| trace.value).sum::<f64>();
    let whole = sum(&taken) - sum(&exported);
    if taken.is_empty() || whole <= 0.0 {
        let none = || Answer::needs("records of electricity used", "用电量记录");
        return Ok(CleanPower { used: none(), physical_and_contracts: none(), certificates: none(), together: none() });
    }
    // What was delivered may have been clean or not: with exports beside clean power a share would be a guess.
    let mixed = !clean.is_empty() && sum(&exported) > 0.0;
    let inputs: Vec<Trace> = taken.iter().chain(&exported).cloned().collect();
    let used = Trace::computed(Label::new("electricity used", "用电量"), whole, "MWh", "Σ taken − exported", inputs);
    let share = |en: &str, zh: &str, parts: &[Trace]| {
        if mixed {
            return Answer::needs("which power was delivered to others", "外供电的电源构成");
        }
        let mut inputs = parts.to_vec();
        inputs.push(Trace::datum(used.label.clone(), whole, "MWh", None));
        let value = sum(parts) / whole;
        Answer::Known(Trace::computed(Label::new(en, zh), value, "1", "Σ clean / used", inputs))
    };
    let mut together = clean.clone();
    together.extend(certificates.clone());
    Ok(CleanPower {
        physical_and_contracts: share(
            "clean power, direct, own and by contract",
            "清洁电力占比（直连、自发与绿电合同）",
            &clean,
        ),
        certificates: share("share covered by cancelled green certificates", "核销绿证覆盖的用电占比", &certificates),
        together: share("clean power with certificates", "清洁电力占比（含绿证）", &together),
        used: Answer::Known(used),
    })
}

//! Energy used by a plant or one of its process units, in GJ, from the records.
//!
//! Fuel: amount · net calorific value, the recorded one before the default of the guidelines. Electricity and heat by
//! their energy content (当量值): 3.6 GJ/MWh, not by the fuel behind them. Electricity of own fossil plants counts as
//! the fuel they burn; what is delivered to others is subtracted.

use serde::{Deserialize, Serialize};
use verdigris_activity::{Item, ItemKind, Total, Vocabulary, Year};
use verdigris_quantity::{Label, Trace, Unit};
use verdigris_registry::factor::Registry;

use crate::{answer::Answer, error::DiagnosisError, origin, record};

/// Sorts of energy that an indicator counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// Fuels burnt.
    Fuel,
    /// Carbon used as a reductant, at its calorific value.
    Reductant,
    /// Electricity taken in less delivered to others.
    Electricity,
    /// Heat taken in less delivered to others.
    Heat,
}

impl Carrier {
    /// All that count as overall energy.
    pub const ALL: [Self; 4] = [Self::Fuel, Self::Reductant, Self::Electricity, Self::Heat];
}

/// Electricity that enters the plant, and what leaves it; own fossil power is inside the fuels.
const ELECTRICITY: [(&str, &str, f64); 5] = [
    ("electricity-grid", "used", 1.0),
    ("electricity-direct-green", "used", 1.0),
    ("electricity-traded-green", "used", 1.0),
    ("electricity-own-renewable", "used", 1.0),
    ("electricity-exported", "exported", -1.0),
];

const HEAT: [(&str, &str, f64); 2] = [("heat-purchased", "used", 1.0), ("heat-exported", "exported", -1.0)];

/// Whether the use of an item is energy that enters the plant, not a part of it metered again.
pub fn enters(item: &Item) -> bool {
    let supplied = |table: &[(&str, &str, f64)]| table.iter().any(|&(id, _, sign)| id == item.id && sign > 0.0);
    match item.kind {
        ItemKind::Fuel | ItemKind::Reductant => is_fuel(item),
        ItemKind::Electricity => supplied(&ELECTRICITY),
        ItemKind::Heat => supplied(&HEAT),
        _ => false,
    }
}

/// Where energy is read from.
#[derive(Clone, Copy)]
pub struct Meter<'a> {
    /// The plant's year.
    pub year: &'a Year,
    /// Items and measures.
    pub vocabulary: &'a Vocabulary,
    /// Calorific values.
    pub registry: &'a Registry,
}

impl Meter<'_> {
    /// Energy of the carriers in the plant, or in one process unit, in GJ; the inputs are the carriers' records.
    ///
    /// In a process unit electricity must be recorded for the unit: the plant's cannot be shared out.
    pub fn energy(&self, carriers: &[Carrier], unit: Option<&str>) -> Result<Answer<Trace>, DiagnosisError> {
        let mut parts = Vec::new();
        for carrier in carriers {
            let found = match carrier {
                Carrier::Electricity => self.network_energy(&ELECTRICITY, unit)?,
                Carrier::Heat => self.network_energy(&HEAT, unit)?,
                Carrier::Fuel => self.combustibles(ItemKind::Fuel, unit)?,
                Carrier::Reductant => self.combustibles(ItemKind::Reductant, unit)?,
            };
            let Answer::Known(found) = found else { return Ok(found.map(|_| Trace::default())) };
            if let (Carrier::Electricity, Some(unit), true) = (carrier, unit, found.is_empty()) {
                return Ok(Answer::needs(
                    format!("the electricity of process unit {unit}"),
                    format!("工序“{unit}”的用电量"),
                ));
            }
            parts.extend(found);
        }
        if parts.is_empty() {
            return Ok(Answer::needs("records of energy used", "能源消耗记录"));
        }
        let value = parts.iter().map(|part| part.value).sum();
        let label = Label::new("energy used", "能源消耗量");
        Ok(Answer::Known(Trace::computed(label, value, "GJ", "Σ", parts)))
    }

    /// Energy of one fuel or reductant in the plant, GJ; `None` where none is recorded.
    pub fn of_item(&self, id: &str) -> Result<Option<Answer<f64>>, DiagnosisError> {
        let Some(item) = self.vocabulary.item(id) else { return Ok(None) };
        let (mut sum, mut any) = (0.0, false);
        for total in record::totals(self.year, id, "used", None) {
            any = true;
            let amount = record::datum(total, self.vocabulary).value;
            sum += match item.kind {
                ItemKind::Fuel | ItemKind::Reductant => match self.calorific_value(item, total) {
                    Answer::Known(content) => {
                        content.value * gigajoules(amount, &total.unit, &normal(&content.unit, item))?
                    }
                    Answer::NotAvailable(needs) => return Ok(Some(Answer::NotAvailable(needs))),
                },
                _ => gigajoules(amount, &total.unit, "1")?,
            };
        }
        Ok(any.then_some(Answer::Known(sum)))
    }

    fn network_energy(
        &self,
        items: &[(&str, &str, f64)],
        unit: Option<&str>,
    ) -> Result<Answer<Vec<Trace>>, DiagnosisError> {
        let mut parts = Vec::new();
        for &(item, measure, sign) in items {
            for total in record::totals(self.year, item, measure, unit) {
                let inner = record::datum(total, self.vocabulary);
                let value = sign * gigajoules(inner.value, &total.unit, "1")?;
                let formula = if sign < 0.0 { "− amount" } else { "amount" };
                parts.push(Trace::computed(inner.label.clone(), value, "GJ", formula, vec![inner]));
            }
        }
        Ok(Answer::Known(parts))
    }

    fn combustibles(&self, kind: ItemKind, unit: Option<&str>) -> Result<Answer<Vec<Trace>>, DiagnosisError> {
        let mut parts = Vec::new();
        for item in self.vocabulary.items().iter().filter(|item| item.kind == kind && is_fuel(item)) {
            for total in record::totals(self.year, &item.id, "used", unit) {
                let Answer::Known(content) = self.calorific_value(item, total) else {
                    let (en, zh) = (&item.name.en, &item.name.zh);
                    return Ok(Answer::needs(format!("the net calorific value of {en}"), format!("{zh}的低位发热量")));
                };
                let inner = record::datum(total, self.vocabulary);
                let value = content.value * gigajoules(inner.value, &total.unit, &normal(&content.unit, item))?;
                parts.push(Trace::computed(inner.label.clone(), value, "GJ", "FC × NCV", vec![inner, content]));
            }
        }
        Ok(Answer::Known(parts))
    }

    /// Recorded for the process unit, for the plant, or the default.
    fn calorific_value(&self, item: &Item, total: &Total) -> Answer<Trace> {
        let own = self.year.in_unit(&item.id, "calorific-value", &total.process_unit);
        if let Some(own) = own.or_else(|| self.year.in_unit(&item.id, "calorific-value", "")) {
            return Answer::Known(record::datum(own, self.vocabulary));
        }
        let stem = item.id.strip_prefix("reductant-").unwrap_or(&item.id);
        match self.registry.factor(&format!("cn-ncv-{stem}")) {
            Ok(factor) => Answer::Known(origin::factor(factor)),
            Err(_) => Answer::needs(format!("the factor cn-ncv-{stem}"), format!("缺省值 cn-ncv-{stem}")),
        }
    }
}

/// Anodes, pitch and the like are raw material; what the standards count as energy is named for it.
fn is_fuel(item: &Item) -> bool {
    item.kind == ItemKind::Fuel || item.id.starts_with("reductant-")
}

/// Defaults of gases are printed for cubic metres at normal conditions, which the tables write `m3`.
fn normal(unit: &str, item: &Item) -> String {
    let gas = item.unit.symbol().contains("Nm3") && !unit.contains("Nm3");
    if gas { unit.replace("m3", "Nm3") } else { unit.to_owned() }
}

/// Size of `amount·unit·per` in GJ.
fn gigajoules(amount: f64, unit: &str, per: &str) -> Result<f64, DiagnosisError> {
    let wrong = |_| DiagnosisError::Unit { what: "energy".into(), left: format!("{unit}·{per}"), right: "GJ".into() };
    let whole = Unit::parse(unit).map_err(wrong)?.combine(&Unit::parse(per).map_err(wrong)?, 1).map_err(wrong)?;
    let target = Unit::parse("GJ").map_err(wrong)?;
    Ok(whole.factor_to(&target).map_err(wrong)?.apply(amount))
}

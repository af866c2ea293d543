//! Evaluating measures on the plant's accounts: parameters become records, and the scheme counts them again.
//!
//! A parameter `<item>_<measure>` is the year's amount per unit of output, or the property itself. A patch that scales or
//! sets it scales the records behind it; what is not recorded yet becomes one record of the whole plant and year. So
//! direct emissions, anode effects and every rule of the scheme follow, which the network of purchases does not know.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::{Decimal, prelude::FromPrimitive};
use verdigris_accounts::{Schemes, Settings};
use verdigris_activity::{
    Activity, Aggregation, Item, Measure as Told, Record, Vocabulary, Year, network::parameter_id,
};
use verdigris_network::patch::{Action, Patch};
use verdigris_registry::factor::Registry;

use super::curve::{Evaluate, Outcome};
use crate::{
    energy::{Carrier, Meter},
    error::DiagnosisError,
};

/// A plant's records, accounted anew for every combination of measures.
pub struct AccountEvaluation<'a> {
    activity: &'a Activity,
    base: Year,
    vocabulary: &'a Vocabulary,
    registry: &'a Registry,
    schemes: &'a Schemes,
    scheme: String,
    settings: Settings,
    output: f64,
    prices: Option<BTreeMap<String, f64>>,
    known: HashMap<String, (&'a Item, &'a Told)>,
}

impl<'a> AccountEvaluation<'a> {
    /// Of a plant's records under a scheme, by its total, or by one of its figures as `SCHEME/FIGURE`; `output` is the year's main product, `prices` are per unit of parameters.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing the plant is evaluated with")]
    pub fn new(
        activity: &'a Activity,
        vocabulary: &'a Vocabulary,
        registry: &'a Registry,
        schemes: &'a Schemes,
        scheme: &str,
        settings: Settings,
        output: f64,
        prices: Option<BTreeMap<String, f64>>,
    ) -> Result<Self, DiagnosisError> {
        if !(output.is_finite() && output > 0.0) {
            return Err(DiagnosisError::Value { what: "yearly output".into(), value: output, needed: "above zero" });
        }
        let base = Year::of(activity, vocabulary).map_err(|error| fail(&activity.plant.id, &error.to_string()))?;
        let known = vocabulary
            .items()
            .iter()
            .flat_map(|item| vocabulary.measures().iter().map(move |told| (item, told)))
            .map(|(item, told)| (parameter_id(&item.id, &told.id), (item, told)))
            .collect();
        let scheme = scheme.to_owned();
        Ok(Self { activity, base, vocabulary, registry, schemes, scheme, settings, output, prices, known })
    }

    /// The parameter in the records; an amount that is not recorded is zero, a property is not there.
    fn recorded(&self, id: &str) -> Result<Option<f64>, DiagnosisError> {
        let Some((item, told)) = self.known.get(id) else { return Ok(None) };
        let total = self.base.over_units(&item.id, told).map_err(|error| fail(id, &error.to_string()))?;
        let value = total.and_then(|total| f64::try_from(total.value).ok());
        Ok(match told.aggregation {
            Aggregation::Sum => Some(value.unwrap_or_default() / self.output),
            _ => value,
        })
    }

    /// Values of all parameters that the patches touch.
    fn touched(&self, patches: &[Patch]) -> Result<BTreeMap<String, f64>, DiagnosisError> {
        let mut values = BTreeMap::new();
        for patch in patches {
            for change in &patch.changes {
                let (id, scale, set) = match &change.action {
                    Action::ScaleParameter { target, factor } => (&target.parameter, *factor, None),
                    Action::SetParameter { target, value, .. } => (&target.parameter, 1.0, Some(*value)),
                    _ => return Err(fail(&patch.name, "changes more than parameters, which accounts cannot follow")),
                };
                let present = match values.get(id) {
                    Some(&value) => value,
                    None => self.recorded(id)?.ok_or_else(|| fail(&patch.name, &format!("no parameter `{id}`")))?,
                };
                values.insert(id.clone(), set.unwrap_or(present * scale));
            }
        }
        Ok(values)
    }

    fn changed(&self, values: &BTreeMap<String, f64>) -> Result<Activity, DiagnosisError> {
        let mut activity = self.activity.clone();
        for (id, &value) in values {
            let Some((item, told)) = self.known.get(id) else { continue };
            let before = self.recorded(id)?.unwrap_or_default();
            let exact =
                |value: f64| Decimal::from_f64(value).ok_or_else(|| DiagnosisError::Overflow { what: id.clone() });
            if before != 0.0 {
                let factor = exact(value / before)?;
                for record in activity.records.iter_mut().filter(|r| r.item == item.id && r.measure == told.id) {
                    let scaled = record.value.checked_mul(factor);
                    record.value = scaled.ok_or_else(|| DiagnosisError::Overflow { what: id.clone() })?;
                }
            } else if value != 0.0 {
                let unit = told.unit_of(item).map_err(|error| fail(id, &error.to_string()))?;
                activity.records.retain(|record| !(record.item == item.id && record.measure == told.id));
                activity.records.push(Record {
                    process_unit: String::new(),
                    item: item.id.clone(),
                    measure: told.id.clone(),
                    meter: String::new(),
                    month: None,
                    value: exact(value * self.output)?,
                    unit: unit.symbol().to_owned(),
                    quality: verdigris_activity::Quality::Estimated,
                    uncertainty: None,
                    source: String::new(),
                    note: String::new(),
                    place: verdigris_network::Place::default(),
                });
            }
        }
        Ok(activity)
    }
}

fn fail(what: &str, reason: &str) -> DiagnosisError {
    DiagnosisError::Evaluation { what: what.to_owned(), reason: reason.to_owned() }
}

impl Evaluate for AccountEvaluation<'_> {
    fn evaluate(&self, patches: &[Patch]) -> Result<Outcome, DiagnosisError> {
        let name = patches.last().map_or(self.scheme.as_str(), |patch| patch.name.as_str());
        let values = self.touched(patches)?;
        let activity = self.changed(&values)?;
        let year = Year::of(&activity, self.vocabulary).map_err(|error| fail(name, &error.to_string()))?;
        let (scheme, figure) = self.scheme.split_once('/').unwrap_or((&self.scheme, ""));
        let account = self.schemes.account(scheme, &year, self.registry, &self.settings);
        let account = account.map_err(|error| fail(name, &error.to_string()))?;
        let total = if figure.is_empty() { account.total } else { account.sum_of(figure) };
        let Some(emissions) = total.and_then(|total| f64::try_from(total).ok()) else {
            let missing = account.missing.first().map_or("not available", |label| label.en.as_str());
            return Err(fail(name, missing));
        };
        let meter = Meter { year: &year, vocabulary: self.vocabulary, registry: self.registry };
        let energy = meter.energy(&Carrier::ALL, None)?.known().map(|energy| energy.value);
        let cost = match &self.prices {
            None => None,
            Some(prices) => {
                let mut sum = 0.0;
                for (id, price) in prices {
                    let amount = match values.get(id) {
                        Some(&value) => Some(value),
                        None => self.recorded(id)?,
                    };
                    sum += price * self.output * amount.ok_or_else(|| fail(name, &format!("no parameter `{id}`")))?;
                }
                Some(sum)
            }
        };
        Ok(Outcome { emissions, energy: energy.unwrap_or_default(), cost })
    }

    fn parameter(&self, patches: &[Patch], id: &str) -> Result<Option<f64>, DiagnosisError> {
        match self.touched(patches)?.get(id) {
            Some(&value) => Ok(Some(value)),
            None => self.recorded(id),
        }
    }

    fn scope(&self, _: &str) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use verdigris_activity::Plant;
    use verdigris_registry::pack;

    use super::*;
    use crate::measure::{
        self,
        curve::{Terms, curve},
    };

    fn record(item: &str, told: &str, month: Option<u8>, value: &str, unit: &str) -> Record {
        let json = serde_json::json!({ "item": item, "measure": told, "month": month, "value": value, "unit": unit });
        serde_json::from_value(json).unwrap()
    }

    fn plant() -> Activity {
        let plant = Plant {
            id: "p".into(),
            sector: "aluminium-electrolysis".into(),
            region: "CN-BJ".into(),
            year: 2022,
            ..Plant::default()
        };
        let records = vec![
            record("liquid-aluminium", "produced", None, "1000", "t"),
            record("net-anode", "used", None, "400", "t"),
            record("cf4", "discharged", None, "0.02", "t"),
            record("c2f6", "discharged", None, "0.001", "t"),
            record("electricity-grid", "used", Some(1), "6", "GWh"),
            record("electricity-grid", "used", Some(2), "7000", "MWh"),
        ];
        Activity { plant, records }
    }

    #[test]
    fn patches_act_on_records_and_the_scheme_counts_them_again() {
        let (vocabulary, registry) = (Vocabulary::packaged().unwrap(), pack::registry().unwrap());
        let (schemes, activity) = (Schemes::packaged().unwrap(), plant());
        let settings = Settings { samples: 0, ..Settings::default() };
        let evaluation =
            AccountEvaluation::new(&activity, &vocabulary, &registry, &schemes, "ghg-protocol", settings, 1000.0, None)
                .unwrap();
        let base = evaluation.evaluate(&[]).unwrap();
        let text = "[[measure]]\nid = \"anode\"\nname = { en = \"a\", zh = \"a\" }\nmaturity = \"pilot\"\nsource = \"t\"\ntrust = \"C\"\n\
            [[measure.effect]]\nop = \"scale\"\nparameter = \"net_anode_used\"\nvalue = 0.5\n\
            [[measure]]\nid = \"solar\"\nname = { en = \"b\", zh = \"b\" }\nmaturity = \"pilot\"\nsource = \"t\"\ntrust = \"C\"\n\
            [[measure.effect]]\nop = \"move\"\nparameter = \"electricity_grid_used\"\nto = \"electricity_own_renewable_used\"\nvalue = 0.25\n";
        let measures = measure::parse("m.toml", text).unwrap();
        let terms = Terms { discount_rate: 0.05, money: "CNY".into(), output: 1000.0, output_unit: "t".into() };
        let found = curve(&evaluation, &activity.plant, &measures, &terms).unwrap();
        assert!(found.left.is_empty(), "{:?}", found.left);
        let of = |id: &str| found.without_cost.iter().find(|point| point.measure == id).unwrap();
        // A quarter of 13 GWh at Beijing's average factor of 2022.
        assert!((of("solar").abatement - 3250.0 * registry.grid("CN-BJ", 2022).unwrap().value).abs() < 1e-6);
        // Half of 400 t of anodes with 2 % sulfur and 0.4 % ash, or what the scheme takes for them.
        let anode = of("anode").abatement;
        assert!((200.0 * 0.97 * 44.0 / 12.0..=200.0 * 44.0 / 12.0).contains(&anode), "{anode}");
        assert!((found.last.emissions - (base.emissions - anode - of("solar").abatement)).abs() < 1e-6);
        // Power moved is power still used.
        assert!(of("solar").energy_saved.abs() < 1e-6);
    }

    #[test]
    fn the_packaged_measure_applies_where_no_green_power_is_recorded_yet() {
        let (vocabulary, registry) = (Vocabulary::packaged().unwrap(), pack::registry().unwrap());
        let (schemes, activity) = (Schemes::packaged().unwrap(), plant());
        let settings = Settings { samples: 0, ..Settings::default() };
        let evaluation =
            AccountEvaluation::new(&activity, &vocabulary, &registry, &schemes, "ghg-protocol", settings, 1000.0, None)
                .unwrap();
        let measures = measure::packaged().unwrap();
        let terms = Terms { discount_rate: 0.05, money: "CNY".into(), output: 1000.0, output_unit: "t".into() };
        let found = curve(&evaluation, &activity.plant, &measures, &terms).unwrap();
        // By the location-based account, power by contract is still power of the grid: nothing is abated, and it says so.
        assert!(found.points.is_empty() && found.without_cost.is_empty());
        let reason = |id: &str| found.left.iter().find(|left| left.measure == id).unwrap().reason.en.clone();
        assert!(reason("clean-electricity-30").contains("abates nothing"));
        assert!(reason("soderberg-to-prebake").contains("cell-technology"));
    }
}

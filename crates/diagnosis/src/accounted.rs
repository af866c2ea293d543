//! What a diagnosis takes from accounts: totals by scheme, scopes, emission factors of energy, emissions by source.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use verdigris_accounts::{Account, Item, Part};
use verdigris_quantity::{Label, Trace};

use crate::{
    answer::Answer,
    energy::{Carrier, Meter},
    error::DiagnosisError,
    lmdi::{EmissionSource, EmissionYear},
};

/// Scheme whose items are the scopes.
pub const INVENTORY: &str = "ghg-protocol";

/// The total of a scheme by its id, or a figure of the corporate inventory: `scope-1`, `scope-2-location`,
/// `scope-2-market`.
pub fn figure(accounts: &[Account], id: &str) -> Answer<Trace> {
    if let Some(account) = accounts.iter().find(|account| account.scheme == id) {
        return match account.total {
            Some(_) => Answer::Known(account.trace()),
            None => Answer::NotAvailable(first(&account.missing)),
        };
    }
    let items = accounts.iter().filter(|account| account.scheme == INVENTORY).flat_map(Account::figures);
    match items.into_iter().find(|item| item.id == id) {
        Some(item) if item.value.is_some() => Answer::Known(item.trace()),
        Some(item) => Answer::NotAvailable(first(&item.missing)),
        None => Answer::needs(format!("an account with {id}"), format!("含{id}的核算结果")),
    }
}

/// The figures that [`crate::Question`] asks for, from a plant's accounts.
pub fn figures<'a>(accounts: &'a [Account], meter: Meter<'a>) -> impl Fn(&str) -> Answer<Trace> + 'a {
    move |id| match id {
        "energy-factor" => {
            energy_factor(accounts, &meter).unwrap_or_else(|error| Answer::needs(error.to_string(), error.to_string()))
        }
        id => figure(accounts, id),
    }
}

fn first(missing: &[Label]) -> Label {
    missing.first().cloned().unwrap_or_else(|| Label::new("not available", "不可得"))
}

/// Emissions of all energy used per GJ, t/GJ: fuels, reductants, electricity and heat of the corporate inventory over
/// the energy they carry.
pub fn energy_factor(accounts: &[Account], meter: &Meter<'_>) -> Result<Answer<Trace>, DiagnosisError> {
    let Some(account) = accounts.iter().find(|account| account.scheme == INVENTORY) else {
        return Ok(Answer::needs(format!("an account by {INVENTORY}"), format!("按{INVENTORY}的核算结果")));
    };
    let energy = match meter.energy(&Carrier::ALL, None)? {
        Answer::Known(energy) if energy.value > 0.0 => energy,
        Answer::Known(_) => return Ok(Answer::needs("energy used above zero", "大于零的能源消耗")),
        missing @ Answer::NotAvailable(_) => return Ok(missing),
    };
    let streams = ["fuel", "reductant", "electricity", "heat"];
    let mut parts = Vec::new();
    for item in account.items.iter().filter(|item| streams.contains(&item.id.as_str())) {
        match item.value {
            Some(_) => parts.push(item.trace()),
            None => return Ok(Answer::NotAvailable(first(&item.missing))),
        }
    }
    let value = parts.iter().map(|part| part.value).sum::<f64>() / energy.value;
    parts.push(Trace::datum(energy.label, energy.value, "GJ", None));
    let label = Label::new("emissions per energy used", "单位能耗排放量");
    Ok(Answer::Known(Trace::computed(label, value, "t/GJ", "Σ emissions of energy / energy", parts)))
}

/// Emissions of the corporate inventory by source, for a decomposition between years.
pub fn emission_year(
    account: &Account,
    meter: &Meter<'_>,
    output: f64,
) -> Result<Answer<EmissionYear>, DiagnosisError> {
    let mut sources: BTreeMap<String, EmissionSource> = BTreeMap::new();
    for item in account.items.iter().filter(|item| item.part == Part::Total) {
        let Some(value) = item.value.and_then(|value| value.to_f64()) else {
            return Ok(Answer::NotAvailable(first(&item.missing)));
        };
        let carriers: &[&str] = match item.id.as_str() {
            "fuel" | "reductant" => &[item.of.as_str()],
            "electricity" => &["electricity-grid", "electricity-traded-green"],
            "heat" => &["heat-purchased"],
            _ => &[],
        };
        let id = if item.of.is_empty() { item.id.clone() } else { format!("{}/{}", item.id, item.of) };
        let energy = match carriers {
            [] => None,
            carriers => match joined(meter, carriers)? {
                Answer::Known(energy) => Some(energy),
                Answer::NotAvailable(needs) => return Ok(Answer::NotAvailable(needs)),
            },
        };
        // The items of one fuel in several process units share the plant's energy of that fuel.
        let source = sources.entry(id.clone()).or_insert_with(|| EmissionSource {
            id,
            label: named(item),
            energy,
            emissions: 0.0,
        });
        source.emissions += value;
    }
    for (id, en, zh) in [
        ("electricity-direct-green", "green electricity by direct line", "绿电直连"),
        ("electricity-own-renewable", "own renewable electricity", "自发可再生电力"),
    ] {
        if let Some(Answer::Known(energy)) = meter.of_item(id)? {
            let source =
                EmissionSource { id: id.into(), label: Label::new(en, zh), energy: Some(energy), emissions: 0.0 };
            sources.insert(id.to_owned(), source);
        }
    }
    Ok(Answer::Known(EmissionYear { output, sources: sources.into_values().collect() }))
}

fn named(item: &Item) -> Label {
    if item.of_name.is_empty() {
        return item.name.clone();
    }
    let (name, of) = (&item.name, &item.of_name);
    Label::new(format!("{}: {}", name.en, of.en), format!("{}：{}", name.zh, of.zh))
}

/// Energy of several items of records together.
fn joined(meter: &Meter<'_>, items: &[&str]) -> Result<Answer<f64>, DiagnosisError> {
    let mut sum = 0.0;
    for item in items {
        match meter.of_item(item)? {
            Some(Answer::Known(energy)) => sum += energy,
            Some(missing) => return Ok(missing),
            None => {}
        }
    }
    Ok(Answer::Known(sum))
}

#[cfg(test)]
mod tests {
    use verdigris_accounts::{Schemes, Settings};
    use verdigris_activity::{Activity, Plant, Record, Vocabulary, Year};
    use verdigris_registry::pack;

    use super::*;
    use crate::lmdi::{decompose, sources_chain};

    fn record(item: &str, measure: &str, value: &str, unit: &str) -> Record {
        let json = serde_json::json!({ "item": item, "measure": measure, "value": value, "unit": unit });
        serde_json::from_value(json).unwrap()
    }

    fn year(number: i32, power: &str, gas: &str) -> Year {
        let plant = Plant {
            id: "p".into(),
            sector: "secondary-aluminium".into(),
            region: "CN-BJ".into(),
            year: number,
            ..Plant::default()
        };
        let records = vec![
            record("secondary-aluminium", "produced", "1000", "t"),
            record("natural-gas", "used", gas, "万Nm3"),
            record("electricity-grid", "used", power, "MWh"),
        ];
        Year::of(&Activity { plant, records }, &Vocabulary::packaged().unwrap()).unwrap()
    }

    #[test]
    fn scopes_totals_and_sources_are_those_of_the_accounts() {
        let (vocabulary, registry) = (Vocabulary::packaged().unwrap(), pack::registry().unwrap());
        let (schemes, settings) = (Schemes::packaged().unwrap(), Settings { samples: 0, ..Settings::default() });
        let mut ends = Vec::new();
        for (number, power, gas) in [(2021, "500", "8"), (2022, "400", "7")] {
            let year = year(number, power, gas);
            let meter = Meter { year: &year, vocabulary: &vocabulary, registry: &registry };
            let account = schemes.account("ghg-protocol", &year, &registry, &settings).unwrap();
            let accounts = [account];
            let power: f64 = power.parse().unwrap();
            let grid = registry.grid("CN-BJ", number).unwrap().value;
            let two = figure(&accounts, "scope-2-location").known().unwrap().value;
            assert!((two - power * grid).abs() < 1e-6, "{two}");
            let one = figure(&accounts, "scope-1").known().unwrap().value;
            let whole = figure(&accounts, "ghg-protocol").known().unwrap().value;
            assert!((one + two - whole).abs() < 1e-9 * whole);
            let factor = energy_factor(&accounts, &meter).unwrap();
            let gas: f64 = gas.parse().unwrap();
            let energy = gas * 389.31 + power * 3.6;
            assert!((factor.known().unwrap().value - whole / energy).abs() < 1e-12);
            assert!(figure(&accounts, "scope-3").known().is_none());
            let found = emission_year(&accounts[0], &meter, 1000.0).unwrap();
            ends.push((found.known().unwrap().clone(), whole));
        }
        let (factors, categories) = sources_chain(&ends[0].0, &ends[1].0).unwrap();
        let change = decompose(&factors, &categories, "t").unwrap();
        assert!((change.end - change.start - (ends[1].1 - ends[0].1)).abs() < 1e-9 * ends[0].1);
        // Output did not change; intensity fell; the grid of 2022 was cleaner.
        assert!(change.effects[0].value.abs() < 1e-9 && change.effects[1].value < 0.0 && change.effects[3].value < 0.0);
    }
}

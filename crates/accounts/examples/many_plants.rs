//! Accounts of many synthetic plants under every scheme that covers them: `many_plants [PLANTS] [THREADS]`.
//!
//! The plants are made from their number alone, twelve months each; `bench/accounts/many_plants.py` makes the same ones
//! and sums the same figures, so that the two can be set side by side.

use std::{error::Error, thread, time::Instant};

use rust_decimal::Decimal;
use verdigris_accounts::{Schemes, Settings};
use verdigris_activity::{Activity, Attribute, Plant, Record, Year};
use verdigris_registry::{factor::Registry, pack};

/// Item, process unit, unit, least and span of the month's amount in thousandths.
const MONTHLY: &[(&str, &str, &str, &str, i64, i64)] = &[
    ("liquid-aluminium", "produced", "electrolysis", "t", 20_000_000, 20_000_000),
    ("net-anode", "used", "electrolysis", "t", 8_000_000, 9_000_000),
    ("electricity-cells-ac", "used", "electrolysis", "MWh", 250_000_000, 300_000_000),
    ("electricity-grid", "used", "", "MWh", 260_000_000, 300_000_000),
    ("electricity-traded-green", "used", "", "MWh", 10_000_000, 50_000_000),
    ("natural-gas", "used", "casthouse", "万Nm3", 10_000, 90_000),
    ("diesel", "used", "", "t", 10_000, 90_000),
    ("heat-purchased", "used", "", "GJ", 1_000, 9_000),
];

/// Properties of the year.
const YEARLY: &[(&str, &str, &str, &str, &str)] = &[
    ("net-anode", "sulfur", "electrolysis", "2.1", "%"),
    ("net-anode", "ash", "electrolysis", "0.35", "%"),
    ("cells", "frequency", "electrolysis", "0.08", "1"),
    ("cells", "duration", "electrolysis", "2.4", "min"),
    ("natural-gas", "calorific-value", "casthouse", "389.31", "GJ/万Nm3"),
    ("heat-purchased", "emission-factor", "", "0.11", "t/GJ"),
];

/// A number below 2³¹ from a plant's number, a row and a month (Lehmer's generator of Park & Miller 1988, three steps).
fn drawn(plant: u64, row: u64, month: u64) -> i64 {
    let start = (plant * 97 + row * 13 + month) % 2_147_483_647;
    (0..3).fold(start + 1, |x, _| x * 16_807 % 2_147_483_647) as i64
}

fn plant(number: u64) -> Result<Activity, Box<dyn Error + Send + Sync>> {
    let mut records = Vec::with_capacity(MONTHLY.len() * 12 + YEARLY.len());
    for (row, &(item, measure, process_unit, unit, least, span)) in MONTHLY.iter().enumerate() {
        for month in 1..=12_u8 {
            let value = least + drawn(number, row as u64, u64::from(month)) % span;
            records.push(Record {
                process_unit: process_unit.into(),
                item: item.into(),
                measure: measure.into(),
                month: Some(month),
                value: Decimal::new(value, 3),
                unit: unit.into(),
                ..Record::default()
            });
        }
    }
    for &(item, measure, process_unit, value, unit) in YEARLY {
        records.push(Record {
            process_unit: process_unit.into(),
            item: item.into(),
            measure: measure.into(),
            value: value.parse()?,
            unit: unit.into(),
            ..Record::default()
        });
    }
    let attribute = |value: &str| Attribute { value: value.into(), ..Attribute::default() };
    let attributes = [("cell-technology", "cwpb"), ("cn-code", "7601")];
    Ok(Activity {
        plant: Plant {
            id: format!("plant-{number}"),
            sector: "aluminium-electrolysis".into(),
            region: "CN-SD".into(),
            year: 2025,
            attributes: attributes.iter().map(|(id, value)| ((*id).to_owned(), attribute(value))).collect(),
            ..Plant::default()
        },
        records,
    })
}

/// Number of accounts, and the sum of each scheme's totals.
type Sums = Vec<(String, u64, Decimal)>;

fn all(from: u64, to: u64, schemes: &Schemes, registry: &Registry) -> Result<Sums, Box<dyn Error + Send + Sync>> {
    let settings = Settings { samples: 0, grid_year: Some(2023), ..Settings::default() };
    let mut sums: Sums = Vec::new();
    for number in from..to {
        let activity = plant(number)?;
        let year = Year::of(&activity, schemes.vocabulary())?;
        for (at, scheme) in schemes.holding(&activity.plant.sector, activity.plant.year).enumerate() {
            let account = verdigris_accounts::account(scheme, &year, registry, &settings)?;
            if sums.len() <= at {
                sums.push((scheme.id.clone(), 0, Decimal::ZERO));
            }
            sums[at].1 += 1;
            sums[at].2 += account.total.unwrap_or_default();
        }
    }
    Ok(sums)
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let plants: u64 = arguments.next().map_or(Ok(10_000), |text| text.parse())?;
    let threads: u64 = arguments.next().map_or(Ok(2), |text| text.parse())?;
    let (schemes, registry) = (Schemes::packaged()?, pack::registry()?);
    let start = Instant::now();
    let share = plants.div_ceil(threads.max(1));
    let parts = thread::scope(|scope| {
        let (schemes, registry) = (&schemes, &registry);
        let running: Vec<_> = (0..threads.max(1))
            .map(|k| scope.spawn(move || all(k * share, plants.min((k + 1) * share), schemes, registry)))
            .collect();
        running.into_iter().map(|part| part.join().unwrap_or_else(|_| Ok(Vec::new()))).collect::<Result<Vec<_>, _>>()
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let first = parts.iter().find(|part| !part.is_empty()).cloned().unwrap_or_default();
    for (at, (id, ..)) in first.iter().enumerate() {
        let found = parts.iter().filter_map(|part| part.get(at));
        let (count, sum) = found.fold((0, Decimal::ZERO), |(count, sum), part| (count + part.1, sum + part.2));
        println!("{id}: {count} accounts, {} t", sum.round_dp(2));
    }
    println!("{plants} plants x 12 months x {} schemes on {threads} threads: {seconds:.2} s", first.len());
    Ok(())
}

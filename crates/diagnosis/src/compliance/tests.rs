use verdigris_activity::{Activity, Plant, Record, Vocabulary, Year};
use verdigris_registry::pack;

use super::*;
use crate::{energy::Meter, indicator};

fn record(item: &str, measure: &str, month: Option<u8>, value: &str, unit: &str) -> Record {
    serde_json::from_value(serde_json::json!({
        "item": item, "measure": measure, "month": month, "value": value, "unit": unit,
    }))
    .unwrap()
}

fn with<R>(records: Vec<Record>, ask: impl FnOnce(&Meter<'_>) -> R) -> R {
    let plant = Plant { sector: "aluminium-electrolysis".into(), year: 2024, ..Plant::default() };
    let (vocabulary, registry) = (Vocabulary::packaged().unwrap(), pack::registry().unwrap());
    let year = Year::of(&Activity { plant, records }, &vocabulary).unwrap();
    ask(&Meter { year: &year, vocabulary: &vocabulary, registry: &registry })
}

#[test]
fn grades_are_reached_at_their_limit_and_not_above() {
    let indicators = indicator::packaged().unwrap();
    let indicator = indicators.iter().find(|i| i.id == "al-ac-liquid").unwrap();
    for (mwh, grade) in
        [("12950", Some(1)), ("12950.001", Some(2)), ("13000", Some(2)), ("13350", Some(3)), ("13351", None)]
    {
        let records = vec![
            record("electricity-cells-ac", "used", None, mwh, "MWh"),
            record("liquid-aluminium", "produced", None, "1000", "t"),
        ];
        let found = with(records, |meter| {
            let own = indicator.evaluate(meter, &|_| Answer::needs("x", "x")).unwrap();
            let at = Situation { plant: &meter.year.plant, registry: meter.registry, history: &[], peers: None };
            energy_grade(indicator, &own, &at).unwrap()
        });
        assert_eq!(found.grade, Answer::Known(grade), "{mwh}");
    }
}

#[test]
fn limits_that_were_not_obtained_are_not_made_up() {
    let records = vec![record("so2", "concentration", None, "30", "mg/m3")];
    let verdicts = with(records, |meter| pollutants(meter, &Limits::packaged().unwrap()).unwrap());
    assert_eq!(verdicts.len(), 1);
    assert!(verdicts[0].kept.missing().unwrap().en.contains("not obtained"));
}

#[test]
fn a_month_above_a_users_limit_fails_the_year() {
    let table = "pollutant,sector,measure,value,unit,standard,table,valid_from,valid_to,source,trust,needs_en,needs_zh\n\
        so2,,concentration,0.1,g/m3,TEST 1,table 1,2020,2023,test,C,,\n\
        so2,,concentration,0.035,g/m3,TEST 2,table 1,2024,,test,C,,\n";
    let limits = Limits::read("limits.csv", table).unwrap();
    let records = vec![
        record("so2", "concentration", Some(1), "20", "mg/m3"),
        record("so2", "concentration", Some(2), "40", "mg/m3"),
    ];
    let verdicts = with(records, |meter| pollutants(meter, &limits).unwrap());
    assert_eq!((verdicts[0].kept.clone(), verdicts[0].months_above.clone()), (Answer::Known(false), vec![2]));
    let unsourced = table.replace("TEST 2", "");
    assert!(Limits::read("limits.csv", &unsourced).is_err());
}

#[test]
fn clean_power_counts_contracts_and_certificates() {
    let mut records = vec![
        record("electricity-grid", "used", None, "600", "MWh"),
        record("electricity-traded-green", "used", None, "300", "MWh"),
        record("electricity-own-renewable", "used", None, "100", "MWh"),
        record("green-certificates", "used", None, "200", "MWh"),
    ];
    let found = with(records.clone(), |meter| clean_power(meter).unwrap());
    let value = |answer: &Answer<Trace>| answer.known().unwrap().value;
    assert!((value(&found.physical_and_contracts) - 0.4).abs() < 1e-12);
    assert!((value(&found.certificates) - 0.2).abs() < 1e-12 && (value(&found.together) - 0.6).abs() < 1e-12);
    records.push(record("electricity-exported", "exported", None, "50", "MWh"));
    let found = with(records, |meter| clean_power(meter).unwrap());
    assert!(found.together.known().is_none() && (value(&found.used) - 950.0).abs() < 1e-9);
}

#[test]
fn wastes_balance_or_say_what_is_unaccounted_for() {
    let records = vec![
        record("hazardous-waste", "arising", None, "100", "t"),
        record("hazardous-waste", "disposed", None, "70", "t"),
        record("hazardous-waste", "reused", None, "25", "t"),
    ];
    let found = with(records, wastes);
    assert!((found[0].unaccounted.known().unwrap().value - 5.0).abs() < 1e-12);
    assert!((found[0].used.known().unwrap().value - 0.25).abs() < 1e-12);
}

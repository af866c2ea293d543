use verdigris_activity::{Activity, Attribute, Plant, Record, Vocabulary, Year};
use verdigris_registry::{factor::Registry, pack};

use super::*;
use crate::{
    energy::Meter,
    indicator,
    percentile::{Disclosure, Group, Observation},
};

fn record(item: &str, measure: &str, unit_of_process: &str, value: &str, unit: &str) -> Record {
    serde_json::from_value(serde_json::json!({
        "process_unit": unit_of_process, "item": item, "measure": measure, "value": value, "unit": unit,
    }))
    .unwrap()
}

fn plant(sector: &str, year: i32) -> Plant {
    Plant { id: "p".into(), sector: sector.into(), region: "CN-SD".into(), year, ..Plant::default() }
}

fn performance(plant: &Plant, id: &str, records: Vec<Record>) -> (Indicator, Answer<Performance>, Registry) {
    let vocabulary = Vocabulary::packaged().unwrap();
    let registry = pack::registry().unwrap();
    let year = Year::of(&Activity { plant: plant.clone(), records }, &vocabulary).unwrap();
    let indicator = indicator::packaged().unwrap().into_iter().find(|i| i.id == id).unwrap();
    let meter = Meter { year: &year, vocabulary: &vocabulary, registry: &registry };
    let value = indicator.evaluate(&meter, &|_| Answer::needs("an account", "核算结果")).unwrap();
    (indicator, value, registry)
}

fn factor(value: f64, unit: &str) -> Answer<Trace> {
    Answer::Known(Trace::datum(Label::new("factor", "系数"), value, unit, None))
}

fn smelter() -> Vec<Record> {
    // 12975 kWh/t: half way between grades 1 and 2.
    vec![
        record("electricity-cells-ac", "used", "electrolysis", "6487500", "MWh"),
        record("liquid-aluminium", "produced", "electrolysis", "500000", "t"),
    ]
}

#[test]
fn gaps_of_a_smelter_are_in_unit_energy_emissions_and_money() {
    let plant = plant("aluminium-electrolysis", 2024);
    let (indicator, value, registry) = performance(&plant, "al-ac-liquid", smelter());
    let at =
        Situation { plant: &plant, registry: &registry, history: &[(2022, 13100.0), (2023, 12990.0)], peers: None };
    let rungs = References::packaged().unwrap().rungs(&indicator, &at);
    let conversion = Conversion { emission_factor: factor(0.5, "t/MWh"), price: factor(400.0, "CNY/MWh") };
    let ladder = ladder(&indicator, value, rungs, &conversion).unwrap();
    let gap = |id: &str| {
        let step = ladder.steps.iter().find(|step| step.rung.id == id).unwrap();
        step.gap.known().cloned()
    };
    let one = gap("grade-1").unwrap();
    assert!(!one.met && (one.excess.value - 25.0).abs() < 1e-9);
    // 25 kWh/t · 500 kt = 12.5 GWh = 45 TJ = 6250 t at 0.5 t/MWh = 5 million at 400 a MWh.
    assert!((one.yearly.value - 12_500_000.0).abs() < 1e-6);
    assert!((one.energy.known().unwrap().value - 45_000.0).abs() < 1e-6);
    assert!((one.emissions.known().unwrap().value - 6_250.0).abs() < 1e-6);
    assert!((one.money.known().unwrap().value - 5_000_000.0).abs() < 1e-3);
    assert!(gap("grade-2").unwrap().met && gap("policy-benchmark-level").unwrap().met);
    assert_eq!(gap("policy-baseline-level"), None);
    assert!((gap("iai-al-ac-cn-2021").unwrap().excess.value + 536.0).abs() < 1e-9);
    assert!((gap("history-best").unwrap().excess.value + 15.0).abs() < 1e-9);
    // The policy's level is never named by the green-factory standard's word, nor the other way round.
    let name = |id: &str| ladder.steps.iter().find(|step| step.rung.id == id).unwrap().rung.label.zh.clone();
    assert!(name("policy-benchmark-level").contains("能效标杆水平") && name("gbt36132-base").contains("GB/T 36132"));
}

#[test]
fn without_a_price_money_says_what_it_needs() {
    let plant = plant("aluminium-electrolysis", 2024);
    let (indicator, value, registry) = performance(&plant, "al-ac-liquid", smelter());
    let at = Situation { plant: &plant, registry: &registry, history: &[], peers: None };
    let rungs = References::packaged().unwrap().rungs(&indicator, &at);
    let price = Answer::needs("a price of electricity", "电价");
    let ladder =
        ladder(&indicator, value, rungs, &Conversion { emission_factor: factor(0.5, "t/MWh"), price }).unwrap();
    let gap = ladder.steps[0].gap.known().unwrap();
    assert_eq!(gap.money.missing().unwrap().en, "not available: needs a price of electricity");
    assert_eq!(gap.money.missing().unwrap().zh, "不可得：需要电价");
    let text = serde_json::to_string(&ladder).unwrap();
    assert_eq!(serde_json::from_str::<Ladder>(&text).unwrap().steps.len(), ladder.steps.len());
}

#[test]
fn overall_energy_takes_recorded_calorific_values_before_defaults() {
    let mut plant = plant("alumina", 2024);
    plant.attributes.insert("alumina-process".into(), Attribute { value: "bayer".into(), ..Attribute::default() });
    let mut records = vec![
        record("alumina", "produced", "calcination", "1000", "t"),
        record("natural-gas", "used", "calcination", "2", "万Nm3"),
        record("electricity-grid", "used", "", "100", "MWh"),
        record("heat-purchased", "used", "", "500", "GJ"),
        record("heat-exported", "exported", "", "100", "GJ"),
    ];
    let (_, value, _) = performance(&plant, "alumina-overall-energy-bayer", records.clone());
    // 2 · 389.31 + 360 + 500 − 100 = 1538.62 GJ over 29.3076 MJ/kgce and 1000 t.
    let expected = 1538.62 / 29.3076;
    assert!((value.known().unwrap().value.value - expected).abs() < 1e-9);
    records.push(record("natural-gas", "calorific-value", "calcination", "350", "GJ/万Nm3"));
    let (_, value, _) = performance(&plant, "alumina-overall-energy-bayer", records.clone());
    assert!((value.known().unwrap().value.value - (1538.62 - 78.62) / 29.3076).abs() < 1e-9);
    // A fuel without any calorific value is not left out.
    records.push(record("blast-furnace-gas", "used", "", "1", "万Nm3"));
    records.push(record("reductant-semi-coke", "used", "", "1", "t"));
    let (_, value, _) = performance(&plant, "alumina-overall-energy-bayer", records);
    assert!(value.missing().unwrap().en.contains("semi-coke"), "{:?}", value.missing());
}

#[test]
fn limits_of_a_superseded_standard_refuse_new_years() {
    let header = "id,name_en,name_zh,value,unit,region,year,superseded_by,standard,clause,source,place,trust,note\n";
    let row = |grade| {
        let stem = "gb-21346-2022-electrolytic-aluminium-ac-electricity-liquid-metal";
        format!("{stem}-{grade},a,b,1300{grade},kWh/t,CN,,,OLD 1,,s,,T,\n")
    };
    let factors = format!("{header}{}{}{}", row(1), row(2), row(3));
    let standards = "id,title_en,title_zh,issued,in_force,withdrawn,superseded_by,source,trust,note\nOLD 1,a,b,,,,NEW 2,s,T,\nNEW 2,a,b,,2025-01-01,,,s,T,\n";
    let registry = Registry::read(&[("factors", &factors)], ("standards", standards)).unwrap();
    let indicators = indicator::packaged().unwrap();
    let indicator = indicators.iter().find(|i| i.id == "al-ac-liquid").unwrap();
    let references = References::packaged().unwrap();
    let first = |year| {
        let plant = plant("aluminium-electrolysis", year);
        let at = Situation { plant: &plant, registry: &registry, history: &[], peers: None };
        references.rungs(indicator, &at)[0].value.clone()
    };
    assert_eq!(first(2024).known().unwrap().value, 13003.0);
    assert!(first(2025).missing().unwrap().en.contains("NEW 2"));
}

#[test]
fn references_in_other_units_are_converted() {
    let mut plant = plant("alumina", 2024);
    plant.attributes.insert("alumina-process".into(), Attribute { value: "bayer".into(), ..Attribute::default() });
    let records = vec![
        record("alumina", "produced", "calcination", "1000", "t"),
        record("heat-purchased", "used", "", "10055", "GJ"),
    ];
    let (indicator, value, registry) = performance(&plant, "alumina-overall-energy-bayer", records);
    let at = Situation { plant: &plant, registry: &registry, history: &[], peers: None };
    let rungs = References::packaged().unwrap().rungs(&indicator, &at);
    let needs = || Answer::needs("x", "x");
    let ladder = ladder(&indicator, value, rungs, &Conversion { emission_factor: needs(), price: needs() }).unwrap();
    let step = ladder.steps.iter().find(|step| step.rung.id == "iai-alumina-cn-2021").unwrap();
    // 10055 MJ/t are 343.085 kgce/t, what the plant used to the last digit.
    let gap = step.gap.known().unwrap();
    assert!(gap.excess.value.abs() < 1e-9 && (gap.excess.inputs[1].value - 343.085).abs() < 1e-3);
}

#[test]
fn energy_of_a_process_unit_needs_its_own_electricity() {
    let plant = plant("carbon-anode", 2024);
    let records = vec![
        record("baked-anode", "produced", "baking", "1000", "t"),
        record("natural-gas", "used", "baking", "2", "万Nm3"),
        record("electricity-grid", "used", "", "100", "MWh"),
    ];
    let (_, value, _) = performance(&plant, "anode-baking", records);
    assert!(value.missing().unwrap().en.contains("electricity of process unit baking"));
}

#[test]
fn cbam_defaults_carry_the_mark_up_of_the_year() {
    let (indicator, _, registry) = performance(&plant("aluminium-electrolysis", 2027), "al-cbam-direct", smelter());
    let mut plant = plant("aluminium-electrolysis", 2027);
    plant.attributes.insert("cn-code".into(), Attribute { value: "7601".into(), ..Attribute::default() });
    let references = References::packaged().unwrap();
    let value = |plant: &Plant| {
        let at = Situation { plant, registry: &registry, history: &[], peers: None };
        references.rungs(&indicator, &at).into_iter().find(|rung| rung.id == "cbam-default").unwrap().value
    };
    assert!((value(&plant).known().unwrap().value - 3.6).abs() < 1e-12);
    plant.year = 2026;
    plant.attributes.get_mut("cn-code").unwrap().value = "7606".into();
    assert!((value(&plant).known().unwrap().value - 4.532).abs() < 1e-12);
    plant.attributes.clear();
    assert!(value(&plant).missing().is_some());
}

#[test]
fn peers_are_rungs_only_under_the_rules() {
    let plant = plant("aluminium-electrolysis", 2024);
    let (indicator, _, registry) = performance(&plant, "al-ac-liquid", smelter());
    let rule = Disclosure { minimum_count: 5, minimum_each_side: 1, dominance: None, p_percent: None };
    let list: Vec<Observation> = (0..10).map(|k| Observation { value: 13000.0 + f64::from(k), weight: 1.0 }).collect();
    let references = References::packaged().unwrap();
    for (count, known) in [(10, true), (4, false)] {
        let group = Group::new(&list[..count], rule).unwrap();
        let at = Situation { plant: &plant, registry: &registry, history: &[], peers: Some(&group) };
        let rungs = references.rungs(&indicator, &at);
        let median = rungs.iter().find(|rung| rung.id == "peers-50").unwrap();
        assert_eq!(median.value.known().is_some(), known);
    }
}

#[test]
fn every_packaged_rung_and_limit_names_an_indicator_and_a_factor() {
    let (indicators, registry) = (indicator::packaged().unwrap(), pack::registry().unwrap());
    let references = References::packaged().unwrap();
    for indicator in &indicators {
        let plant = plant(&indicator.sector, 2024);
        let at = Situation { plant: &plant, registry: &registry, history: &[], peers: None };
        for rung in references.rungs(indicator, &at) {
            if matches!(rung.family, Family::Limit | Family::GreenFactory) && rung.id != "limit-grades" {
                let value = rung.value.known().unwrap_or_else(|| panic!("{} {}", indicator.id, rung.id));
                assert_eq!(Unit::parse(&value.unit).unwrap(), indicator.unit, "{}", indicator.id);
            }
        }
    }
}

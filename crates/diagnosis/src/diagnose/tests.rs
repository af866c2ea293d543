use verdigris_activity::{Activity, Attribute, Record, Vocabulary, Year};
use verdigris_registry::pack;

use super::*;
use crate::{indicator, ladder::References};

fn record(item: &str, measure: &str, unit_of_process: &str, value: &str, unit: &str) -> Record {
    serde_json::from_value(serde_json::json!({
        "process_unit": unit_of_process, "item": item, "measure": measure, "value": value, "unit": unit,
    }))
    .unwrap()
}

fn smelter() -> Activity {
    let mut plant = Plant {
        id: "p".into(),
        sector: "aluminium-electrolysis".into(),
        region: "CN-SD".into(),
        year: 2022,
        ..Plant::default()
    };
    plant.attributes.insert("veto-permits".into(), Attribute { value: "yes".into(), ..Attribute::default() });
    let records = vec![
        record("liquid-aluminium", "produced", "electrolysis", "500000", "t"),
        record("electricity-cells-ac", "used", "electrolysis", "6487500", "MWh"),
        record("electricity-grid", "used", "", "6700000", "MWh"),
        record("electricity-grid", "price", "", "400", "CNY/MWh"),
        record("fresh-water", "used", "", "100", "m3"),
        record("reused-water", "used", "", "1900", "m3"),
    ];
    Activity { plant, records }
}

fn answered(activity: &Activity) -> Diagnosis {
    let (vocabulary, registry) = (Vocabulary::packaged().unwrap(), pack::registry().unwrap());
    let year = Year::of(activity, &vocabulary).unwrap();
    let indicators = indicator::packaged().unwrap();
    let criteria = green_factory::packaged().unwrap();
    let figures = |id: &str| match id {
        "cbam" => Answer::Known(Trace::datum(Label::new("CBAM", "CBAM"), 800_000.0, "t", None)),
        _ => Answer::needs("an account", "核算结果"),
    };
    diagnose(&Question {
        meter: Meter { year: &year, vocabulary: &vocabulary, registry: &registry },
        figures: &figures,
        indicators: &indicators,
        references: &References::packaged().unwrap(),
        limits: &Limits::packaged().unwrap(),
        criteria: &criteria,
        history: &BTreeMap::new(),
        peers: &BTreeMap::new(),
        comparisons: &[],
        frontier: None,
        trial: None,
        output: Answer::needs("output", "产量"),
        tolerance: 0.03,
    })
    .unwrap()
}

#[test]
fn a_smelter_is_diagnosed_from_its_records_alone() {
    let diagnosis = answered(&smelter());
    let ladder = |id: &str| diagnosis.ladders.iter().find(|ladder| ladder.indicator == id).unwrap();
    let ac = ladder("al-ac-liquid");
    let gap = ac.steps.iter().find(|step| step.rung.id == "grade-1").unwrap().gap.known().unwrap();
    // 12.5 GWh at Shandong's average factor of 2022 and 400 a MWh.
    let factor = pack::registry().unwrap().grid("CN-SD", 2022).unwrap().value;
    assert!((gap.emissions.known().unwrap().value - 12_500.0 * factor).abs() < 1e-6);
    assert!((gap.money.known().unwrap().value - 5_000_000.0).abs() < 1e-3);
    // 1.6 t/t against the CBAM benchmark of 1.423.
    let cbam = ladder("al-cbam-direct");
    let gap = cbam.steps.iter().find(|step| step.rung.id == "cbam-benchmark").unwrap().gap.known().unwrap();
    assert!((gap.emissions.known().unwrap().value - 0.177 * 500_000.0).abs() < 1e-6);
    // Half of the eight points for energy, the rest unknown.
    assert_eq!((diagnosis.green_factory.proven, diagnosis.green_factory.possible), (4.0, 96.0));
    let water = diagnosis.green_factory.criteria.iter().find(|c| c.criterion.id == "water-reuse").unwrap();
    assert!(water.points.missing().unwrap().en.contains("0.95"));
    let grade = diagnosis.grades.iter().find(|grade| grade.indicator == "al-ac-liquid").unwrap();
    assert_eq!(grade.grade, Answer::Known(Some(2)));
}

#[test]
fn the_diagnosis_is_one_document_without_holes() {
    let diagnosis = answered(&smelter());
    let text = serde_json::to_string(&diagnosis).unwrap();
    // Whatever is missing says so in both languages; nothing is NaN, which JSON would write as null.
    assert!(!text.contains("\"value\":null"));
    let back: Diagnosis = serde_json::from_str(&text).unwrap();
    assert_eq!(back.ladders.len(), diagnosis.ladders.len());
    assert!(diagnosis.curve.missing().unwrap().zh.starts_with("不可得"));
}

#[test]
fn the_order_of_records_changes_nothing() {
    let mut turned = smelter();
    turned.records.reverse();
    assert_eq!(answered(&smelter()), answered(&turned));
}

#[test]
fn a_plant_without_records_is_answered_by_what_it_needs() {
    let activity = Activity { records: Vec::new(), ..smelter() };
    let diagnosis = answered(&activity);
    assert!(diagnosis.ladders.iter().all(|ladder| ladder.performance.known().is_none()));
    assert!(diagnosis.checks.iter().all(|check| check.verdict.known().is_none()));
}

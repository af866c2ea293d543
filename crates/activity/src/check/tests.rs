use std::sync::LazyLock;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::{plant::Plant, record::Record};

fn record(item: &str, measure: &str, month: Option<u8>, value: &str, unit: &str, line: u64) -> Record {
    Record {
        item: item.into(),
        measure: measure.into(),
        month,
        value: value.parse().unwrap(),
        unit: unit.into(),
        place: Place::file("Records").at_line(line).at_field(format!("E{line}")),
        ..Record::default()
    }
}

fn months(item: &str, measure: &str, values: [&str; 12], unit: &str, line: u64) -> Vec<Record> {
    (1..=12)
        .zip(values)
        .map(|(month, value)| record(item, measure, Some(month), value, unit, line + u64::from(month)))
        .collect()
}

fn plant(sector: &str, records: Vec<Record>) -> Activity {
    Activity { plant: Plant { id: "p".into(), sector: sector.into(), ..Plant::default() }, records }
}

static PACKAGED: LazyLock<(Vocabulary, Sectors)> =
    LazyLock::new(|| (Vocabulary::packaged().unwrap(), Sectors::packaged().unwrap()));

fn found(activity: &Activity) -> Vec<Finding> {
    findings(activity, &PACKAGED.0, &PACKAGED.1)
}

/// Kind and cell of each finding; rows that a sector asks for are not the subject here.
fn told(activity: &Activity) -> Vec<(&'static str, String)> {
    let kept = found(activity).into_iter().filter(|finding| finding.kind != FindingKind::MissingRecord);
    kept.map(|finding| (finding.kind.code(), finding.place.field)).collect()
}

const STEADY: [&str; 12] = ["100", "96", "104", "99", "101", "98", "103", "97", "100", "102", "95", "100"];

fn steady_with(month: usize, value: &'static str) -> [&'static str; 12] {
    let mut values = STEADY;
    values[month - 1] = value;
    values
}

/// A smelter with everything in order, by the unit consumptions of the packaged network.
fn clean_smelter() -> Activity {
    let mut records = months("liquid-aluminium", "produced", STEADY, "kt", 100);
    let scaled = |factor: &str| {
        STEADY.map(|value| (value.parse::<Decimal>().unwrap() * factor.parse::<Decimal>().unwrap()).to_string())
    };
    for (item, factor, unit, line) in [
        ("alumina", "1.91872827", "kt", 200),
        ("net-anode", "0.411", "kt", 300),
        ("electricity-cells-ac", "13.511", "GWh", 400),
        ("electricity-grid", "13.9", "GWh", 500),
    ] {
        let values = scaled(factor);
        records.extend(
            (1..=12)
                .zip(values)
                .map(|(month, value)| record(item, "used", Some(month), &value, unit, line + u64::from(month))),
        );
    }
    plant("aluminium-electrolysis", records)
}

#[test]
fn a_clean_year_gives_no_finding() {
    assert_eq!(found(&clean_smelter()), []);
}

#[test]
fn a_month_in_the_wrong_unit_is_told_with_its_cell_and_ratio() {
    for (value, ratio) in [("98000", "1000"), ("1010000", "10000"), ("0.1", "0.001"), ("0.01", "0.0001")] {
        let activity = plant("", months("electricity-grid", "used", steady_with(5, value), "MWh", 10));
        let findings = found(&activity);
        assert_eq!(told(&activity), [("unit-slip", "E15".to_owned())], "{value}");
        assert_eq!(findings[0].argument("ratio"), Some(ratio));
        assert_eq!(findings[0].argument("when_zh"), Some("5月"));
    }
}

#[test]
fn a_year_in_the_wrong_unit_breaks_a_sourced_bound() {
    let mut activity = clean_smelter();
    for record in activity.records.iter_mut().filter(|record| record.item == "electricity-cells-ac") {
        record.unit = "MWh".into();
    }
    let findings = found(&activity);
    assert_eq!(told(&activity), [("out-of-range", "E401".to_owned())]);
    assert_eq!(findings[0].argument("amount"), Some("0.013511"));
    assert!(findings[0].argument("basis_zh").unwrap().contains("IAI"));
}

#[test]
fn a_jump_is_told_and_a_season_is_not() {
    let jump = plant("", months("coke", "used", steady_with(7, "260"), "t", 0));
    assert_eq!(told(&jump), [("month-jump", "E7".to_owned())]);
    let season = ["180", "160", "130", "100", "80", "70", "70", "75", "90", "110", "140", "170"];
    assert_eq!(told(&plant("", months("natural-gas", "used", season, "万Nm3", 0))), []);
}

#[test]
fn gaps_duplicates_and_years_given_both_ways_are_told() {
    let mut gap = months("coke", "used", STEADY, "t", 0);
    gap.retain(|record| !matches!(record.month, Some(4 | 9)));
    let findings = found(&plant("", gap.clone()));
    assert_eq!(findings[0].argument("months"), Some("4, 9"));
    gap.push(record("coke", "used", None, "1000", "t", 50));
    assert_eq!(told(&plant("", gap)), []);

    let mut twice = months("coke", "used", STEADY, "t", 0);
    twice.push(record("coke", "used", Some(3), "104", "t", 40));
    let findings = found(&plant("", twice.clone()));
    assert_eq!(told(&plant("", twice.clone())), [("duplicate-record", "E40".to_owned())]);
    assert_eq!(findings[0].argument("other"), Some("Records!E3"));
    twice[12].meter = "second scale".into();
    assert_eq!(told(&plant("", twice)), [] as [(&str, String); 0]);

    let mut both = months("coke", "used", STEADY, "t", 0);
    both.push(record("coke", "used", None, "1195", "t", 30));
    assert_eq!(told(&plant("", both.clone())), []);
    both[12].value = Decimal::from(1300);
    assert_eq!(told(&plant("", both)), [("year-not-sum", "E30".to_owned())]);
}

#[test]
fn a_second_meter_that_takes_over_leaves_no_gap() {
    let mut records = months("coke", "used", STEADY, "t", 0);
    for record in &mut records[6..] {
        record.meter = "new".into();
    }
    assert_eq!(told(&plant("", records)), []);
}

#[test]
fn stocks_close_or_are_told() {
    let stock = |opening: &str, closing: &str| {
        let mut records = months("alumina", "purchased", STEADY, "t", 0);
        records.extend(months("alumina", "used", STEADY, "t", 20));
        records.push(record("alumina", "opening-stock", Some(1), opening, "t", 40));
        records.push(record("alumina", "closing-stock", Some(12), closing, "kg", 41));
        plant("", records)
    };
    assert_eq!(told(&stock("50", "50000")), []);
    assert_eq!(told(&stock("50", "70000")), [("stock-balance", "E40".to_owned())]);
    let mut late = stock("0", "0");
    late.records[0].value = Decimal::ZERO;
    late.records[11].value = Decimal::from(200);
    assert_eq!(
        told(&late),
        [("month-jump", "E1".to_owned()), ("month-jump", "E12".to_owned()), ("negative-stock", "E40".to_owned())]
    );
}

#[test]
fn metal_and_carbon_cannot_be_made() {
    let smelter = |copper: &str| {
        let year =
            |item: &str, measure: &str, value: &str, unit: &str, line| record(item, measure, None, value, unit, line);
        plant(
            "copper-smelting",
            vec![
                year("copper-concentrate", "used", "400000", "t", 1),
                year("copper-concentrate", "metal-content", "25", "%", 2),
                year("copper-cathode", "produced", copper, "t", 3),
                year("copper-cathode", "metal-content", "99.99", "%", 4),
                year("smelting-slag", "arising", "250000", "t", 5),
                year("smelting-slag", "metal-content", "0.5", "%", 6),
            ],
        )
    };
    assert_eq!(told(&smelter("98000")), []);
    assert_eq!(told(&smelter("105000")), [("mass-balance", "E2".to_owned())]);
    assert_eq!(told(&smelter("80000")), [("mass-balance", "E2".to_owned())]);
    let coal = plant(
        "",
        vec![
            record("bituminous", "carbon-content", None, "0.9", "t/t", 1),
            record("bituminous", "ash", None, "15", "%", 2),
        ],
    );
    assert_eq!(told(&coal), [("carbon-balance", "E1".to_owned())]);
}

#[test]
fn shares_beyond_a_hundred_and_fractions_for_per_cent_are_told() {
    let year = |measure: &str, value: &str, line| record("cells", measure, None, value, "%", line);
    let activity = plant(
        "",
        vec![year("current-efficiency", "0.93", 1), year("rectifier-efficiency", "101", 2), year("sulfur", "0.9", 3)],
    );
    assert_eq!(told(&activity), [("out-of-range", "E1".to_owned()), ("out-of-range", "E2".to_owned())]);
    let negative = plant("", vec![record("coke", "used", Some(1), "-1", "t", 1)]);
    assert!(told(&negative).contains(&("negative-record", "E1".to_owned())));
}

#[test]
fn a_calorific_value_in_the_wrong_unit_is_told_by_the_default() {
    let activity = plant("", vec![record("bituminous", "calorific-value", Some(1), "5500", "GJ/t", 1)]);
    assert_eq!(told(&activity), [("out-of-range", "E1".to_owned())]);
    let right = plant("", vec![record("bituminous", "calorific-value", Some(1), "5500", "kcal/kg", 1)]);
    assert_eq!(told(&right), []);
}

#[test]
fn a_sector_says_what_it_needs() {
    let missing = |activity: &Activity| -> Vec<(String, String)> {
        let missing = found(activity).into_iter().filter(|finding| finding.kind == FindingKind::MissingRecord);
        missing.map(|f| (f.argument("item").unwrap().into(), f.argument("measure").unwrap().into())).collect()
    };
    let empty = missing(&plant("aluminium-electrolysis", Vec::new()));
    assert_eq!(empty.len(), 5, "{empty:?}");
    assert!(empty.contains(&("net-anode".into(), "used".into())));
    let gross = plant("aluminium-electrolysis", vec![record("gross-anode", "used", None, "1", "t", 1)]);
    assert!(!missing(&gross).contains(&("net-anode".into(), "used".into())));
    let slope = plant("", vec![record("cells", "frequency", None, "0.1", "1", 1)]);
    assert_eq!(missing(&plant("aluminium-electrolysis", slope.records)).len(), 6);
}

#[test]
fn a_rectifier_gives_no_more_than_it_takes() {
    let mut activity = clean_smelter();
    activity.records.push(record("electricity-cells-dc", "used", None, "17000", "GWh", 900));
    assert_eq!(told(&activity), [("out-of-range", "E900".to_owned())]);
    activity.records.last_mut().unwrap().value = Decimal::from(15000);
    assert_eq!(told(&activity), []);
}

#[test]
fn a_province_that_is_none_is_told() {
    let mut activity = clean_smelter();
    for (region, codes) in [("CN-SD", 0), ("CN-XX", 1), ("GRID-NORTH", 0), ("DE", 0), ("GRID-MOON", 1)] {
        activity.plant.region = region.into();
        assert_eq!(told(&activity).len(), codes, "{region}");
    }
}

fn any_records() -> impl Strategy<Value = Vec<Record>> {
    let kinds = prop::sample::select(vec![
        ("electricity-grid", "used", "MWh"),
        ("coke", "used", "t"),
        ("coke", "purchased", "t"),
        ("coke", "opening-stock", "t"),
        ("coke", "closing-stock", "t"),
        ("bituminous", "calorific-value", "GJ/t"),
        ("bituminous", "carbon-content", "t/t"),
        ("cells", "current-efficiency", "%"),
        ("liquid-aluminium", "produced", "t"),
        ("alumina", "used", "t"),
    ]);
    let one = (kinds, prop::option::of(1_u8..13), -100_i64..10_000_000, 0_u32..4, 0_u64..100);
    prop::collection::vec(one, 0..60).prop_map(|rows| {
        let of = |((item, measure, unit), month, value, scale, line): ((&str, &str, &str), _, _, _, _)| Record {
            value: Decimal::new(value, scale),
            ..record(item, measure, month, "0", unit, line)
        };
        rows.into_iter().map(of).collect()
    })
}

/// The same figure in another unit, exactly.
fn elsewhere(record: &Record) -> Record {
    let (unit, factor) = match record.unit.as_str() {
        "MWh" => ("kWh", 1000),
        "t" => ("kg", 1000),
        "GJ/t" => ("kJ/kg", 1000),
        "%" => ("‰", 10),
        _ => return record.clone(),
    };
    Record { unit: unit.into(), value: record.value * Decimal::from(factor), ..record.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_rows_and_months_changes_no_finding(records in any_records(), turn in 0_usize..60) {
        let mut turned = records.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn % records.len());
            turned.reverse();
        }
        prop_assert_eq!(found(&plant("aluminium-electrolysis", records)), found(&plant("aluminium-electrolysis", turned)));
    }

    /// A smelter of any size whose months differ by a few per cent; then one month of one meter in another unit.
    #[test]
    fn a_clean_year_gives_none_and_one_slip_is_found_where_it_is(
        size in 1_i64..1000,
        noise in prop::collection::vec(95_i64..106, 12),
        series in 0_usize..5,
        month in 0_usize..12,
        power in prop::sample::select(vec![1000_i64, 10_000]),
        up in any::<bool>(),
    ) {
        let mut activity = clean_smelter();
        for (at, record) in activity.records.iter_mut().enumerate() {
            record.value = record.value * Decimal::from(size) * Decimal::from(noise[at % 12]) / Decimal::ONE_HUNDRED;
        }
        prop_assert_eq!(found(&activity), []);
        let slipped = &mut activity.records[series * 12 + month];
        let cell = slipped.place.field.clone();
        slipped.value = if up { slipped.value * Decimal::from(power) } else { slipped.value / Decimal::from(power) };
        let slips = told(&activity).into_iter().filter(|(code, _)| *code == "unit-slip").collect::<Vec<_>>();
        prop_assert_eq!(slips, [("unit-slip", cell)]);
    }

    #[test]
    fn a_change_of_unit_changes_no_finding(records in any_records(), which in prop::collection::vec(any::<bool>(), 60)) {
        let changed = records.iter().zip(which).map(|(record, change)| if change { elsewhere(record) } else { record.clone() }).collect();
        prop_assert_eq!(found(&plant("aluminium-electrolysis", records)), found(&plant("aluminium-electrolysis", changed)));
    }
}

#[test]
fn a_year_of_zero_output_is_missing_output() {
    let asks = |value: &'static str| {
        let activity = plant("zinc", months("zinc-ingot", "produced", [value; 12], "t", 1));
        let missing = found(&activity).into_iter().filter(|finding| finding.kind == FindingKind::MissingRecord);
        missing.filter(|finding| format!("{:?}", finding.arguments).contains("zinc ingot")).count()
    };
    assert_eq!((asks("0"), asks("100")), (1, 0));
}

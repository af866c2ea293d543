//! Reconciliations and recalculation logs: every step named, the sum exact.

mod plant;

use plant::{Row, accounted, total, year};
use proptest::prelude::*;
use rust_decimal::Decimal;
use verdigris_accounts::{Account, Reconciliation, StepKind, reconcile};

fn closes(found: &Reconciliation) -> bool {
    found.steps.iter().fold(found.from_total, |sum, step| sum + step.amount) == found.to_total
}

fn smelter(metal: &str, anode: &str, frequency: &str, duration: &str, soda: &str) -> Vec<verdigris_activity::Record> {
    let row = |item: &'static str, measure: &'static str, value: &str, unit: &'static str| {
        let mut record = plant::record(("line-1", item, measure, "0", unit));
        record.value = value.parse().unwrap();
        record
    };
    vec![
        row("liquid-aluminium", "produced", metal, "t"),
        row("net-anode", "used", anode, "t"),
        row("net-anode", "sulfur", "2.1", "%"),
        row("net-anode", "ash", "0.35", "%"),
        row("cells", "frequency", frequency, "1"),
        row("cells", "duration", duration, "min"),
        row("diesel", "used", soda, "t"),
        row("electricity-grid", "used", "1000", "MWh"),
    ]
}

fn accounts(records: Vec<verdigris_activity::Record>) -> Vec<Account> {
    let activity =
        plant::activity("aluminium-electrolysis", 2025, &[("cell-technology", "cwpb"), ("cn-code", "7601")], records);
    let at = plant::year_of(&activity);
    plant::SCHEMES.holding("aluminium-electrolysis", 2025).map(|scheme| accounted(&scheme.id, &at)).collect()
}

#[test]
fn the_way_from_the_national_to_the_european_account_names_each_difference() {
    let all = accounts(smelter("500000", "205000", "0.1", "2.5", "100"));
    let of = |id: &str| all.iter().find(|account| account.scheme == id).unwrap();
    let found = reconcile(of("cets-ag-04.01"), of("cbam")).unwrap();
    assert!(closes(&found));
    let kinds = |kind: StepKind| found.steps.iter().filter(move |step| step.kind == kind);
    // 44/12 → 3.664 on 205000 × 0.9755 t of carbon.
    let carbon: Vec<_> = kinds(StepKind::Carbon).collect();
    assert_eq!(carbon.len(), 1);
    assert_eq!(carbon[0].amount.to_string(), "-533.273333333333");
    // Default 0.020 and 0.0011 kg/t become slope × minutes and its fraction.
    assert_eq!(kinds(StepKind::Factor).count(), 2, "{:#?}", found.steps);
    assert!(kinds(StepKind::OnlyTo).any(|step| step.stream == "fuel" && step.because.en.contains("beside the total")));
    let rounding: Decimal = kinds(StepKind::Rounding).map(|step| step.amount.abs()).sum();
    assert!(rounding <= "0.02".parse().unwrap(), "{rounding}");
    assert_eq!(kinds(StepKind::Method).count(), 0, "{:#?}", found.steps);
}

#[test]
fn accounts_of_other_plants_or_without_a_total_are_refused() {
    let rows: &[Row] = &[("line-1", "liquid-aluminium", "produced", "500000", "t")];
    let whole = accounted("cets-ag-04.01", &year("aluminium-electrolysis", 2025, &[], rows));
    let lacking = accounted("ipcc-2006-tier1", &year("aluminium-electrolysis", 2025, &[], rows));
    assert_eq!(reconcile(&whole, &lacking).unwrap_err().code(), "not-comparable");
    let other = accounted("cets-ag-04.01", &year("aluminium-electrolysis", 2024, &[], rows));
    assert_eq!(reconcile(&whole, &other).unwrap_err().code(), "not-comparable");
}

#[test]
fn the_log_tells_what_each_change_did() {
    let with = |rows: &[Row]| accounted("cets-ag-04.01", &year("aluminium-electrolysis", 2024, &[], rows));
    let before = with(&[
        ("line-1", "liquid-aluminium", "produced", "500000", "t"),
        ("line-1", "net-anode", "used", "200000", "t"),
    ]);
    let after = with(&[
        ("line-1", "liquid-aluminium", "produced", "510000", "t"),
        ("line-1", "net-anode", "used", "200000", "t"),
        ("line-1", "net-anode", "sulfur", "1.5", "%"),
    ]);
    let after = after.recalculated_since(&before).unwrap();
    let sum: Decimal = after.log.iter().map(|change| change.effect).sum();
    assert_eq!(before.total.unwrap() + sum, after.total.unwrap());
    let told: Vec<(&str, String)> = after
        .log
        .iter()
        .map(|change| (change.what.en.as_str(), change.effect.round_dp(2).normalize().to_string()))
        .collect();
    // 200000 × 0.005 × 44/12; 10000 × 0.14481.
    assert!(told.contains(&("sulfur content of the anodes", "3666.67".to_owned())), "{told:?}");
    assert!(told.contains(&("primary aluminium produced", "1448.1".to_owned())), "{told:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_pair_of_schemes_closes_and_rounding_stays_small(
        metal in 1_000_u32..900_000, anode in 380_u32..520, frequency in 1_u32..400, duration in 50_u32..400, diesel in 0_u32..100_000,
    ) {
        let metal_t = f64::from(metal);
        let records = smelter(
            &metal.to_string(),
            &format!("{:.3}", metal_t * f64::from(anode) / 1000.0),
            &format!("0.{frequency:03}"),
            &format!("{}.{:02}", duration / 100, duration % 100),
            &format!("{}.{:03}", diesel / 1000, diesel % 1000),
        );
        let all: Vec<Account> = accounts(records).into_iter().filter(|account| account.total.is_some()).collect();
        prop_assert!(all.len() >= 4, "{:?}", all.iter().map(|account| &account.scheme).collect::<Vec<_>>());
        for from in &all {
            for to in &all {
                let found = reconcile(from, to).unwrap();
                prop_assert!(closes(&found), "{:#?}", found);
                // Anodes to 0.005 t at most 3.67-fold, two items and the total to 0.005 t, on either side.
                let rounding: Decimal =
                    found.steps.iter().filter(|step| step.kind == StepKind::Rounding).map(|step| step.amount.abs()).sum();
                prop_assert!(rounding <= Decimal::new(7, 2), "{}", rounding);
                for step in &found.steps {
                    prop_assert!(!step.name.en.is_empty() && !step.name.zh.is_empty() && !step.because.en.is_empty());
                }
            }
        }
    }

    #[test]
    fn the_order_of_rows_and_the_unit_they_are_written_in_change_nothing(turn in 0_usize..8, anode in 100_000_u32..300_000) {
        let records = smelter("500000", &anode.to_string(), "0.1", "2.5", "100");
        let mut turned = records.clone();
        turned.rotate_left(turn);
        for record in &mut turned {
            if record.unit == "t" {
                record.value *= Decimal::from(1000);
                record.unit = "kg".into();
            }
        }
        let totals = |records| accounts(records).iter().map(total).collect::<Vec<String>>();
        prop_assert_eq!(totals(records), totals(turned));
    }

    #[test]
    fn without_rounding_the_account_of_a_sum_is_the_sum_of_the_accounts(a in 1_u32..1_000_000, b in 1_u32..1_000_000, c in 1_u32..100_000, d in 1_u32..100_000) {
        let with = |coke: u32, power: u32| {
            let row = |item: &'static str, value: u32, unit: &'static str| {
                let mut record = plant::record(("", item, "used", "0", unit));
                record.value = Decimal::new(i64::from(value), 2);
                record
            };
            let records = vec![row("reductant-coke", coke, "t"), row("electricity-grid", power, "MWh"), row("diesel", coke, "t")];
            let at = plant::year_of(&plant::activity("lead", 2022, &[], records));
            accounted("cn-nonferrous", &at).unrounded().unwrap()
        };
        prop_assert_eq!(with(a, c).plus(&with(b, d)), with(a + b, c + d));
    }
}

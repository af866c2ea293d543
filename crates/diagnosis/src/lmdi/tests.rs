use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn factor(id: &str) -> Factor {
    Factor { id: id.into(), label: Label::new(id, id) }
}

fn category(id: usize, start: &[f64], end: &[f64]) -> Category {
    let some = |list: &[f64]| list.iter().copied().map(Some).collect();
    Category { id: id.to_string(), label: Label::default(), start: some(start), end: some(end) }
}

fn chain(count: usize) -> Vec<Factor> {
    (0..count).map(|k| factor(&format!("x{k}"))).collect()
}

fn effects_of(categories: &[Category]) -> Vec<f64> {
    let factors = chain(categories[0].start.len());
    decompose(&factors, categories, "t").unwrap().effects.iter().map(|effect| effect.value).collect()
}

/// By hand: L(12, 6)·ln(4/2) = 6 / ln 2 · ln 2.
#[test]
fn a_factor_alone_carries_its_change() {
    let effects = effects_of(&[category(0, &[2.0, 3.0], &[4.0, 3.0])]);
    assert!((effects[0] - 6.0).abs() < 1e-14 && effects[1] == 0.0);
}

#[test]
fn a_category_that_appears_belongs_to_the_factor_that_was_zero() {
    let mut new = category(0, &[100.0, 0.0, 0.0], &[110.0, 0.2, 3.0]);
    assert_eq!(effects_of(std::slice::from_ref(&new))[0], 0.0);
    // The intensity of what was not made is undefined: the structure carries all.
    new.start[2] = None;
    let effects = effects_of(&[new]);
    assert!((effects[1] - 66.0).abs() < 1e-12 && effects[0] == 0.0 && effects[2] == 0.0);
}

#[test]
fn a_factor_that_changes_sign_carries_the_change() {
    let effects = effects_of(&[category(0, &[10.0, -0.5], &[20.0, 0.25])]);
    assert_eq!(effects, vec![0.0, 10.0]);
}

#[test]
fn an_undefined_factor_of_a_present_category_is_refused() {
    let mut wrong = category(0, &[1.0, 2.0], &[1.0, 2.0]);
    wrong.end[1] = None;
    assert_eq!(decompose(&chain(2), &[wrong], "t").unwrap_err().code(), "diagnosis-value");
}

#[test]
fn the_emissions_chain_keeps_activity_apart_from_structure() {
    let row = |unit: &str, output, energy, emissions| EnergyUse {
        unit: unit.into(),
        unit_label: Label::new(unit, unit),
        carrier: "electricity-grid".into(),
        carrier_label: Label::new("grid", "网电"),
        output,
        energy,
        emissions,
    };
    let start = [row("a", 100.0, 1000.0, 500.0), row("b", 100.0, 500.0, 250.0)];
    // All doubled: only activity may move.
    let end = [row("a", 200.0, 2000.0, 1000.0), row("b", 200.0, 1000.0, 500.0)];
    let (factors, categories) = emissions_chain(&start, &end).unwrap();
    let result = decompose(&factors, &categories, "t").unwrap();
    assert!((result.effects[0].value - 750.0).abs() < 1e-10);
    assert!(result.effects[1..].iter().all(|effect| effect.value.abs() < 1e-10));
    // A process unit that closes leaves through the structure.
    let (factors, categories) = emissions_chain(&start, &start[..1]).unwrap();
    let result = decompose(&factors, &categories, "t").unwrap();
    assert!((result.end - result.start + 250.0).abs() < 1e-10 && result.rounding.abs() < 1e-10);
    assert!(result.effects[2..].iter().all(|effect| effect.value.abs() < 1e-10));
}

fn source(id: &str, energy: Option<f64>, emissions: f64) -> EmissionSource {
    EmissionSource { id: id.into(), label: Label::new(id, id), energy, emissions }
}

#[test]
fn a_cleaner_grid_moves_the_emission_factor_alone_and_green_power_the_mix() {
    let year = |output, sources: &[EmissionSource]| EmissionYear { output, sources: sources.to_vec() };
    let effects = |start: &EmissionYear, end: &EmissionYear| {
        let (factors, categories) = sources_chain(start, end).unwrap();
        let result = decompose(&factors, &categories, "t").unwrap();
        assert!(result.rounding.abs() < 1e-9);
        result.effects.iter().map(|effect| effect.value).collect::<Vec<f64>>()
    };
    let base = year(100.0, &[source("grid", Some(1000.0), 500.0), source("anode", None, 150.0)]);
    let grid = year(100.0, &[source("grid", Some(1000.0), 400.0), source("anode", None, 150.0)]);
    let found = effects(&base, &grid);
    assert!((found[3] + 100.0).abs() < 1e-9 && [0, 1, 2, 4].iter().all(|&k| found[k].abs() < 1e-9), "{found:?}");
    let green = [source("grid", Some(600.0), 300.0), source("green", Some(400.0), 0.0), source("anode", None, 150.0)];
    let found = effects(&base, &year(100.0, &green));
    assert!((found[2] + 200.0).abs() < 1e-9 && [0, 1, 3, 4].iter().all(|&k| found[k].abs() < 1e-9), "{found:?}");
    let anode = year(100.0, &[source("grid", Some(1000.0), 500.0), source("anode", None, 120.0)]);
    let found = effects(&base, &anode);
    assert!((found[4] + 30.0).abs() < 1e-9 && found[..4].iter().all(|effect| effect.abs() < 1e-9));
    let double = year(200.0, &[source("grid", Some(2000.0), 1000.0), source("anode", None, 300.0)]);
    let found = effects(&base, &double);
    assert!((found[0] - 650.0).abs() < 1e-9 && found[1..].iter().all(|effect| effect.abs() < 1e-9));
    let twice = year(100.0, &[source("grid", Some(1.0), 1.0), source("grid", Some(1.0), 1.0)]);
    assert!(sources_chain(&base, &twice).is_err());
}

fn number() -> impl Strategy<Value = f64> + Clone {
    prop_oneof![4 => 1e-3_f64..1e3, 1 => Just(0.0), 1 => -1e3_f64..-1e-3]
}

fn categories() -> impl Strategy<Value = Vec<Category>> {
    (1_usize..6, 1_usize..8).prop_flat_map(|(factors, count)| {
        let end = prop::collection::vec(number(), factors);
        prop::collection::vec((end.clone(), end), count)
            .prop_map(|list| list.iter().enumerate().map(|(at, (start, end))| category(at, start, end)).collect())
    })
}

fn size(categories: &[Category]) -> f64 {
    let product = |list: &[Option<f64>]| list.iter().map(|x| x.unwrap_or(1.0)).product::<f64>().abs();
    1.0 + categories.iter().map(|c| product(&c.start) + product(&c.end)).sum::<f64>()
}

proptest! {
    #[test]
    fn any_chain_leaves_no_residual(categories in categories(), decimals in 0_u32..6) {
        let result = decompose(&chain(categories[0].start.len()), &categories, "t").unwrap();
        prop_assert!(result.rounding.abs() <= 1e-12 * size(&categories), "{}", result.rounding);
        let small = size(&categories) < 1e12;
        prop_assume!(small);
        let table = result.waterfall(Label::default(), decimals).unwrap();
        let sum: Decimal = table.bars.iter().map(|bar| bar.effect).sum();
        prop_assert_eq!(table.start + sum, table.end);
        prop_assert_eq!(table.bars.last().unwrap().to, table.end);
        let one = 10_f64.powi(-(decimals as i32));
        for (bar, effect) in table.bars.iter().zip(&result.effects) {
            let printed: f64 = bar.effect.try_into().unwrap();
            prop_assert!((printed - effect.value).abs() <= 2.0 * one + 1e-9 * size(&categories));
        }
    }

    #[test]
    fn time_reversed_effects_change_sign(categories in categories()) {
        let reversed: Vec<Category> = categories.iter().cloned().map(|c| Category { start: c.end, end: c.start, ..c }).collect();
        for (there, back) in effects_of(&categories).iter().zip(effects_of(&reversed)) {
            prop_assert!((there + back).abs() <= 1e-12 * size(&categories));
        }
    }

    #[test]
    fn groups_of_categories_add_up_to_the_whole(categories in categories(), cut in 0_usize..8) {
        prop_assume!(categories.len() > 1);
        let cut = 1 + cut % (categories.len() - 1);
        let (left, right) = categories.split_at(cut);
        let whole = effects_of(&categories);
        for ((a, b), all) in effects_of(left).iter().zip(effects_of(right)).zip(whole) {
            prop_assert!((a + b - all).abs() <= 1e-12 * size(&categories));
        }
    }

    #[test]
    fn a_change_of_unit_scales_every_effect(categories in categories(), by in 1e-3_f64..1e3) {
        let scaled: Vec<Category> = categories.iter().cloned().map(|mut c| {
            for x in [&mut c.start[0], &mut c.end[0]] {
                *x = x.map(|x| x * by);
            }
            c
        }).collect();
        for (a, b) in effects_of(&categories).iter().zip(effects_of(&scaled)) {
            prop_assert!((a * by - b).abs() <= 1e-11 * size(&categories) * by.max(1.0));
        }
    }
}

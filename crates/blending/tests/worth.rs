//! Shadow prices against differences of two plans, and what must hold whatever the figures.

mod yard;

use proptest::prelude::*;
use verdigris_blending::{
    BlendError, Bound, Composition, Fraction, Options, Order, Outcome, Sorting, SortingValue, blend,
};
use verdigris_quantity::Label;
use yard::{plan, yard};

fn moved(order: &Order, alloy: &str, element: &str, bound: Bound, by: f64) -> Order {
    let mut order = order.clone();
    let alloy = order.alloys.iter_mut().find(|own| own.id == alloy).unwrap();
    let limit = alloy.limits.iter_mut().find(|own| own.element == element).unwrap();
    match bound {
        Bound::Min => limit.min = limit.min.map(|min| min - by),
        Bound::Max => limit.max = limit.max.map(|max| max + by),
    }
    order
}

#[test]
fn what_a_limit_is_worth_is_what_moving_it_saves() {
    // A vertex is exact, so that small worths can be seen in differences; a conic answer is so to about a cent.
    for (confidence, least) in [(None, 0.01), (Some(0.95), 1.0)] {
        let order = Order { options: Options { confidence, draws: 0, ..Options::default() }, ..yard(3, 3, 12, 8) };
        let base = plan(&order);
        let mut binding = 0;
        for batch in &base.batches {
            for content in batch.contents.iter().filter(|content| content.worth > least) {
                binding += 1;
                let bound = content.binds.unwrap();
                // A vertex may turn within one of the two differences, so either may agree, or their mean.
                let step = 1e-4 * content.mean;
                let cost = |by: f64| plan(&moved(&order, &batch.alloy, &content.element, bound, by)).cost;
                let (up, down) = ((base.cost - cost(step)) / step, (cost(-step) - base.cost) / step);
                let worth = content.worth * 10.0 * batch.product;
                let near = |slope: f64| (slope - worth).abs() < 0.02 * worth;
                assert!(near(up) || near(down) || near(0.5 * (up + down)), "{content:?}: {up} {down} {worth}");
            }
        }
        assert!(binding > 0, "{confidence:?} {:?}", base.batches);
    }
}

#[test]
fn what_a_stock_is_worth_is_what_one_more_tonne_saves() {
    let order = yard(3, 1, 12, 8);
    let base = plan(&order);
    let stock = base.stocks.iter().max_by(|a, b| a.worth.total_cmp(&b.worth)).unwrap();
    assert!(stock.worth > 1.0);
    let mut more = order.clone();
    let material = more.materials.iter_mut().find(|own| own.id == stock.material).unwrap();
    material.stock = material.stock.map(|own| own + 0.01);
    let saved = (base.cost - plan(&more).cost) / 0.01;
    assert!((saved - stock.worth).abs() < 0.03 * stock.worth, "{saved} {}", stock.worth);
}

#[test]
fn sorting_is_worth_what_it_saves() {
    let order = yard(3, 2, 8, 6);
    let without = plan(&order).cost;
    let mut paid = 0;
    for mixed in order.materials.iter().filter(|own| own.id.starts_with("scrap")) {
        let fraction = |id: &str, factor: f64| {
            let mut composition = Composition::default();
            for (element, content) in &mixed.composition.contents {
                let own = yard::content(content.mean * factor, content.deviation * 0.5);
                composition.contents.insert(element.clone(), own);
            }
            let (id, name) = (id.to_owned(), Label::new(id, id));
            Fraction { id, name, share: 0.48, value: 14_000.0, composition, melt_loss: None }
        };
        let mut sorted = order.clone();
        sorted.sortings.push(Sorting {
            material: mixed.id.clone(),
            cost: 50.0,
            fractions: vec![fraction("low", 0.3), fraction("high", 1.7)],
        });
        let with = plan(&sorted);
        let Some(SortingValue::Saves(saved)) = with.value_of_sorting else { panic!() };
        assert!((without - with.cost - saved).abs() < 1e-4 * without, "{without} {} {saved}", with.cost);
        let low: f64 = with
            .batches
            .iter()
            .flat_map(|batch| &batch.lines)
            .filter(|line| line.material == "low")
            .map(|line| line.mass)
            .sum();
        let mass: f64 = with.sorted.iter().map(|own| own.mass).sum();
        assert!(low <= 0.48 * mass + 1e-4);
        paid += usize::from(saved > 1.0 && mass > 0.0);
    }
    assert!(paid > 0);
}

#[test]
fn few_materials_and_whole_bundles_are_kept_and_cost_more() {
    let order = yard(3, 1, 8, 5);
    let free = plan(&order);
    let mut few = order.clone();
    few.options.max_materials = Some(4);
    let few = plan(&few);
    assert!(few.batches[0].lines.len() <= 4, "{:?}", few.batches[0].lines);
    assert!(few.cost >= free.cost - 1e-6 * free.cost);
    let mut bundled = order;
    for material in bundled.materials.iter_mut().filter(|own| own.id.starts_with("scrap")) {
        material.bundle = Some(1.5);
    }
    let bundled = plan(&bundled);
    for line in bundled.batches[0].lines.iter().filter(|line| line.material.starts_with("scrap")) {
        let bundles = line.mass / 1.5;
        assert!((bundles - bundles.round()).abs() < 1e-6, "{line:?}");
    }
    assert!(bundled.cost >= free.cost - 1e-6 * free.cost);
}

#[test]
fn an_alloy_nobody_can_make_is_explained() {
    let mut order = yard(3, 1, 12, 8);
    order.materials.retain(|own| own.id.starts_with("scrap"));
    for alloy in &mut order.alloys {
        let fe = alloy.limits.iter_mut().find(|own| own.element == "Fe").unwrap();
        fe.max = Some(0.05);
    }
    let Outcome::Impossible(why) = blend(&order).unwrap() else { panic!() };
    let fe = why.limits.iter().find(|own| own.element == "Fe").unwrap();
    assert!(fe.off > 0.0 && (fe.reached - fe.limit - fe.off).abs() < 1e-3, "{fe:?}");
    assert!(!fe.carriers.is_empty());
    let (_, lowest) = fe.best.as_ref().unwrap();
    let least = order.materials.iter().map(|own| own.composition.contents["Fe"].mean).fold(f64::INFINITY, f64::min);
    assert!((lowest - least).abs() < 1e-9);
    for told in why.sentences() {
        assert!(!told.en.is_empty() && !told.zh.is_empty());
    }
}

#[test]
fn too_little_metal_is_explained() {
    let mut order = yard(3, 1, 12, 8);
    for material in &mut order.materials {
        material.stock = Some(0.1);
    }
    let Outcome::Impossible(why) = blend(&order).unwrap() else { panic!() };
    assert!(why.metal[0].1 > 10.0, "{why:?}");
}

#[test]
fn bad_figures_are_refused_by_name() {
    let of = |change: &dyn Fn(&mut Order)| {
        let mut order = yard(3, 1, 4, 3);
        change(&mut order);
        blend(&order).unwrap_err()
    };
    assert!(
        matches!(of(&|order| order.materials[1].price = None), BlendError::Missing { object, .. } if object == "scrap 0")
    );
    assert_eq!(of(&|order| order.materials[1].melt_loss = 1.0).code(), "blend-value");
    assert_eq!(of(&|order| order.batches[0].alloy = "X".into()).code(), "blend-unknown");
    assert_eq!(of(&|order| order.batches[0].product = f64::NAN).code(), "blend-value");
    assert_eq!(of(&|order| order.batches[0].product = 99.0).code(), "blend-crossed");
    assert_eq!(of(&|order| order.materials[1].take_min = Some(1e9)).code(), "blend-crossed");
    assert_eq!(of(&|order| order.options.confidence = Some(0.3)).code(), "blend-value");
    assert_eq!(of(&|order| order.materials.clear()).code(), "blend-missing");
    assert_eq!(of(&|order| order.materials[2].id = "scrap 0".into()).code(), "blend-twice");
    let heel = verdigris_blending::Heel { mass: 2.0, ..Default::default() };
    assert_eq!(of(&|order| order.batches[0].heel = Some(heel.clone())).code(), "blend-missing");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn cheaper_scrap_never_raises_the_cost(seed in 0_u64..1000, which in 1_usize..8, cut in 0.0..3000.0_f64) {
        let order = yard(seed, 1, 8, 5);
        let Outcome::Plan(before) = blend(&order).unwrap() else { return Ok(()) };
        let mut cheaper = order.clone();
        cheaper.materials[which].price = cheaper.materials[which].price.map(|price| price - cut);
        let after = plan(&cheaper);
        prop_assert!(after.cost <= before.cost + 1e-5 * before.cost);
    }

    #[test]
    fn more_confidence_never_lowers_the_cost(seed in 0_u64..1000, low in 0.6..0.9_f64, more in 0.0..0.09_f64) {
        let at = |confidence| Order {
            options: Options { confidence: Some(confidence), draws: 0, ..Options::default() },
            ..yard(seed, 1, 8, 5)
        };
        let (Outcome::Plan(one), Outcome::Plan(two)) = (blend(&at(low)).unwrap(), blend(&at(low + more)).unwrap())
        else { return Ok(()) };
        prop_assert!(two.cost >= one.cost - 1e-5 * one.cost);
    }

    #[test]
    fn metal_and_money_add_up(seed in 0_u64..1000) {
        let order = yard(seed, 2, 8, 5);
        let Outcome::Plan(plan) = blend(&order).unwrap() else { return Ok(()) };
        for batch in &plan.batches {
            let metal: f64 = batch.lines.iter().map(|line| line.metal).sum();
            prop_assert!((metal - batch.melt).abs() < 1e-6 * batch.melt);
            let charged: f64 = batch.lines.iter().map(|line| line.mass).sum();
            prop_assert!((charged - metal - batch.melt_loss).abs() < 1e-9 * charged);
            let whole = batch.recycled.content + batch.recycled.internal + batch.recycled.primary;
            prop_assert!((whole - 1.0).abs() < 1e-6);
            for content in &batch.contents {
                prop_assert!(content.max.is_none_or(|max| content.high <= max + 1e-4), "{:?}", content);
                prop_assert!(content.min.is_none_or(|min| content.low >= min - 1e-4), "{:?}", content);
            }
        }
        prop_assert!((plan.batches.iter().map(|batch| batch.cost).sum::<f64>() - plan.cost).abs() < 1e-9 * plan.cost);
        for stock in &plan.stocks {
            prop_assert!(stock.most.is_none_or(|most| stock.taken <= most + 1e-5));
        }
    }
}

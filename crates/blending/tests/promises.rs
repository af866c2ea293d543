//! The promise against melts drawn at random, and the methods against each other.

mod yard;

use verdigris_blending::{Options, Order, Promise, Shape};
use yard::{plan, yard};

/// Greatest share of drawn melts outside of a single limit, over all limits.
fn worst(order: &Order) -> f64 {
    let plan = plan(order);
    let limits = plan.batches.iter().flat_map(|batch| &batch.simulated.as_ref().unwrap().limits);
    limits.flatten().fold(0.0_f64, |worst, kept| worst.max(1.0 - kept))
}

fn asked(options: Options) -> Order {
    Order { options, ..yard(3, 3, 12, 8) }
}

#[test]
fn a_limit_that_binds_is_broken_as_often_as_promised() {
    for confidence in [0.9, 0.95, 0.99] {
        let order = asked(Options { confidence: Some(confidence), draws: 40_000, ..Options::default() });
        let broken = worst(&order);
        assert!((broken - (1.0 - confidence)).abs() < 0.004, "{confidence}: {broken}");
    }
}

#[test]
fn charging_by_means_breaks_half_of_the_melts_at_a_binding_limit() {
    let broken = worst(&asked(Options { confidence: None, draws: 20_000, ..Options::default() }));
    assert!((0.45..0.55).contains(&broken), "{broken}");
}

#[test]
fn a_promise_for_the_melt_holds_for_all_its_limits_together() {
    let order = asked(Options { confidence: Some(0.95), promise: Promise::Melt, draws: 40_000, ..Options::default() });
    for batch in plan(&order).batches {
        assert!(batch.simulated.as_ref().unwrap().all > 0.947, "{:?}", batch.simulated);
    }
}

#[test]
fn skewed_lots_keep_the_promise_with_fentons_factor() {
    let order = asked(Options { confidence: Some(0.95), shape: Shape::Lognormal, draws: 40_000, ..Options::default() });
    let broken = worst(&order);
    assert!((broken - 0.05).abs() < 0.01, "{broken}");
}

#[test]
fn the_method_by_structure_agrees_with_the_general_one() {
    let small = yard(5, 3, 10, 6);
    // Sixty materials more that nobody would buy make the plan large enough for the other method.
    let mut large = small.clone();
    for i in 0..60 {
        let mut dear = small.materials[1].clone();
        dear.id = format!("dear {i}");
        dear.price = Some(90_000.0 + f64::from(i));
        large.materials.push(dear);
    }
    let (one, other) = (plan(&small), plan(&large));
    assert_eq!((one.method.as_str(), other.method.as_str()), ("cones", "structure"));
    assert!((one.cost - other.cost).abs() < 2e-6 * one.cost, "{} {}", one.cost, other.cost);
    assert!(other.bound <= other.objective && other.objective - other.bound < 1e-5 * other.objective);
    for (one, other) in one.batches.iter().zip(&other.batches) {
        for (one, other) in one.contents.iter().zip(&other.contents) {
            assert!((one.worth - other.worth).abs() < 0.02 * (1.0 + one.worth), "{one:?} {other:?}");
        }
    }
    for (one, other) in one.stocks.iter().zip(&other.stocks) {
        assert!((one.worth - other.worth).abs() < 1.0 + 0.01 * one.worth.abs(), "{one:?} {other:?}");
    }
}

#[test]
fn the_same_order_gives_the_same_bits() {
    let order = asked(Options { draws: 500, ..Options::default() });
    let text = |order: &Order| serde_json::to_string(&plan(order)).unwrap();
    assert_eq!(text(&order), text(&order));
}

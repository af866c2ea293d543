use super::*;
use crate::analytic::first_order_variance;
use crate::progress::Cancellation;
use crate::reference::{dense_inverse, groen, groen_uncertain, productive_system, solved};
use proptest::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use verdigris_quantity::distribution::Distribution;

/// Every stored exchange lognormal, except the production exchanges.
fn all_lognormal(system: &System, sigma: f64) -> Vec<Uncertain> {
    let mut items = Vec::new();
    let mut add = |place, amount: f64, id| {
        let distribution = Distribution::Lognormal { median: amount.abs(), sigma };
        items.push(Uncertain { place, factor: amount.signum(), amount: amount.abs(), distribution, id });
    };
    for column in 0..system.size() {
        for (row, amount) in system.technosphere.column(column).filter(|&(row, _)| row != column) {
            let place = Place::Technosphere { row: row as u32, column: column as u32 };
            add(place, amount, (row * 1000 + column) as u64);
        }
        for (row, amount) in system.interventions.column(column) {
            let place = Place::Intervention { row: row as u32, column: column as u32 };
            add(place, amount, (1_000_000 + row * 1000 + column) as u64);
        }
    }
    for indicator in 0..system.indicators() {
        for (flow, amount) in system.characterisation.column(indicator) {
            let place = Place::Factor { flow: flow as u32, indicator: indicator as u32 };
            add(place, amount, (2_000_000 + flow * 1000 + indicator) as u64);
        }
    }
    items
}

fn run(system: &System, uncertain: &[Uncertain], demands: &[Vec<(usize, f64)>], iterations: Range<u64>) -> Samples {
    let indicators: Vec<usize> = (0..system.indicators()).collect();
    MonteCarlo { system, uncertain, formulas: None, plan: None, seed: 11 }
        .run(demands, &indicators, iterations, Watch::default())
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn sampling_agrees_with_first_order_variance() {
    let system = groen();
    let uncertain = groen_uncertain();
    let solution = solved(&system, &[1000.0, 0.0], 0);
    let analytic = first_order_variance(&uncertain, solution.gradient());
    let samples = run(&system, &uncertain, &[vec![(0, 1000.0)]], 0..20_000);
    let summary = samples.summary(0, 0);
    // The second-order terms move the mean by h·cv² = 0.3 and the variance by about 1 %; sampling error is below both.
    assert!((summary.mean - 120.3).abs() < 0.3, "{}", summary.mean);
    assert!((summary.sd * summary.sd / analytic.variance - 1.0).abs() < 0.06, "{}", summary.sd);
    assert_eq!((summary.count, samples.partial), (20_000, false));
}

#[test]
fn a_run_can_be_watched_and_stopped() {
    let system = groen();
    let uncertain = groen_uncertain();
    let cancellation = Cancellation::default();
    let seen = AtomicU64::new(0);
    let progress = |done: u64, all: u64| {
        assert_eq!(all, 1000);
        seen.fetch_add(1, Ordering::Relaxed);
        if done >= 10 {
            cancellation.cancel();
        }
    };
    let watch = Watch { progress: Some(&progress), cancellation: Some(&cancellation) };
    let whole = run(&system, &uncertain, &[vec![(0, 1000.0)]], 0..1000);
    let samples = MonteCarlo { system: &system, uncertain: &uncertain, formulas: None, plan: None, seed: 11 }
        .run(&[vec![(0, 1000.0)]], &[0], 0..1000, watch)
        .unwrap_or_else(|error| panic!("{error}"));
    let count = samples.iterations.len();
    assert!(samples.partial && (10..1000).contains(&count) && seen.load(Ordering::Relaxed) == count as u64);
    // What was done is what the whole run has there.
    let (all, done) = (whole.scores(0, 0), samples.scores(0, 0));
    assert!(samples.iterations.iter().zip(done).all(|(&k, score)| score == all[k as usize]));
}

#[test]
fn places_outside_the_matrices_are_named() {
    let system = groen();
    let mut uncertain = groen_uncertain();
    uncertain[1].place = Place::Technosphere { row: 0, column: 1 };
    let attempt = MonteCarlo { system: &system, uncertain: &uncertain, formulas: None, plan: None, seed: 1 }.run(
        &[vec![(0, 1.0)]],
        &[0],
        0..1,
        Watch::default(),
    );
    let named = InventoryError::UncertainPlace { matrix: "technosphere", row: 0, column: 1 };
    assert_eq!(attempt.unwrap_err(), named);
    let attempt = MonteCarlo { system: &system, uncertain: &[], formulas: None, plan: None, seed: 1 }.run(
        &[vec![(7, 1.0)]],
        &[0],
        0..1,
        Watch::default(),
    );
    assert_eq!(attempt.unwrap_err(), InventoryError::Outside { index: 7, size: 2 });
}

/// One parameter drives the second input and the first emission of Groen's case.
struct Shared;

impl Resample for Shared {
    fn places(&self) -> &[Place] {
        &[Place::Technosphere { row: 1, column: 0 }, Place::Intervention { row: 0, column: 0 }]
    }

    fn nominal(&self) -> &[f64] {
        &[-2.0, 1.0]
    }

    fn resample(&self, key: SampleKey, parts: &mut [f64]) {
        let parameter = 1.0 + 0.1 * key.draw(5).normal();
        parts[0] = -2.0 * parameter;
        parts[1] = parameter;
    }
}

#[test]
fn amounts_by_formula_follow_their_parameter() {
    let system = groen();
    let samples = MonteCarlo { system: &system, uncertain: &[], formulas: Some(&Shared), plan: None, seed: 4 }
        .run(&[vec![(0, 1000.0)]], &[0], 0..50, Watch::default())
        .unwrap_or_else(|error| panic!("{error}"));
    for (&iteration, score) in samples.iterations.iter().zip(samples.scores(0, 0)) {
        // g = 100·p·1 + (200·p/100)·10: both parts scale with the parameter.
        let parameter = 1.0 + 0.1 * SampleKey::new(4, iteration).draw(5).normal();
        assert!((score - 120.0 * parameter).abs() < 1e-10);
    }
}

#[test]
fn certain_systems_do_not_move() {
    let samples = run(&groen(), &[], &[vec![(0, 1000.0)]], 0..5);
    assert!(samples.scores(0, 0).iter().all(|&score| (score - 120.0).abs() < 1e-12));
    assert_eq!(samples.summary(0, 0).sd, 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn identical_products_never_differ((system, demand) in productive_system(6)) {
        let uncertain = all_lognormal(&system, 0.1);
        let demand: Vec<(usize, f64)> = demand.iter().copied().enumerate().filter(|d| d.1 != 0.0).collect();
        // Two demands and two indicators solve forward, three solve the adjoint.
        for copies in [2, 3] {
            let samples = run(&system, &uncertain, &vec![demand.clone(); copies], 0..20);
            for indicator in 0..2 {
                let pairs = samples.scores(0, indicator).into_iter().zip(samples.scores(1, indicator));
                prop_assert!(pairs.map(|(a, b)| a - b).all(|difference| difference == 0.0));
            }
        }
    }

    #[test]
    fn forward_and_adjoint_agree_with_a_dense_solve((system, demand) in productive_system(6), k in 0_u64..50) {
        let uncertain = all_lognormal(&system, 0.1);
        let listed: Vec<(usize, f64)> = demand.iter().copied().enumerate().filter(|d| d.1 != 0.0).collect();
        let key = SampleKey::new(11, k);
        let mut drawn = system.clone();
        for item in &uncertain {
            let value = item.factor * item.distribution.sample(key.draw(item.id));
            let (matrix, row, column) = match item.place {
                Place::Technosphere { row, column } => (&mut drawn.technosphere, row, column),
                Place::Intervention { row, column } => (&mut drawn.interventions, row, column),
                Place::Factor { flow, indicator } => (&mut drawn.characterisation, flow, indicator),
            };
            let entry = matrix.entry(row as usize, column as usize).unwrap();
            matrix.values_mut()[entry] = value;
        }
        for copies in [1, 3] {
            let samples = run(&system, &uncertain, &vec![listed.clone(); copies], k..k + 1);
            for indicator in 0..2 {
                let exact = solved(&drawn, &demand, indicator).score;
                let score = samples.scores(copies - 1, indicator)[0];
                prop_assert!((score - exact).abs() <= 1e-9 * (1.0 + exact.abs()), "{} {}", score, exact);
            }
        }
    }

    #[test]
    fn threads_and_splits_change_nothing((system, demand) in productive_system(6), cut in 0_u64..40) {
        let uncertain = all_lognormal(&system, 0.1);
        let demand: Vec<(usize, f64)> = demand.iter().copied().enumerate().filter(|d| d.1 != 0.0).collect();
        let demands = [demand];
        let on = |threads: usize, iterations: Range<u64>| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| run(&system, &uncertain, &demands, iterations))
        };
        let whole = on(1, 0..40);
        prop_assert_eq!(&on(2, 0..40), &whole);
        let joined = on(2, cut..40).join(on(2, 0..cut)).unwrap();
        prop_assert_eq!(&joined, &whole);
        prop_assert!(joined.join(whole).is_err());
    }
}

#[test]
fn all_products_at_once_are_what_each_is_alone() {
    let system = groen();
    let uncertain = groen_uncertain();
    let run_all = |iterations| {
        MonteCarlo { system: &system, uncertain: &uncertain, formulas: None, plan: None, seed: 11 }
            .run_all(&[0], iterations, Watch::default())
            .unwrap_or_else(|error| panic!("{error}"))
    };
    let whole = run_all(0..100);
    for product in 0..2 {
        let alone = run(&system, &uncertain, &[vec![(product, 1.0)]], 0..100).summary(0, 0);
        let sketched = whole.scores.summary(product, 0).unwrap();
        assert!((sketched.mean / alone.mean - 1.0).abs() < 1e-9 && (sketched.sd / alone.sd - 1.0).abs() < 1e-5);
    }
    assert_eq!(run_all(37..100).scores.merge(&run_all(0..37).scores).unwrap(), whole.scores);
}

#[test]
fn a_dense_inverse_is_the_reference() {
    // Guards the reference itself: A·A⁻¹ = I on Groen's case.
    let inverse = dense_inverse(&groen().technosphere);
    assert!((inverse[1][0] - 0.002).abs() < 1e-15 && (inverse[0][0] - 0.1).abs() < 1e-15);
}

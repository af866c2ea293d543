//! The solver against textbook systems, a dense solution, and laws every solution obeys.

mod dense;

use dense::Dense;
use proptest::prelude::*;
use verdigris_inventory::error::InventoryError;
use verdigris_inventory::plan::Plan;
use verdigris_inventory::sample::SampleSolver;
use verdigris_inventory::score::DirectIntensities;
use verdigris_inventory::solver::Solver;
use verdigris_inventory::sparse::Sparse;
use verdigris_inventory::system::System;
use verdigris_inventory::update::Change;

fn close(found: f64, expected: f64, share: f64) -> bool {
    (found - expected).abs() <= share * expected.abs().max(1e-300)
}

/// A matrix from rows.
fn matrix(rows: &[&[f64]]) -> Sparse {
    let mut triplets = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        for (j, &value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            triplets.push((i as u32, j as u32, value));
        }
    }
    Sparse::from_triplets(rows.len(), rows[0].len(), &triplets)
}

fn identity(size: usize) -> Sparse {
    Sparse::from_triplets(size, size, &(0..size as u32).map(|k| (k, k, 1.0)).collect::<Vec<_>>())
}

#[test]
fn heijungs_and_suh() {
    // Heijungs & Suh (2002), chapter 2: electricity from fuel, columns not in the order of the products they make.
    let technosphere = matrix(&[&[-2.0, 100.0], &[10.0, 0.0]]);
    let interventions = matrix(&[&[1.0, 10.0], &[0.1, 2.0], &[0.0, -50.0]]);
    let (system, pairing) = System::from_raw(&technosphere, &interventions, identity(3), &[]).unwrap();
    assert_eq!(pairing.activity_of, [1, 0]);
    let solver = Solver::new(&system.technosphere).unwrap();
    let solution = solver.forward(&[(1, 1000.0)]).unwrap();
    // s = (100, 2) in the order of the raw columns.
    assert!(close(solution.scaling[0], 2.0, 1e-14) && close(solution.scaling[1], 100.0, 1e-14));
    let direct = DirectIntensities::of_system(&system);
    for scores in [direct.scores(&solution), solver.adjoint(&direct).unwrap().scores(&[(1, 1000.0)]).unwrap()] {
        for (score, expected) in scores.iter().zip([120.0, 14.0, -100.0]) {
            assert!((score.value - expected).abs() <= score.error, "{score:?} {expected}");
            assert!(score.proven && score.error < 1e-12 * expected.abs());
        }
    }
}

#[test]
fn openlca_self_loop() {
    // p1: 1 out, 1 of p2 in; p2: 1 out, 0.5 of p1 in; 2 of p1 demanded: s = (4, 4).
    let technosphere = matrix(&[&[1.0, -0.5], &[-1.0, 1.0]]);
    let interventions = matrix(&[&[1.0, 2.0], &[2.0, 1.0]]);
    let system = System { technosphere, interventions, characterisation: identity(2) };
    for solver in [Solver::new(&system.technosphere).unwrap(), Solver::relaxing(&system.technosphere).unwrap()] {
        let solution = solver.forward(&[(0, 2.0)]).unwrap();
        assert!(close(solution.scaling[0], 4.0, 1e-14) && close(solution.scaling[1], 4.0, 1e-14));
        let intensities = solver.adjoint(&DirectIntensities::of_system(&system)).unwrap();
        assert!(close(intensities.of(0)[0] * 2.0, 12.0, 1e-14) && close(intensities.of(0)[1] * 2.0, 12.0, 1e-14));
    }
}

#[test]
fn openlca_sankey() {
    let technosphere = matrix(&[&[1.0, 0.0, 0.0], &[-1.0, 1.0, -0.1], &[0.0, -2.0, 1.0]]);
    let interventions = matrix(&[&[1.0, 2.0, 3.0]]);
    let system = System { technosphere, interventions, characterisation: identity(1) };
    let solver = Solver::new(&system.technosphere).unwrap();
    let solution = solver.forward(&[(0, 1.0)]).unwrap();
    let direct = DirectIntensities::of_system(&system);
    for (activity, expected) in [1.0, 2.5, 7.5].into_iter().enumerate() {
        assert!(close(solution.scaling[activity] * direct.of(activity)[0], expected, 1e-14));
    }
    assert!(close(direct.scores(&solution)[0].value, 11.0, 1e-14));
}

#[test]
fn waste_of_negative_diagonal() {
    // An activity makes 1 and leaves 0.3 of waste; treating waste (−1) needs 0.2 of the product.
    let technosphere = matrix(&[&[1.0, -0.2], &[0.3, -1.0]]);
    let solver = Solver::new(&technosphere).unwrap();
    let solution = solver.forward(&[(0, 1.0)]).unwrap();
    assert!(close(solution.scaling[0], 1.0 / 0.94, 1e-14) && close(solution.scaling[1], 0.3 / 0.94, 1e-14));
    assert!(solution.unproductive.is_empty());
}

#[test]
fn singular_loop_is_named() {
    // Products 1 and 3 need exactly one unit of each other; 0 and 2 are sound.
    let technosphere =
        matrix(&[&[1.0, 0.0, -0.5, 0.0], &[-0.1, 1.0, 0.0, -1.0], &[0.0, 0.0, 1.0, 0.0], &[0.0, -1.0, 0.0, 1.0]]);
    assert_eq!(Solver::new(&technosphere).unwrap_err(), InventoryError::Singular { component: vec![1, 3] });
    let relaxing = Solver::relaxing(&technosphere).unwrap();
    assert_eq!(relaxing.forward(&[(0, 1.0)]).unwrap_err(), InventoryError::Singular { component: vec![1, 3] });
}

#[test]
fn unproductive_loop_is_named() {
    // 1 kWh of power takes 0.5 kg of coal, 1 kg of coal takes 3 kWh.
    let technosphere = matrix(&[&[1.0, 0.0, 0.0], &[-1.0, 1.0, -3.0], &[0.0, -0.5, 1.0]]);
    for solver in [Solver::new(&technosphere).unwrap(), Solver::relaxing(&technosphere).unwrap()] {
        let solution = solver.forward(&[(0, 1.0)]).unwrap();
        assert_eq!(solution.unproductive, vec![vec![1, 2]]);
        assert!(close(solution.scaling[1], -2.0, 1e-14));
        assert!((solution.scaling[1] + 2.0).abs() <= solution.error[1]);
    }
}

#[test]
fn bound_holds_on_a_waste_loop() {
    // Treating 1 kg leaves 1 − δ kg to be treated again: x = 1/δ, and the input δ cannot be had from 1 − δ exactly.
    for exponent in 1..15 {
        let loss = 10.0_f64.powi(-exponent);
        let technosphere = matrix(&[&[-1.0, 1.0, 0.0], &[1.0 - loss, -1.0, 0.3], &[0.0, 0.0, 1.0]]);
        let kept = 1.0 - loss;
        let exact = 0.3 / (1.0 - kept);
        for solver in [Solver::new(&technosphere).unwrap(), Solver::relaxing(&technosphere).unwrap()] {
            let solution = solver.forward(&[(2, 1.0)]).unwrap();
            let error = (solution.scaling[1] - exact).abs();
            assert!(error <= solution.error[1], "δ = {loss}: {error} > {}", solution.error[1]);
            assert!(solution.error[1] >= exact * f64::EPSILON / loss / 16.0, "δ = {loss}: bound too good to be true");
        }
    }
}

#[test]
fn demand_outside_is_an_error() {
    let solver = Solver::new(&identity(2)).unwrap();
    assert_eq!(solver.forward(&[(2, 1.0)]).unwrap_err(), InventoryError::Outside { index: 2, size: 2 });
}

#[test]
fn missing_production_is_an_error() {
    let technosphere = matrix(&[&[1.0, -0.2], &[-0.3, 0.0]]);
    assert_eq!(Solver::new(&technosphere).unwrap_err(), InventoryError::NoProduction { activity: 1 });
}

/// Productive systems: each activity's inputs, valued at random prices, cost less than its output. `returns` lets some
/// inputs be given back.
fn systems(returns: bool) -> impl Strategy<Value = System> {
    (2_usize..60, any::<u64>()).prop_map(move |(size, seed)| random_system(size, seed, returns, 6.0))
}

/// As [`systems`], with units that a dense solution can bear.
fn even_systems(returns: bool) -> impl Strategy<Value = System> {
    (2_usize..60, any::<u64>()).prop_map(move |(size, seed)| random_system(size, seed, returns, 1.0))
}

fn random_system(size: usize, seed: u64, returns: bool, decades: f64) -> System {
    let mut state = seed | 1;
    let mut uniform = move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let price: Vec<f64> = (0..size).map(|_| 10.0_f64.powf(decades * (2.0 * uniform() - 1.0))).collect();
    let sign: Vec<f64> = (0..size).map(|_| if uniform() < 0.15 { -1.0 } else { 1.0 }).collect();
    let mut triplets = Vec::new();
    let mut emissions = Vec::new();
    for j in 0..size {
        let output = 10.0_f64.powf(4.0 * uniform() - 2.0);
        triplets.push((j as u32, j as u32, sign[j] * output));
        let inputs = (uniform() * 5.0) as usize;
        let share = 0.95 * uniform() / inputs.max(1) as f64;
        for _ in 0..inputs {
            let i = (uniform() * size as f64) as usize;
            if i != j {
                let back = if returns && uniform() < 0.2 { -1.0 } else { 1.0 };
                triplets.push((i as u32, j as u32, -back * sign[i] * share * output * price[j] / price[i]));
            }
        }
        emissions.push(((uniform() * 3.0) as u32, j as u32, uniform() - 0.2));
    }
    System {
        technosphere: Sparse::from_triplets(size, size, &triplets),
        interventions: Sparse::from_triplets(3, size, &emissions),
        characterisation: Sparse::from_triplets(3, 2, &[(0, 0, 1.0), (1, 0, 28.0), (2, 1, 0.3), (1, 1, -2.0)]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_a_dense_solution(system in even_systems(false), product in any::<prop::sample::Index>()) {
        let product = product.index(system.size());
        let expected = Dense::of(&system.technosphere).solve_unit(product);
        for solver in [Solver::new(&system.technosphere).unwrap(), Solver::relaxing(&system.technosphere).unwrap()] {
            let solution = solver.forward(&[(product as u32, 1.0)]).unwrap();
            prop_assert!(solution.proven && solution.unproductive.is_empty());
            for (j, &exact) in expected.iter().enumerate() {
                let found = solution.scaling[j];
                prop_assert!((found - exact).abs() <= solution.error[j] + 1e-11 * exact.abs() + 1e-20, "{j}: {found} {exact}");
                prop_assert!(solution.error[j] <= 1e-12 * found.abs());
            }
        }
    }

    #[test]
    fn agrees_with_a_dense_solution_with_returns(system in even_systems(true), product in any::<prop::sample::Index>()) {
        let product = product.index(system.size());
        let expected = Dense::of(&system.technosphere).solve_unit(product);
        for solver in [Solver::new(&system.technosphere).unwrap(), Solver::relaxing(&system.technosphere).unwrap()] {
            let solution = solver.forward(&[(product as u32, 1.0)]).unwrap();
            prop_assert!(solution.proven);
            for (j, &exact) in expected.iter().enumerate() {
                let found = solution.scaling[j];
                let allowed = solution.error[j] + 1e-11 * exact.abs() + 1e-16;
                prop_assert!((found - exact).abs() <= allowed, "{j}: {found} {exact} {}", solution.error[j]);
            }
        }
    }

    #[test]
    fn adjoint_equals_forward(system in systems(true), product in any::<prop::sample::Index>()) {
        let demand = [(product.index(system.size()) as u32, 2.5)];
        let solver = Solver::new(&system.technosphere).unwrap();
        let direct = DirectIntensities::of_system(&system);
        let forward = direct.scores(&solver.forward(&demand).unwrap());
        let adjoint = solver.adjoint(&direct).unwrap().scores(&demand).unwrap();
        for (a, b) in forward.iter().zip(&adjoint) {
            prop_assert!((a.value - b.value).abs() <= a.error + b.error, "{a:?} {b:?}");
        }
    }

    #[test]
    fn linear_in_the_demand(system in systems(true), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let (a, b) = (a.index(system.size()) as u32, b.index(system.size()) as u32);
        let solver = Solver::new(&system.technosphere).unwrap();
        let [one, other, both] =
            [vec![(a, 1.0)], vec![(b, 1.0)], vec![(a, 3.0), (b, -2.0)]].map(|demand| solver.forward(&demand).unwrap());
        for j in 0..system.size() {
            let sum = 3.0 * one.scaling[j] - 2.0 * other.scaling[j];
            let allowed = 3.0 * one.error[j] + 2.0 * other.error[j] + both.error[j]
                + 4.0 * f64::EPSILON * (3.0 * one.scaling[j].abs() + 2.0 * other.scaling[j].abs());
            prop_assert!((both.scaling[j] - sum).abs() <= allowed);
        }
    }

    #[test]
    fn indifferent_to_numbering(system in systems(true), seed in any::<u64>()) {
        let size = system.size();
        let mut to: Vec<u32> = (0..size as u32).collect();
        to.sort_by_key(|&k| (u64::from(k) + 1).wrapping_mul(seed | 1));
        let mut triplets = Vec::new();
        for (j, &column) in to.iter().enumerate() {
            triplets.extend(system.technosphere.column(j).map(|(i, value)| (to[i], column, value)));
        }
        let permuted = Sparse::from_triplets(size, size, &triplets);
        let one = Solver::new(&system.technosphere).unwrap().forward(&[(0, 1.0)]).unwrap();
        let other = Solver::new(&permuted).unwrap().forward(&[(to[0], 1.0)]).unwrap();
        for (j, &k) in to.iter().enumerate() {
            let k = k as usize;
            prop_assert!((one.scaling[j] - other.scaling[k]).abs() <= one.error[j] + other.error[k]);
        }
    }

    #[test]
    fn pairing_is_found_for_any_column_order(system in systems(false), seed in any::<u64>()) {
        let size = system.size();
        let mut order: Vec<u32> = (0..size as u32).collect();
        order.sort_by_key(|&k| (u64::from(k) + 1).wrapping_mul(seed | 1));
        let raw = system.technosphere.select_columns(&order);
        let interventions = system.interventions.select_columns(&order);
        let declared: Vec<(u32, u32)> = (0..size as u32).step_by(2).map(|k| (order[k as usize], k)).collect();
        let (found, pairing) =
            System::from_raw(&raw, &interventions, system.characterisation.clone(), &declared).unwrap();
        for (product, &activity) in pairing.activity_of.iter().enumerate() {
            prop_assert_eq!(pairing.product_of[activity as usize] as usize, product);
        }
        // Whatever the pairing, the scores of a demand are those of the original system.
        let direct = DirectIntensities::of_system(&system);
        let expected = direct.scores(&Solver::new(&system.technosphere).unwrap().forward(&[(0, 1.0)]).unwrap());
        let solution = Solver::new(&found.technosphere).unwrap().forward(&[(0, 1.0)]).unwrap();
        for (a, b) in expected.iter().zip(DirectIntensities::of_system(&found).scores(&solution)) {
            prop_assert!((a.value - b.value).abs() <= a.error + b.error + 1e-9 * a.value.abs(), "{:?} {:?}", a, b);
        }
    }
}

#[test]
fn unpaired_rows_and_columns_are_named() {
    let technosphere = matrix(&[&[1.0, 1.0, 0.0], &[0.0, 0.0, 1.0], &[0.0, 0.0, 2.0]]);
    let error = System::from_raw(&technosphere, &identity(3), identity(3), &[]).unwrap_err();
    let InventoryError::Unpaired { products, activities } = error else { panic!("{error}") };
    assert_eq!((products.len(), activities.len()), (1, 1));
    assert!(products[0] == 1 || products[0] == 2);
    assert!(activities[0] == 0 || activities[0] == 1);
}

#[test]
fn a_plan_serves_other_values_of_its_structure_only() {
    let system = random_system(50, 7, false, 6.0);
    let plan = Plan::analyse(&system.technosphere).unwrap();
    let mut changed = system.technosphere.clone();
    changed.values_mut().iter_mut().for_each(|value| *value *= 0.5);
    let one = Solver::with_plan(&plan, &changed).unwrap().forward(&[(3, 1.0)]).unwrap();
    let other = Solver::new(&system.technosphere).unwrap().forward(&[(3, 2.0)]).unwrap();
    for (one, other) in one.scaling.iter().zip(&other.scaling) {
        assert!(close(*one, *other, 1e-13));
    }
    let elsewhere = random_system(50, 8, false, 6.0);
    assert_eq!(Solver::with_plan(&plan, &elsewhere.technosphere).unwrap_err(), InventoryError::PlanMismatch);
}

#[test]
fn samples_are_solved_as_if_alone() {
    let system = random_system(400, 11, true, 3.0);
    let size = system.size();
    let shared = SampleSolver::new(&system.technosphere).unwrap();
    let mut sample = shared.sample();
    let mut again = shared.sample();
    let direct = DirectIntensities::of_system(&system);
    let rows: Vec<f64> = (0..size).flat_map(|activity| direct.of(activity).to_vec()).collect();
    for iteration in 0..4_u32 {
        let mut drawn = system.technosphere.clone();
        for (k, value) in drawn.values_mut().iter_mut().enumerate() {
            *value *= 1.0 - 0.2 * f64::from((k as u32).wrapping_mul(0x9e37_79b1 ^ iteration) >> 20) / 4096.0;
        }
        let alone = Solver::new(&drawn).unwrap();
        let demand = [(17, 1.0), (60, 2.0)];
        let expected = alone.forward(&demand).unwrap();
        let (mut scaling, mut repeated) = (vec![0.0; size], vec![0.0; size]);
        sample.set(drawn.values()).unwrap();
        sample.forward(&demand, &mut scaling).unwrap();
        for (j, (&found, &exact)) in scaling.iter().zip(&expected.scaling).enumerate() {
            assert!((found - exact).abs() <= 1e-10 * exact.abs() + 1e4 * expected.error[j], "{j}: {found} {exact}");
        }
        if iteration % 2 == 1 {
            again.set(drawn.values()).unwrap();
            again.forward(&demand, &mut repeated).unwrap();
            assert_eq!(scaling, repeated, "a result depends on what was solved before");
        }
        let mut intensities = vec![0.0; rows.len()];
        sample.adjoint(&rows, 2, &mut intensities).unwrap();
        let expected = alone.adjoint(&direct).unwrap();
        for product in 0..size {
            for lane in 0..2 {
                let (found, exact) = (intensities[product * 2 + lane], expected.of(product)[lane]);
                let allowed = 1e-10 * exact.abs() + 1e4 * expected.errors_of(product)[lane];
                assert!((found - exact).abs() <= allowed, "{product}: {found} {exact}");
            }
        }
    }
}

#[test]
fn a_plan_survives_storage() {
    for seed in 0..20 {
        let system = random_system(20 * (seed as usize + 1), seed, true, 3.0);
        let plan = Plan::analyse(&system.technosphere).unwrap();
        let read = Plan::from_bytes(&plan.to_bytes(), &system.technosphere).unwrap();
        assert!(read == plan);
        let elsewhere = random_system(20 * (seed as usize + 1), seed + 100, true, 3.0);
        let error = Plan::from_bytes(&plan.to_bytes(), &elsewhere.technosphere).unwrap_err();
        assert_eq!(error, InventoryError::PlanMismatch);
    }
}

proptest! {
    #[test]
    fn a_damaged_plan_is_refused(
        at in any::<prop::sample::Index>(), flip in 1_u8.., cut in any::<prop::sample::Index>(), noise in any::<Vec<u8>>()
    ) {
        let system = random_system(200, 5, false, 3.0);
        let good = Plan::analyse(&system.technosphere).unwrap().to_bytes();
        let mut flipped = good.clone();
        let at = at.index(good.len());
        flipped[at] ^= flip;
        for bytes in [&flipped[..], &good[..cut.index(good.len())], &noise] {
            let error = Plan::from_bytes(bytes, &system.technosphere).unwrap_err();
            let refused = matches!(error, InventoryError::PlanDamaged { .. } | InventoryError::PlanMismatch);
            prop_assert!(refused);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_scenario_equals_the_changed_system(system in systems(false), places in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0.1_f64..1.5), 1..12)) {
        let size = system.size();
        let solver = Solver::new(&system.technosphere).unwrap();
        let direct = DirectIntensities::of_system(&system);
        // New amounts of existing entries and, one time in three, of new ones.
        let changes: Vec<Change> = places.iter().enumerate().map(|(k, (row, column, factor))| {
            let activity = column.index(size);
            let entries: Vec<(usize, f64)> = system.technosphere.column(activity).collect();
            let (product, amount) = if k % 3 == 2 {
                (row.index(size), -1e-6)
            } else {
                entries[row.index(entries.len())]
            };
            let amount = if product == activity { system.technosphere.get(product, product).unwrap() * (1.0 + 0.1 * factor) } else { amount * factor * 0.66 };
            Change { product: product as u32, activity: activity as u32, amount }
        }).collect();
        let scenario = solver.scenario(&system.technosphere, &changes).unwrap();
        let rebuilt = Solver::new(scenario.technosphere()).unwrap();
        let demand = [(places[0].0.index(size) as u32, 1.0)];
        let (one, other) = (scenario.forward(&demand).unwrap(), rebuilt.forward(&demand).unwrap());
        for j in 0..size {
            let gap = (one.scaling[j] - other.scaling[j]).abs();
            prop_assert!(gap <= one.error[j] + other.error[j], "{}: {} {} {} {}", j, one.scaling[j], other.scaling[j], one.error[j], other.error[j]);
        }
        let (one, other) = (scenario.adjoint(&direct).unwrap(), rebuilt.adjoint(&direct).unwrap());
        for product in 0..size {
            for lane in 0..2 {
                let gap = (one.of(product)[lane] - other.of(product)[lane]).abs();
                prop_assert!(gap <= one.errors_of(product)[lane] + other.errors_of(product)[lane]);
            }
        }
    }
}

#[test]
fn a_scenario_that_closes_a_loop_is_factored() {
    let technosphere = matrix(&[&[1.0, -0.5], &[-0.5, 1.0]]);
    let solver = Solver::new(&technosphere).unwrap();
    let change = |amount| [Change { product: 1, activity: 0, amount }];
    assert!(!solver.scenario(&technosphere, &change(-1.0)).unwrap().is_rebuilt());
    let singular = solver.scenario(&technosphere, &change(-2.0)).unwrap();
    assert_eq!(singular.forward(&[(0, 1.0)]).unwrap_err(), InventoryError::Singular { component: vec![0, 1] });
    let unproductive = solver.scenario(&technosphere, &change(-3.0)).unwrap();
    assert_eq!(unproductive.forward(&[(0, 1.0)]).unwrap().unproductive, vec![vec![0, 1]]);
}

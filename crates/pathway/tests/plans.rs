//! The dynamic programme against enumeration, the smoothed bound against differences, whole solves against enumeration.

use verdigris_optimisation::{Interior, Limits};
use verdigris_pathway::bound::{exact, smooth};
use verdigris_pathway::plan::{
    Kind, Limit, Market, Node, Plan, Plant, Problem, Reduced, Scratch, Softened, Subject, Sums, cheapest, soften,
};
use verdigris_pathway::solve::{Effort, solve};
use verdigris_pathway::whole::dispatch::dispatch;

const PERIODS: usize = 3;
const STATES: usize = 3;

/// A plant of two technologies from 30 numbers in [0, 1].
fn plant(numbers: &[f64]) -> Plant {
    let mut plant = Plant::new(STATES, PERIODS, 1);
    let mut next = numbers.iter().copied().cycle();
    let mut draw = move |scale: f64| scale * next.next().unwrap_or(0.5);
    let size = 1.0 + draw(3.0);
    for state in 1..STATES {
        let made = plant.keep(0, std::iter::repeat_n(1.0, PERIODS));
        let emitted = plant.keep(1, std::iter::repeat_n(if state == 1 { 2.0 } else { 0.5 }, PERIODS));
        plant.run_uses[state] = vec![made, emitted];
        for t in 0..PERIODS {
            let at = state * PERIODS + t;
            plant.hold[at] = draw(2.0);
            plant.run[at] = 2.0 + draw(3.0) + if state == 2 { 1.0 } else { 0.0 };
            plant.most[at] = size;
            plant.leave[at] = draw(1.0);
            plant.enter[at] = 1.0 + draw(4.0);
        }
    }
    plant.money = 5.0 * size;
    plant
}

fn problem(numbers: &[f64], plants: usize) -> Problem {
    let plants: Vec<Plant> = (0..plants).map(|p| plant(&numbers[p * 7..])).collect();
    let capacity: f64 = plants.iter().map(|plant| plant.most[PERIODS]).sum();
    let node = |share: f64, supply| Node {
        supply,
        demand: vec![share * capacity; PERIODS],
        unmet: vec![60.0; PERIODS],
        import: vec![0.0; PERIODS],
        import_cost: vec![0.0; PERIODS],
    };
    let market = Market {
        nodes: vec![node(0.5, Some(0)), node(0.2, None)],
        carriage: [[0.0; PERIODS], [0.3; PERIODS], [0.3; PERIODS], [0.0; PERIODS]].concat(),
        price: vec![5.0; PERIODS],
    };
    let limits = (0..PERIODS)
        .map(|t| Limit {
            subject: Subject { kind: Kind::EmissionCap, index: 0, period: t },
            terms: vec![(PERIODS + t, 1.0)],
            bound: capacity * [1.5, 1.0, 0.6][t],
            of_paths: false,
        })
        .collect();
    Problem { periods: PERIODS, series: 2, plants, markets: vec![market], limits }
}

/// Every path of a plant of this file, with its changes.
fn paths() -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut all = Vec::new();
    for code in 0..STATES.pow(PERIODS as u32) {
        let states: Vec<u8> = (0..PERIODS).map(|t| (code / STATES.pow(t as u32) % STATES) as u8).collect();
        let mut before = 1;
        let via = states
            .iter()
            .map(|state| {
                let how = if *state == before && before != 0 { Plan::STAY } else { Plan::HUB };
                before = *state;
                how
            })
            .collect();
        all.push((states, via));
    }
    all
}

/// Numbers in [0, 1) that differ from case to case.
fn numbers(case: u32, count: u32) -> Vec<f64> {
    (0..count).map(|i| f64::from((case * 7919 + i * i * 104_729 + i * 37) % 10_007) / 10_007.0).collect()
}

#[test]
fn the_programme_finds_what_enumeration_finds() {
    for case in 0..60 {
        let numbers = numbers(case, 41);
        let (plant, price) = (plant(&numbers), 8.0 * numbers[40]);
        let costs: Vec<f64> = [[-price; PERIODS], [0.3; PERIODS]].concat();
        let mut reduced = Reduced::default();
        reduced.fill(&plant, &costs, PERIODS);
        let operate: Vec<f64> = reduced.run.iter().zip(&plant.most).map(|(run, most)| (run * most).min(0.0)).collect();
        let (least, states, via) = cheapest(&plant, &reduced, &operate, PERIODS, &mut Scratch::default());
        let cost = |states: &[u8], via: &[u8]| {
            let plan = Plan { states: states.to_vec(), via: via.to_vec(), activity: vec![0.0; PERIODS] };
            plan.path_cost(&plant) + (0..PERIODS).map(|t| operate[states[t] as usize * PERIODS + t]).sum::<f64>()
        };
        let all: Vec<f64> = paths().iter().map(|(states, via)| cost(states, via)).collect();
        let enumerated = all.iter().copied().fold(f64::INFINITY, f64::min);
        assert!((least - enumerated).abs() < 1e-9, "case {case}: {least} against {enumerated}");
        assert!((cost(&states, &via) - least).abs() < 1e-9);
        let (mut used, mut spread) = (vec![0.0; 2 * PERIODS], Vec::new());
        let mut sums = Sums { used: &mut used, spread: &mut spread };
        let soft = soften(&plant, &reduced, 0.01, PERIODS, &mut Softened::default(), &mut sums);
        assert!(soft <= least + 1e-9 && soft > least - 0.2, "case {case}: {soft} against {least}");
    }
}

#[test]
fn the_gradient_is_the_difference_and_smoothing_stays_below() {
    for case in 0..20 {
        let numbers = numbers(case, 60);
        let problem = problem(&numbers, 3);
        let y: Vec<f64> = numbers.iter().take(problem.prices()).map(|number| 6.0 * number).collect();
        let at = smooth(&problem, &y, 0.1, true);
        assert!(at.value <= exact(&problem, &y).0 + 1e-9);
        for index in 0..y.len() {
            let step = 1e-5;
            let shifted = |sign: f64| {
                let mut moved = y.clone();
                moved[index] += sign * step;
                smooth(&problem, &moved, 0.1, false).value
            };
            let difference = (shifted(1.0) - shifted(-1.0)) / (2.0 * step);
            assert!(
                (difference - at.gradient[index]).abs() < 1e-4 * (1.0 + difference.abs()),
                "case {case}, price {index}: {difference} against {}",
                at.gradient[index]
            );
        }
    }
}

#[test]
fn a_whole_solve_meets_enumeration() {
    let numbers: Vec<f64> = (0..60).map(|i| f64::from(i * 37 % 61) / 61.0).collect();
    let problem = problem(&numbers, 2);
    let mut optimum = f64::INFINITY;
    for (first_states, first_via) in paths() {
        for (second_states, second_via) in paths() {
            let plan = |states: &[u8], via: &[u8]| Plan {
                states: states.to_vec(),
                via: via.to_vec(),
                activity: vec![0.0; PERIODS],
            };
            let mut plans = vec![plan(&first_states, &first_via), plan(&second_states, &second_via)];
            let found = dispatch(&problem, &mut plans, &Interior, &Limits::default()).unwrap().unwrap();
            optimum = optimum.min(found.cost);
        }
    }
    let solution = solve(&problem, &Effort::of(&problem), None, &Interior, |_| true).unwrap().unwrap();
    assert!(solution.check.holds(1e-6), "{:?}", solution.check);
    assert!(solution.bound <= optimum + 1e-6, "bound {} above the optimum {optimum}", solution.bound);
    assert!((solution.cost - optimum).abs() < 1e-4 * optimum, "{} against {optimum}", solution.cost);
}

#[test]
fn one_thread_and_many_give_the_same_bits() {
    let numbers: Vec<f64> = (0..400).map(|i| f64::from(i * 53 % 401) / 401.0).collect();
    let problem = problem(&numbers, 40);
    let y: Vec<f64> = (0..problem.prices()).map(|i| 5.0 * numbers[i]).collect();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| smooth(&problem, &y, 0.05, true))
    };
    let (one, many) = (run(1), run(5));
    assert_eq!(one.value.to_bits(), many.value.to_bits());
    assert_eq!(one.gradient, many.gradient);
    assert_eq!(one.curvature, many.curvature);
}

#[test]
fn a_caller_can_stop() {
    let numbers: Vec<f64> = (0..60).map(f64::from).map(|i| i / 60.0).collect();
    let problem = problem(&numbers, 2);
    assert!(solve(&problem, &Effort::of(&problem), None, &Interior, |_| false).unwrap().is_none());
}

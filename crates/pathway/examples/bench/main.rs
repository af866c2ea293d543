//! Solves an instance of the generator: `bench FOLDER [bound]`, one JSON line; see `bench/pathway`.
//!
//! Cold solve, then solves again from its prices and plans after a change of the emission budget. With `bound`, only the
//! bound, driven further down in temperature.

mod instance;

use std::path::Path;
use std::time::Instant;

use verdigris_optimisation::Interior;
use verdigris_pathway::bound::ascent::{Schedule, climb, guess};
use verdigris_pathway::plan::{Kind, Problem};
use verdigris_pathway::solve::{Effort, Solution, Warm, solve};

fn timed(problem: &Problem, effort: &Effort, warm: Option<&Warm>) -> (Option<Solution>, f64) {
    let start = Instant::now();
    let solution = solve(problem, effort, warm, &Interior, |progress| {
        eprintln!("{:.2} s {progress:?}", start.elapsed().as_secs_f64());
        true
    })
    .unwrap();
    (solution, start.elapsed().as_secs_f64())
}

fn main() {
    let folder = std::env::args().nth(1).expect("the folder of an instance");
    let mut problem = instance::read(Path::new(&folder));
    if std::env::args().nth(2).as_deref() == Some("bound") {
        let start = Instant::now();
        let schedule = Schedule {
            temperatures: vec![0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6],
            steps: 500,
            memory: 30,
            slack: 1e-8,
        };
        let ascent = climb(&problem, guess(&problem), &schedule, |stage, bound| {
            eprintln!("{stage} {bound:.1} {:.2} s", start.elapsed().as_secs_f64());
            true
        });
        println!(
            r#"{{"bound": {:.1}, "evaluations": {}, "seconds": {:.2}}}"#,
            ascent.bound,
            ascent.evaluations,
            start.elapsed().as_secs_f64()
        );
        return;
    }
    let (solution, cold) = timed(&problem, &Effort::of(&problem), None);
    let Some(solution) = solution else {
        println!(r#"{{"found": false, "cold_s": {cold:.2}}}"#);
        return;
    };
    for limit in problem.limits.iter_mut().filter(|limit| limit.subject.kind == Kind::EmissionBudget) {
        limit.bound *= 0.98;
    }
    let (again, warm) = timed(&problem, &Effort::again(&problem), Some(&solution.warm()));
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("").trim().to_owned();
    println!(
        r#"{{"bound": {:.1}, "cost": {:.1}, "gap_percent": {:.4}, "cold_s": {cold:.2}, "check": {}, "warm_s": {warm:.2}, "warm_gap_percent": {:.4}, "peak_memory": "{peak}"}}"#,
        solution.bound,
        solution.cost,
        100.0 * solution.gap(),
        serde_json::to_string(&solution.check).unwrap(),
        again.map_or(f64::NAN, |again| 100.0 * again.gap()),
    );
}

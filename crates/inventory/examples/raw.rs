//! Times the solver on raw arrays and prints one line of JSON.
//!
//! `raw DIR TASK [--plan FILE] [--repeat N]`, where `DIR` holds little-endian arrays of the technosphere `A` and the
//! interventions `B` by columns and of the characterisation `Q` by rows (`A.indptr.i32`, `A.indices.i32`,
//! `A.data.f64`, …), `A.sigma.f64` with the standard deviations of the logarithms, and `demands.i32`.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Instant;

use verdigris_inventory::plan::Plan;
use verdigris_inventory::sample::SampleSolver;
use verdigris_inventory::score::{DirectIntensities, Inventory, Score};
use verdigris_inventory::solver::Solver;
use verdigris_inventory::sparse::Sparse;
use verdigris_inventory::system::System;

type Outcome<T> = Result<T, Box<dyn Error>>;

const TASKS: &str = "plan first first_planned redo redo_scores multi multi_planned all_adjoint mc1 mc_all";

fn indices(folder: &Path, name: &str) -> Outcome<Vec<u32>> {
    let bytes = fs::read(folder.join(name))?;
    Ok(bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
}

fn numbers(folder: &Path, name: &str) -> Outcome<Vec<f64>> {
    let bytes = fs::read(folder.join(name))?;
    Ok(bytes.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
}

fn compressed(folder: &Path, name: &str, rows: usize) -> Outcome<Sparse> {
    let part = |part: &str| format!("{name}.{part}");
    let row_of = indices(folder, &part("indices.i32"))?;
    let rows = row_of.iter().map(|&row| row as usize + 1).fold(rows, usize::max);
    Ok(Sparse::from_parts(rows, indices(folder, &part("indptr.i32"))?, row_of, numbers(folder, &part("data.f64"))?))
}

fn load(folder: &Path) -> Outcome<System> {
    let technosphere = compressed(folder, "A", 0)?;
    let interventions = compressed(folder, "B", 0)?;
    let characterisation = compressed(folder, "Q", interventions.rows())?;
    let interventions = if interventions.rows() < characterisation.rows() {
        compressed(folder, "B", characterisation.rows())?
    } else {
        interventions
    };
    Ok(System { technosphere, interventions, characterisation })
}

/// CPU time of this process so far in seconds, where the system tells (ticks of some milliseconds).
fn cpu() -> f64 {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(f64::NAN) * 1e-9
}

/// Peak resident memory in MiB, where the system tells.
fn peak() -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}

/// What a task gives: how often it was repeated, its scores, and further numbers to print.
struct Done {
    repeats: usize,
    since: (f64, Instant),
    spent: (f64, f64),
    scores: Vec<Score>,
    more: Vec<(&'static str, f64)>,
}

impl Done {
    fn start() -> Self {
        Self { repeats: 1, since: (cpu(), Instant::now()), spent: (0.0, 0.0), scores: Vec::new(), more: Vec::new() }
    }

    fn stop(mut self, repeats: usize, scores: Vec<Score>) -> Self {
        self.spent = (cpu() - self.since.0, self.since.1.elapsed().as_secs_f64());
        (self.repeats, self.scores) = (repeats, scores);
        self
    }
}

/// A uniform number in (0, 1) from a counter.
fn uniform(counter: u64) -> f64 {
    let mut x = counter.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17
}

/// Lognormal amounts around the deterministic ones.
fn draw(values: &[f64], sigma: &[f64], iteration: u64) -> Vec<f64> {
    let normal = |k: u64| (-2.0 * uniform(2 * k).ln()).sqrt() * (std::f64::consts::TAU * uniform(2 * k + 1)).cos();
    let key = |k: usize| iteration << 32 | k as u64;
    let pairs = values.iter().zip(sigma).enumerate();
    pairs
        .map(|(k, (value, sigma))| if *sigma > 0.0 { value * (sigma * normal(key(k))).exp() } else { *value })
        .collect()
}

fn run(folder: &Path, task: &str, plan_file: Option<&Path>, repeat: usize) -> Outcome<Done> {
    let total = Done::start();
    let system = load(folder)?;
    let technosphere = &system.technosphere;
    let demands: Vec<Vec<(u32, f64)>> =
        indices(folder, "demands.i32")?.into_iter().map(|product| vec![(product, 1.0)]).collect();
    let loaded = cpu() - total.since.0;
    let stored = || -> Outcome<Plan> {
        let file = plan_file.ok_or("this task needs --plan FILE; write it with the task `plan`")?;
        Ok(Plan::from_bytes(&fs::read(file)?, technosphere)?)
    };
    let plan = || if plan_file.is_some() { stored() } else { Ok(Plan::analyse(technosphere)?) };
    let single = |solver: &Solver| -> Outcome<Vec<Score>> {
        Ok(Inventory::of(&system, &solver.forward(&demands[0])?).scores(&system))
    };
    let mut done = match task {
        "plan" => {
            let plan = Plan::analyse(technosphere)?;
            let bytes = plan.to_bytes();
            if let Some(file) = plan_file {
                fs::write(file, &bytes)?;
            }
            let mut done = total.stop(1, Vec::new());
            done.more.push(("plan_bytes", bytes.len() as f64));
            done.more.push(("largest_core", plan.largest_core() as f64));
            done
        }
        "first" => {
            let scores = single(&Solver::relaxing(technosphere)?)?;
            total.stop(1, scores)
        }
        "first_planned" => {
            let scores = single(&Solver::relaxing_with_plan(&stored()?, technosphere)?)?;
            total.stop(1, scores)
        }
        "redo" => {
            let solver = Solver::with_plan(&plan()?, technosphere)?;
            let direct = DirectIntensities::of_system(&system);
            let ready = Done::start();
            let mut scores = Vec::new();
            for k in 0..repeat {
                scores = direct.scores(&solver.forward(&demands[(repeat - 1 - k) % demands.len()])?);
            }
            ready.stop(repeat, scores)
        }
        "redo_scores" => {
            let solver = Solver::with_plan(&plan()?, technosphere)?;
            let intensities = solver.adjoint(&DirectIntensities::of_system(&system))?;
            let ready = Done::start();
            let mut scores = Vec::new();
            for k in 0..repeat {
                scores = intensities.scores(&demands[(repeat - 1 - k) % demands.len()])?;
            }
            ready.stop(repeat, scores)
        }
        "multi" | "multi_planned" => {
            let solver = if task == "multi" {
                Solver::relaxing(technosphere)?
            } else {
                Solver::with_plan(&stored()?, technosphere)?
            };
            let scores = solver.scores(&demands, &DirectIntensities::of_system(&system))?;
            total.stop(1, scores.into_iter().flatten().collect())
        }
        "all_adjoint" => {
            let solver = Solver::with_plan(&plan()?, technosphere)?;
            let ready = Done::start();
            let mut scores = Vec::new();
            for _ in 0..repeat {
                let intensities = solver.adjoint(&DirectIntensities::of_system(&system))?;
                scores = intensities.scores(&demands[0])?;
            }
            ready.stop(repeat, scores)
        }
        "mc1" | "mc_all" => sampled(folder, &system, &plan()?, task, &demands[0], repeat)?,
        _ => return Err(format!("unknown task {task}; known are {TASKS}").into()),
    };
    done.more.push(("load_cpu_s", loaded));
    Ok(done)
}

fn sampled(
    folder: &Path,
    system: &System,
    plan: &Plan,
    task: &str,
    demand: &[(u32, f64)],
    repeat: usize,
) -> Outcome<Done> {
    let sigma = numbers(folder, "A.sigma.f64")?;
    let shared = SampleSolver::with_plan(plan, &system.technosphere)?;
    let direct = DirectIntensities::of_system(system);
    let rows: Vec<f64> = (0..system.size()).flat_map(|activity| direct.of(activity).to_vec()).collect();
    let mut sample = shared.sample();
    let mut scaling = vec![0.0; system.size()];
    let mut intensities = vec![0.0; rows.len()];
    let draws: Vec<Vec<f64>> =
        (0..repeat.min(8)).map(|k| draw(system.technosphere.values(), &sigma, k as u64)).collect();
    let ready = Done::start();
    for k in 0..repeat {
        sample.set(&draws[k % draws.len()])?;
        if task == "mc1" {
            sample.forward(demand, &mut scaling)?;
        } else {
            sample.adjoint(&rows, direct.indicators(), &mut intensities)?;
        }
    }
    Ok(ready.stop(repeat, Vec::new()))
}

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = || format!("raw DIR TASK [--plan FILE] [--repeat N]; tasks: {TASKS}");
    let folder = arguments.next().ok_or_else(usage)?;
    let task = arguments.next().ok_or_else(usage)?;
    let (mut plan_file, mut repeat) = (None, 20);
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or_else(usage)?;
        match option.as_str() {
            "--plan" => plan_file = Some(value),
            "--repeat" => repeat = value.parse()?,
            _ => return Err(usage().into()),
        }
    }
    let done = run(Path::new(&folder), &task, plan_file.as_deref().map(Path::new), repeat.max(1))?;
    let each = done.repeats as f64;
    let mut line = format!(
        "{{\"task\":\"{task}\",\"cpu_s\":{:.6},\"wall_s\":{:.6},\"repeats\":{},\"peak_mib\":{:.1}",
        done.spent.0 / each,
        done.spent.1 / each,
        done.repeats,
        peak()
    );
    for (name, value) in &done.more {
        write!(line, ",\"{name}\":{value}")?;
    }
    let list = |of: fn(&Score) -> f64| {
        let texts: Vec<String> = done.scores.iter().map(|score| format!("{:e}", of(score))).collect();
        texts.join(",")
    };
    write!(line, ",\"scores\":[{}],\"errors\":[{}]}}", list(|score| score.value), list(|score| score.error))?;
    println!("{line}");
    Ok(())
}

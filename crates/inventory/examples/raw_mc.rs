//! Times Monte Carlo and graph traversal on a system of raw arrays, one JSON line per task.
//!
//! `raw_mc DIR TASK N` with TASK one of `mc1` (one product, one indicator), `mc20` (one product, all indicators),
//! `mc_all` (all products, all indicators), `tree` (supply tree to a cutoff of 5e-4), `graph` (supply graph). N is the
//! number of iterations or repetitions. CPU seconds are of the one thread that works, start-up included; the
//! shortest iteration is in wall time, for the CPU clock that can be read here ticks in milliseconds.
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use verdigris_inventory::contribution::{direct_intensities, factors};
use verdigris_inventory::montecarlo::MonteCarlo;
use verdigris_inventory::path::{PathLimits, supply_tree};
use verdigris_inventory::progress::Watch;
use verdigris_inventory::score::DirectIntensities;
use verdigris_inventory::sensitivity::Place;
use verdigris_inventory::solver::Solver;
use verdigris_inventory::sparse::Sparse;
use verdigris_inventory::system::System;
use verdigris_inventory::traversal::{GraphLimits, Solved, inverse_diagonal, supply_graph};
use verdigris_inventory::uncertain::Uncertain;
use verdigris_quantity::distribution::Distribution;

type Failure = Box<dyn std::error::Error>;

fn numbers<const W: usize, T>(path: &Path, read: fn([u8; W]) -> T) -> Result<Vec<T>, Failure> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(bytes.as_chunks::<W>().0.iter().map(|&word| read(word)).collect())
}

fn compressed(folder: &Path, name: &str, rows: usize) -> Result<Sparse, Failure> {
    let file = |part: &str| folder.join(format!("{name}.{part}"));
    let starts = numbers(&file("indptr.i32"), u32::from_le_bytes)?;
    let row_of = numbers(&file("indices.i32"), u32::from_le_bytes)?;
    Ok(Sparse::from_parts(rows, starts, row_of, numbers(&file("data.f64"), f64::from_le_bytes)?))
}

fn load(folder: &Path) -> Result<(System, Vec<Uncertain>), Failure> {
    let size = numbers(&folder.join("A.indptr.i32"), u32::from_le_bytes)?.len() - 1;
    // Q is stored by rows of indicators, which are the columns of its transpose.
    let flows = numbers(&folder.join("B.indices.i32"), u32::from_le_bytes)?.into_iter().max().unwrap_or(0);
    let flows = flows.max(numbers(&folder.join("Q.indices.i32"), u32::from_le_bytes)?.into_iter().max().unwrap_or(0))
        as usize
        + 1;
    let system = System {
        technosphere: compressed(folder, "A", size)?,
        interventions: compressed(folder, "B", flows)?,
        characterisation: compressed(folder, "Q", flows)?,
    };
    let mut uncertain = Vec::new();
    for (name, matrix, space) in [("A", &system.technosphere, 0), ("B", &system.interventions, 1_u64 << 40)] {
        let sigma = numbers(&folder.join(format!("{name}.sigma.f64")), f64::from_le_bytes)?;
        for column in 0..matrix.columns() {
            for k in matrix.range(column).filter(|&k| sigma[k] > 0.0) {
                let (row, column, value) = (matrix.row_indices()[k], column as u32, matrix.values()[k]);
                let place =
                    if space == 0 { Place::Technosphere { row, column } } else { Place::Intervention { row, column } };
                let distribution = Distribution::Lognormal { median: value.abs(), sigma: sigma[k] };
                let (factor, amount) = (value.signum(), value.abs());
                uncertain.push(Uncertain { place, factor, amount, distribution, id: space + k as u64 });
            }
        }
    }
    Ok((system, uncertain))
}

/// CPU seconds of this thread.
fn cpu() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0) * 1e-9
}

/// Repeats a traversal; factoring once is part of neither repetition.
fn traversal(
    system: &System,
    product: usize,
    task: &str,
    count: u64,
    report: &dyn Fn(u64, u64),
) -> Result<String, Failure> {
    let solver = Solver::new(&system.technosphere)?;
    let factors = factors(system, 0);
    let direct = direct_intensities(system, &factors);
    let intensities = solver.adjoint(&DirectIntensities::of_system(system))?.indicator(0);
    let demand = [(product, 1.0)];
    let mut result = String::new();
    report(0, count);
    for k in 0..count {
        result = if task == "tree" {
            let limits = PathLimits { cutoff: 5e-4, ..PathLimits::default() };
            let tree = supply_tree(&system.technosphere, &demand, &direct, &intensities, limits);
            format!("\"nodes\":{},\"score\":{:e},\"covered\":{:e}", tree.nodes.len(), tree.score, tree.covered)
        } else {
            let scaling = solver.forward(&[(product as u32, 1.0)])?.scaling;
            let solved = Solved { scaling: &scaling, direct: &direct, intensities: &intensities };
            let limits = GraphLimits { cutoff: 5e-4, nodes: 10_000 };
            let graph =
                supply_graph(&system.technosphere, &demand, solved, limits, |kept| inverse_diagonal(&solver, kept))?;
            format!("\"nodes\":{},\"edges\":{},\"score\":{:e}", graph.nodes.len(), graph.edges.len(), graph.score)
        };
        report(k + 1, count);
    }
    Ok(result)
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: raw_mc DIR TASK N";
    let folder = arguments.next().ok_or(usage)?;
    let task = arguments.next().ok_or(usage)?;
    let count: u64 = arguments.next().ok_or(usage)?.parse()?;
    let folder = Path::new(&folder);
    let (system, uncertain) = load(folder)?;
    let demands = numbers(&folder.join("demands.i32"), u32::from_le_bytes)?;
    let product = *demands.first().ok_or("no demand")? as usize;
    // The calling thread is the pool, so that its CPU time is the work's.
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()?;
    let run = MonteCarlo { system: &system, uncertain: &uncertain, formulas: None, plan: None, seed: 1 };
    let all: Vec<usize> = (0..system.indicators()).collect();
    let times = Mutex::new(vec![Instant::now()]);
    let report = |_: u64, _: u64| {
        if let Ok(mut times) = times.lock() {
            times.push(Instant::now());
        }
    };
    let watch = Watch { progress: Some(&report), cancellation: None };
    let (start, wall) = (cpu(), Instant::now());
    let result = match task.as_str() {
        "mc1" | "mc20" => {
            let indicators = if task == "mc1" { &all[..1] } else { &all[..] };
            let samples = run.run(&[vec![(product, 1.0)]], indicators, 0..count, watch)?;
            let summary = samples.summary(0, 0);
            format!("\"mean\":{:e},\"sd\":{:e},\"failed\":{}", summary.mean, summary.sd, samples.failed.len())
        }
        "mc_all" => {
            let sketch = run.run_all(&all, 0..count, watch)?;
            let summary = sketch.scores.summary(product, 0).ok_or("no samples")?;
            format!("\"mean\":{:e},\"sd\":{:e},\"failed\":{}", summary.mean, summary.sd, sketch.failed.len())
        }
        "tree" | "graph" => traversal(&system, product, &task, count, &report)?,
        _ => return Err(usage.into()),
    };
    let (used, wall) = (cpu() - start, wall.elapsed().as_secs_f64());
    let times = times.into_inner()?;
    let steps = times.windows(2).skip(1).map(|pair| (pair[1] - pair[0]).as_secs_f64());
    let least = steps.fold(f64::INFINITY, f64::min);
    println!(
        "{{\"task\":\"{task}\",\"n\":{},\"count\":{count},\"cpu_s\":{used:.6},\"wall_s\":{wall:.6},\
         \"wall_s_each_min\":{least:.6},{result}}}",
        system.size()
    );
    Ok(())
}

//! The stock case of `bench/materials`: 1900–2100, products × regions × metals, timed by the caller.
//!
//! `stock_case KIND PRODUCTS REGIONS METALS LIFETIME [shared|general]`: KIND is `inflow` or `stock`, LIFETIME `normal`,
//! `lognormal` or `weibull`. `shared` keeps one lifetime a product; `general` gives every cohort of every series its own.
//! Prints sums to compare with the peer, seconds of the work and peak memory. `model RUNS` draws the packaged model.

use std::{error::Error, time::Instant};

use verdigris_materials::{
    Entry, Lifetime, Lifetimes, Time,
    model::{Model, Tables, sampled},
    stock::{Decline, StockDriven, Stocks, inflow_driven, stock_driven},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let texts: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match texts.as_slice() {
        ["model", runs] => model(runs.parse()?),
        [kind, products, regions, metals, lifetime, rest @ ..] => {
            let sizes = [products.parse()?, regions.parse()?, metals.parse()?];
            stocks(kind, sizes, lifetime, rest.first() == Some(&"general"))
        }
        _ => Err("KIND PRODUCTS REGIONS METALS LIFETIME [shared|general], or: model RUNS".into()),
    }
}

fn stocks(
    kind: &str,
    [products, regions, metals]: [usize; 3],
    lifetime: &str,
    general: bool,
) -> Result<(), Box<dyn Error>> {
    let time = Time::yearly(1900, 2100)?;
    let (steps, series) = (time.steps(), products * regions * metals);
    let mut state = 1_u64;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / 9_007_199_254_740_992.0
    };
    // Weights in place of the peer's: the sums differ, the work does not. A file of weights makes the sums equal too.
    let means: Vec<f64> = match std::env::var("STOCK_CASE_MEANS") {
        Ok(file) => numbers(&file)?,
        Err(_) => (0..products).map(|_| 5.0 + 45.0 * uniform()).collect(),
    };
    let weights: Vec<f64> = match std::env::var("STOCK_CASE_WEIGHTS") {
        Ok(file) => numbers(&file)?,
        Err(_) => (0..series).map(|_| uniform()).collect(),
    };
    let factor = if kind == "stock" { 100.0 } else { 1.0 };
    let given: Vec<f64> = (0..steps)
        .flat_map(|step| {
            let growth = factor * (0.02 * step as f64).exp();
            weights.iter().map(move |weight| growth * weight)
        })
        .collect();
    let start = Instant::now();
    let of = |mean: f64| match lifetime {
        "lognormal" => Lifetime::LogNormal { mean, sd: 0.3 * mean },
        "weibull" => Lifetime::Weibull { shape: 2.5, scale: mean },
        _ => Lifetime::Normal { mean, sd: 0.3 * mean },
    };
    // Region by region, product by product, metal by metal, as the peer lays them out.
    let mean = |k: usize| means[(k / metals) % products];
    let lifetimes = if general {
        // A difference far below any figure, so that no two cohorts share a table and the sums still compare.
        let list = (0..steps)
            .flat_map(|cohort| (0..series).map(move |k| (cohort, k)))
            .map(|(cohort, k)| of(mean(k) * (1.0 + 1e-13 * (cohort * series + k) as f64)))
            .collect();
        Lifetimes::ByCohortAndSeries(list)
    } else {
        Lifetimes::BySeries((0..series).map(|k| of(mean(k))).collect())
    };
    let stocks: Stocks = if kind == "stock" {
        let asked = StockDriven { target: &given, initial: None, decline: Decline::NegativeInflow };
        stock_driven(&time, &lifetimes, Entry::Middle, &asked)?
    } else {
        inflow_driven(&time, &lifetimes, Entry::Middle, &given)?
    };
    let seconds = start.elapsed().as_secs_f64();
    let last = (steps - 1) * series;
    let sum = |values: &[f64]| values[last..].iter().sum::<f64>();
    println!(
        "{{\"kind\": \"{kind}\", \"lifetime\": \"{lifetime}\", \"general\": {general}, \"series\": {series}, \
         \"seconds\": {seconds:.4}, \"peak_gb\": {:.4}, \"stock_end\": {:.6}, \"out_end\": {:.6}, \"in_end\": {:.6}, \
         \"balance\": {:e}}}",
        peak(),
        sum(&stocks.stock),
        sum(&stocks.outflow),
        sum(&stocks.inflow),
        stocks.balance.worst
    );
    Ok(())
}

fn model(runs: u64) -> Result<(), Box<dyn Error>> {
    let tables = Tables::packaged()?;
    for metal in ["aluminium", "copper", "zinc"] {
        let start = Instant::now();
        let model = Model::new(&tables, metal, None)?;
        let drawn = sampled(&model, 1, runs)?;
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{{\"model\": \"{metal}\", \"runs\": {runs}, \"seconds\": {seconds:.4}, \"quantiles\": {}, \"peak_gb\": {:.4}}}",
            drawn.quantiles.len(),
            peak()
        );
    }
    Ok(())
}

fn numbers(file: &str) -> Result<Vec<f64>, Box<dyn Error>> {
    Ok(std::fs::read_to_string(file)?.split_whitespace().map(str::parse).collect::<Result<_, _>>()?)
}

/// Peak resident memory in GB, where the system tells it.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).map_or(f64::NAN, |kib| kib * 1024.0 / 1e9)
}

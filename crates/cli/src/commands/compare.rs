//! `compare A B`: two products, paired, with the probability that the first is lower.

use serde_json::json;

use crate::output::print_json;
use crate::{
    arguments::On,
    commands::open,
    context::{Context, watch, watched},
    footprint::{product, quantiles, result},
    output::{
        number::{percent, short},
        table::Align,
    },
    target::{region_name, resolve},
    uncertainty::sample,
};
use verdigris_wording::Problem;

/// Runs when none are asked for: the standard error of a probability is then below 1.6 %.
const RUNS: u64 = 1000;

pub fn run(context: &Context, first: &str, second: &str, on: &On) -> Result<(), Problem> {
    let (study, patches) = open(context, on)?;
    let targets = [resolve(&study, first, on)?, resolve(&study, second, on)?];
    let solved = [study.solve(&targets[0])?, study.solve(&targets[1])?];
    let bar = context.bar("working-sampling");
    let progress = watched(&bar);
    let demands: Vec<Vec<(usize, f64)>> = targets.iter().map(|target| vec![(target.activity, target.own)]).collect();
    let (samples, _) = sample(&study, &demands, on.seed, on.runs.unwrap_or(RUNS), watch(&progress))?;
    bar.finish_and_clear();
    if context.json {
        let names: Vec<String> = patches.iter().map(|patch| patch.name.clone()).collect();
        let mut list = Vec::new();
        for k in 0..2 {
            list.push(result(&study, &targets[k], &solved[k], Some((&samples, k)), None, &names));
        }
        let comparison: Vec<_> = (0..study.indicators())
            .map(|k| {
                let row = &study.assembly.indicators[k];
                let method = &study.methods[row.method];
                let compared = samples.compare(0, 1, k);
                json!({
                    "indicator": method.indicators[row.indicator].id, "method": method.id,
                    "probability_first_lower": compared.below, "standard_error": compared.standard_error,
                    "tied": compared.tied, "difference": solved[0].scores[k].value - solved[1].scores[k].value,
                    "ratio": solved[0].scores[k].value / solved[1].scores[k].value, "unit": row.unit,
                })
            })
            .collect();
        return print_json(&json!({
            "network": study.name, "runs": samples.iterations.len(), "seed": on.seed,
            "products": list, "comparison": comparison,
        }));
    }
    for (letter, target) in ["A", "B"].iter().zip(&targets) {
        let product = product(&study, target.activity);
        let amount = target.amount.to_string();
        let region = region_name(&study, &product.region, context.language());
        context.heading(&format!("{letter}: {amount} {} [{region}]", context.name(&product.name)));
        let process = context.name(&product.process_name);
        context.line(
            &context.format("made-by", &[("process", process), ("id", &product.process), ("network", &study.name)]),
        );
    }
    context.line("");
    let mut table = context.table(&[
        ("col-indicator", Align::Left),
        ("col-unit", Align::Left),
        ("col-a", Align::Right),
        ("col-b", Align::Right),
        ("col-ratio", Align::Right),
        ("col-interval-a", Align::Left),
        ("col-interval-b", Align::Left),
        ("col-probability", Align::Right),
    ]);
    for k in 0..study.indicators() {
        let row = &study.assembly.indicators[k];
        let interval = |demand: usize| {
            let quantiles = quantiles(&samples, demand, k);
            format!("{} – {}", short(quantiles.p2_5), short(quantiles.p97_5))
        };
        let (a, b) = (solved[0].scores[k].value, solved[1].scores[k].value);
        let compared = samples.compare(0, 1, k);
        table.row(vec![
            context.name(&row.name).to_owned(),
            row.unit.clone(),
            short(a),
            short(b),
            if b == 0.0 { "–".into() } else { format!("{:.3}", a / b) },
            interval(0),
            interval(1),
            format!("{} ± {}", percent(compared.below), percent(compared.standard_error)),
        ]);
    }
    context.print_table(&table);
    let runs = samples.iterations.len().to_string();
    context.line(&context.format("paired-runs", &[("runs", &runs), ("seed", &on.seed.to_string())]));
    Ok(())
}

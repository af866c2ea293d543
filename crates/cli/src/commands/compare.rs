//! `compare A B`: two products, paired, with the probability that the first is lower.

use verdigris_study::{
    compare::{Question, RUNS, compare},
    footprint::product,
    result::Quantiles,
    target::region_name,
};
use verdigris_wording::Problem;

use crate::{
    arguments::On,
    commands::open,
    context::{Context, watch, watched},
    output::{
        number::{percent, short},
        print_json,
        table::Align,
    },
};

pub fn run(context: &Context, first: &str, second: &str, on: &On) -> Result<(), Problem> {
    let (study, patches) = open(context, on)?;
    let question =
        Question { first: on.wanted(first), second: on.wanted(second), runs: on.runs.unwrap_or(RUNS), seed: on.seed };
    let names: Vec<String> = patches.iter().map(|patch| patch.name.clone()).collect();
    let bar = context.bar("working-sampling");
    let progress = watched(&bar);
    let (targets, answer) = compare(&study, &question, &names, watch(&progress))?;
    bar.finish_and_clear();
    if context.json {
        return print_json(&answer);
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
    for (k, (row, compared)) in study.assembly.indicators.iter().zip(&answer.comparison).enumerate() {
        let [first, second] = [0, 1].map(|product| &answer.products[product].results[k]);
        let interval = |quantiles: Option<&Quantiles>| {
            quantiles.map_or_else(String::new, |at| format!("{} – {}", short(at.p2_5), short(at.p97_5)))
        };
        let (a, b) = (first.value, second.value);
        table.row(vec![
            context.name(&row.name).to_owned(),
            row.unit.clone(),
            short(a),
            short(b),
            if b == 0.0 { "–".into() } else { format!("{:.3}", a / b) },
            interval(first.quantiles.as_ref()),
            interval(second.quantiles.as_ref()),
            format!("{} ± {}", percent(compared.probability_first_lower), percent(compared.standard_error)),
        ]);
    }
    context.print_table(&table);
    let runs = answer.runs.to_string();
    context.line(&context.format("paired-runs", &[("runs", &runs), ("seed", &on.seed.to_string())]));
    Ok(())
}

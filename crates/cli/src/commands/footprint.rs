//! `footprint PRODUCT`.

use indicatif::ProgressBar;
use verdigris_inventory::contribution;
use verdigris_study::{
    Solved, Study, Target,
    footprint::{Computed, Question, compute, product},
    result::{Footprint, IndicatorResult},
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

pub fn run(context: &Context, text: &str, on: &On) -> Result<(), Problem> {
    let (study, patches) = open(context, on)?;
    let question =
        Question { wanted: on.wanted(text), runs: on.runs.unwrap_or(0), seed: on.seed, opened: context.json };
    let names: Vec<String> = patches.iter().map(|patch| patch.name.clone()).collect();
    let bar = if question.runs > 0 { context.bar("working-sampling") } else { ProgressBar::hidden() };
    let progress = watched(&bar);
    let Computed { target, solved, footprint } = compute(&study, &question, &names, watch(&progress))?;
    bar.finish_and_clear();
    if context.json {
        return print_json(&footprint);
    }
    print_header(context, &study, &target);
    print_results(context, &footprint.results);
    print_largest(context, &study, &solved);
    print_findings(context, &footprint);
    print_unproductive(context, &study, &solved);
    Ok(())
}

/// Product, process, region, amount.
pub fn print_header(context: &Context, study: &Study, target: &Target) {
    let product = product(study, target.activity);
    let region = region_name(study, &product.region, context.language());
    let amount = target.amount.to_string();
    context.heading(
        &context.format(
            "footprint-of",
            &[("amount", &amount), ("product", context.name(&product.name)), ("region", &region)],
        ),
    );
    context.line(&context.format(
        "made-by",
        &[("process", context.name(&product.process_name)), ("id", &product.process), ("network", &study.name)],
    ));
    context.line("");
}

fn print_results(context: &Context, results: &[IndicatorResult]) {
    let sampled = results.iter().any(|result| result.quantiles.is_some());
    let mut columns = vec![
        ("col-indicator", Align::Left),
        ("col-method", Align::Left),
        ("col-value", Align::Right),
        ("col-unit", Align::Left),
    ];
    if sampled {
        columns.push(("col-interval", Align::Left));
        columns.push(("col-mean", Align::Right));
    }
    columns.push(("col-error", Align::Right));
    let mut table = context.table(&columns);
    for result in results {
        let mut row = vec![
            context.name(&result.name).to_owned(),
            result.method.clone(),
            if result.available { short(result.value) } else { context.text("not-available") },
            result.unit.clone(),
        ];
        if sampled {
            let (interval, mean) = result.quantiles.as_ref().map_or((String::new(), String::new()), |quantiles| {
                (format!("{} – {}", short(quantiles.p2_5), short(quantiles.p97_5)), short(quantiles.mean))
            });
            row.push(interval);
            row.push(mean);
        }
        row.push(format!("{:.0e}", result.forward_error));
        table.row(row);
    }
    context.print_table(&table);
}

/// The largest own emissions for the first indicator.
fn print_largest(context: &Context, study: &Study, solved: &Solved) {
    let Some(indicator) = study.assembly.indicators.first() else { return };
    let direct = study.direct_of(0);
    let contributions = contribution::by_activity(&direct, &solved.solution.scaling);
    let total = solved.scores[0].value;
    context.line("");
    context.heading(&context.format("largest", &[("indicator", context.name(&indicator.name))]));
    let mut table =
        context.table(&[("col-share", Align::Right), ("col-value", Align::Right), ("col-process", Align::Left)]);
    for (activity, value) in contribution::largest(&contributions, 5) {
        let process = study.network.process(study.assembly.activities[activity].process);
        let share = if total == 0.0 { f64::NAN } else { value / total };
        table.row(vec![percent(share), short(value), format!("{} [{}]", context.name(&process.name), process.region)]);
    }
    context.print_table(&table);
}

/// Counts of findings behind the result.
pub fn print_findings(context: &Context, footprint: &Footprint) {
    if footprint.findings.is_empty() {
        return;
    }
    context.line("");
    let counts: Vec<String> = footprint
        .findings
        .iter()
        .map(|item| format!("{} {}", item.count, context.text(&format!("kind-{}", item.code))))
        .collect();
    context
        .line(&context.format("findings-behind", &[("counts", &counts.join(", ")), ("network", &footprint.network)]));
}

fn print_unproductive(context: &Context, study: &Study, solved: &Solved) {
    for component in &solved.solution.unproductive {
        let names: Vec<String> = component.iter().take(5).map(|&k| study.activity_name(k as usize)).collect();
        context.line(&context.format("unproductive", &[("processes", &names.join("; "))]));
    }
}

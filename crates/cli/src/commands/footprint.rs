//! `footprint PRODUCT`.

use verdigris_inventory::contribution;

use crate::output::print_json;
use crate::{
    arguments::On,
    commands::open,
    context::{Context, watch, watched},
    footprint::{product, result},
    output::{
        number::{percent, short},
        table::Align,
    },
    result::{Footprint, IndicatorResult},
    study::{Solved, Study},
    target::{Target, region_name, resolve},
    uncertainty::sample,
};
use verdigris_wording::Problem;

pub fn run(context: &Context, text: &str, on: &On) -> Result<(), Problem> {
    let (study, patches) = open(context, on)?;
    let target = resolve(&study, text, on)?;
    let solved = study.solve(&target)?;
    let sampled = match on.runs {
        Some(runs) if runs > 0 => {
            let bar = context.bar("working-sampling");
            let progress = watched(&bar);
            let demand = vec![vec![(target.activity, target.own)]];
            let (samples, _) = sample(&study, &demand, on.seed, runs, watch(&progress))?;
            bar.finish_and_clear();
            Some(samples)
        }
        _ => None,
    };
    let names: Vec<String> = patches.iter().map(|patch| patch.name.clone()).collect();
    let intensities = if context.json { Some(study.intensities()?) } else { None };
    let footprint =
        result(&study, &target, &solved, sampled.as_ref().map(|samples| (samples, 0)), intensities.as_ref(), &names);
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
    let direct: Vec<f64> = (0..study.assembly.activities.len()).map(|k| solved.direct.of(k)[0]).collect();
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

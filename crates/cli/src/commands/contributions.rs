//! `contributions PRODUCT`: a footprint by process, flow, region, direct input or path.

use serde_json::json;
use verdigris_inventory::{
    contribution,
    first_tier::first_tier,
    path::{PathLimits, supply_tree},
};

use crate::output::print_json;
use crate::{
    arguments::{Breakdown, On},
    commands::{footprint::print_header, open},
    context::Context,
    footprint::product,
    output::{
        number::{percent, short},
        table::Align,
    },
    study::{Solved, Study},
    target::{Target, region_name, resolve},
};
use verdigris_wording::Problem;

/// One line of a breakdown.
struct Line {
    id: String,
    label: String,
    value: f64,
}

pub fn run(context: &Context, text: &str, by: Breakdown, limit: usize, on: &On) -> Result<(), Problem> {
    let (study, _) = open(context, on)?;
    let target = resolve(&study, text, on)?;
    let solved = study.solve(&target)?;
    let mut blocks = Vec::new();
    for indicator in 0..study.indicators() {
        let mut lines = lines(context, &study, &target, &solved, indicator, by)?;
        lines.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        blocks.push(lines);
    }
    if context.json {
        let results: Vec<_> = blocks
            .iter()
            .enumerate()
            .map(|(k, lines)| {
                let row = &study.assembly.indicators[k];
                let method = &study.methods[row.method];
                let total = solved.scores[k].value;
                let shown: Vec<_> = lines
                    .iter()
                    .take(limit)
                    .map(|line| {
                        json!({ "id": line.id, "label": line.label, "value": line.value,
                                        "share": if total == 0.0 { None } else { Some(line.value / total) } })
                    })
                    .collect();
                let rest: f64 = lines.iter().skip(limit).map(|line| line.value).sum();
                json!({ "indicator": method.indicators[row.indicator].id, "method": method.id, "unit": row.unit,
                        "value": total, "contributions": shown, "rest": rest })
            })
            .collect();
        return print_json(&json!({
            "product": product(&study, target.activity), "unit": target.amount.unit, "amount": target.amount.value,
            "network": study.name, "by": format!("{by:?}").to_lowercase(), "results": results,
        }));
    }
    print_header(context, &study, &target);
    for (k, lines) in blocks.iter().enumerate() {
        let row = &study.assembly.indicators[k];
        let total = solved.scores[k].value;
        context.heading(&format!("{}: {} {}", context.name(&row.name), short(total), row.unit));
        let column = match by {
            Breakdown::Process => "col-process",
            Breakdown::Flow => "col-flow",
            Breakdown::Region => "col-region",
            Breakdown::Tier => "col-input",
            Breakdown::Path => "col-path",
        };
        let mut table =
            context.table(&[("col-share", Align::Right), ("col-value", Align::Right), (column, Align::Left)]);
        let share = |value: f64| percent(if total == 0.0 { f64::NAN } else { value / total });
        for line in lines.iter().take(limit) {
            table.row(vec![share(line.value), short(line.value), line.label.clone()]);
        }
        let rest: f64 = lines.iter().skip(limit).map(|line| line.value).sum();
        if lines.len() > limit {
            table.row(vec![share(rest), short(rest), context.text("the-rest")]);
        }
        context.print_table(&table);
        context.line("");
    }
    Ok(())
}

fn process_label(context: &Context, study: &Study, activity: usize) -> (String, String) {
    let process = study.network.process(study.assembly.activities[activity].process);
    (process.id.clone(), format!("{} [{}]", context.name(&process.name), process.region))
}

fn lines(
    context: &Context,
    study: &Study,
    target: &Target,
    solved: &Solved,
    indicator: usize,
    by: Breakdown,
) -> Result<Vec<Line>, Problem> {
    let system = &study.assembly.system;
    let factors = contribution::factors(system, indicator);
    let direct: Vec<f64> = (0..system.size()).map(|k| solved.direct.of(k)[indicator]).collect();
    let scaling = &solved.solution.scaling;
    let nonzero = |value: &f64| *value != 0.0;
    Ok(match by {
        Breakdown::Process => contribution::by_activity(&direct, scaling)
            .into_iter()
            .enumerate()
            .filter(|(_, value)| nonzero(value))
            .map(|(k, value)| {
                let (id, label) = process_label(context, study, k);
                Line { id, label, value }
            })
            .collect(),
        Breakdown::Flow => contribution::by_flow(system, &factors, scaling)
            .into_iter()
            .enumerate()
            .filter(|(_, value)| nonzero(value))
            .map(|(k, value)| {
                let row = &study.assembly.rows[k];
                let flow = study.network.flow(row.flow);
                let region = if row.region.is_empty() { String::new() } else { format!(" [{}]", row.region) };
                let label = format!("{} ({}){region}", context.name(&flow.name), flow.compartment);
                Line { id: flow.id.clone(), label, value }
            })
            .collect(),
        Breakdown::Region => {
            let region = |k: usize| study.network.process(study.assembly.activities[k].process).region.clone();
            let labels: Vec<String> = (0..system.size()).map(region).collect();
            contribution::by_label(&contribution::by_activity(&direct, scaling), &labels)
                .into_iter()
                .map(|(id, value)| Line { label: region_name(study, &id, context.language()), id, value })
                .collect()
        }
        Breakdown::Tier => {
            let intensities = study.intensities()?.indicator(indicator);
            let tiers = first_tier(&system.technosphere, &[(target.activity, target.own)], &direct, &intensities);
            let mut lines = Vec::new();
            for tier in tiers {
                let label = context.text("own-emissions");
                lines.push(Line { id: String::new(), label, value: tier.direct });
                for input in tier.inputs {
                    let (id, label) = process_label(context, study, input.product as usize);
                    lines.push(Line { id, label, value: input.score });
                }
            }
            lines
        }
        Breakdown::Path => {
            let intensities = study.intensities()?.indicator(indicator);
            let limits = PathLimits { cutoff: 1e-4, ..PathLimits::default() };
            let demand = [(target.activity, target.own)];
            let tree = supply_tree(&system.technosphere, &demand, &direct, &intensities, limits);
            tree.largest_paths(200)
                .into_iter()
                .map(|node| {
                    let steps: Vec<String> =
                        tree.path(node).iter().map(|&k| process_label(context, study, k as usize).1).collect();
                    let id = process_label(context, study, tree.nodes[node].activity as usize).0;
                    Line { id, label: steps.join(" ← "), value: tree.nodes[node].direct }
                })
                .collect()
        }
    })
}

//! `sensitivity PRODUCT`: which amounts matter most, as elasticities of the score.

use serde_json::json;
use verdigris_inventory::{
    assembly::Term,
    contribution,
    sensitivity::{Gradient, Place, sensitivities},
    traversal::Solved as OfIndicator,
};

use crate::output::print_json;
use crate::{
    arguments::On,
    commands::{footprint::print_header, open},
    context::Context,
    footprint::product,
    output::{number::short, table::Align},
    study::Study,
    target::resolve,
};
use verdigris_wording::Problem;

pub fn run(context: &Context, text: &str, limit: usize, on: &On) -> Result<(), Problem> {
    let (study, _) = open(context, on)?;
    let target = resolve(&study, text, on)?;
    let solved = study.solve(&target)?;
    let intensities = study.intensities()?;
    let system = &study.assembly.system;
    let inventory = system.interventions.multiply(&solved.solution.scaling);
    let mut blocks = Vec::new();
    for k in 0..study.indicators() {
        let factors = contribution::factors(system, k);
        let direct: Vec<f64> = (0..system.size()).map(|j| solved.direct.of(j)[k]).collect();
        let lambda = intensities.indicator(k);
        let gradient = Gradient {
            solved: OfIndicator { scaling: &solved.solution.scaling, direct: &direct, intensities: &lambda },
            factors: &factors,
            inventory: &inventory,
            indicator: k as u32,
        };
        let found = sensitivities(system, gradient, solved.scores[k].value, limit.saturating_mul(4) + 40);
        // Production exchanges and factors follow from the definition of the unit; amounts of inputs and emissions do not.
        let rows: Vec<(String, f64, f64)> = found
            .iter()
            .filter(|item| !matches!(item.place, Place::Factor { .. }))
            .filter(|item| !matches!(item.place, Place::Technosphere { row, column } if row == column))
            .take(limit)
            .map(|item| (describe(context, &study, item.place), item.value, item.elasticity))
            .collect();
        blocks.push(rows);
    }
    if context.json {
        let results: Vec<_> = blocks
            .iter()
            .enumerate()
            .map(|(k, rows)| {
                let row = &study.assembly.indicators[k];
                let method = &study.methods[row.method];
                let list: Vec<_> = rows
                    .iter()
                    .map(|(label, value, elasticity)| json!({ "amount": label, "entry": value, "elasticity": elasticity }))
                    .collect();
                json!({ "indicator": method.indicators[row.indicator].id, "method": method.id, "sensitivities": list })
            })
            .collect();
        return print_json(&json!({
            "product": product(&study, target.activity), "network": study.name, "results": results }));
    }
    print_header(context, &study, &target);
    for (k, rows) in blocks.iter().enumerate() {
        context.heading(context.name(&study.assembly.indicators[k].name));
        let mut table = context.table(&[
            ("col-elasticity", Align::Right),
            ("col-entry", Align::Right),
            ("col-amount", Align::Left),
        ]);
        for (label, value, elasticity) in rows {
            table.row(vec![format!("{elasticity:+.3}"), short(value.abs()), label.clone()]);
        }
        context.print_table(&table);
    }
    context.line(&context.text("elasticity-note"));
    Ok(())
}

/// Process and flow of a matrix entry.
fn describe(context: &Context, study: &Study, place: Place) -> String {
    let assembly = &study.assembly;
    let (terms, entry, column): (&[Term], Option<usize>, u32) = match place {
        Place::Technosphere { row, column } => {
            (&assembly.technosphere_terms, assembly.system.technosphere.entry(row as usize, column as usize), column)
        }
        Place::Intervention { row, column } => {
            (&assembly.intervention_terms, assembly.system.interventions.entry(row as usize, column as usize), column)
        }
        Place::Factor { .. } => return String::new(),
    };
    let process = study.network.process(assembly.activities[column as usize].process);
    let term = entry.and_then(|entry| {
        let start = terms.partition_point(|term| (term.entry as usize) < entry);
        terms.get(start).filter(|term| term.entry as usize == entry)
    });
    let flow = term.map(|term| study.network.flow(process.exchanges[term.exchange as usize].flow));
    let flow = flow.map_or("", |flow| context.name(&flow.name));
    format!("{flow} ← {} [{}]", context.name(&process.name), process.region)
}

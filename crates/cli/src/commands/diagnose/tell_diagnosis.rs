//! The diagnosis on a terminal: the footprint, the references missed, the measures.

use verdigris_diagnosis::{Answer, Diagnosis, ladder::Ladder};
use verdigris_quantity::Label;
use verdigris_study::result::Footprint;

use crate::{
    context::Context,
    output::{number::short, table::Align},
};

pub fn tell(context: &Context, diagnosis: &Diagnosis, footprint: Result<&Footprint, Label>, left_out: &[Label]) {
    context.line("");
    context.heading(&context.text("diagnose-footprint"));
    match footprint {
        Ok(footprint) => tell_footprint(context, footprint),
        Err(because) => context.line(&format!("  {}", context.name(&because))),
    }
    if !left_out.is_empty() {
        let names: Vec<&str> = left_out.iter().map(|label| context.name(label)).collect();
        context.line(&context.format("diagnose-left-out", &[("names", &names.join(", "))]));
    }
    context.line("");
    context.heading(&context.text("diagnose-ladder"));
    for ladder in &diagnosis.ladders {
        tell_ladder(context, ladder);
    }
    if let Answer::Known(curve) = &diagnosis.curve
        && !(curve.points.is_empty() && curve.without_cost.is_empty())
    {
        context.line("");
        context.heading(&context.text("diagnose-measures"));
        let mut table =
            context.table(&[("col-item", Align::Left), ("col-abated", Align::Right), ("col-marginal", Align::Right)]);
        for point in curve.points.iter().chain(&curve.without_cost) {
            let cost = match &point.marginal_cost {
                Answer::Known(trace) => format!("{} {}", short(trace.value), trace.unit),
                Answer::NotAvailable(needs) => context.name(needs).to_owned(),
            };
            table.row(vec![context.name(&point.label).to_owned(), short(point.abatement), cost]);
        }
        context.print_table(&table);
    }
    let score = &diagnosis.green_factory;
    let (proven, possible, full) = (short(score.proven), short(score.possible), short(score.full));
    context.line("");
    context.line(&context.format("diagnose-green", &[("proven", &proven), ("possible", &possible), ("full", &full)]));
}

fn tell_footprint(context: &Context, footprint: &Footprint) {
    for result in &footprint.results {
        let interval = result
            .quantiles
            .as_ref()
            .map(|quantiles| format!("  [{} – {}]", short(quantiles.p2_5), short(quantiles.p97_5)))
            .unwrap_or_default();
        context.line(&format!(
            "  {}: {} {} / {}{interval}  ({})",
            context.name(&footprint.product.name),
            short(result.value),
            result.unit,
            footprint.unit,
            result.method
        ));
        for part in result.trace.iter().flat_map(|trace| &trace.inputs).take(6) {
            context.line(&format!("    {:>10}  {}", short(part.value), context.name(&part.label)));
        }
    }
}

fn tell_ladder(context: &Context, ladder: &Ladder) {
    let Answer::Known(performance) = &ladder.performance else { return };
    context.line(&format!("{}: {} {}", context.name(&ladder.label), short(performance.value.value), ladder.unit));
    if ladder.steps.is_empty() {
        return;
    }
    let mut table =
        context.table(&[("col-reference", Align::Left), ("col-value", Align::Right), ("col-excess", Align::Right)]);
    for step in &ladder.steps {
        let value = step.rung.value.known().map_or_else(|| "–".to_owned(), |trace| short(trace.value));
        let excess = step.gap.known().map_or_else(|| "–".to_owned(), |gap| short(gap.excess.value));
        table.row(vec![context.name(&step.rung.label).to_owned(), value, excess]);
    }
    context.print_table(&table);
}

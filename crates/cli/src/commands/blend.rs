//! `blend FILE`: what to charge the furnace with today.

use std::path::Path;

use serde_json::json;
use verdigris_blending::{BatchPlan, Order, Outcome, Plan, SortingValue, table};
use verdigris_interchange::Limits;
use verdigris_study::blend::{self, Asked};
use verdigris_wording::{Kind, Problem};

use crate::{
    arguments::Blend,
    context::Context,
    output::{print_json, table::Align},
};

pub fn run(context: &Context, asked: &Blend) -> Result<(), Problem> {
    let (order, faults) = read(asked)?;
    let confidence = asked.confidence.map(|percent| percent / 100.0);
    let outcome = blend::answer(&order, &Asked { alloy: asked.alloy.clone(), confidence });
    if !context.json {
        for fault in &faults {
            context.line(&format!("{} {}: {}", fault.sheet, fault.cell, context.name(&fault.reason)));
        }
    }
    let outcome = outcome?;
    if let (Outcome::Plan(plan), Some(output)) = (&outcome, &asked.output) {
        let bytes = blend::workbook(plan, context.language()).map_err(|error| failed(&error))?;
        std::fs::write(output, bytes).map_err(|error| Problem::storage(output, &error))?;
    }
    if let (Outcome::Plan(plan), Some(folder)) = (&outcome, &asked.pictures) {
        pictures(context, plan, folder)?;
    }
    if context.json {
        let told = match &outcome {
            Outcome::Impossible(why) => json!({ "answer": outcome, "reasons": why.sentences(), "faults": faults }),
            Outcome::Plan(_) => json!({ "answer": outcome, "faults": faults }),
        };
        return print_json(&told);
    }
    match &outcome {
        Outcome::Plan(plan) => show(context, plan),
        Outcome::Impossible(why) => {
            context.heading(&context.text("blend-impossible"));
            for told in why.sentences() {
                context.line(&format!("  {}", context.name(&told)));
            }
        }
    }
    Ok(())
}

/// Writes the workbook to fill in, empty or with the packaged example.
pub fn template(context: &Context, example: bool, output: &Path, replace: bool) -> Result<(), Problem> {
    if output.exists() && !replace {
        return Err(Problem::new("file-exists", Kind::Storage).with("path", output.display().to_string()));
    }
    let order = if example { table::example().0 } else { Order { currency: "CNY".to_owned(), ..Order::default() } };
    let bytes = blend::template(&order).map_err(|error| failed(&error))?;
    std::fs::write(output, bytes).map_err(|error| Problem::storage(output, &error))?;
    if context.json {
        return print_json(&json!({ "file": output }));
    }
    let (name, path) = (context.text("blend-template"), output.display().to_string());
    context.line(&context.format("written", &[("name", &name), ("path", &path)]));
    Ok(())
}

fn read(asked: &Blend) -> Result<(Order, Vec<table::Fault>), Problem> {
    let Some(file) = &asked.file else { return Ok(table::example()) };
    let bytes = std::fs::read(file).map_err(|error| Problem::storage(file, &error))?;
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(blend::read(&name, bytes, &Limits::default())?)
}

fn failed(error: &verdigris_report::ReportError) -> Problem {
    Problem::new("report", Kind::Computation).with("reason", error.to_string())
}

fn pictures(context: &Context, plan: &Plan, folder: &Path) -> Result<(), Problem> {
    let language = context.language();
    std::fs::create_dir_all(folder).map_err(|error| Problem::storage(folder, &error))?;
    let put = |name: String, svg: String| {
        let path = folder.join(name);
        std::fs::write(&path, svg).map_err(|error| Problem::storage(&path, &error))
    };
    let bars = verdigris_report::bars::svg(&blend::charges(plan), language).map_err(|error| failed(&error))?;
    put("charge.svg".to_owned(), bars)?;
    for (place, batch) in plan.batches.iter().enumerate() {
        let contents = blend::contents(batch, &plan.currency);
        let svg = verdigris_report::limits::svg(&contents, language).map_err(|error| failed(&error))?;
        put(format!("contents-{}.svg", place + 1), svg)?;
    }
    Ok(())
}

fn show(context: &Context, plan: &Plan) {
    for batch in &plan.batches {
        show_batch(context, plan, batch);
    }
    let cost = format!("{:.0}", plan.cost);
    let each = format!("{:.0}", plan.cost_per_tonne);
    let gap = format!("{:.1e}", ((plan.objective - plan.bound) / plan.objective.abs().max(1.0)).max(0.0));
    context.line(
        &context
            .format("blend-total", &[("cost", &cost), ("each", &each), ("currency", &plan.currency), ("gap", &gap)]),
    );
    for own in plan.stocks.iter().filter(|own| own.worth.abs() >= 1.0) {
        let (worth, key) =
            (format!("{:.0}", own.worth.abs()), if own.worth > 0.0 { "blend-stock" } else { "blend-contract" });
        context.line(
            &context.format(key, &[("material", &own.material), ("worth", &worth), ("currency", &plan.currency)]),
        );
    }
    match plan.value_of_sorting {
        Some(SortingValue::Saves(saved)) => {
            let saved = format!("{saved:.0}");
            context.line(&context.format("blend-sorting", &[("saved", &saved), ("currency", &plan.currency)]));
        }
        Some(SortingValue::Indispensable) => context.line(&context.text("blend-sorting-needed")),
        None => {}
    }
}

fn show_batch(context: &Context, plan: &Plan, batch: &BatchPlan) {
    let product = format!("{:.2}", batch.product);
    let heel = format!("{:.2}", batch.heel);
    context.heading(&context.format(
        "blend-batch",
        &[("batch", &batch.batch), ("alloy", &batch.alloy), ("product", &product), ("heel", &heel)],
    ));
    let mut table = context.table(&[
        ("col-material", Align::Left),
        ("col-name", Align::Left),
        ("col-charged", Align::Right),
        ("col-share", Align::Right),
        ("col-cost", Align::Right),
    ]);
    for line in &batch.lines {
        table.row(vec![
            line.material.clone(),
            context.name(&line.name).to_owned(),
            format!("{:.3}", line.mass),
            format!("{:.1} %", 100.0 * line.share),
            format!("{:.0}", line.cost),
        ]);
    }
    context.print_table(&table);
    let mut table = context.table(&[
        ("col-element", Align::Left),
        ("col-least", Align::Right),
        ("col-mean", Align::Right),
        ("col-promised", Align::Left),
        ("col-most", Align::Right),
        ("col-kept", Align::Right),
        ("col-binds", Align::Left),
    ]);
    let option = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value}"));
    for (place, own) in batch.contents.iter().enumerate() {
        let drawn = batch.simulated.as_ref().and_then(|drawn| drawn.limits.get(place));
        table.row(vec![
            own.element.clone(),
            option(own.min),
            format!("{:.3}", own.mean),
            format!("{:.3} – {:.3}", own.low.max(0.0), own.high),
            option(own.max),
            drawn.map_or_else(String::new, |[low, high]| format!("{:.1} %", 100.0 * low.min(*high))),
            context.name(&blend::worth(own.binds, own.worth, &plan.currency)).to_owned(),
        ]);
    }
    context.print_table(&table);
    if let Some(drawn) = &batch.simulated {
        let (all, draws) = (format!("{:.1}", 100.0 * drawn.all), drawn.draws.to_string());
        context.line(&context.format("blend-drawn", &[("all", &all), ("draws", &draws)]));
    }
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    let carbon = blend::carbon(&batch.footprint, context.language());
    let recycled = &batch.recycled;
    context.line(&context.format(
        "blend-summary",
        &[
            ("each", &format!("{:.0}", batch.cost_per_tonne)),
            ("currency", &plan.currency),
            ("carbon", &carbon),
            ("recycled", &percent(recycled.content)),
            ("post", &percent(recycled.post_consumer)),
            ("pre", &percent(recycled.pre_consumer)),
            ("internal", &percent(recycled.internal)),
        ],
    ));
    context.line("");
}

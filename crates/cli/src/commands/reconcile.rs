//! `reconcile FILE`: streams of a plant adjusted so that every balance closes, gross errors named.

use verdigris_reconciliation::{Class, Reading, Solved, SolvedEntry};
use verdigris_study::reconcile;
use verdigris_wording::Problem;

use crate::{
    arguments::Reconcile,
    context::Context,
    output::{number::short, print_json, table::Align},
};

pub fn run(context: &Context, asked: &Reconcile) -> Result<(), Problem> {
    let text = std::fs::read_to_string(&asked.file).map_err(|error| Problem::storage(&asked.file, &error))?;
    let solved = reconcile::answer(&text, asked.significance / 100.0)?;
    if context.json {
        return print_json(&solved);
    }
    show(context, &solved);
    Ok(())
}

fn show(context: &Context, solved: &Solved) {
    context.heading(&context.text("reconcile-title"));
    rows(context, &solved.entries);
    let global = solved.reconciled.global;
    let (statistic, critical) = (format!("{:.2}", global.statistic), format!("{:.2}", global.critical));
    let (freedom, closure) = (global.freedom.to_string(), format!("{:.0e}", solved.reconciled.closure));
    let key = match (global.freedom, global.passed) {
        (0, _) => "reconcile-unchecked",
        (_, true) => "reconcile-passed",
        (_, false) => "reconcile-failed",
    };
    let arguments = [("statistic", statistic.as_str()), ("critical", &critical), ("freedom", &freedom)];
    context.line(&context.format(key, &arguments));
    context.line(&context.format("reconcile-closure", &[("closure", &closure)]));
    if solved.errors.is_empty() {
        return;
    }
    context.heading(&context.text("reconcile-errors"));
    for error in &solved.errors {
        let place =
            error.component.as_ref().map_or_else(|| error.place.clone(), |part| format!("{} · {part}", error.place));
        let size = short(error.size);
        let (statistic, critical) = (format!("{:.1}", error.statistic), format!("{:.1}", error.critical));
        let key = if error.leak { "reconcile-leak" } else { "reconcile-bias" };
        let arguments =
            [("place", place.as_str()), ("size", &size), ("statistic", &statistic), ("critical", &critical)];
        context.line(&context.format(key, &arguments));
        if !error.equivalent.is_empty() {
            let others = error.equivalent.join(", ");
            context.line(&context.format("reconcile-equivalent", &[("others", &others)]));
        }
    }
    context.heading(&context.text("reconcile-corrected"));
    rows(context, &solved.corrected);
}

fn rows(context: &Context, entries: &[SolvedEntry]) {
    let mut table = context.table(&[
        ("col-stream", Align::Left),
        ("col-from", Align::Left),
        ("col-to", Align::Left),
        ("col-quantity", Align::Left),
        ("col-measured", Align::Right),
        ("col-reconciled", Align::Right),
        ("col-deviation", Align::Right),
        ("col-test", Align::Right),
        ("col-class", Align::Left),
    ]);
    for entry in entries {
        let result = &entry.result;
        let read = match result.reading {
            Reading::Measured { value, .. } | Reading::Exact { value } => short(value),
            Reading::Unmeasured => String::new(),
        };
        let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), short);
        let mark = if result.suspected { " !" } else { "" };
        let test = result.statistic.map_or_else(String::new, |statistic| format!("{statistic:.1}{mark}"));
        let class = context.text(match result.class {
            Class::Redundant => "class-redundant",
            Class::Nonredundant => "class-nonredundant",
            Class::Observable => "class-observable",
            Class::Unobservable => "class-unobservable",
            Class::Exact => "class-exact",
        });
        let outside = || context.text("reconcile-outside");
        table.row(vec![
            entry.stream.clone(),
            entry.from.clone().unwrap_or_else(outside),
            entry.to.clone().unwrap_or_else(outside),
            entry.component.clone().unwrap_or_else(|| context.text("reconcile-mass")),
            read,
            number(result.value),
            number(result.sd),
            test,
            class,
        ]);
    }
    context.print_table(&table);
}

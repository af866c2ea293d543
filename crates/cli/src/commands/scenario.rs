//! `scenario --patch FILE PRODUCT`: what patches change in a footprint, one after the other.

use verdigris_study::{pick_methods, scenario::scenario};
use verdigris_wording::{Kind, Problem};

use crate::{
    arguments::On,
    commands::{footprint::print_header, patches},
    context::Context,
    output::{
        number::{percent, short},
        print_json,
        table::Align,
    },
};

pub fn run(context: &Context, text: &str, on: &On) -> Result<(), Problem> {
    let patches = patches(&on.patch)?;
    if patches.is_empty() {
        return Err(Problem::new("no-patch", Kind::Usage));
    }
    let loaded = context.library.network(&on.network)?;
    let methods = pick_methods(&loaded.network, &on.method)?;
    let (base, target, answer) = scenario(&loaded, &methods, &patches, &on.wanted(text), context.language())?;
    if context.json {
        return print_json(&answer);
    }
    print_header(context, &base, &target);
    for (row, result) in base.assembly.indicators.iter().zip(&answer.results) {
        context.heading(&format!("{} ({})", context.name(&row.name), row.unit));
        let mut table = context.table(&[
            ("col-step", Align::Left),
            ("col-value", Align::Right),
            ("col-change", Align::Right),
            ("col-share", Align::Right),
        ]);
        for step in &result.steps {
            let share = if result.base == 0.0 { f64::NAN } else { step.change / result.base };
            table.row(vec![step.step.clone(), short(step.value), short(step.change), percent(share)]);
        }
        context.print_table(&table);
    }
    Ok(())
}

//! `scenario --patch FILE PRODUCT`: what patches change in a footprint, one after the other.

use serde_json::json;

use crate::output::print_json;
use crate::{
    arguments::On,
    commands::{footprint::print_header, patches},
    context::Context,
    footprint::product,
    output::{
        number::{percent, short},
        table::Align,
    },
    study::{Study, load, pick_methods},
    target::resolve,
};
use verdigris_wording::{Kind, Problem};

pub fn run(context: &Context, text: &str, on: &On) -> Result<(), Problem> {
    let patches = patches(&on.patch)?;
    if patches.is_empty() {
        return Err(Problem::new("no-patch", Kind::Usage));
    }
    let stored = load(&context.library, &on.network)?;
    let methods = pick_methods(&stored.network, &on.method)?;
    let mut steps = Vec::new();
    for count in 0..=patches.len() {
        let study = Study::assemble(&context.library, &on.network, stored.clone(), methods.clone(), &patches[..count])?;
        let target = resolve(&study, text, on)?;
        let solved = study.solve(&target)?;
        steps.push((study, target, solved));
    }
    let (base, target, base_solved) = &steps[0];
    let step_name = |k: usize| {
        if k == 0 { context.text("base-case") } else { patches[k - 1].title(context.language()).to_owned() }
    };
    if context.json {
        let results: Vec<_> = (0..base.indicators())
            .map(|k| {
                let row = &base.assembly.indicators[k];
                let method = &base.methods[row.method];
                let values: Vec<_> = steps
                    .iter()
                    .enumerate()
                    .map(|(step, (_, _, solved))| {
                        json!({ "step": step_name(step), "value": solved.scores[k].value,
                                "change": solved.scores[k].value - base_solved.scores[k].value })
                    })
                    .collect();
                json!({ "indicator": method.indicators[row.indicator].id, "method": method.id, "unit": row.unit,
                        "value": steps[steps.len() - 1].2.scores[k].value, "base": base_solved.scores[k].value,
                        "steps": values })
            })
            .collect();
        return print_json(&json!({
            "product": product(base, target.activity), "unit": target.amount.unit, "amount": target.amount.value,
            "network": base.name, "patches": patches.iter().map(|patch| &patch.name).collect::<Vec<_>>(),
            "results": results,
        }));
    }
    print_header(context, base, target);
    for k in 0..base.indicators() {
        let row = &base.assembly.indicators[k];
        context.heading(&format!("{} ({})", context.name(&row.name), row.unit));
        let mut table = context.table(&[
            ("col-step", Align::Left),
            ("col-value", Align::Right),
            ("col-change", Align::Right),
            ("col-share", Align::Right),
        ]);
        let first = base_solved.scores[k].value;
        for (step, (_, _, solved)) in steps.iter().enumerate() {
            let value = solved.scores[k].value;
            let share = if first == 0.0 { f64::NAN } else { (value - first) / first };
            table.row(vec![step_name(step), short(value), short(value - first), percent(share)]);
        }
        context.print_table(&table);
    }
    Ok(())
}

//! `sensitivity PRODUCT`: which amounts matter most, as elasticities of the score.

use verdigris_study::sensitivity::{self, Question};
use verdigris_wording::Problem;

use crate::{
    arguments::On,
    commands::{footprint::print_header, open},
    context::Context,
    output::{number::short, print_json, table::Align},
};

pub fn run(context: &Context, text: &str, limit: usize, on: &On) -> Result<(), Problem> {
    let (study, _) = open(context, on)?;
    let question = Question { wanted: on.wanted(text), limit, language: context.language() };
    let (target, answer) = sensitivity::of(&study, &question)?;
    if context.json {
        return print_json(&answer);
    }
    print_header(context, &study, &target);
    for (row, result) in study.assembly.indicators.iter().zip(&answer.results) {
        context.heading(context.name(&row.name));
        let mut table = context.table(&[
            ("col-elasticity", Align::Right),
            ("col-entry", Align::Right),
            ("col-amount", Align::Left),
        ]);
        for item in &result.sensitivities {
            table.row(vec![format!("{:+.3}", item.elasticity), short(item.entry.abs()), item.amount.clone()]);
        }
        context.print_table(&table);
    }
    context.line(&context.text("elasticity-note"));
    Ok(())
}

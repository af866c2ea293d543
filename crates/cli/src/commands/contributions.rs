//! `contributions PRODUCT`: a footprint by process, flow, region, direct input or path.

use verdigris_study::contributions::{self, Question, contributions};
use verdigris_wording::Problem;

use crate::{
    arguments::{Breakdown, On},
    commands::{footprint::print_header, open},
    context::Context,
    output::{
        number::{percent, short},
        print_json,
        table::Align,
    },
};

impl Breakdown {
    fn asked(self) -> contributions::Breakdown {
        match self {
            Self::Process => contributions::Breakdown::Process,
            Self::Flow => contributions::Breakdown::Flow,
            Self::Region => contributions::Breakdown::Region,
            Self::Tier => contributions::Breakdown::Tier,
            Self::Path => contributions::Breakdown::Path,
        }
    }
}

pub fn run(context: &Context, text: &str, by: Breakdown, limit: usize, on: &On) -> Result<(), Problem> {
    let (study, _) = open(context, on)?;
    let question = Question { wanted: on.wanted(text), by: by.asked(), limit, language: context.language() };
    let (target, answer) = contributions(&study, &question)?;
    if context.json {
        return print_json(&answer);
    }
    print_header(context, &study, &target);
    for (row, parts) in study.assembly.indicators.iter().zip(&answer.results) {
        let total = parts.value;
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
        for line in &parts.contributions {
            table.row(vec![share(line.value), short(line.value), line.label.clone()]);
        }
        if parts.left > 0 {
            table.row(vec![share(parts.rest), short(parts.rest), context.text("the-rest")]);
        }
        context.print_table(&table);
        context.line("");
    }
    Ok(())
}

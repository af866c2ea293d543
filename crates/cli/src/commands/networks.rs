//! `networks`.

use serde_json::json;
use verdigris_study::PACKAGED;
use verdigris_wording::Problem;

use crate::{
    context::Context,
    output::{print_json, table::Align},
};

pub fn run(context: &Context) -> Result<(), Problem> {
    let mut names = vec![PACKAGED.to_owned()];
    names.extend(context.library.names()?);
    let mut rows = Vec::new();
    for name in &names {
        match context.library.stored(name) {
            Ok(stored) => rows.push((name, Ok(stored))),
            Err(problem) => rows.push((name, Err(problem))),
        }
    }
    if context.json {
        let list: Vec<_> = rows
            .iter()
            .map(|(name, stored)| match stored {
                Ok(stored) => json!({
                    "name": name, "title": stored.network.name, "version": stored.network.version,
                    "licence": stored.network.licence, "processes": stored.network.processes.len(),
                    "flows": stored.network.flows.len(), "exchanges": stored.network.exchange_count(),
                    "findings": stored.findings.len(), "origin": stored.origin,
                }),
                Err(problem) => json!({ "name": name, "error": problem.message(context.language()) }),
            })
            .collect();
        return print_json(&json!({ "library": context.library.folder(), "networks": list }));
    }
    let mut table = context.table(&[
        ("col-name", Align::Left),
        ("col-title", Align::Left),
        ("col-processes", Align::Right),
        ("col-flows", Align::Right),
        ("col-exchanges", Align::Right),
        ("col-findings", Align::Right),
    ]);
    for (name, stored) in &rows {
        match stored {
            Ok(stored) => table.row(vec![
                (*name).clone(),
                context.name(&stored.network.name).to_owned(),
                stored.network.processes.len().to_string(),
                stored.network.flows.len().to_string(),
                stored.network.exchange_count().to_string(),
                stored.findings.len().to_string(),
            ]),
            Err(problem) => table.row(vec![(*name).clone(), problem.message(context.language())]),
        }
    }
    context.print_table(&table);
    Ok(())
}

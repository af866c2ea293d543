//! `find TEXT`: products and processes in either language.

use serde_json::json;
use verdigris_network::template;
use verdigris_study::{
    PACKAGED,
    find::{self, Hit},
};
use verdigris_wording::Problem;

use crate::{
    context::Context,
    output::{print_json, table::Align},
};

pub fn run(context: &Context, text: &str, network: Option<&str>, limit: usize) -> Result<(), Problem> {
    let names = match network {
        Some(name) => vec![name.to_owned()],
        None => std::iter::once(PACKAGED.to_owned()).chain(context.library.names()?).collect(),
    };
    let mut rows = Vec::new();
    let mut all = 0;
    for name in &names {
        let network = template::unfold(context.library.network(name)?.network);
        let (count, hits) = find::find(name, &network, text, limit);
        all += count;
        rows.extend(hits);
    }
    if context.json {
        return print_json(&json!({ "text": text, "count": all, "hits": rows }));
    }
    if rows.is_empty() {
        context.line(&context.format("nothing-found", &[("text", text)]));
        return Ok(());
    }
    let mut table = context.table(&[
        ("col-network", Align::Left),
        ("col-kind", Align::Left),
        ("col-name", Align::Left),
        ("col-where", Align::Left),
        ("col-id", Align::Left),
    ]);
    for Hit { network, kind, id, name, place } in &rows {
        let kind = context.text(&format!("word-{kind}"));
        table.row(vec![network.clone(), kind, context.name(name).to_owned(), place.clone(), id.clone()]);
    }
    context.print_table(&table);
    if all > rows.len() {
        context.line(&context.format("more-hits", &[("count", &(all - rows.len()).to_string())]));
    }
    Ok(())
}

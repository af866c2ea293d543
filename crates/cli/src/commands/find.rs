//! `find TEXT`: products and processes in either language.

use serde_json::json;
use verdigris_network::{search, template};

use crate::output::print_json;
use crate::{context::Context, library::PACKAGED, output::table::Align, study::load};
use verdigris_wording::Problem;

pub fn run(context: &Context, text: &str, network: Option<&str>, limit: usize) -> Result<(), Problem> {
    let names = match network {
        Some(name) => vec![name.to_owned()],
        None => std::iter::once(PACKAGED.to_owned()).chain(context.library.names()?).collect(),
    };
    let mut rows = Vec::new();
    let mut all = 0;
    for name in &names {
        let network = template::unfold(load(&context.library, name)?.network);
        let hits = search::search(&network, text);
        all += hits.len();
        for hit in hits.into_iter().take(limit) {
            let (kind, id, label, region) = match hit.target {
                search::Target::Flow(index) => {
                    let flow = network.flow(index);
                    (flow.kind.word(), flow.id.clone(), flow.name.clone(), flow.compartment.0.clone())
                }
                search::Target::Process(index) => {
                    let process = network.process(index);
                    ("process", process.id.clone(), process.name.clone(), process.region.clone())
                }
            };
            rows.push((name.clone(), kind, id, label, region));
        }
    }
    if context.json {
        let list: Vec<_> = rows
            .iter()
            .map(|(network, kind, id, label, region)| {
                json!({ "network": network, "kind": kind, "id": id, "name": label, "where": region })
            })
            .collect();
        return print_json(&json!({ "text": text, "count": all, "hits": list }));
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
    for (network, kind, id, label, region) in &rows {
        let kind = context.text(&format!("word-{kind}"));
        table.row(vec![network.clone(), kind, context.name(label).to_owned(), region.clone(), id.clone()]);
    }
    context.print_table(&table);
    if all > rows.len() {
        context.line(&context.format("more-hits", &[("count", &(all - rows.len()).to_string())]));
    }
    Ok(())
}

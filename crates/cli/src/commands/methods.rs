//! `methods`.

use serde_json::json;
use verdigris_registry::pack;
use verdigris_wording::Problem;

use crate::{
    context::Context,
    output::{print_json, table::Align},
};

pub fn run(context: &Context, network: &str) -> Result<(), Problem> {
    let own = context.library.network(network)?.network;
    let registry = pack::methods();
    let all: Vec<_> = registry
        .methods
        .iter()
        .map(|method| ("packaged", method))
        .chain(own.methods.iter().map(|method| (network, method)))
        .collect();
    if context.json {
        let list: Vec<_> = all
            .iter()
            .map(|(origin, method)| {
                let indicators: Vec<_> = method
                    .indicators
                    .iter()
                    .map(|indicator| {
                        json!({ "id": indicator.id, "name": indicator.name, "unit": indicator.unit,
                                "factors": indicator.factors.len() })
                    })
                    .collect();
                json!({ "id": method.id, "name": method.name, "version": method.version, "origin": origin,
                        "indicators": indicators })
            })
            .collect();
        return print_json(&json!({ "methods": list }));
    }
    let mut table = context.table(&[
        ("col-method", Align::Left),
        ("col-indicator", Align::Left),
        ("col-unit", Align::Left),
        ("col-factors", Align::Right),
        ("col-origin", Align::Left),
    ]);
    for (origin, method) in all {
        for indicator in &method.indicators {
            table.row(vec![
                method.id.clone(),
                context.name(&indicator.name).to_owned(),
                indicator.unit.clone(),
                indicator.factors.len().to_string(),
                origin.to_owned(),
            ]);
        }
    }
    context.print_table(&table);
    Ok(())
}

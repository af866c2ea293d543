//! `sankey PRODUCT -o FILE`: the supply chain as a picture.

use std::path::Path;

use serde_json::json;
use verdigris_report::{Supply, sankey};
use verdigris_study::sankey::{Question, chain};
use verdigris_wording::{Kind, Problem};

use crate::{arguments::On, commands::open, context::Context, output::print_json};

pub fn run(context: &Context, text: &str, output: &Path, cutoff: f64, nodes: usize, on: &On) -> Result<(), Problem> {
    let (study, _) = open(context, on)?;
    let chain = chain(&study, &Question { wanted: on.wanted(text), indicator: 0, cutoff, nodes })?;
    write(context, chain.supply(), output)?;
    if context.json {
        return print_json(&json!({
            "product": chain.product, "unit": chain.amount_unit, "amount": chain.amount,
            "network": study.name, "file": output, "nodes": chain.nodes.len(), "edges": chain.edges.len(),
            "value": chain.value, "remainder": chain.remainder,
        }));
    }
    let (count, path) = (chain.nodes.len().to_string(), output.display().to_string());
    context.line(&context.format("sankey-written", &[("path", &path), ("nodes", &count)]));
    Ok(())
}

/// Writes the picture in the format its ending names.
pub fn write(context: &Context, supply: &Supply, output: &Path) -> Result<(), Problem> {
    let drawn = match output.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => sankey::svg(supply, context.language()),
        Some("html" | "htm") => sankey::html(supply, context.language()),
        _ => return Err(Problem::new("picture-format", Kind::Usage).with("path", output.display().to_string())),
    };
    let picture =
        drawn.map_err(|error| Problem::new("picture", Kind::Computation).with("reason", error.to_string()))?;
    std::fs::write(output, picture).map_err(|error| Problem::storage(output, &error))
}

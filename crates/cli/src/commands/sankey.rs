//! `sankey PRODUCT -o FILE`: the supply chain as a picture.

use std::path::Path;

use serde_json::json;
use verdigris_inventory::traversal::{GraphLimits, Solved as OfIndicator, supply_graph};
use verdigris_quantity::Label;
use verdigris_report::{Edge, Node, Supply, sankey};

use crate::output::print_json;
use crate::{
    arguments::On,
    commands::open,
    context::Context,
    footprint::product,
    study::{Solved, Study},
    target::{Target, resolve},
};
use verdigris_wording::{Kind, Problem};

pub fn run(context: &Context, text: &str, output: &Path, cutoff: f64, nodes: usize, on: &On) -> Result<(), Problem> {
    let (study, _) = open(context, on)?;
    let target = resolve(&study, text, on)?;
    let solved = study.solve(&target)?;
    let supply = supply(&study, &target, &solved, GraphLimits { cutoff, nodes })?;
    write(context, &supply, output)?;
    if context.json {
        return print_json(&json!({
            "product": product(&study, target.activity), "unit": target.amount.unit, "amount": target.amount.value,
            "network": study.name, "file": output, "nodes": supply.nodes.len(), "edges": supply.edges.len(),
            "value": supply.total, "remainder": supply.remainder,
        }));
    }
    let (count, path) = (supply.nodes.len().to_string(), output.display().to_string());
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

/// The supply graph of a target for the first indicator, ready to draw.
pub fn supply(study: &Study, target: &Target, solved: &Solved, limits: GraphLimits) -> Result<Supply, Problem> {
    let intensities = study.intensities()?.indicator(0);
    let direct: Vec<f64> = (0..study.assembly.activities.len()).map(|k| solved.direct.of(k)[0]).collect();
    let solver = study.solver()?;
    let inverse = |activities: &[u32]| -> Result<Vec<f64>, Problem> {
        let one = |&activity: &u32| {
            let solution = solver.forward(&[(activity, 1.0)]).map_err(|error| study.explain(error))?;
            Ok(solution.scaling[activity as usize])
        };
        activities.iter().map(one).collect()
    };
    let graph = supply_graph(
        &study.assembly.system.technosphere,
        &[(target.activity, target.own)],
        OfIndicator { scaling: &solved.solution.scaling, direct: &direct, intensities: &intensities },
        limits,
        inverse,
    )?;
    let place = |activity: u32| graph.nodes.iter().position(|node| node.activity == activity);
    let nodes: Vec<Node> = graph
        .nodes
        .iter()
        .map(|node| {
            let made = &study.assembly.activities[node.activity as usize];
            let process = study.network.process(made.process);
            let flow = study.network.flow(process.exchanges[made.reference].flow);
            Node {
                label: flow.name.clone(),
                region: process.region.clone(),
                group: Label::default(),
                direct: node.direct,
                total: node.total,
            }
        })
        .collect();
    let edges: Vec<Edge> = graph
        .edges
        .iter()
        .filter_map(|edge| Some(Edge { from: place(edge.provider)?, to: place(edge.user)?, value: edge.score }))
        .collect();
    let kept: f64 = graph.nodes.iter().map(|node| node.direct).sum();
    let row = &study.assembly.indicators[0];
    let product = product(study, target.activity);
    let amount = target.amount.to_string();
    let region = if product.region.is_empty() { String::new() } else { format!(" [{}]", product.region) };
    let method = &study.methods[row.method];
    let title = |name: &str, indicator: &str| format!("{amount} {name}{region}: {indicator}");
    Ok(Supply {
        title: Label::new(
            title(product.name.en.trim(), &row.name.en),
            title(
                product.name.get(verdigris_quantity::Language::Zh).trim(),
                row.name.get(verdigris_quantity::Language::Zh),
            ),
        ),
        unit: Label::new(row.unit.clone(), row.unit.clone()),
        source: Label::new(
            format!("Verdigris; network {}, method {}", study.name, method.id),
            format!("铜绿；网络 {}，方法 {}", study.name, method.id),
        ),
        total: graph.score,
        products: place(target.activity as u32).into_iter().collect(),
        nodes,
        edges,
        remainder: graph.score - kept,
    })
}

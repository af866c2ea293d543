//! The supply chain of a footprint as a graph, and as a picture to draw.

use serde::Serialize;
use verdigris_inventory::traversal::{GraphLimits, Solved as OfIndicator, supply_graph};
use verdigris_quantity::{Label, Language, Unit};
use verdigris_report::{Edge, Node, Supply};
use verdigris_wording::Problem;

use crate::{
    footprint::product,
    result::Product,
    study::{Solved, Study},
    target::{Target, Wanted, resolve},
};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The product and how much of it.
    pub wanted: Wanted,
    /// Which indicator of the study, from 0.
    pub indicator: usize,
    /// Flows below this share of the whole are left out.
    pub cutoff: f64,
    /// Most nodes.
    pub nodes: usize,
}

/// One process of the chain.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChainNode {
    /// Process id.
    pub id: String,
    /// Its product.
    pub name: Label,
    /// Region code.
    pub region: String,
    /// Score of its own emissions.
    pub direct: f64,
    /// Score with everything upstream.
    pub value: f64,
}

/// What one process supplies to another.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChainEdge {
    /// Position of the supplier among the nodes.
    pub from: usize,
    /// Position of the user among the nodes.
    pub to: usize,
    /// Score that comes with it.
    pub value: f64,
    /// What is supplied.
    pub flow: Label,
}

/// A supply chain by one indicator.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Chain {
    /// The product.
    pub product: Product,
    /// Amount.
    pub amount: f64,
    /// Unit of the amount.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub amount_unit: Unit,
    /// Processes.
    pub nodes: Vec<ChainNode>,
    /// What they supply to one another.
    pub edges: Vec<ChainEdge>,
    /// The whole score.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// What the processes left out emit.
    pub remainder: f64,
    #[serde(skip)]
    supply: Supply,
}

impl Chain {
    /// The same, ready to draw.
    pub fn supply(&self) -> &Supply {
        &self.supply
    }
}

/// The supply chain of a product.
pub fn chain(study: &Study, question: &Question) -> Result<Chain, Problem> {
    let target = resolve(study, &question.wanted)?;
    let solved = study.solve(&target)?;
    of(study, &target, &solved, question.indicator, GraphLimits { cutoff: question.cutoff, nodes: question.nodes })
}

/// The supply chain of a target that is solved.
pub fn of(
    study: &Study,
    target: &Target,
    solved: &Solved,
    indicator: usize,
    limits: GraphLimits,
) -> Result<Chain, Problem> {
    let intensities = study.intensities()?.indicator(indicator);
    let direct = study.direct_of(indicator);
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
    let of_node = |node: &verdigris_inventory::traversal::GraphNode| {
        let made = product(study, node.activity as usize);
        ChainNode { id: made.process, name: made.name, region: made.region, direct: node.direct, value: node.total }
    };
    let nodes: Vec<ChainNode> = graph.nodes.iter().map(of_node).collect();
    let edges: Vec<ChainEdge> = graph
        .edges
        .iter()
        .filter_map(|edge| {
            let (from, to) = (place(edge.provider)?, place(edge.user)?);
            Some(ChainEdge { from, to, value: edge.score, flow: nodes[from].name.clone() })
        })
        .collect();
    let kept: f64 = graph.nodes.iter().map(|node| node.direct).sum();
    let remainder = graph.score - kept;
    let row = &study.assembly.indicators[indicator];
    let made = product(study, target.activity);
    let amount = target.amount.to_string();
    let region = if made.region.is_empty() { String::new() } else { format!(" [{}]", made.region) };
    let method = &study.methods[row.method];
    let title = |name: &str, indicator: &str| format!("{amount} {name}{region}: {indicator}");
    let supply = Supply {
        title: Label::new(
            title(made.name.en.trim(), &row.name.en),
            title(made.name.get(Language::Zh).trim(), row.name.get(Language::Zh)),
        ),
        unit: Label::new(row.unit.clone(), row.unit.clone()),
        source: Label::new(
            format!("Verdigris; network {}, method {}", study.name, method.id),
            format!("铜绿；网络 {}，方法 {}", study.name, method.id),
        ),
        total: graph.score,
        products: place(target.activity as u32).into_iter().collect(),
        nodes: nodes
            .iter()
            .map(|node| Node {
                label: node.name.clone(),
                region: node.region.clone(),
                group: Label::default(),
                direct: node.direct,
                total: node.value,
            })
            .collect(),
        edges: edges.iter().map(|edge| Edge { from: edge.from, to: edge.to, value: edge.value }).collect(),
        remainder,
    };
    Ok(Chain {
        product: made,
        amount: target.amount.value,
        amount_unit: target.amount.unit.clone(),
        nodes,
        edges,
        value: graph.score,
        unit: row.unit.clone(),
        remainder,
        supply,
    })
}

//! What a study can be asked about: its products and where they are made.

use std::collections::BTreeMap;

use serde::Serialize;
use verdigris_network::{
    FlowIndex,
    search::{Index, Target},
};
use verdigris_quantity::Label;

use crate::{place::name, study::Study};

/// A region by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NamedRegion {
    /// Region code.
    pub id: String,
    /// Its name.
    pub name: Label,
}

/// A product somebody makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProductMade {
    /// Flow id.
    pub product: String,
    /// Process that makes it: in the region asked for, else the most widely.
    pub process: String,
    /// Name of the product.
    pub name: Label,
    /// Category of the product, e.g. `metals/aluminium`.
    pub category: String,
    /// Region of the process.
    pub region: String,
    /// Name of the region.
    pub region_name: Label,
    /// All regions it is made in.
    pub regions: Vec<NamedRegion>,
    /// Unit of the product.
    pub unit: String,
}

/// The products of a study, metals first; those found by a text, best first.
pub struct Products {
    all: Vec<(FlowIndex, Vec<usize>)>,
    index: Index,
}

impl Products {
    /// Readies a study's products for search.
    pub fn of(study: &Study) -> Self {
        let mut by_flow: BTreeMap<FlowIndex, Vec<usize>> = BTreeMap::new();
        for (activity, made) in study.assembly.activities.iter().enumerate() {
            let flow = study.network.process(made.process).exchanges[made.reference].flow;
            by_flow.entry(flow).or_default().push(activity);
        }
        let mut all: Vec<(FlowIndex, Vec<usize>)> = by_flow.into_iter().collect();
        all.sort_by_key(|(flow, _)| {
            let flow = study.network.flow(*flow);
            (!flow.category.starts_with("metals/"), flow.category.clone(), flow.id.clone())
        });
        Self { all, index: Index::new(&study.network) }
    }

    /// Those whose names, or whose processes' names, hold the text, made in the region where one is given.
    pub fn find(&self, study: &Study, text: &str, region: Option<&str>) -> Vec<ProductMade> {
        let order: Vec<usize> = if text.trim().is_empty() {
            (0..self.all.len()).collect()
        } else {
            let mut order = Vec::new();
            for hit in self.index.search(text) {
                let found = match hit.target {
                    Target::Flow(flow) => self.all.iter().position(|(known, _)| *known == flow),
                    Target::Process(process) => self.all.iter().position(|(_, made)| {
                        made.iter().any(|&activity| study.assembly.activities[activity].process == process)
                    }),
                };
                if let Some(at) = found.filter(|at| !order.contains(at)) {
                    order.push(at);
                }
            }
            order
        };
        order.into_iter().filter_map(|at| shown(study, &self.all[at], region)).collect()
    }
}

fn shown(study: &Study, (flow, made): &(FlowIndex, Vec<usize>), region: Option<&str>) -> Option<ProductMade> {
    let process = |activity: usize| study.network.process(study.assembly.activities[activity].process);
    let width = |region: &str| study.network.regions.outward(region).count();
    let chosen = match region {
        Some(region) => made.iter().copied().find(|&activity| process(activity).region == region)?,
        // China is home; else the widest region.
        None => made.iter().copied().min_by_key(|&activity| {
            let at = process(activity);
            (at.region != "CN", width(&at.region), at.id.clone())
        })?,
    };
    let mut codes: Vec<&str> = made.iter().map(|&activity| process(activity).region.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let flow = study.network.flow(*flow);
    let at = process(chosen);
    Some(ProductMade {
        product: flow.id.clone(),
        process: at.id.clone(),
        name: flow.name.clone(),
        category: flow.category.clone(),
        region: at.region.clone(),
        region_name: name(study, &at.region),
        regions: codes.into_iter().map(|code| NamedRegion { id: code.to_owned(), name: name(study, code) }).collect(),
        unit: flow.unit.symbol().to_owned(),
    })
}

//! Impact assessment methods.

use std::collections::HashMap;

use verdigris_network::{Factor, Finding, FindingKind, Indicator, Method, Place};

use super::{
    document::{ImpactCategoryDocument, ImpactFactorDocument, MethodDocument},
    flow::Flows,
    identity,
    library::Library,
    load::Loaded,
};
use crate::compartment;

/// Builds methods; categories that no method names stand in a method of their own.
pub(super) fn build(
    methods: Vec<Loaded<MethodDocument>>,
    categories: Vec<Loaded<ImpactCategoryDocument>>,
    flows: &Flows,
    library: &Library,
    network: &str,
) -> (Vec<Method>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut indicators: HashMap<String, Indicator> = HashMap::new();
    let mut order = Vec::new();
    for Loaded { document, member } in categories {
        let indicator = indicator(&document, &member, flows, library, &mut findings);
        order.push(document.id.clone());
        indicators.insert(document.id, indicator);
    }
    let mut built = Vec::new();
    for Loaded { document, member } in methods {
        let mut method = Method {
            id: identity::own_id(&document.tags, &document.id),
            name: super::label(&document.name, &document.tags),
            version: document.version.clone().unwrap_or_default(),
            source: None,
            note: document.description.clone().unwrap_or_default(),
            indicators: Vec::new(),
        };
        for reference in &document.impact_categories {
            match indicators.get(reference.id()) {
                Some(indicator) => {
                    method.indicators.push(indicator.clone());
                    order.retain(|id| id != reference.id());
                }
                None => findings.push(
                    Finding::new(FindingKind::MissingReference, Place::file(&member))
                        .with("what", "impact category")
                        .with("id", reference.id()),
                ),
            }
        }
        built.push(method);
    }
    let loose: Vec<Indicator> = order.iter().filter_map(|id| indicators.remove(id)).collect();
    if !loose.is_empty() {
        let name = verdigris_quantity::Label::new("Impact categories without a method", "未归入方法的影响类别");
        let (version, note) = (String::new(), String::new());
        built.push(Method {
            id: format!("{network}-indicators"),
            name,
            version,
            source: None,
            note,
            indicators: loose,
        });
    }
    (built, findings)
}

fn indicator(
    document: &ImpactCategoryDocument,
    member: &str,
    flows: &Flows,
    library: &Library,
    findings: &mut Vec<Finding>,
) -> Indicator {
    let mut factors = Vec::with_capacity(document.impact_factors.len());
    for given in &document.impact_factors {
        match factor(given, flows, library) {
            Ok(factor) => factors.push(factor),
            Err((kind, name, value)) => {
                let place = Place { flow: given.flow.id().to_owned(), ..Place::file(member) };
                findings.push(Finding::new(kind, place).with(name, value));
            }
        }
    }
    Indicator {
        id: identity::own_id(&document.tags, &document.id),
        name: super::label(&document.name, &document.tags),
        unit: document.ref_unit.clone().unwrap_or_default(),
        factors,
    }
}

type Fault = (FindingKind, &'static str, String);

fn factor(given: &ImpactFactorDocument, flows: &Flows, library: &Library) -> Result<Factor, Fault> {
    let unknown = || given.unit.as_ref().map(|unit| unit.name().to_owned()).unwrap_or_default();
    let given_unit =
        given.unit.as_ref().and_then(|unit| library.unit(unit)).ok_or((FindingKind::UnknownUnit, "unit", unknown()))?;
    let value = given.value.ok_or((FindingKind::AmountNotAvailable, "flow", given.flow.name().to_owned()))?;
    let index = flows.get(given.flow.id());
    let property = given.flow_property.as_ref().zip(index).and_then(|(property, at)| flows.carried(at, property.id()));
    let flow = index.map(|at| &flows.list[at.at()]);
    // A factor per unit of another flow property is turned into one per reference unit.
    let (unit, value) = match (property, flow) {
        (Some(carried), Some(flow)) => (flow.unit.clone(), value * carried / given_unit.size),
        _ => (given_unit.unit, value / given_unit.scale),
    };
    let path = library.category_path(given.flow.category.as_ref());
    Ok(Factor {
        flow: flow.map_or_else(|| given.flow.id().to_owned(), |flow| flow.id.clone()),
        name: flow.map_or_else(|| given.flow.name().to_owned(), |flow| flow.name.en.clone()),
        cas: flow.map(|flow| flow.cas.clone()).unwrap_or_default(),
        compartment: flow.map_or_else(|| compartment::from_path(&path), |flow| flow.compartment.clone()),
        region: library.location(given.location.as_ref()),
        value,
        unit,
        source: None,
        place: String::new(),
    })
}

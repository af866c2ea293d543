//! Flows: kind, reference unit, conversions to other quantities, compartment.

use std::collections::HashMap;

use verdigris_network::{Finding, FindingKind, Flow, FlowIndex, FlowKind, Place, Property};
use verdigris_quantity::{Label, Unit};

use super::{
    document::{FlowDocument, Ref},
    identity,
    library::Library,
    load::Loaded,
};
use crate::{compartment, substance};

/// A flow property of a flow: how much of it one reference unit carries, in the property's reference unit.
#[derive(Clone, Debug)]
struct Carried {
    property: String,
    factor: f64,
}

/// Flows by the id of their document.
#[derive(Debug, Default)]
pub(super) struct Flows {
    pub list: Vec<Flow>,
    index: HashMap<String, FlowIndex>,
    carried: Vec<Vec<Carried>>,
}

impl Flows {
    /// Builds all flows.
    pub fn build(documents: Vec<Loaded<FlowDocument>>, library: &Library) -> (Self, Vec<Finding>) {
        let (mut flows, mut findings) = (Self::default(), Vec::new());
        for Loaded { document, member } in documents {
            if document.id.is_empty() {
                findings.push(Finding::new(FindingKind::MissingField, Place::file(&member)).with("name", "@id"));
                continue;
            }
            if flows.index.contains_key(&document.id) {
                findings.push(Finding::new(FindingKind::DuplicateId, Place::file(&member)).with("id", &document.id));
                continue;
            }
            let (flow, carried) = build(&document, &member, library, &mut findings);
            flows.index.insert(document.id, FlowIndex(flows.list.len() as u32));
            flows.list.push(flow);
            flows.carried.push(carried);
        }
        (flows, findings)
    }

    /// The flow a reference names.
    pub fn get(&self, id: &str) -> Option<FlowIndex> {
        self.index.get(id).copied()
    }

    /// Adds a stand-in for a flow the data do not hold.
    pub fn stand_in(&mut self, reference: &Ref, unit: Unit, library: &Library) -> FlowIndex {
        if let Some(found) = self.get(reference.id()) {
            return found;
        }
        let category = library.category_path(reference.category.as_ref());
        let name = if reference.name().is_empty() { reference.id() } else { reference.name() };
        let kind = kind(reference.flow_type.as_deref());
        let mut flow = Flow::new(reference.id(), Label::new(name, ""), kind, unit);
        if kind == FlowKind::Elementary {
            flow.compartment = compartment::from_path(&category);
        }
        flow.category = category;
        let index = FlowIndex(self.list.len() as u32);
        self.index.insert(reference.id().to_owned(), index);
        self.list.push(flow);
        self.carried.push(Vec::new());
        index
    }

    /// How much of a flow property one reference unit of a flow carries; `None` for the reference property itself and
    /// for one the flow does not have.
    pub fn carried(&self, flow: FlowIndex, property: &str) -> Option<f64> {
        let carried = self.carried.get(flow.at())?;
        let at = carried.iter().position(|carried| carried.property == property)?;
        (at > 0).then(|| carried[at].factor)
    }
}

pub(super) fn kind(word: Option<&str>) -> FlowKind {
    match word {
        Some("ELEMENTARY_FLOW") => FlowKind::Elementary,
        Some("WASTE_FLOW") => FlowKind::Waste,
        _ => FlowKind::Product,
    }
}

/// The name a flow property has in the tables.
fn property_name(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    match lower.as_str() {
        "mass" | "volume" | "energy" => lower,
        "dry mass" => "dry-mass".to_owned(),
        "net calorific value" | "lower calorific value" => "energy".to_owned(),
        _ if lower.starts_with("market value") => "price".to_owned(),
        _ => lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-"),
    }
}

fn build(
    document: &FlowDocument,
    member: &str,
    library: &Library,
    findings: &mut Vec<Finding>,
) -> (Flow, Vec<Carried>) {
    let factors = &document.flow_properties;
    let at = factors.iter().position(|factor| factor.is_ref_flow_property).unwrap_or(0);
    let place = || Place { flow: document.id.clone(), ..Place::file(member) };
    let mut carried = Vec::with_capacity(factors.len());
    let unit = match factors.get(at) {
        None => {
            findings.push(Finding::new(FindingKind::MissingField, place()).with("name", "flowProperties"));
            Unit::one()
        }
        Some(reference) => {
            let id = reference.flow_property.id();
            carried.push(Carried { property: id.to_owned(), factor: 1.0 });
            if let Some((_, unit)) = library.property(id) {
                unit.clone()
            } else {
                let finding = Finding::new(FindingKind::MissingReference, place());
                findings.push(finding.with("what", "flow property").with("id", id));
                Unit::one()
            }
        }
    };
    let id = identity::own_id(&document.tags, &document.id);
    let name = super::label(&document.name, &document.tags);
    let mut flow = Flow::new(id, name, kind(document.flow_type.as_deref()), unit);
    let base = factors.get(at).and_then(|factor| factor.conversion_factor).filter(|base| *base > 0.0).unwrap_or(1.0);
    for (k, factor) in factors.iter().enumerate() {
        let property = factor.flow_property.id();
        let value = factor.conversion_factor.unwrap_or(1.0) / base;
        // Some exports repeat the reference property.
        if k == at || carried.iter().any(|carried| carried.property == property) || !(value.is_finite() && value > 0.0)
        {
            continue;
        }
        carried.push(Carried { property: property.to_owned(), factor: value });
        if let Some((name, unit)) = library.property(property) {
            flow.properties.push(Property { name: property_name(name), value, unit: unit.clone() });
        }
    }
    flow.category = library.category_path(document.category.as_ref());
    if flow.kind == FlowKind::Elementary {
        flow.compartment = compartment::from_path(&flow.category);
    }
    flow.cas = substance::cas(document.cas.as_deref().unwrap_or_default());
    document.formula.as_deref().unwrap_or_default().trim().clone_into(&mut flow.formula);
    flow.location = library.location(document.location.as_ref());
    flow.synonyms = substance::synonyms(document.synonyms.as_deref().unwrap_or_default());
    flow.note = document.description.clone().unwrap_or_default();
    (flow, carried)
}

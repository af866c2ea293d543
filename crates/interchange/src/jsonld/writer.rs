//! Writes openLCA JSON-LD, schema 2, as a zip.
//!
//! Ids that are not UUIDs become UUIDs that are the same every time and come back through a tag. What openLCA cannot
//! hold (PERT distributions, templates of several regions) is a finding.

mod exchange;
mod quantities;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Write},
};

use serde_json::{Value, json};
use verdigris_network::{
    Allocation, Factor, Finding, FindingKind, Flow, FlowKind, Network, Parameter, Place, Process, ProcessKind, Role,
};
use verdigris_quantity::Label;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{CHINESE, identity};
use crate::{InterchangeError, Progress, Stage, compartment, progress::Counter};
use quantities::Quantities;

/// Documents by member name; the order is that of the names.
type Documents = BTreeMap<String, Value>;

/// The network as a zip, and what could not be written.
pub fn write(network: &Network, progress: &dyn Progress) -> Result<(Vec<u8>, Vec<Finding>), InterchangeError> {
    let mut findings = Vec::new();
    let quantities = Quantities::of(network);
    let mut documents = Documents::new();
    quantities.documents(&mut documents);
    for region in network.regions.iter() {
        let name = if region.name.is_empty() { region.id.clone() } else { region.name.en.clone() };
        put(
            &mut documents,
            "locations",
            json!({
                "@type": "Location", "@id": location_id(&region.id), "name": name, "code": region.id,
            }),
        );
    }
    for source in &network.sources {
        let id = identity::uuid("source", &source.id);
        let year = source.year.parse::<i64>().ok();
        let name = if source.publisher.is_empty() { &source.title } else { &source.publisher };
        put(
            &mut documents,
            "sources",
            json!({
                "@type": "Source", "@id": id, "name": name, "textReference": source.title, "year": year,
                "url": source.url, "description": source.note, "tags": identity::tags(&source.id),
            }),
        );
    }
    for flow in &network.flows {
        put(&mut documents, "flows", flow_document(flow, &quantities));
    }
    for parameter in &network.parameters {
        let mut document = parameter_document(parameter, "GLOBAL_SCOPE", &mut findings);
        document["@id"] = json!(identity::uuid("parameter", &parameter.id));
        put(&mut documents, "parameters", document);
    }
    let counter = Counter::new(progress, Stage::Writing, network.processes.len());
    for process in &network.processes {
        counter.step()?;
        let document = process_document(process, network, &quantities, &mut findings);
        put(&mut documents, "processes", document);
    }
    methods(network, &quantities, &mut documents);
    Ok((packed(&documents)?, findings))
}

fn put(documents: &mut Documents, folder: &str, mut document: Value) {
    // openLCA leaves absent fields out.
    if let Some(fields) = document.as_object_mut() {
        fields.retain(|_, value| {
            !(value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty))
        });
    }
    let id = document["@id"].as_str().unwrap_or_default().to_owned();
    documents.insert(format!("{folder}/{id}.json"), document);
}

fn packed(documents: &Documents) -> Result<Vec<u8>, InterchangeError> {
    let wrong = |what: &str, reason: String| InterchangeError::Write { what: what.to_owned(), reason };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let manifest = ("openlca.json".to_owned(), json!({ "schemaVersion": 2 }));
    for (name, document) in std::iter::once((&manifest.0, &manifest.1)).chain(documents) {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .map_err(|error| wrong(name, error.to_string()))?;
        let text = serde_json::to_vec(document).map_err(|error| wrong(name, error.to_string()))?;
        writer.write_all(&text).map_err(|error| wrong(name, error.to_string()))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|error| wrong("zip", error.to_string()))
}

/// A name, and the tag that carries the Chinese one where there are both.
fn named(label: &Label, id: &str) -> (String, Vec<String>) {
    let mut tags = identity::tags(id);
    if !label.zh.is_empty() {
        tags.push(format!("{CHINESE}{}", label.zh));
    }
    let name = if label.en.is_empty() { label.zh.clone() } else { label.en.clone() };
    (name, tags)
}

pub(super) fn location_id(code: &str) -> String {
    identity::uuid("location", code)
}

pub(super) fn location_ref(code: &str) -> Value {
    if code.is_empty() {
        return Value::Null;
    }
    json!({ "@type": "Location", "@id": location_id(code), "name": code })
}

fn flow_type(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::Product => "PRODUCT_FLOW",
        FlowKind::Waste => "WASTE_FLOW",
        FlowKind::Elementary => "ELEMENTARY_FLOW",
    }
}

/// The data's own category where it says the compartment, else openLCA's words for the compartment.
fn category(flow: &Flow) -> String {
    if flow.kind != FlowKind::Elementary || compartment::from_path(&flow.category) == flow.compartment {
        return flow.category.clone();
    }
    compartment::to_openlca(&flow.compartment).to_owned()
}

pub(super) fn flow_ref(flow: &Flow) -> Value {
    json!({
        "@type": "Flow", "@id": identity::uuid("flow", &flow.id), "name": named(&flow.name, &flow.id).0,
        "flowType": flow_type(flow.kind), "category": category(flow), "refUnit": flow.unit.symbol(),
    })
}

fn flow_document(flow: &Flow, quantities: &Quantities) -> Value {
    let (name, tags) = named(&flow.name, &flow.id);
    let mut factors = vec![json!({
        "@type": "FlowPropertyFactor", "isRefFlowProperty": true, "conversionFactor": 1.0,
        "flowProperty": quantities.property_ref(flow.unit.dimension()),
    })];
    for property in &flow.properties {
        let factor = property.value * quantities.size(&property.unit) / quantities.size(&flow.unit);
        factors.push(json!({
            "@type": "FlowPropertyFactor", "isRefFlowProperty": false, "conversionFactor": factor,
            "flowProperty": quantities.named_property_ref(property, flow),
        }));
    }
    json!({
        "@type": "Flow", "@id": identity::uuid("flow", &flow.id), "name": name, "tags": tags,
        "flowType": flow_type(flow.kind), "category": category(flow), "cas": flow.cas, "formula": flow.formula,
        "synonyms": flow.synonyms.join(";"), "description": flow.note, "location": location_ref(&flow.location),
        "flowProperties": factors,
    })
}

fn parameter_document(parameter: &Parameter, scope: &str, findings: &mut Vec<Finding>) -> Value {
    let uncertainty = parameter.spread.map_or(Value::Null, |spread| {
        exchange::uncertainty(&spread, parameter.value).unwrap_or_else(|reason| {
            let finding = Finding::new(FindingKind::BadUncertainty, Place::default().at_field(parameter.id.clone()));
            findings.push(finding.with("text", spread).with("reason", reason));
            Value::Null
        })
    });
    json!({
        "@type": "Parameter", "name": parameter.id, "description": parameter.note, "parameterScope": scope,
        "isInputParameter": parameter.formula.is_none(), "value": parameter.value, "formula": parameter.formula,
        "uncertainty": uncertainty,
    })
}

fn process_document(
    process: &Process,
    network: &Network,
    quantities: &Quantities,
    findings: &mut Vec<Finding>,
) -> Value {
    let (name, tags) = named(&process.name, &process.id);
    if process.is_template() {
        let reason = format!("the template for `{}` is written as one process without a place", process.region);
        findings.push(Finding::new(FindingKind::Skipped, Place::process(&process.id)).with("reason", reason));
    }
    let day = |text: &str| match text.len() {
        4 => format!("{text}-01-01"),
        _ => text.to_owned(),
    };
    let source = process
        .source
        .and_then(|at| network.source(at))
        .map(|source| json!({ "@type": "Source", "@id": identity::uuid("source", &source.id), "name": source.title }));
    let exchanges: Vec<Value> = process
        .exchanges
        .iter()
        .enumerate()
        .map(|(at, exchange)| exchange::document(process, exchange, at, network, quantities, findings))
        .collect();
    let method = match process.allocation {
        Allocation::None | Allocation::Substitution => None,
        Allocation::Price => Some("ECONOMIC_ALLOCATION"),
        Allocation::Mass | Allocation::Energy | Allocation::Factors => Some("PHYSICAL_ALLOCATION"),
    };
    let factors: Vec<Value> = process
        .exchanges
        .iter()
        .filter(|exchange| matches!(exchange.role, Role::Reference | Role::Coproduct))
        .filter_map(|exchange| {
            let product = flow_ref(network.flow(exchange.flow));
            let share = exchange.allocation_factor.filter(|_| process.allocation == Allocation::Factors)?;
            Some(json!({
                "@type": "AllocationFactor", "allocationType": "PHYSICAL_ALLOCATION", "product": product, "value": share,
            }))
        })
        .collect();
    let parameters: Vec<Value> =
        process.parameters.iter().map(|parameter| parameter_document(parameter, "PROCESS_SCOPE", findings)).collect();
    let region = if process.is_template() { "" } else { process.region.as_str() };
    json!({
        "@type": "Process", "@id": identity::uuid("process", &process.id), "name": name, "tags": tags,
        "description": process.note, "category": process.category, "location": location_ref(region),
        "processType": if process.kind == ProcessKind::Aggregated { "LCI_RESULT" } else { "UNIT_PROCESS" },
        "defaultAllocationMethod": method, "allocationFactors": factors, "exchanges": exchanges,
        "lastInternalId": process.exchanges.len(), "parameters": parameters,
        "processDocumentation": {
            "@type": "ProcessDocumentation", "validFrom": day(&process.valid_from), "validUntil": day(&process.valid_to),
            "technologyDescription": process.technology.en, "restrictionsDescription": process.licence,
            "sources": source.into_iter().collect::<Vec<_>>(),
        },
    })
}

fn methods(network: &Network, quantities: &Quantities, documents: &mut Documents) {
    let flows = network.flow_index();
    let mut made: BTreeSet<String> = BTreeSet::new();
    for method in &network.methods {
        let mut refs = Vec::new();
        for indicator in &method.indicators {
            let own = format!("{}/{}", method.id, indicator.id);
            let id =
                if identity::is_uuid(&indicator.id) { indicator.id.clone() } else { identity::uuid("indicator", &own) };
            let (name, tags) = named(&indicator.name, &indicator.id);
            let mut factors = Vec::with_capacity(indicator.factors.len());
            for factor in &indicator.factors {
                let known = flows.get(factor.flow.as_str()).map(|at| network.flow(*at).clone());
                let flow = known.unwrap_or_else(|| substance(factor));
                if !flows.contains_key(flow.id.as_str()) && made.insert(flow.id.clone()) {
                    put(documents, "flows", flow_document(&flow, quantities));
                }
                factors.push(json!({
                    "@type": "ImpactFactor", "flow": flow_ref(&flow), "value": factor.value,
                    "unit": Quantities::unit_ref(&factor.unit), "location": location_ref(&factor.region),
                    "flowProperty": quantities.property_ref(factor.unit.dimension()),
                }));
            }
            refs.push(json!({ "@type": "ImpactCategory", "@id": id, "name": name }));
            put(
                documents,
                "lcia_categories",
                json!({
                    "@type": "ImpactCategory", "@id": id, "name": name, "tags": tags, "refUnit": indicator.unit,
                    "impactFactors": factors,
                }),
            );
        }
        let (name, tags) = named(&method.name, &method.id);
        put(
            documents,
            "lcia_methods",
            json!({
                "@type": "ImpactMethod", "@id": identity::uuid("method", &method.id), "name": name, "tags": tags,
                "version": method.version, "description": method.note, "impactCategories": refs,
            }),
        );
    }
}

/// The flow a factor that goes by substance stands for.
fn substance(factor: &Factor) -> Flow {
    let id = if factor.flow.is_empty() {
        format!("{}|{}|{}", factor.compartment, factor.name, factor.cas)
    } else {
        factor.flow.clone()
    };
    let mut flow = Flow::new(id, Label::new(&factor.name, ""), FlowKind::Elementary, factor.unit.clone());
    flow.cas.clone_from(&factor.cas);
    flow.compartment = factor.compartment.clone();
    flow
}

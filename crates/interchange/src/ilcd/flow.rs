//! Flows.

use std::collections::HashMap;

use verdigris_network::{Finding, FindingKind, Flow, FlowKind, Place, Property};
use verdigris_quantity::{Label, Unit};

use super::{
    compartment,
    dataset::{Dataset, unreadable},
    property::Quantity,
    text,
};
use crate::{
    error::InterchangeError,
    xml::{Document, Element},
};

/// Marks a flow whose unit the product does not know; amounts stay as they are.
pub(crate) fn unknown_unit() -> Unit {
    Unit::one()
}

struct Carried {
    internal: String,
    property: String,
    mean: f64,
}

/// Reads a flow.
pub(crate) fn read(
    document: &Document<'_>,
    quantities: &HashMap<String, Quantity>,
) -> Result<Dataset<Flow>, InterchangeError> {
    let mut set = Dataset::new(document, Flow::new("", Label::default(), FlowKind::Product, Unit::one()));
    let mut reference = String::new();
    let mut carried: Vec<Carried> = Vec::new();
    let records = [
        "dataSetInformation",
        "quantitativeReference",
        "locationOfSupply",
        "typeOfDataSet",
        "publicationAndOwnership",
        "flowProperty",
    ];
    document.walk(&records, &mut |element| {
        match element.name {
            "dataSetInformation" => {
                element.text_of("UUID").clone_into(&mut set.id);
                information(&element, &mut set.value);
            }
            "quantitativeReference" => {
                element.text_of("referenceToReferenceFlowProperty").clone_into(&mut reference);
            }
            "locationOfSupply" => element.text().clone_into(&mut set.value.location),
            "typeOfDataSet" => set.value.kind = kind(element.text()),
            "flowProperty" => match element.number_of("meanValue") {
                Ok(mean) => carried.push(Carried {
                    internal: element.attribute("dataSetInternalID").unwrap_or_default().to_owned(),
                    property: element
                        .child("referenceToFlowPropertyDataSet")
                        .and_then(|property| property.attribute("refObjectId"))
                        .unwrap_or_default()
                        .to_owned(),
                    mean: mean.unwrap_or(1.0),
                }),
                Err(text) => set.findings.push(unreadable(document, &element, text, "not a number")),
            },
            _ => element.text_of("dataSetVersion").clone_into(&mut set.version),
        }
        Ok(())
    })?;
    set.value.id.clone_from(&set.id);
    if set.value.kind == FlowKind::Elementary {
        set.value.compartment = compartment::compartment(&set.value.category);
    }
    measure(document, &mut set, &carried, &reference, quantities);
    Ok(set)
}

fn kind(text: &str) -> FlowKind {
    match text {
        "Elementary flow" => FlowKind::Elementary,
        "Waste flow" => FlowKind::Waste,
        _ => FlowKind::Product,
    }
}

fn information(element: &Element<'_>, flow: &mut Flow) {
    if let Some(name) = element.child("name") {
        flow.name = text::label(name, "baseName");
        for part in ["treatmentStandardsRoutes", "mixAndLocationTypes", "flowProperties"] {
            flow.name = text::joined(std::mem::take(&mut flow.name), &text::label(name, part));
        }
    }
    flow.category = text::category(element);
    element.text_of("CASNumber").trim_start_matches('0').clone_into(&mut flow.cas);
    element.text_of("sumFormula").clone_into(&mut flow.formula);
    for synonyms in element.all("synonyms") {
        for synonym in synonyms.text().split(';').map(str::trim).filter(|synonym| !synonym.is_empty()) {
            if !flow.synonyms.iter().any(|known| known == synonym) {
                flow.synonyms.push(synonym.to_owned());
            }
        }
    }
}

/// Finds the unit in the reference flow property and the conversions in the others.
fn measure(
    document: &Document<'_>,
    set: &mut Dataset<Flow>,
    carried: &[Carried],
    reference: &str,
    quantities: &HashMap<String, Quantity>,
) {
    let main = carried.iter().find(|carried| carried.internal == reference).or(carried.first());
    let place = || Place { flow: set.id.clone(), ..Place::file(document.member()).at_field("flowProperties") };
    let Some(main) = main else {
        set.findings.push(Finding::new(FindingKind::MissingField, place()).with("name", "flowProperty"));
        return;
    };
    let Some(quantity) = quantities.get(&main.property) else {
        let finding = Finding::new(FindingKind::MissingReference, place()).with("what", "flow property");
        set.findings.push(finding.with("id", &main.property));
        set.value.unit = unknown_unit();
        return;
    };
    let Some(unit) = &quantity.unit else {
        set.findings.push(Finding::new(FindingKind::UnknownUnit, place()).with("unit", &quantity.symbol));
        set.value.unit = unknown_unit();
        return;
    };
    set.value.unit = unit.clone();
    for other in carried.iter().filter(|other| other.internal != main.internal) {
        let Some((known, unit)) =
            quantities.get(&other.property).and_then(|known| known.unit.as_ref().map(|unit| (known, unit)))
        else {
            continue;
        };
        let value = other.mean / main.mean;
        if value.is_finite() {
            set.value.properties.push(Property { name: known.name.clone(), value, unit: unit.clone() });
        }
    }
}

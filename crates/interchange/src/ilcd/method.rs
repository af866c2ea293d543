//! Impact assessment methods: an ILCD dataset is one indicator; those of one methodology make a method.

use std::collections::HashMap;

use verdigris_network::{Direction, Factor, FlowIndex, Indicator, Method, Network};
use verdigris_quantity::{Label, Unit};

use super::{
    compartment,
    dataset::{Dataset, unreadable},
    location,
    property::slug,
    text,
};
use crate::{
    error::InterchangeError,
    xml::{Document, Element},
};

/// Flows that factors refer to, where the archive brings them.
pub(crate) struct Context<'n> {
    network: &'n Network,
    flows: HashMap<&'n str, FlowIndex>,
}

impl<'n> Context<'n> {
    pub(crate) fn of(network: &'n Network) -> Self {
        Self { network, flows: network.flow_index() }
    }
}

/// An indicator and the methodology it belongs to.
#[derive(Debug)]
pub(crate) struct Read {
    methodology: Label,
    indicator: Indicator,
}

pub(crate) fn read(document: &Document<'_>, context: &Context<'_>) -> Result<Dataset<Read>, InterchangeError> {
    let indicator = Indicator { id: String::new(), name: Label::default(), unit: String::new(), factors: Vec::new() };
    let mut set = Dataset::new(document, Read { methodology: Label::default(), indicator });
    document.walk(
        &["dataSetInformation", "referenceQuantity", "publicationAndOwnership", "factor"],
        &mut |element| {
            match element.name {
                "dataSetInformation" => {
                    element.text_of("UUID").clone_into(&mut set.id);
                    set.value.indicator.name = text::label(&element, "name");
                    set.value.methodology = text::label(&element, "methodology");
                }
                "referenceQuantity" => {
                    text::label(&element, "shortDescription").en.trim().clone_into(&mut set.value.indicator.unit);
                }
                "factor" => match element.number_of("meanValue") {
                    Ok(Some(value)) => set.value.indicator.factors.push(factor(&element, value, context)),
                    Ok(None) => set.findings.push(unreadable(document, &element, "", "no value")),
                    Err(text) => set.findings.push(unreadable(document, &element, text, "not a number")),
                },
                _ => element.text_of("dataSetVersion").clone_into(&mut set.version),
            }
            Ok(())
        },
    )?;
    set.value.indicator.id = slug(&set.value.indicator.name.en);
    if set.value.indicator.id.is_empty() {
        set.value.indicator.id.clone_from(&set.id);
    }
    Ok(set)
}

/// A factor; unit, compartment and CAS number come from the flow, or else from the description `name (property, unit,
/// category)` that the factor carries.
fn factor(element: &Element<'_>, value: f64, context: &Context<'_>) -> Factor {
    let reference = element.child("referenceToFlowDataSet");
    let id = reference.and_then(|reference| reference.attribute("refObjectId")).unwrap_or_default();
    let described = reference.map(|reference| text::label(reference, "shortDescription").en).unwrap_or_default();
    let description = Description::of(&described);
    let flow = context.flows.get(id).map(|&index| context.network.flow(index));
    let direction = match element.text_of("exchangeDirection") {
        "Input" => Direction::Input,
        _ => Direction::Output,
    };
    let category = if direction == Direction::Input && !description.category.to_lowercase().contains("resource") {
        format!("Resources/{}", description.category)
    } else {
        description.category.to_owned()
    };
    Factor {
        flow: id.to_owned(),
        name: flow.map_or_else(|| description.name.to_owned(), |flow| flow.name.en.clone()),
        cas: flow.map(|flow| flow.cas.clone()).unwrap_or_default(),
        compartment: flow.map_or_else(|| compartment::compartment(&category), |flow| flow.compartment.clone()),
        region: location::region(element.text_of("location")),
        value,
        unit: flow.map(|flow| flow.unit.clone()).or(description.unit).unwrap_or_else(super::flow::unknown_unit),
        source: None,
        place: String::new(),
    }
}

/// `antimony (v) (Mass, kg, Emissions to agricultural soil)` taken apart.
struct Description<'t> {
    name: &'t str,
    unit: Option<Unit>,
    category: &'t str,
}

impl<'t> Description<'t> {
    fn of(text: &'t str) -> Self {
        let plain = Self { name: text.trim(), unit: None, category: "" };
        let Some(inner) = text.trim().strip_suffix(')') else { return plain };
        // The category itself may hold parentheses: `Emissions to water, unspecified (long-term)`.
        for (open, _) in inner.match_indices('(') {
            let mut parts = inner[open + 1..].splitn(3, ',');
            if let (Some(property), Some(unit), Some(category)) = (parts.next(), parts.next(), parts.next())
                && !property.contains(['(', ')'])
                && let Ok(unit) = Unit::parse(unit)
            {
                return Self { name: inner[..open].trim(), unit: Some(unit), category: category.trim() };
            }
        }
        plain
    }
}

/// Indicators gathered into methods, in order of first appearance.
pub(crate) fn gather(indicators: impl Iterator<Item = Read>) -> Vec<Method> {
    let mut methods: Vec<Method> = Vec::new();
    for read in indicators {
        let id = match slug(&read.methodology.en) {
            id if id.is_empty() => "ilcd".to_owned(),
            id => id,
        };
        let at = methods.iter().position(|method| method.id == id).unwrap_or_else(|| {
            methods.push(Method {
                id,
                name: read.methodology,
                version: String::new(),
                source: None,
                note: String::new(),
                indicators: Vec::new(),
            });
            methods.len() - 1
        });
        let mut indicator = read.indicator;
        let taken = methods[at].indicators.iter().filter(|other| other.name == indicator.name).count();
        if taken > 0 {
            indicator.id = format!("{}-{}", indicator.id, taken + 1);
        }
        methods[at].indicators.push(indicator);
    }
    methods
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_taken_apart() {
        let told = Description::of("antimony (v) (Mass, kg, Emissions to water, unspecified (long-term))");
        assert_eq!((told.name, told.category), ("antimony (v)", "Emissions to water, unspecified (long-term)"));
        let told = Description::of("brown coal(Radioactivity,MJ,Non-renewable energy resources from ground)");
        assert_eq!((told.name, told.unit), ("brown coal", Unit::parse("MJ").ok()));
        assert_eq!(Description::of("1,2-dichloro (x)").name, "1,2-dichloro (x)");
    }
}

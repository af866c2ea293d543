//! Flow properties: a named quantity with a unit group.

use std::collections::HashMap;

use verdigris_network::{Finding, FindingKind, Place};
use verdigris_quantity::{Label, Unit};

use super::{dataset::Dataset, text, unit::UnitGroup};
use crate::{error::InterchangeError, xml::Document};

/// A flow property as read.
#[derive(Debug, Default)]
pub(crate) struct FlowProperty {
    name: Label,
    unit_group: String,
}

/// A flow property with its unit.
#[derive(Debug)]
pub(crate) struct Quantity {
    /// Name among the properties of a flow: `mass`, `energy`, …
    pub(crate) name: String,
    /// `None` when the product knows no unit of the group.
    pub(crate) unit: Option<Unit>,
    /// The unit's symbol in the data.
    pub(crate) symbol: String,
}

pub(crate) fn read(document: &Document<'_>) -> Result<Dataset<FlowProperty>, InterchangeError> {
    let mut set = Dataset::new(document, FlowProperty::default());
    document.walk(
        &["dataSetInformation", "referenceToReferenceUnitGroup", "publicationAndOwnership"],
        &mut |element| {
            match element.name {
                "dataSetInformation" => {
                    element.text_of("UUID").clone_into(&mut set.id);
                    set.value.name = text::label(&element, "name");
                }
                "publicationAndOwnership" => element.text_of("dataSetVersion").clone_into(&mut set.version),
                _ => element.attribute("refObjectId").unwrap_or_default().clone_into(&mut set.value.unit_group),
            }
            Ok(())
        },
    )?;
    Ok(set)
}

/// Brings flow properties and unit groups together.
pub(crate) fn quantities(
    properties: Vec<Dataset<FlowProperty>>,
    groups: &HashMap<String, UnitGroup>,
    findings: &mut Vec<Finding>,
) -> HashMap<String, Quantity> {
    let mut quantities = HashMap::with_capacity(properties.len());
    for set in properties {
        let group = groups.get(&set.value.unit_group);
        if group.is_none() {
            let place = Place::file(&set.member).at_field("referenceToReferenceUnitGroup");
            let finding = Finding::new(FindingKind::MissingReference, place).with("what", "unit group");
            findings.push(finding.with("id", &set.value.unit_group));
        }
        let unit = group.and_then(UnitGroup::unit);
        let symbol = group.map(UnitGroup::symbol).unwrap_or_default().to_owned();
        let name = word(&set.value.name.en);
        quantities.insert(set.id, Quantity { name, unit, symbol });
    }
    quantities
}

/// The product's word for a property: `mass`, `energy` (net calorific value), `gross-energy`, `volume`, `price`, `carbon`;
/// any other name as a slug.
pub(crate) fn word(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    match lower.as_str() {
        "number of items" => "items".into(),
        "carbon content" | "c_wt" => "carbon".into(),
        _ if lower.contains("gross calorific value") => "gross-energy".into(),
        _ if lower.contains("net calorific value") => "energy".into(),
        _ if lower.contains("price") || lower.contains("market value") => "price".into(),
        _ => slug(&lower),
    }
}

/// Lower-case letters and digits parted by single hyphens.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.to_lowercase().chars() {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

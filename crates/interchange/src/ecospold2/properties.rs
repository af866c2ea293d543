//! Properties of an exchange, which are per unit of its flow.

use verdigris_network::Property;

use super::activity::label;
use crate::{ilcd::property_word, unit, xml::Element};

/// The properties whose unit is known and whose amount is not zero, by the product's words.
pub(crate) fn read(element: &Element<'_>) -> Vec<Property> {
    let mut properties: Vec<Property> = Vec::new();
    for property in element.all("property") {
        let (Ok(Some(value)), Some(unit)) =
            (property.number_in("amount"), unit::known(&label(property, "unitName").en))
        else {
            continue;
        };
        let name = match label(property, "name").en.as_str() {
            "wet mass" => "mass".to_owned(),
            "heating value, net" => "energy".to_owned(),
            other => property_word(other),
        };
        if value != 0.0 && !properties.iter().any(|known| known.name == name) {
            properties.push(Property { name, value, unit });
        }
    }
    properties
}

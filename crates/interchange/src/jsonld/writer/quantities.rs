//! Unit groups and flow properties: one of each for every dimension in use, under the ids of openLCA's own reference
//! list where it has them.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use verdigris_network::{Flow, Network, Property};
use verdigris_quantity::{Dimension, Unit};

use super::{Documents, put};
use crate::jsonld::identity;

/// Reference unit, id of the unit, of the unit group and of the flow property in openLCA's reference list.
const REFERENCE: &[(&str, &str, &str, &str, &str)] = &[
    (
        "kg",
        "Mass",
        "20aadc24-a391-41cf-b340-3e4529f44bde",
        "93a60a57-a4c8-11da-a746-0800200c9a66",
        "93a60a56-a3c8-11da-a746-0800200b9a66",
    ),
    (
        "MJ",
        "Energy",
        "52765a6c-3896-43c2-b2f4-c679acf13efe",
        "93a60a57-a3c8-11da-a746-0800200c9a66",
        "f6811440-ee37-11de-8a39-0800200c9a66",
    ),
    (
        "m3",
        "Volume",
        "1c3a9695-398d-4b1f-b07e-a8715b610f70",
        "93a60a57-a3c8-12da-a746-0800200c9a66",
        "93a60a56-a3c8-22da-a746-0800200c9a66",
    ),
    (
        "m2",
        "Area",
        "3ce61faa-5716-41c1-aef6-b5920054acc9",
        "93a60a57-a3c8-18da-a746-0800200c9a66",
        "93a60a56-a3c8-19da-a746-0800200c9a66",
    ),
    (
        "t*km",
        "Goods transport (mass*distance)",
        "7cd12a26-0346-40f7-8aa0-bb9ee9ebdbbb",
        "838aaa21-0117-11db-92e3-0800200c9a66",
        "838aaa20-0117-11db-92e3-0800200c9a66",
    ),
    (
        "Item(s)",
        "Number of items",
        "6dabe201-aaac-4509-92f0-d00c26cb72ab",
        "5beb6eed-33a9-47b8-9ede-1dfe8f679159",
        "01846770-4cfe-4a25-8ad9-919d8d378345",
    ),
];

struct Group {
    reference: Unit,
    units: BTreeMap<String, Unit>,
    name: String,
    id: String,
    property_id: String,
}

/// See the module.
pub(super) struct Quantities {
    groups: HashMap<Dimension, Group>,
    /// Named properties that are not the plain one of their dimension: id to name and dimension.
    named: BTreeMap<String, (String, Dimension)>,
}

impl Quantities {
    /// Everything a network uses.
    pub fn of(network: &Network) -> Self {
        let mut all = Self { groups: HashMap::new(), named: BTreeMap::new() };
        for flow in &network.flows {
            all.add(&flow.unit);
            for property in &flow.properties {
                all.add(&property.unit);
                if let Some((id, name)) = own_property(property, flow) {
                    all.named.insert(id, (name, property.unit.dimension().clone()));
                }
            }
        }
        let exchanges = network.processes.iter().flat_map(|process| &process.exchanges);
        exchanges.for_each(|exchange| all.add(&exchange.unit));
        let indicators = network.methods.iter().flat_map(|method| &method.indicators);
        indicators.flat_map(|indicator| &indicator.factors).for_each(|factor| all.add(&factor.unit));
        all
    }

    fn add(&mut self, unit: &Unit) {
        let group = self.groups.entry(unit.dimension().clone()).or_insert_with(|| group(unit));
        group.units.entry(unit.symbol().to_owned()).or_insert_with(|| unit.clone());
    }

    /// Size of a unit in the reference unit of its group.
    pub fn size(&self, unit: &Unit) -> f64 {
        let group = self.groups.get(unit.dimension());
        group.and_then(|group| unit.factor_to(&group.reference).ok()).map_or(1.0, verdigris_quantity::Ratio::value)
    }

    pub fn unit_ref(unit: &Unit) -> Value {
        json!({ "@type": "Unit", "@id": unit_id(unit.symbol()), "name": unit.symbol() })
    }

    /// The plain flow property of a dimension.
    pub fn property_ref(&self, dimension: &Dimension) -> Value {
        self.groups.get(dimension).map_or(
            Value::Null,
            |group| json!({ "@type": "FlowProperty", "@id": group.property_id, "name": group.name }),
        )
    }

    /// The flow property of one property of a flow.
    pub fn named_property_ref(&self, property: &Property, flow: &Flow) -> Value {
        match own_property(property, flow) {
            Some((id, name)) => json!({ "@type": "FlowProperty", "@id": id, "name": name }),
            None => self.property_ref(property.unit.dimension()),
        }
    }

    /// The flow property an exchange's unit measures: the flow's own, or the first that has the dimension.
    pub fn exchange_property_ref(&self, unit: &Unit, flow: &Flow) -> Value {
        if unit.dimension() == flow.unit.dimension() {
            return self.property_ref(unit.dimension());
        }
        let property = flow.properties.iter().find(|property| property.unit.dimension() == unit.dimension());
        property.map_or_else(|| self.property_ref(unit.dimension()), |property| self.named_property_ref(property, flow))
    }

    /// Unit groups and flow properties.
    pub fn documents(&self, documents: &mut Documents) {
        for group in self.groups.values() {
            let units: Vec<Value> = group
                .units
                .values()
                .map(|unit| {
                    json!({
                        "@type": "Unit", "@id": unit_id(unit.symbol()), "name": unit.symbol(),
                        "isRefUnit": unit.symbol() == group.reference.symbol(), "conversionFactor": self.size(unit),
                    })
                })
                .collect();
            let group_ref = json!({ "@type": "UnitGroup", "@id": group.id });
            let property_ref = json!({ "@type": "FlowProperty", "@id": group.property_id, "name": group.name });
            put(
                documents,
                "unit_groups",
                json!({
                    "@type": "UnitGroup", "@id": group.id, "name": format!("Units of {}", group.name.to_lowercase()),
                    "defaultFlowProperty": property_ref, "units": units,
                }),
            );
            put(
                documents,
                "flow_properties",
                json!({
                    "@type": "FlowProperty", "@id": group.property_id, "name": group.name,
                    "flowPropertyType": "PHYSICAL_QUANTITY", "unitGroup": group_ref,
                }),
            );
        }
        for (id, (name, dimension)) in &self.named {
            let group_ref = self.groups.get(dimension).map(|group| json!({ "@type": "UnitGroup", "@id": group.id }));
            put(
                documents,
                "flow_properties",
                json!({
                    "@type": "FlowProperty", "@id": id, "name": name, "flowPropertyType": "PHYSICAL_QUANTITY",
                    "unitGroup": group_ref,
                }),
            );
        }
    }
}

fn group(unit: &Unit) -> Group {
    let listed = REFERENCE.iter().find_map(|row| {
        let reference = Unit::parse(row.0).ok()?;
        (reference.dimension() == unit.dimension()).then_some((reference, row))
    });
    let dimension = unit.dimension().to_string();
    let (reference, name, id, property_id) = if let Some((reference, row)) = listed {
        (reference, row.1.to_owned(), row.3.to_owned(), row.4.to_owned())
    } else {
        let ids = (identity::uuid("unit-group", &dimension), identity::uuid("flow-property", &dimension));
        (unit.clone(), dimension, ids.0, ids.1)
    };
    let units = BTreeMap::from([(reference.symbol().to_owned(), reference.clone())]);
    Group { reference, units, name, id, property_id }
}

fn unit_id(symbol: &str) -> String {
    let listed = REFERENCE.iter().find(|row| row.0 == symbol).map(|row| row.2.to_owned());
    listed.unwrap_or_else(|| identity::uuid("unit", symbol))
}

/// Id and name of a property that is not the plain one of its dimension.
fn own_property(property: &Property, flow: &Flow) -> Option<(String, String)> {
    let plain = matches!(property.name.as_str(), "mass" | "energy" | "volume");
    if plain && property.unit.dimension() != flow.unit.dimension() {
        return None;
    }
    let key = format!("{}|{}", property.name, property.unit.dimension());
    Some((identity::uuid("flow-property", &key), property.name.clone()))
}

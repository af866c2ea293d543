//! Unit groups and flow properties: one group for each unit in use, one property for each name and unit.

use std::collections::BTreeMap;

use verdigris_network::Network;
use verdigris_quantity::Unit;

use super::{VERSION, open, uuid};
use crate::xml::escape;

/// Id of the group of a unit.
fn group(unit: &Unit) -> String {
    uuid(&format!("unit group {}", unit.symbol()))
}

/// Id of a flow property.
pub(super) fn property(name: &str, unit: &Unit) -> String {
    uuid(&format!("flow property {name} in {}", unit.symbol()))
}

/// Name of the quantity that a unit measures.
pub(super) fn quantity(unit: &Unit) -> &'static str {
    let like = |symbol: &str| Unit::parse(symbol).is_ok_and(|known| known.dimension() == unit.dimension());
    [
        ("kg", "Mass"),
        ("MJ", "Energy"),
        ("m3", "Volume"),
        ("m2", "Area"),
        ("item", "Number of items"),
        ("kBq", "Radioactivity"),
    ]
    .into_iter()
    .find(|(symbol, _)| like(symbol))
    .map_or("Amount", |(_, name)| name)
}

/// All unit groups, by id.
pub(super) fn groups(network: &Network) -> BTreeMap<String, String> {
    let properties = network.flows.iter().flat_map(|flow| flow.properties.iter().map(|property| &property.unit));
    let units = network.flows.iter().map(|flow| &flow.unit).chain(properties);
    units
        .map(|unit| {
            let (id, symbol) = (group(unit), escape(unit.symbol()));
            let text = format!(
                "{}<unitGroupInformation><dataSetInformation><common:UUID>{id}</common:UUID>\
                 <common:name xml:lang=\"en\">Units: {symbol}</common:name></dataSetInformation><quantitativeReference>\
                 <referenceToReferenceUnit>0</referenceToReferenceUnit></quantitativeReference></unitGroupInformation>\n\
                 {VERSION}<units><unit dataSetInternalID=\"0\"><name>{symbol}</name><meanValue>1</meanValue></unit></units>\n\
                 </unitGroupDataSet>\n",
                open("unitGroupDataSet", "UnitGroup"),
            );
            (id, text)
        })
        .collect()
}

/// All flow properties, by id.
pub(super) fn properties(network: &Network) -> BTreeMap<String, String> {
    let mut documents = BTreeMap::new();
    for flow in &network.flows {
        let own = (quantity(&flow.unit), &flow.unit);
        let carried = flow.properties.iter().map(|property| (property.name.as_str(), &property.unit));
        for (name, unit) in std::iter::once(own).chain(carried) {
            let id = property(name, unit);
            documents.entry(id).or_insert_with_key(|id| {
                format!(
                    "{}<flowPropertiesInformation><dataSetInformation><common:UUID>{id}</common:UUID>\
                     <common:name xml:lang=\"en\">{}</common:name></dataSetInformation><quantitativeReference>\
                     <referenceToReferenceUnitGroup type=\"unit group data set\" refObjectId=\"{}\"/>\
                     </quantitativeReference></flowPropertiesInformation>\n{VERSION}</flowPropertyDataSet>\n",
                    open("flowPropertyDataSet", "FlowProperty"),
                    escape(name),
                    group(unit),
                )
            });
        }
    }
    documents
}

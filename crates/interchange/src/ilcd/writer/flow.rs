//! Flows.

use verdigris_network::{Flow, FlowKind};

use super::{VERSION, classes, label, open, unit, uuid};
use crate::{ilcd::compartment, xml::escape};

pub(super) fn document(flow: &Flow) -> String {
    let kind = match flow.kind {
        FlowKind::Product => "Product flow",
        FlowKind::Waste => "Waste flow",
        FlowKind::Elementary => "Elementary flow",
    };
    let category = if flow.kind == FlowKind::Elementary {
        let levels = compartment::category(&flow.compartment).into_iter().filter(|level| !level.is_empty()).enumerate();
        let levels = levels.map(|(k, level)| format!("<common:category level=\"{k}\">{level}</common:category>"));
        format!(
            "<classificationInformation><common:elementaryFlowCategorization>{}</common:elementaryFlowCategorization>\
             </classificationInformation>",
            levels.collect::<String>()
        )
    } else {
        classes(&flow.category)
    };
    let element = |name: &str, text: &str| {
        if text.is_empty() { String::new() } else { format!("<{name}>{}</{name}>", escape(text)) }
    };
    let geography = element("locationOfSupply", &flow.location);
    let mut properties = property(0, unit::quantity(&flow.unit), &flow.unit, 1.0);
    for (k, carried) in flow.properties.iter().enumerate() {
        properties += &property(k + 1, &carried.name, &carried.unit, carried.value);
    }
    format!(
        "{}<flowInformation><dataSetInformation><common:UUID>{}</common:UUID><name>{}</name>{}{category}{}{}\
         </dataSetInformation><quantitativeReference>\
         <referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference>\
         <geography>{geography}</geography></flowInformation>\n<modellingAndValidation><LCIMethod>\
         <typeOfDataSet>{kind}</typeOfDataSet></LCIMethod></modellingAndValidation>\n{VERSION}\
         <flowProperties>{properties}</flowProperties>\n</flowDataSet>\n",
        open("flowDataSet", "Flow"),
        uuid(&flow.id),
        label("baseName", &flow.name),
        element("common:synonyms", &flow.synonyms.join("; ")),
        element("CASNumber", &flow.cas),
        element("sumFormula", &flow.formula),
    )
}

fn property(id: usize, name: &str, unit: &verdigris_quantity::Unit, mean: f64) -> String {
    format!(
        "<flowProperty dataSetInternalID=\"{id}\"><referenceToFlowPropertyDataSet type=\"flow property data set\" \
         refObjectId=\"{}\"/><meanValue>{mean}</meanValue></flowProperty>",
        unit::property(name, unit)
    )
}

//! Processes.

use std::fmt::Write as _;

use verdigris_network::{Allocation, Direction, Exchange, Network, Parameter, Process, ProcessKind, Role};
use verdigris_quantity::spread::Spread;

use super::{VERSION, classes, label, open, refused, uuid};
use crate::{InterchangeError, xml::escape};

pub(super) fn document(network: &Network, process: &Process) -> Result<String, InterchangeError> {
    let kind = match process.kind {
        ProcessKind::Aggregated => "LCI result",
        _ => "Unit process, single operation",
    };
    let approach = match process.allocation {
        Allocation::Mass => "Allocation - mass",
        Allocation::Energy => "Allocation - gross calorific value",
        Allocation::Price => "Allocation - market value",
        Allocation::Substitution => "Substitution - specific",
        Allocation::None | Allocation::Factors => "",
    };
    let approach = if approach.is_empty() {
        String::new()
    } else {
        format!("<LCIMethodApproaches>{approach}</LCIMethodApproaches>")
    };
    let references = [Role::Reference, Role::Coproduct]
        .into_iter()
        .flat_map(|role| (0..process.exchanges.len()).filter(move |&k| process.exchanges[k].role == role));
    let references = references.map(|k| format!("<referenceToReferenceFlow>{k}</referenceToReferenceFlow>"));
    let references = references.collect::<Vec<_>>().concat();
    let year = process.year.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit())).unwrap_or_default();
    let source = process.source.and_then(|source| network.source(source)).map(|source| {
        format!(
            "<dataSourcesTreatmentAndRepresentativeness><referenceToDataSource type=\"source data set\" refObjectId=\"{}\"/>\
             </dataSourcesTreatmentAndRepresentativeness>",
            uuid(&source.id)
        )
    });
    let mut exchanges = String::new();
    for (k, one) in process.exchanges.iter().enumerate() {
        exchanges += &exchange(network, process, k, one)?;
    }
    Ok(format!(
        "{}<processInformation><dataSetInformation><common:UUID>{}</common:UUID><name>{}</name>{}</dataSetInformation>\
         <quantitativeReference type=\"Reference flow(s)\">{references}</quantitativeReference><time>\
         <common:referenceYear>{year}</common:referenceYear></time><geography>\
         <locationOfOperationSupplyOrProduction location=\"{}\"/></geography>{}</processInformation>\n\
         <modellingAndValidation><LCIMethodAndAllocation><typeOfDataSet>{kind}</typeOfDataSet>{approach}\
         </LCIMethodAndAllocation>{}</modellingAndValidation>\n{VERSION}<exchanges>\n{exchanges}</exchanges>\n\
         </processDataSet>\n",
        open("processDataSet", "Process"),
        uuid(&process.id),
        label("baseName", &process.name),
        classes(&process.category),
        escape(&process.region),
        relations(network, process),
        source.unwrap_or_default(),
    ))
}

/// Parameters of the process and the network, and a variable for each formula of an exchange.
fn relations(network: &Network, process: &Process) -> String {
    let mut text = String::new();
    let own = |parameter: &Parameter| process.parameters.iter().any(|other| other.id == parameter.id);
    for parameter in network.parameters.iter().filter(|parameter| !own(parameter)).chain(&process.parameters) {
        let formula = parameter.formula.as_deref().map(|formula| format!("<formula>{}</formula>", escape(formula)));
        let value = parameter.value.map(|value| format!("<meanValue>{value}</meanValue>"));
        let spread = parameter.spread.or_else(|| parameter.pedigree.map(|pedigree| pedigree.spread()));
        let spread = spread
            .map(|spread| uncertainty(spread, parameter.value.unwrap_or(0.0), 1.0, ["minimumValue", "maximumValue"]));
        let _ = write!(
            text,
            "<variableParameter name=\"{}\">{}{}{}</variableParameter>",
            escape(&parameter.id),
            formula.unwrap_or_default(),
            value.unwrap_or_default(),
            spread.unwrap_or_default(),
        );
    }
    for (k, exchange) in process.exchanges.iter().enumerate() {
        if let Some(formula) = &exchange.formula {
            let _ = write!(
                text,
                "<variableParameter name=\"exchange_{k}\"><formula>{}</formula></variableParameter>",
                escape(formula)
            );
        }
    }
    if text.is_empty() { text } else { format!("<mathematicalRelations>{text}</mathematicalRelations>") }
}

fn exchange(network: &Network, process: &Process, k: usize, exchange: &Exchange) -> Result<String, InterchangeError> {
    let flow = network.flow(exchange.flow);
    let what = || format!("process {}, exchange {}", process.id, exchange.id);
    let same = exchange.unit == flow.unit;
    let plain = if same { 1.0 } else { flow.factor_from(&exchange.unit).map_err(|error| refused(&what(), &error))? };
    let (direction, factor) = match (exchange.role, exchange.direction) {
        (Role::Avoided, Direction::Output) => (Direction::Input, -plain),
        (_, direction) => (direction, plain),
    };
    let direction = if direction == Direction::Input { "Input" } else { "Output" };
    let amount = exchange.amount.map(|amount| amount * factor);
    let mut amounts = String::new();
    match (&exchange.formula, amount) {
        (None, Some(amount)) => {
            let _ = write!(amounts, "<meanAmount>{amount}</meanAmount><resultingAmount>{amount}</resultingAmount>");
        }
        (None, None) => {}
        (Some(_), amount) => {
            let _ = write!(
                amounts,
                "<referenceToVariable>exchange_{k}</referenceToVariable><meanAmount>{factor}</meanAmount>"
            );
            if let Some(amount) = amount {
                let _ = write!(amounts, "<resultingAmount>{amount}</resultingAmount>");
            }
        }
    }
    let spread = exchange.spread.or_else(|| exchange.pedigree.map(|pedigree| pedigree.spread()));
    let bounds = ["minimumAmount", "maximumAmount"];
    let spread = spread.filter(|_| exchange.formula.is_none());
    let spread = spread.map(|spread| uncertainty(spread, exchange.amount.unwrap_or(0.0), factor, bounds));
    let location = if exchange.location.is_empty() {
        String::new()
    } else {
        format!("<location>{}</location>", escape(&exchange.location))
    };
    Ok(format!(
        "<exchange dataSetInternalID=\"{k}\"><referenceToFlowDataSet type=\"flow data set\" refObjectId=\"{}\" \
         uri=\"../flows/{0}.xml\">{}</referenceToFlowDataSet>{location}<exchangeDirection>{direction}</exchangeDirection>\
         {amounts}{}{}</exchange>\n",
        uuid(&flow.id),
        label("common:shortDescription", &flow.name),
        spread.unwrap_or_default(),
        allocations(process, exchange),
    ))
}

/// Shares of the products in an exchange that is no product itself.
fn allocations(process: &Process, exchange: &Exchange) -> String {
    if process.allocation != Allocation::Factors || matches!(exchange.role, Role::Reference | Role::Coproduct) {
        return String::new();
    }
    let shares = process.exchanges.iter().enumerate().filter_map(|(k, product)| {
        let percent = product.allocation_factor? * 100.0;
        Some(format!("<allocation internalReferenceToCoProduct=\"{k}\" allocatedFraction=\"{percent}\"/>"))
    });
    format!("<allocations>{}</allocations>", shares.collect::<String>())
}

fn uncertainty(spread: Spread, amount: f64, factor: f64, bounds: [&str; 2]) -> String {
    let form = |name: &str, deviation: f64| {
        format!(
            "<uncertaintyDistributionType>{name}</uncertaintyDistributionType>\
             <relativeStandardDeviation95In>{deviation}</relativeStandardDeviation95In>"
        )
    };
    let between = |name: &str, min: f64, max: f64| {
        let (min, max) = ((min * factor).min(max * factor), (min * factor).max(max * factor));
        let [low, high] = bounds;
        format!(
            "<{low}>{min}</{low}><{high}>{max}</{high}><uncertaintyDistributionType>{name}</uncertaintyDistributionType>"
        )
    };
    match spread {
        Spread::Lognormal { sigma } => form("log-normal", (2.0 * sigma).exp()),
        Spread::NormalDeviation { sd } => form("normal", 2.0 * sd * factor.abs()),
        Spread::NormalVariation { cv } => form("normal", 2.0 * cv * (amount * factor).abs()),
        Spread::Uniform { min, max } => between("uniform", min, max),
        Spread::Triangular { min, max, .. } => between("triangular", min, max),
        Spread::Pert { .. } => String::new(),
    }
}

//! Exchanges with their flow, uncertainty and link.

use verdigris_network::{Direction, Exchange, Finding, FindingKind, Flow, FlowIndex, FlowKind, Parameter, Place, Role};
use verdigris_quantity::{Unit, pedigree::Pedigree, spread::Spread};

use super::{
    activity::{Activity, label},
    properties,
};
use crate::{
    compartment::from_path,
    ilcd::remark,
    unit,
    xml::{Document, Element},
};

/// The activity that an exchange says it comes from.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) exchange: usize,
    pub(crate) activity: String,
}

pub(crate) fn read(document: &Document<'_>, element: &Element<'_>, read: &mut Activity) {
    let elementary = element.name == "elementaryExchange";
    let id = element.attribute("id").unwrap_or_default().to_owned();
    let place = |process: &str| Place {
        file: document.member().to_owned(),
        line: Some(document.line(element.at)),
        ..Place::exchange(process, &id)
    };
    let (direction, group) = match (element.text_of("inputGroup"), element.text_of("outputGroup")) {
        ("", group) if !group.is_empty() => (Direction::Output, group),
        (group, "") if !group.is_empty() => (Direction::Input, group),
        _ => {
            let finding = Finding::new(FindingKind::Unreadable, place(&read.process.id)).with("text", &id);
            read.findings.push(finding.with("reason", "an exchange has one input group or one output group"));
            return;
        }
    };
    let symbol = label(element, "unitName").en;
    let known = unit::known(&symbol).unwrap_or_else(|| {
        read.findings.push(Finding::new(FindingKind::UnknownUnit, place(&read.process.id)).with("unit", &symbol));
        Unit::one()
    });
    let amount = element.number_in("amount").unwrap_or_else(|text| {
        let finding = Finding::new(FindingKind::Unreadable, place(&read.process.id).at_field("amount"));
        read.findings.push(finding.with("text", text).with("reason", "not a number"));
        None
    });
    let flow_id = if elementary { "elementaryExchangeId" } else { "intermediateExchangeId" };
    let kind = if elementary { FlowKind::Elementary } else { by_product_kind(element) };
    let mut flow =
        Flow::new(element.attribute(flow_id).unwrap_or_default(), label(element, "name"), kind, known.clone());
    if flow.id.is_empty() {
        flow.id = format!("unnamed:{}", flow.name.en.trim());
        let finding = Finding::new(FindingKind::MissingField, place(&read.process.id)).with("name", flow_id);
        read.findings.push(finding);
    }
    element.attribute("casNumber").unwrap_or_default().trim_start_matches('0').clone_into(&mut flow.cas);
    element.attribute("formula").unwrap_or_default().clone_into(&mut flow.formula);
    flow.synonyms = element.all("synonym").map(|synonym| synonym.text().to_owned()).collect();
    if let Some(compartment) = element.child("compartment") {
        let path = format!("{}/{}", label(compartment, "compartment").en, label(compartment, "subcompartment").en);
        flow.compartment = from_path(&path);
        flow.category = path;
    } else if let Some(class) = element.child("classification") {
        flow.category = label(class, "classificationValue").en;
    }
    flow.properties = properties::read(element);

    let uncertain = uncertain(document, element, amount, read);
    let mut exchange = Exchange::new(id.clone(), FlowIndex(read.flows.len() as u32), direction, amount, known);
    exchange.spread = uncertain.spread;
    exchange.pedigree = uncertain.pedigree;
    exchange.note = remark(&label(element, "comment").en);
    exchange.formula = element.attribute("mathematicalRelation").filter(|f| !f.is_empty()).map(str::to_owned);
    exchange.role = role(direction, group, amount, read);
    if let Some(name) = element.attribute("variableName").filter(|name| !name.is_empty()) {
        // Other formulas refer to the amount by this name, so the amount and its uncertainty become a parameter.
        let value = if exchange.formula.is_some() { None } else { amount };
        read.process.parameters.push(Parameter {
            id: name.to_lowercase(),
            name: flow.name.clone(),
            unit: Some(exchange.unit.clone()),
            value,
            formula: exchange.formula.take(),
            spread: exchange.spread.take(),
            pedigree: exchange.pedigree.take(),
            ..Parameter::default()
        });
        exchange.formula = Some(name.to_lowercase());
    }
    if read.process.exchanges.iter().any(|other| other.id == exchange.id) {
        read.findings.push(Finding::new(FindingKind::DuplicateId, place(&read.process.id)).with("id", &exchange.id));
        exchange.id = format!("{}#{}", exchange.id, read.process.exchanges.len());
    }
    if let Some(activity) = element.attribute("activityLinkId").filter(|id| !id.is_empty()) {
        read.links.push(Link { exchange: read.process.exchanges.len(), activity: activity.to_owned() });
    }
    read.flows.push(flow);
    read.process.exchanges.push(exchange);
}

/// Output groups: 0 reference product, 2 by-product, 3 material for treatment, 4 environment, 5 stock addition. Databases
/// of allocated processes keep the other products with the amount 0, which are no products of this process.
fn role(direction: Direction, group: &str, amount: Option<f64>, read: &Activity) -> Role {
    match (direction, group) {
        _ if amount == Some(0.0) => Role::Plain,
        (Direction::Output, "0") if read.process.reference().is_none() => Role::Reference,
        (Direction::Output, "0" | "2") => Role::Coproduct,
        _ => Role::Plain,
    }
}

/// A by-product classified as waste is a waste; any other intermediate exchange is a product.
fn by_product_kind(element: &Element<'_>) -> FlowKind {
    let waste = element.all("classification").any(|class| {
        label(class, "classificationSystem").en.contains("By-product")
            && label(class, "classificationValue").en == "Waste"
    });
    if waste { FlowKind::Waste } else { FlowKind::Product }
}

/// Spread and pedigree of an element, as a parameter with nothing else. The variance is that of the logarithm for the
/// lognormal (EcoSpold 2, `TUncertainty`); where a variance with pedigree is given, it is the total.
pub(crate) fn uncertain(
    document: &Document<'_>,
    element: &Element<'_>,
    amount: Option<f64>,
    read: &mut Activity,
) -> Parameter {
    let Some(uncertainty) = element.child("uncertainty") else { return Parameter::default() };
    let found = spread(uncertainty).and_then(|spread| {
        match spread.and_then(|spread| amount.filter(|amount| *amount != 0.0).map(|amount| spread.around(amount))) {
            Some(Err(error)) => Err((spread.map(|spread| spread.to_string()).unwrap_or_default(), error.to_string())),
            _ => Ok(spread),
        }
    });
    let spread = found.unwrap_or_else(|(text, reason)| {
        let exchange = element.attribute("id").unwrap_or_default();
        let place = Place {
            file: document.member().to_owned(),
            line: Some(document.line(element.at)),
            ..Place::exchange(&read.process.id, exchange)
        };
        read.findings.push(Finding::new(FindingKind::BadUncertainty, place).with("text", text).with("reason", reason));
        None
    });
    Parameter { spread, pedigree: pedigree(uncertainty), ..Parameter::default() }
}

fn spread(uncertainty: &Element<'_>) -> Result<Option<Spread>, (String, String)> {
    let Some(form) = uncertainty
        .children
        .iter()
        .find(|child| matches!(child.name, "lognormal" | "normal" | "triangular" | "uniform"))
    else {
        return Ok(None);
    };
    let given = |name: &str| form.number_in(name).map_err(|text| (text.to_owned(), "not a number".to_owned()));
    let variance = given("varianceWithPedigreeUncertainty")?.or(given("variance")?);
    let bounds = (given("minValue")?, given("mostLikelyValue")?, given("maxValue")?);
    match (form.name, variance, bounds) {
        ("lognormal", Some(variance), _) if variance >= 0.0 => Ok(Some(Spread::Lognormal { sigma: variance.sqrt() })),
        ("normal", Some(variance), _) if variance >= 0.0 => Ok(Some(Spread::NormalDeviation { sd: variance.sqrt() })),
        ("triangular", _, (Some(min), Some(mode), Some(max))) => Ok(Some(Spread::Triangular { min, mode, max })),
        ("uniform", _, (Some(min), _, Some(max))) => Ok(Some(Spread::Uniform { min, max })),
        (name, ..) => Err((name.to_owned(), "its numbers are missing or negative".to_owned())),
    }
}

fn pedigree(uncertainty: &Element<'_>) -> Option<Pedigree> {
    let matrix = uncertainty.child("pedigreeMatrix")?;
    let score = |name| matrix.attribute(name).and_then(|score| score.parse::<u8>().ok());
    let basic = uncertainty.child("lognormal").and_then(|form| form.number_in("variance").ok()?).unwrap_or(0.0);
    let scores = [
        score("reliability")?,
        score("completeness")?,
        score("temporalCorrelation")?,
        score("geographicalCorrelation")?,
        score("furtherTechnologyCorrelation")?,
    ];
    Pedigree::new(scores, basic).ok()
}

//! Processes.

use std::collections::{HashMap, HashSet};

use verdigris_network::{
    Allocation, Direction, Exchange, Finding, FindingKind, FlowIndex, FlowKind, Network, Place, Process, ProcessKind,
    SourceIndex,
};
use verdigris_quantity::{Label, Unit};

use super::{
    dataset::{Dataset, unreadable},
    location, parameter, spread, text,
};
use crate::{
    error::InterchangeError,
    xml::{Document, Element},
};

/// What processes refer to.
pub(crate) struct Context<'n> {
    network: &'n Network,
    flows: HashMap<&'n str, FlowIndex>,
    sources: HashMap<&'n str, SourceIndex>,
}

impl<'n> Context<'n> {
    pub(crate) fn of(network: &'n Network) -> Self {
        let sources = network.sources.iter().enumerate();
        Self {
            network,
            flows: network.flow_index(),
            sources: sources.map(|(k, source)| (source.id.as_str(), SourceIndex(k as u32))).collect(),
        }
    }
}

/// An exchange whose flow is not among the data.
#[derive(Debug)]
pub(crate) struct Missing {
    pub(crate) exchange: usize,
    pub(crate) flow: String,
    pub(crate) name: Label,
    pub(crate) line: u64,
}

/// A process as read; exchanges of missing flows hold any index until they are placed.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) process: Process,
    pub(crate) missing: Vec<Missing>,
    pub(crate) member: String,
    /// Ids of all exchanges.
    pub(crate) ids: HashSet<String>,
    /// Ids of the exchanges the process is run for.
    pub(crate) references: Vec<String>,
    /// By exchange: shares of the co-products, in percent.
    pub(crate) shares: Vec<(usize, Vec<(String, f64)>)>,
}

pub(crate) fn read(document: &Document<'_>, context: &Context<'_>) -> Result<Dataset<Read>, InterchangeError> {
    let mut set = Dataset::new(document, Read { member: document.member().to_owned(), ..Read::default() });
    let records = [
        "dataSetInformation",
        "quantitativeReference",
        "time",
        "locationOfOperationSupplyOrProduction",
        "mathematicalRelations",
        "LCIMethodAndAllocation",
        "referenceToDataSource",
        "publicationAndOwnership",
        "exchange",
    ];
    document.walk(&records, &mut |element| {
        let process = &mut set.value.process;
        match element.name {
            "dataSetInformation" => {
                element.text_of("UUID").clone_into(&mut set.id);
                information(&element, process);
            }
            "quantitativeReference" => {
                let references = element.all("referenceToReferenceFlow").map(|reference| reference.text().to_owned());
                set.value.references = references.collect();
            }
            "time" => {
                element.text_of("referenceYear").clone_into(&mut process.year);
                element.text_of("dataSetValidUntil").clone_into(&mut process.valid_to);
            }
            "locationOfOperationSupplyOrProduction" => {
                process.region = location::region(element.attribute("location").unwrap_or_default());
            }
            "mathematicalRelations" => process.parameters = parameter::read(document, &element, &mut set.findings),
            "LCIMethodAndAllocation" => modelling(&element, process),
            "referenceToDataSource" if process.source.is_none() => {
                process.source = element.attribute("refObjectId").and_then(|id| context.sources.get(id)).copied();
            }
            "publicationAndOwnership" => {
                element.text_of("dataSetVersion").clone_into(&mut set.version);
                process.licence = text::remark(element.text_of("licenseType"));
            }
            "exchange" => exchange(document, &element, context, &mut set),
            _ => {}
        }
        Ok(())
    })?;
    set.value.process.id.clone_from(&set.id);
    for finding in &mut set.findings {
        finding.place.process.clone_from(&set.id);
    }
    Ok(set)
}

fn information(element: &Element<'_>, process: &mut Process) {
    if let Some(name) = element.child("name") {
        process.name = text::label(name, "baseName");
        for part in ["treatmentStandardsRoutes", "mixAndLocationTypes", "functionalUnitFlowProperties"] {
            process.name = text::joined(std::mem::take(&mut process.name), &text::label(name, part));
        }
    }
    process.category = text::category(element);
    process.note = text::remark_of(element, "generalComment");
}

fn modelling(element: &Element<'_>, process: &mut Process) {
    process.kind = match element.text_of("typeOfDataSet") {
        "LCI result" | "Avoided product system" => ProcessKind::Aggregated,
        _ => ProcessKind::Unit,
    };
    process.allocation = element
        .all("LCIMethodApproaches")
        .chain(element.all("LCIMethodApproach"))
        .find_map(|approach| {
            let approach = approach.text().to_ascii_lowercase();
            let stated = |word: &str| approach.starts_with("allocation") && approach.contains(word);
            match () {
                () if stated("mass") => Some(Allocation::Mass),
                () if stated("calorific") => Some(Allocation::Energy),
                () if stated("market value") => Some(Allocation::Price),
                () if approach.starts_with("substitution") => Some(Allocation::Substitution),
                () => None,
            }
        })
        .unwrap_or_default();
}

fn exchange(document: &Document<'_>, element: &Element<'_>, context: &Context<'_>, set: &mut Dataset<Read>) {
    let read = &mut set.value;
    let line = document.line(element.at);
    let id = element.attribute("dataSetInternalID").unwrap_or_default().to_owned();
    let place =
        |id: &str| Place { line: Some(line), ..Place { exchange: id.to_owned(), ..Place::file(document.member()) } };
    let direction = match element.text_of("exchangeDirection") {
        "Input" => Direction::Input,
        "Output" => Direction::Output,
        other => {
            set.findings.push(unreadable(document, element, other, "the direction is neither Input nor Output"));
            return;
        }
    };
    let reference = element.child("referenceToFlowDataSet");
    let name = reference.map(|reference| text::label(reference, "shortDescription")).unwrap_or_default();
    // As written: an id with stray spaces names no flow, which is a finding rather than something to repair.
    let flow = reference.and_then(|reference| reference.raw_attribute("refObjectId")).unwrap_or_default();
    let known = context.flows.get(flow).copied();
    let unit = known.map_or_else(Unit::one, |flow| context.network.flow(flow).unit.clone());

    let mut number = |name: &str| {
        element.number_of(name).unwrap_or_else(|text| {
            set.findings.push(unreadable(document, element, text, "not a number"));
            None
        })
    };
    let (mean, resulting) = (number("meanAmount"), number("resultingAmount"));
    let amount = resulting.or(mean);
    let variable = parameter::id(element.text_of("referenceToVariable"));
    let scale = match (mean, amount) {
        (Some(mean), Some(amount)) if mean != 0.0 && !variable.is_empty() => amount / mean,
        _ => 1.0,
    };
    if amount.is_none() {
        let finding = Finding::new(FindingKind::AmountNotAvailable, place(&id));
        set.findings.push(finding.with("flow", name.get(verdigris_quantity::Language::En)));
    }
    let mut exchange = Exchange::new(id, known.unwrap_or(FlowIndex(0)), direction, amount, unit);
    exchange.spread =
        spread::spread(element, ["minimumAmount", "maximumAmount"], amount, scale).unwrap_or_else(|(text, reason)| {
            let finding = Finding::new(FindingKind::BadUncertainty, place(&exchange.id));
            set.findings.push(finding.with("text", text).with("reason", reason));
            None
        });
    if !variable.is_empty() {
        let factor = mean.filter(|mean| *mean != 1.0);
        exchange.formula = Some(factor.map_or_else(|| variable.clone(), |factor| format!("{factor} * {variable}")));
    }
    exchange.location = location::region(element.text_of("location"));
    exchange.note = text::remark_of(element, "generalComment");
    if !read.ids.insert(exchange.id.clone()) {
        let fresh = format!("{}#{}", exchange.id, read.process.exchanges.len());
        set.findings.push(Finding::new(FindingKind::DuplicateId, place(&exchange.id)).with("id", &exchange.id));
        exchange.id = fresh;
    }
    if let Some(allocations) = element.child("allocations") {
        let shares = allocations.all("allocation").filter_map(|share| {
            let to = share.attribute("internalReferenceToCoProduct")?.to_owned();
            Some((to, share.number_in("allocatedFraction").ok()??))
        });
        read.shares.push((read.process.exchanges.len(), shares.collect()));
    }
    if known.is_none() {
        let exchange = read.process.exchanges.len();
        read.missing.push(Missing { exchange, flow: flow.to_owned(), name, line });
    }
    read.process.exchanges.push(exchange);
}

/// Whether a process run for this flow in this direction treats waste.
pub(crate) fn treats(kind: FlowKind, direction: Direction) -> bool {
    kind == FlowKind::Waste && direction == Direction::Input
}

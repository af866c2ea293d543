//! One dataset, and how datasets become a network.

use std::collections::{HashMap, HashSet};

use verdigris_network::{
    Direction, Exchange, Finding, FindingKind, Flow, FlowIndex, Network, Place, Process, ProcessKind, Role, Source,
    SourceIndex,
};
use verdigris_quantity::{Label, Unit, spread::Spread};

use super::{
    flow::{Key, Kind, category, compartment},
    impact, roles,
};
use crate::{
    Import,
    ilcd::remark,
    slug, unit,
    xml::{Document, Element},
};

/// An exchange with the flow it describes.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) key: Key,
    pub(crate) category: String,
    pub(crate) cas: String,
    pub(crate) formula: String,
    pub(crate) name_zh: String,
    pub(crate) exchange: Exchange,
}

/// A dataset as read.
#[derive(Debug, Default)]
pub(crate) struct Dataset {
    pub(crate) process: Process,
    pub(crate) lines: Vec<Line>,
    pub(crate) sources: Vec<Source>,
    pub(crate) shares: Vec<roles::Share>,
    pub(crate) member: String,
    /// Method and unit, when the dataset is an impact category.
    pub(crate) impact: Option<(String, String)>,
}

pub(crate) fn read(document: &Document<'_>, element: &Element<'_>, findings: &mut Vec<Finding>) -> Dataset {
    let mut dataset = Dataset { member: document.member().to_owned(), ..Dataset::default() };
    element.attribute("number").unwrap_or_default().clone_into(&mut dataset.process.id);
    let meta = element.child("metaInformation");
    if let Some(information) = meta.and_then(|meta| meta.child("processInformation")) {
        describe(information, &mut dataset);
    }
    let modelling = meta.and_then(|meta| meta.child("modellingAndValidation"));
    for source in modelling.into_iter().flat_map(|modelling| modelling.all("source")) {
        let text = |name| source.attribute(name).unwrap_or_default().to_owned();
        let year = Some(text("year")).filter(|year| year != "9999").unwrap_or_default();
        let (title, publisher) = (remark(&text("title")), remark(&text("publisher")));
        dataset.sources.push(Source { title, publisher, year, id: text("number"), ..Source::default() });
    }
    let published = meta
        .and_then(|meta| meta.child("administrativeInformation"))
        .and_then(|information| information.child("dataGeneratorAndPublication"))
        .and_then(|publication| publication.attribute("referenceToPublishedSource"));
    if let Some(at) = dataset.sources.iter().position(|source| published == Some(&source.id)) {
        dataset.sources.swap(0, at);
    }
    let mut ids = HashSet::new();
    for flow_data in element.all("flowData") {
        for exchange in flow_data.all("exchange") {
            if let Some(line) = line(document, exchange, &dataset.process.id, &mut ids, findings) {
                dataset.lines.push(line);
            }
        }
        dataset.shares.extend(flow_data.all("allocation").filter_map(roles::Share::read));
    }
    dataset
}

fn describe(information: &Element<'_>, dataset: &mut Dataset) {
    let process = &mut dataset.process;
    let set = information.child("dataSetInformation");
    let of_set = |name: &str| set.and_then(|set| set.attribute(name)).unwrap_or_default();
    if let Some(reference) = information.child("referenceFunction") {
        let text = |name: &str| reference.raw_attribute(name).unwrap_or_default().to_owned();
        process.name = Label::new(text("name"), "");
        if of_set("localLanguageCode").starts_with("zh") {
            process.name.zh = text("localName");
        }
        process.category = category(reference);
        process.note = remark(&text("generalComment"));
        if of_set("type") == "4" || of_set("impactAssessmentResult") == "true" {
            dataset.impact = Some((text("category"), text("unit")));
        }
    }
    process.kind = if of_set("type") == "2" { ProcessKind::Aggregated } else { ProcessKind::Unit };
    if let Some(geography) = information.child("geography") {
        geography.attribute("location").unwrap_or_default().clone_into(&mut process.region);
    }
    if let Some(time) = information.child("timePeriod") {
        let bound = |names: [&str; 3]| names.iter().map(|name| time.text_of(name)).find(|text| !text.is_empty());
        bound(["startYear", "startYearMonth", "startDate"]).unwrap_or_default().clone_into(&mut process.valid_from);
        bound(["endYear", "endYearMonth", "endDate"]).unwrap_or_default().clone_into(&mut process.valid_to);
        let year = |text: &str| text.get(..4).unwrap_or_default().to_owned();
        process.year = match (year(&process.valid_from), year(&process.valid_to)) {
            (from, to) if to.is_empty() || from == to => from,
            (from, to) => format!("{from}-{to}"),
        };
    }
}

fn line(
    document: &Document<'_>,
    element: &Element<'_>,
    process: &str,
    ids: &mut HashSet<String>,
    findings: &mut Vec<Finding>,
) -> Option<Line> {
    let at_line = document.line(element.at);
    let text = |name: &str| element.raw_attribute(name).unwrap_or_default().to_owned();
    let mut id = text("number");
    let place =
        |id: &str| Place { file: document.member().to_owned(), line: Some(at_line), ..Place::exchange(process, id) };
    let (direction, group) = match (element.text_of("inputGroup"), element.text_of("outputGroup")) {
        ("", group) if !group.is_empty() => (Direction::Output, group),
        (group, "") if !group.is_empty() => (Direction::Input, group),
        _ => {
            let finding =
                Finding::new(FindingKind::Unreadable, place(&id)).with("text", element.text_of("outputGroup"));
            findings.push(finding.with("reason", "an exchange has one input group or one output group"));
            return None;
        }
    };
    let kind = match (direction, group) {
        (Direction::Input, "4") => Kind::Resource,
        (Direction::Output, "4") => Kind::Emission,
        (Direction::Output, "3") => Kind::Waste,
        _ => Kind::Product,
    };
    // The number is the flow's, so a flow given twice in a dataset repeats it.
    id = slug::unique(&id, ids);
    let stated = text("unit");
    let known = unit::known(&stated).unwrap_or_else(|| {
        findings.push(Finding::new(FindingKind::UnknownUnit, place(&id)).with("unit", &stated));
        Unit::one()
    });
    let amount = element.number_in("meanValue").unwrap_or_else(|text| {
        let finding = Finding::new(FindingKind::Unreadable, place(&id).at_field("meanValue"));
        findings.push(finding.with("text", text).with("reason", "not a number"));
        None
    });
    let mut exchange = Exchange::new(id, FlowIndex(0), direction, amount, known);
    exchange.role = match (direction, group) {
        (Direction::Output, "0") => Role::Reference,
        (Direction::Output, "1") => Role::Avoided,
        (Direction::Output, "2") => Role::Coproduct,
        _ => Role::Plain,
    };
    exchange.note = remark(&text("generalComment"));
    exchange.spread = spread(element, amount).unwrap_or_else(|(text, reason)| {
        let finding = Finding::new(FindingKind::BadUncertainty, place(&exchange.id));
        findings.push(finding.with("text", text).with("reason", reason));
        None
    });
    let category = category(element);
    let place = match kind {
        Kind::Product | Kind::Waste => text("location"),
        Kind::Emission | Kind::Resource => category.clone(),
    };
    let infrastructure = element.attribute("infrastructureProcess") == Some("true");
    let zh = text("localName").chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    Some(Line {
        key: Key { kind, name: text("name"), place, unit: stated, infrastructure },
        category,
        cas: text("CASNumber").trim().trim_start_matches('0').to_owned(),
        formula: text("formula").trim().trim_matches('0').to_owned(),
        name_zh: if zh { text("localName") } else { String::new() },
        exchange,
    })
}

/// EcoSpold 1, `uncertaintyType`: 1 lognormal with the square of the geometric standard deviation, 2 normal with twice
/// the standard deviation, 3 triangular, 4 uniform; 0 undefined.
fn spread(element: &Element<'_>, amount: Option<f64>) -> Result<Option<Spread>, (String, String)> {
    let fail = |text: &str, reason: &str| (text.to_owned(), reason.to_owned());
    let given = |name: &str| element.number_in(name).map_err(|text| fail(text, "not a number"));
    let form = element.attribute("uncertaintyType").unwrap_or_default();
    let spread = match (form, given("standardDeviation95")?, given("minValue")?, given("maxValue")?) {
        ("" | "0" | "undefined", ..) => return Ok(None),
        ("1", Some(square), ..) if square >= 1.0 => Spread::Lognormal { sigma: 0.5 * square.ln() },
        ("1", Some(square), ..) => {
            return Err(fail(&square.to_string(), "the square of a geometric standard deviation is at least 1"));
        }
        ("2", Some(double), ..) => Spread::NormalDeviation { sd: 0.5 * double },
        ("3", _, Some(min), Some(max)) => {
            let mode = given("mostLikelyValue")?.or(amount).unwrap_or(0.5 * (min + max));
            Spread::Triangular { min, mode, max }
        }
        ("4", _, Some(min), Some(max)) => Spread::Uniform { min, max },
        ("1" | "2" | "3" | "4", ..) => return Err(fail(form, "its numbers are missing")),
        _ => return Err(fail(form, "the form is not known")),
    };
    match amount.filter(|amount| *amount != 0.0).map(|amount| spread.around(amount)) {
        Some(Err(error)) => Err(fail(&spread.to_string(), &error.to_string())),
        _ => Ok(Some(spread)),
    }
}

/// A network in the making.
pub(crate) struct Assembly {
    network: Network,
    pub(crate) findings: Vec<Finding>,
    flows: HashMap<Key, FlowIndex>,
    flow_ids: HashSet<String>,
    sources: HashMap<(String, String), SourceIndex>,
    processes: HashSet<String>,
}

impl Assembly {
    pub(crate) fn new(network: Network) -> Self {
        Self {
            network,
            findings: Vec::new(),
            flows: HashMap::new(),
            flow_ids: HashSet::new(),
            sources: HashMap::new(),
            processes: HashSet::new(),
        }
    }

    pub(crate) fn add(&mut self, mut dataset: Dataset) {
        if let Some((method, unit)) = dataset.impact.take() {
            impact::add(&mut self.network, &dataset, &method, &unit);
            return;
        }
        let mut process = std::mem::take(&mut dataset.process);
        if !self.processes.insert(process.id.clone()) {
            let place = Place::file(&dataset.member).at_field("number");
            self.findings.push(Finding::new(FindingKind::DuplicateId, place).with("id", &process.id));
            return;
        }
        process.source = dataset.sources.first().map(|source| self.source(source));
        for line in &dataset.lines {
            let flow = self.flow(line);
            process.exchanges.push(Exchange { flow, ..line.exchange.clone() });
        }
        roles::settle(&mut process, &dataset, &mut self.findings);
        self.network.processes.push(process);
    }

    fn source(&mut self, source: &Source) -> SourceIndex {
        let sources = &mut self.network.sources;
        *self.sources.entry((source.title.clone(), source.year.clone())).or_insert_with(|| {
            sources.push(Source { id: format!("source-{}", sources.len() + 1), ..source.clone() });
            SourceIndex(sources.len() as u32 - 1)
        })
    }

    fn flow(&mut self, line: &Line) -> FlowIndex {
        if let Some(&index) = self.flows.get(&line.key) {
            return index;
        }
        let name = Label::new(&line.key.name, &line.name_zh);
        let mut flow = Flow::new(self.fresh_id(line), name, line.key.kind.of(), line.exchange.unit.clone());
        flow.compartment = compartment(line.key.kind, &line.category, &line.key.unit);
        flow.category.clone_from(&line.category);
        flow.cas.clone_from(&line.cas);
        flow.formula.clone_from(&line.formula);
        if matches!(line.key.kind, Kind::Product | Kind::Waste) {
            flow.location.clone_from(&line.key.place);
        }
        let index = FlowIndex(self.network.flows.len() as u32);
        self.network.flows.push(flow);
        self.flows.insert(line.key.clone(), index);
        index
    }

    /// A readable id: name and place, with a number where two flows would share it.
    fn fresh_id(&mut self, line: &Line) -> String {
        let place = match line.key.kind {
            Kind::Product | Kind::Waste => line.key.place.to_lowercase(),
            Kind::Emission | Kind::Resource => {
                compartment(line.key.kind, &line.category, &line.key.unit).0.replace('/', "-")
            }
        };
        let stem: String = slug::of(&line.key.name).chars().take(80).collect();
        let stem = if place.is_empty() { stem } else { format!("{stem}-{place}") };
        slug::unique(&stem, &mut self.flow_ids)
    }

    pub(crate) fn finish(self) -> Import {
        Import { network: self.network, findings: self.findings }
    }
}

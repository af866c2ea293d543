//! Tables to network: the network row, sources, regions, flows, properties and aliases.

use std::collections::{HashMap, HashSet};

use super::{
    cell::{Row, Units},
    rows::{each_row, unknown_tables},
    schema::{self, COMPARTMENTS},
    tables::Tables,
};
use crate::{
    finding::{Finding, FindingKind},
    flow::{Compartment, Flow, FlowIndex, FlowKind, Property},
    network::{Alias, Network},
    region::{Region, WORLD},
    source::{Source, SourceIndex},
};

/// Reads a network from its tables. Rows that cannot be used are left out, each with an error finding, and so is a
/// process without exactly one reference.
pub fn read(tables: &Tables) -> (Network, Vec<Finding>) {
    let mut reader = Reader::default();
    unknown_tables(tables, &mut reader.findings);
    reader.network(tables);
    reader.sources(tables);
    reader.regions(tables);
    reader.flows(tables);
    reader.properties(tables);
    reader.processes(tables);
    reader.exchanges(tables);
    reader.parameters(tables);
    reader.methods(tables);
    reader.aliases(tables);
    reader.keep_processes_with_reference();
    (reader.network, reader.findings)
}

/// What is read so far, with the ids defined.
#[derive(Default)]
pub(super) struct Reader {
    pub network: Network,
    pub findings: Vec<Finding>,
    pub units: Units,
    pub sources: HashMap<String, SourceIndex>,
    pub flows: HashMap<String, FlowIndex>,
    pub processes: HashMap<String, usize>,
    /// Rows of the processes, by position: file and line.
    pub process_rows: Vec<crate::finding::Place>,
}

impl Reader {
    fn network(&mut self, tables: &Tables) {
        let network = &mut self.network;
        let mut seen = false;
        each_row(tables, &schema::NETWORK, &mut self.findings, |row| {
            if seen {
                row.duplicate("id");
                return;
            }
            seen = true;
            let id = row.text("id");
            if id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
                id.clone_into(&mut network.id);
            } else {
                row.unreadable("id", "expected small letters a to z, digits and `-`");
            }
            network.name = row.label("name_en", "name_zh");
            network.version = row.word("version");
            network.licence = row.owned("licence");
            network.note = row.owned("note");
        });
    }

    fn sources(&mut self, tables: &Tables) {
        let Self { network, findings, sources, .. } = self;
        each_row(tables, &schema::SOURCES, findings, |row| {
            let id = row.word("id");
            if sources.contains_key(&id) {
                row.duplicate("id");
            }
            for what in ["licence", "trust"] {
                if row.text(what).is_empty() {
                    row.note(what, FindingKind::MissingReference, &[("what", what), ("id", &id)]);
                }
            }
            let source = Source {
                id: id.clone(),
                title: row.owned("title"),
                publisher: row.owned("publisher"),
                year: row.word("year"),
                url: row.word("url"),
                licence: row.owned("licence"),
                trust: row.maybe_one_of("trust", "P, T, N, D or C"),
                note: row.owned("note"),
            };
            if row.is_sound() {
                sources.insert(id, SourceIndex(network.sources.len() as u32));
                network.sources.push(source);
            }
        });
    }

    fn regions(&mut self, tables: &Tables) {
        let regions = &mut self.network.regions;
        let mut parents = Vec::new();
        each_row(tables, &schema::REGIONS, &mut self.findings, |row| {
            let region =
                Region { id: row.word("id"), name: row.label("name_en", "name_zh"), parent: row.word("parent") };
            if region.id.contains([';', '*']) {
                row.unreadable("id", "a region code holds neither `;` nor `*`");
                return;
            }
            let parent = (!region.parent.is_empty()).then(|| (region.parent.clone(), row.place("parent")));
            if regions.insert(region) {
                parents.extend(parent);
            } else {
                row.duplicate("id");
            }
        });
        for (parent, place) in parents {
            if regions.get(&parent).is_none() {
                let finding = Finding::new(FindingKind::MissingReference, place);
                self.findings.push(finding.with("what", "region").with("id", parent));
            }
        }
    }

    fn flows(&mut self, tables: &Tables) {
        let Self { network, findings, units, flows, .. } = self;
        each_row(tables, &schema::FLOWS, findings, |row| {
            let id = row.word("id");
            if flows.contains_key(&id) {
                row.duplicate("id");
            }
            let kind: Option<FlowKind> = row.one_of("kind", "product, waste or elementary");
            let name = row.name();
            let unit = row.unit("unit", units);
            let (true, Some(kind), Some(unit)) = (row.is_sound(), kind, unit) else { return };
            let mut flow = Flow::new(id.clone(), name, kind, unit);
            row.text("cas").trim_start_matches('0').clone_into(&mut flow.cas);
            flow.formula = row.word("formula");
            flow.compartment = compartment(row);
            flow.category = row.owned("category");
            flow.location = row.word("location");
            let synonyms = row.raw("synonyms").split(';').map(str::trim).filter(|name| !name.is_empty());
            flow.synonyms = synonyms.map(str::to_owned).collect();
            flow.note = row.owned("note");
            flows.insert(id, FlowIndex(network.flows.len() as u32));
            network.flows.push(flow);
        });
    }

    fn properties(&mut self, tables: &Tables) {
        let Self { network, findings, units, sources, flows, .. } = self;
        each_row(tables, &schema::PROPERTIES, findings, |row| {
            let value = row.number("value");
            let unit = row.unit("unit", units);
            row.source(sources);
            let Some(flow) = defined(row, "flow", flows) else { return };
            let name = row.word("property");
            let flow = &mut network.flows[flow.at()];
            if flow.properties.iter().any(|known| known.name == name) {
                row.duplicate("property");
            }
            if let (true, Some(value), Some(unit)) = (row.is_sound(), value, unit) {
                flow.properties.push(Property { name, value, unit });
            }
        });
    }

    fn aliases(&mut self, tables: &Tables) {
        let Self { network, findings, units, flows, .. } = self;
        let mut seen = HashSet::new();
        each_row(tables, &schema::ALIASES, findings, |row| {
            let unit = row.unit("unit", units);
            let factor = row.number("factor");
            defined(row, "to", flows);
            if !seen.insert(row.word("from")) {
                row.duplicate("from");
            }
            if row.is_sound() {
                let alias = Alias { from: row.word("from"), to: row.word("to"), unit, factor, note: row.owned("note") };
                network.aliases.push(alias);
            }
        });
    }
}

/// What an id stands for; an id that is not defined spoils the row.
pub(super) fn defined<T: Copy>(row: &mut Row<'_>, column: &str, known: &HashMap<String, T>) -> Option<T> {
    let found = known.get(row.text(column)).copied();
    if found.is_none() {
        let what = if column == "to" { "flow" } else { column };
        row.unreadable(column, &format!("no {what} has this id"));
    }
    found
}

/// The compartment, with a finding when it is not in the list.
pub(super) fn compartment(row: &mut Row<'_>) -> Compartment {
    let path = row.text("compartment");
    if !path.is_empty() && !COMPARTMENTS.contains(&path) {
        row.note("compartment", FindingKind::MissingReference, &[("what", "compartment"), ("id", path)]);
    }
    Compartment::new(path)
}

/// Reports the codes of a region list that nothing declares. Without a region table any code may stand.
pub(super) fn check_regions(row: &mut Row<'_>, column: &str, network: &Network) {
    if network.regions.iter().next().is_none() {
        return;
    }
    for part in row.text(column).split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let known = match part.strip_suffix('*') {
            Some(stem) => network.regions.iter().any(|region| region.id.starts_with(stem)),
            None => part == WORLD || network.regions.get(part).is_some(),
        };
        if !known {
            row.note(column, FindingKind::MissingReference, &[("what", "region"), ("id", part)]);
        }
    }
}

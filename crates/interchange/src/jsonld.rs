//! openLCA JSON-LD: a zip or folder with one JSON document a file, in a folder for each sort of document.
//!
//! Schema 1 (openLCA 1.x) and schema 2 (openLCA 2) are read. The format is described at
//! <https://greendelta.github.io/olca-schema/>. A document that does not parse is a finding with line and column.
//! Product systems, projects and results are not part of a network and are passed over with a note.

mod document;
mod flow;
mod identity;
mod library;
mod load;
mod method;
mod process;
mod uncertainty;
mod writer;

use std::collections::{BTreeMap, HashMap};

use verdigris_network::{Finding, FindingKind, Network, Place, Regions};
use verdigris_quantity::Label;

pub use writer::write;

use crate::{Archive, Import, ImportOptions, InterchangeError, Progress, region};
use document::{ParameterDocument, ProcessDocument};
use flow::Flows;
use library::Library;
use load::folder;

/// Folders whose documents are not part of a network.
const PASSED_OVER: &[&str] =
    &["product_systems", "projects", "results", "epds", "social_indicators", "dq_systems", "nw_sets"];

/// Start of the tag that carries a Chinese name.
const CHINESE: &str = "verdigris-zh:";

/// Whether an archive looks like openLCA JSON-LD.
pub fn detect(archive: &Archive) -> bool {
    archive.members().iter().any(|member| {
        member.extension() == "json"
            && matches!(member.folder(), "processes" | "flows" | "lcia_methods" | "lcia_categories" | "unit_groups")
    })
}

/// Reads a network.
pub fn read(archive: &Archive, options: &ImportOptions, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let mut findings = Vec::new();
    let found = &mut findings;
    let mut library = Library::default();
    library.categories(folder(archive, "categories", progress, found)?);
    library.locations(folder(archive, "locations", progress, found)?);
    library.sources(folder(archive, "sources", progress, found)?);
    let groups = folder(archive, "unit_groups", progress, found)?;
    found.extend(library.unit_groups(groups));
    library.flow_properties(folder(archive, "flow_properties", progress, found)?);
    let (mut flows, told) = Flows::build(folder(archive, "flows", progress, found)?, &library);
    found.extend(told);

    let mut network = Network::new(options.network_id(archive));
    network.processes = processes(archive, &library, &mut flows, progress, found)?;
    let methods = folder(archive, "lcia_methods", progress, found)?;
    let categories = folder(archive, "lcia_categories", progress, found)?;
    let (methods, told) = method::build(methods, categories, &flows, &library, &network.id);
    found.extend(told);
    network.methods = methods;
    for loaded in folder::<ParameterDocument>(archive, "parameters", progress, found)? {
        let (parameter, refused) = process::parameter(&loaded.document);
        if let Some(refused) = refused {
            let finding = Finding::new(FindingKind::BadUncertainty, Place::file(loaded.member));
            found.push(finding.with("text", refused.text).with("reason", refused.reason));
        }
        network.parameters.push(parameter);
    }
    passed_over(archive, found);
    network.flows = flows.list;
    network.regions = regions(&network, &library);
    network.sources = library.sources;
    Ok(Import { network, findings })
}

fn processes(
    archive: &Archive,
    library: &Library,
    flows: &mut Flows,
    progress: &dyn Progress,
    findings: &mut Vec<Finding>,
) -> Result<Vec<verdigris_network::Process>, InterchangeError> {
    let members = load::members(archive, "processes");
    let known = &*flows;
    let built = archive.map(&members, progress, |member, bytes| {
        Ok(load::parse::<ProcessDocument>(&member.name, &bytes)
            .map(|document| (document.id.clone(), process::build(&document, &member.name, library, known))))
    })?;
    let mut processes = Vec::with_capacity(built.len());
    let mut own_ids: HashMap<String, String> = HashMap::new();
    let mut costs = 0;
    for (result, member) in built.into_iter().zip(&members) {
        let (document_id, mut built) = match result {
            Ok(built) => built,
            Err(finding) => {
                findings.push(*finding);
                continue;
            }
        };
        findings.append(&mut built.findings);
        if document_id.is_empty() || own_ids.contains_key(&document_id) {
            let kind = if document_id.is_empty() { FindingKind::MissingField } else { FindingKind::DuplicateId };
            let argument = if document_id.is_empty() { ("name", "@id") } else { ("id", document_id.as_str()) };
            findings.push(Finding::new(kind, Place::file(&member.name)).with(argument.0, argument.1));
            continue;
        }
        for (position, reference, unit) in built.missing {
            built.process.exchanges[position].flow = flows.stand_in(&reference, unit, library);
        }
        own_ids.insert(document_id, built.process.id.clone());
        costs += built.costs;
        processes.push(built.process);
    }
    for exchange in processes.iter_mut().flat_map(|process| &mut process.exchanges) {
        if let Some(own) = exchange.provider.as_ref().and_then(|provider| own_ids.get(provider)) {
            exchange.provider = Some(own.clone());
        }
    }
    if costs > 0 {
        let reason = format!("the costs of {costs} exchanges");
        findings.push(Finding::new(FindingKind::Skipped, Place::file(archive.name())).with("reason", reason));
    }
    Ok(processes)
}

fn passed_over(archive: &Archive, findings: &mut Vec<Finding>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for member in archive.members() {
        if PASSED_OVER.contains(&member.folder()) {
            *counts.entry(member.folder()).or_default() += 1;
        }
    }
    for (name, count) in counts {
        let reason = format!("{count} documents in {name}, which are not part of a network");
        findings.push(Finding::new(FindingKind::Skipped, Place::file(name)).with("reason", reason));
    }
}

/// Declared locations, and the codes that processes and flows use, each with the region that holds it.
fn regions(network: &Network, library: &Library) -> Regions {
    let mut regions = Regions::from(library.regions());
    let used = network.processes.iter().map(|process| &process.region);
    let used: Vec<&String> = used.chain(network.flows.iter().map(|flow| &flow.location)).collect();
    region::complete(&mut regions, used.into_iter().map(String::as_str));
    regions
}

/// A name, with the Chinese one where a tag carries it.
fn label(name: &str, tags: &[String]) -> Label {
    Label::new(name, tags.iter().find_map(|tag| tag.strip_prefix(CHINESE)).unwrap_or_default())
}

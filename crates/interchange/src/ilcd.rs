//! ILCD 1.1 and its Chinese profile TIDAS: one XML document a dataset, in a zip or a folder.
//!
//! Datasets of a kind are read in parallel, one member a thread; what is kept of each is only what the network needs.
//! Contacts are never opened, and addresses inside texts are struck out. In ILCD every amount is in the reference unit
//! of the flow's reference flow property (ILCD Handbook, *Documentation of LCA data sets*), so flows carry the unit and
//! exchanges follow it.
//!
//! A process whose flow is not among the data keeps its exchange on a stand-in flow of unit `1`, since ILCD states a
//! unit nowhere else. The stand-in is a product when some process is run for it or takes it in, otherwise a flow to
//! nature in no compartment; either way nothing characterises it until it is mapped.

mod compartment;
mod dataset;
mod flow;
mod location;
mod method;
mod parameter;
mod process;
mod property;
mod source;
mod spread;
mod stand_in;
mod text;
mod unit;
mod writer;

use std::collections::HashMap;

use verdigris_network::{FindingKind, Network, Place};

use crate::{
    Import, ImportOptions,
    archive::{Archive, Member},
    error::InterchangeError,
    progress::{Progress, Stage},
    xml::{self, Document},
};
use dataset::{Dataset, distinct};
pub(crate) use property::word as property_word;
pub(crate) use text::remark;
pub use writer::write;

/// Bytes in which a document's first element starts.
const HEAD: u64 = 4096;

/// Kinds of dataset by the folder they lie in and by the name of their first element.
const KINDS: [(&str, &str); 7] = [
    ("unitgroups", "unitGroupDataSet"),
    ("flowproperties", "flowPropertyDataSet"),
    ("flows", "flowDataSet"),
    ("processes", "processDataSet"),
    ("sources", "sourceDataSet"),
    ("lciamethods", "LCIAMethodDataSet"),
    ("contacts", "contactDataSet"),
];

/// Whether the archive holds an ILCD dataset among its first XML members.
pub fn detect(archive: &Archive) -> bool {
    archive.with_extension("xml").take(20).any(|member| {
        let root = archive.head(member, HEAD).ok().and_then(|head| xml::root_name(&head));
        root.is_some_and(|root| KINDS.iter().any(|(_, name)| *name == root))
    })
}

/// The same as [`import`], named as the options say.
pub fn read(archive: &Archive, options: &ImportOptions, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let mut import = import(archive, progress)?;
    import.network.id = options.network_id(archive);
    Ok(import)
}

/// Reads all ILCD datasets of an archive. Other members are passed over.
pub fn import(archive: &Archive, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let mut members: HashMap<&'static str, Vec<&Member>> = HashMap::new();
    for member in archive.with_extension("xml") {
        if let Some(kind) = kind_of(archive, member)? {
            members.entry(kind).or_default().push(member);
        }
    }
    let of = |kind: &str| members.get(kind).map(Vec::as_slice).unwrap_or_default();
    let mut findings = Vec::new();
    let units = distinct(members_of(archive, of("unitgroups"), progress, unit::read)?, &mut findings);
    let units: HashMap<String, unit::UnitGroup> = units.into_iter().map(|set| (set.id, set.value)).collect();
    let properties = distinct(members_of(archive, of("flowproperties"), progress, property::read)?, &mut findings);
    let quantities = property::quantities(properties, &units, &mut findings);
    let flows = distinct(
        members_of(archive, of("flows"), progress, |document| flow::read(document, &quantities))?,
        &mut findings,
    );
    let sources = distinct(members_of(archive, of("sources"), progress, source::read)?, &mut findings);

    let mut network = Network::new("ilcd");
    network.flows = flows.into_iter().map(|set| set.value).collect();
    network.sources = sources.into_iter().map(|set| set.value).collect();
    let processes = {
        let context = process::Context::of(&network);
        distinct(
            members_of(archive, of("processes"), progress, |document| process::read(document, &context))?,
            &mut findings,
        )
    };
    let processes = processes.into_iter().map(|set| set.value).collect();
    stand_in::place(processes, &mut network, &mut findings);
    location::declare(&mut network);
    let indicators = {
        let context = method::Context::of(&network);
        distinct(
            members_of(archive, of("lciamethods"), progress, |document| method::read(document, &context))?,
            &mut findings,
        )
    };
    network.methods = method::gather(indicators.into_iter().map(|set| set.value));
    if network.processes.is_empty() && network.flows.is_empty() && network.methods.is_empty() {
        return Err(InterchangeError::Structure {
            member: archive.name().to_owned(),
            reason: "it holds no ILCD process, flow or method".into(),
        });
    }
    Ok(Import { network, findings })
}

fn kind_of(archive: &Archive, member: &Member) -> Result<Option<&'static str>, InterchangeError> {
    let folder = member.folder().to_ascii_lowercase();
    if let Some((kind, _)) = KINDS.iter().find(|(kind, _)| *kind == folder) {
        return Ok(Some(*kind));
    }
    let root = xml::root_name(&archive.head(member, HEAD)?);
    Ok(KINDS.iter().find(|(_, name)| root.as_deref() == Some(*name)).map(|(kind, _)| *kind))
}

fn members_of<T: Send>(
    archive: &Archive,
    members: &[&Member],
    progress: &dyn Progress,
    parse: impl Fn(&Document<'_>) -> Result<Dataset<T>, InterchangeError> + Sync,
) -> Result<Vec<Dataset<T>>, InterchangeError> {
    let mut sets = archive.map(members, progress, |member, bytes| {
        let text = xml::decode(&member.name, bytes)?;
        parse(&Document::new(&member.name, &text))
    })?;
    for (set, member) in sets.iter_mut().zip(members) {
        if set.id.is_empty() {
            let stem = member.file_name().trim_end_matches(".xml");
            stem.clone_into(&mut set.id);
            let place = Place::file(&member.name).at_field("UUID");
            set.findings.push(verdigris_network::Finding::new(FindingKind::MissingField, place).with("name", "UUID"));
        }
    }
    progress.report(Stage::Reading, members.len(), members.len());
    Ok(sets)
}

//! EcoSpold 1: one or many documents, each with any number of datasets; process inventories and impact categories.
//!
//! The format has no ids for flows: a product is its name, location and unit; a flow to nature its name, category and
//! unit, exactly as written, so names that differ in spaces stay apart and are findings. Persons and their addresses
//! are never read.

mod dataset;
mod flow;
mod impact;
mod roles;

use verdigris_network::{Finding, Network};

use crate::{
    Import, ImportOptions,
    archive::Archive,
    error::InterchangeError,
    progress::Progress,
    spold,
    xml::{self, Document},
};
use dataset::{Assembly, Dataset};

/// Reads all EcoSpold 1 documents of an archive. Other members are passed over.
pub fn import(archive: &Archive, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let members = spold::documents(archive, is_document)?;
    let read = archive.map(&members, progress, |member, bytes| {
        let text = xml::decode(&member.name, bytes)?;
        process(&Document::new(&member.name, &text))
    })?;
    let mut assembly = Assembly::new(Network::new("ecospold1"));
    for (datasets, findings) in read {
        assembly.findings.extend(findings);
        for dataset in datasets {
            assembly.add(dataset);
        }
    }
    let import = assembly.finish();
    if import.network.processes.is_empty() && import.network.methods.is_empty() {
        return Err(InterchangeError::Structure {
            member: archive.name().to_owned(),
            reason: "it holds no EcoSpold 1 dataset".into(),
        });
    }
    Ok(import)
}

/// Whether the archive holds such a document among its first members.
pub fn detect(archive: &Archive) -> bool {
    spold::detect(archive, is_document)
}

/// The same as [`import`], named as the options say.
pub fn read(archive: &Archive, options: &ImportOptions, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let mut import = import(archive, progress)?;
    import.network.id = options.network_id(archive);
    Ok(import)
}

/// Whether a document that starts like this is EcoSpold 1.
pub fn is_document(head: &[u8]) -> bool {
    xml::root_name(head).as_deref() == Some("ecoSpold") && !String::from_utf8_lossy(head).contains("EcoSpold02")
}

/// The datasets of one document.
fn process(document: &Document<'_>) -> Result<(Vec<Dataset>, Vec<Finding>), InterchangeError> {
    let mut datasets = Vec::new();
    let mut findings = Vec::new();
    document.walk(&["dataset"], &mut |element| {
        datasets.push(dataset::read(document, &element, &mut findings));
        Ok(())
    })?;
    Ok((datasets, findings))
}

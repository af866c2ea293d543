//! EcoSpold 2: one document an activity, in a zip or a folder.
//!
//! An activity keeps its UUID as process id. Databases of allocated processes hold an activity once for each product;
//! then the id is `ACTIVITY_PRODUCT`, as their files are named. Flows keep their UUIDs, master data are not needed, and
//! the persons a dataset names are never read. Amounts of treated waste are negative outputs, as the format has them.

mod activity;
mod exchange;
mod link;
mod properties;

use crate::{
    Import, ImportOptions,
    archive::Archive,
    error::InterchangeError,
    progress::Progress,
    spold,
    xml::{self, Document},
};

/// Reads all EcoSpold 2 documents of an archive. Master data and other members are passed over.
pub fn import(archive: &Archive, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let members = spold::documents(archive, is_document)?;
    let read = archive.map(&members, progress, |member, bytes| {
        let text = xml::decode(&member.name, bytes)?;
        process(&Document::new(&member.name, &text))
    })?;
    let import = link::network(read.into_iter().flatten());
    if import.network.processes.is_empty() {
        return Err(InterchangeError::Structure {
            member: archive.name().to_owned(),
            reason: "it holds no EcoSpold 2 activity".into(),
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

/// Whether a document that starts like this is EcoSpold 2.
pub fn is_document(head: &[u8]) -> bool {
    let root = xml::root_name(head);
    root.as_deref() == Some("ecoSpold") && String::from_utf8_lossy(head).contains("EcoSpold02")
        || matches!(root.as_deref(), Some("activityDataset" | "childActivityDataset"))
}

/// The activities of one document.
fn process(document: &Document<'_>) -> Result<Vec<activity::Activity>, InterchangeError> {
    let mut activities = Vec::new();
    document.walk(&["activityDataset", "childActivityDataset"], &mut |element| {
        activities.push(activity::read(document, &element));
        Ok(())
    })?;
    Ok(activities)
}

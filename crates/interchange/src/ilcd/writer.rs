//! Writes a network as an ILCD 1.1 zip: processes, flows, flow properties, unit groups and sources.
//!
//! Ids that are no UUIDs become UUIDs made from them, the same every time. Amounts are written in the flow's unit, as
//! ILCD demands. An avoided product is written as an input of the opposite sign, which means the same; a formula becomes
//! a variable; a PERT distribution has no form in ILCD and is left out; templates must be unfolded before.

mod flow;
mod process;
mod unit;

use std::io::{Cursor, Write};

use verdigris_network::{Network, Source};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{InterchangeError, xml::escape};

/// The zip's bytes; the same network gives the same bytes.
pub fn write(network: &Network) -> Result<Vec<u8>, InterchangeError> {
    let mut pack = Pack { zip: ZipWriter::new(Cursor::new(Vec::new())) };
    for (id, text) in unit::groups(network) {
        pack.add("unitgroups", &id, &text)?;
    }
    for (id, text) in unit::properties(network) {
        pack.add("flowproperties", &id, &text)?;
    }
    for flow in &network.flows {
        pack.add("flows", &uuid(&flow.id), &flow::document(flow))?;
    }
    for at in &network.sources {
        pack.add("sources", &uuid(&at.id), &source(at))?;
    }
    for process in &network.processes {
        if process.is_template() {
            return Err(InterchangeError::Write {
                what: process.id.clone(),
                reason: "it stands for several regions; unfold the network first".into(),
            });
        }
        pack.add("processes", &uuid(&process.id), &process::document(network, process)?)?;
    }
    let done = pack.zip.finish().map_err(|error| refused("the zip", &error))?;
    Ok(done.into_inner())
}

fn refused(what: &str, error: &dyn std::fmt::Display) -> InterchangeError {
    InterchangeError::Write { what: what.to_owned(), reason: error.to_string() }
}

struct Pack {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Pack {
    fn add(&mut self, folder: &str, id: &str, text: &str) -> Result<(), InterchangeError> {
        let name = format!("ILCD/{folder}/{id}.xml");
        self.zip.start_file(&name, SimpleFileOptions::default()).map_err(|error| refused(&name, &error))?;
        self.zip.write_all(text.as_bytes()).map_err(|error| refused(&name, &error))
    }
}

/// The id when it is a UUID, or else one made from it: two FNV-1a hashes as a UUID of version 8 (RFC 9562).
pub(super) fn uuid(id: &str) -> String {
    let shaped = id.len() == 36
        && id.char_indices().all(|(k, c)| if matches!(k, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() });
    if shaped {
        return id.to_owned();
    }
    let hash = |seed: u64| {
        id.bytes()
            .fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
    };
    let (high, low) = (hash(0), hash(0x9e37_79b9_7f4a_7c15));
    format!(
        "{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

/// The opening of a document, with the name spaces ILCD wants.
pub(super) fn open(root: &str, space: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} version=\"1.1\" xmlns=\"http://lca.jrc.it/ILCD/{space}\" \
         xmlns:common=\"http://lca.jrc.it/ILCD/Common\">\n"
    )
}

/// A name in both languages as elements of one name.
pub(super) fn label(element: &str, label: &verdigris_quantity::Label) -> String {
    let one = |language: &str, text: &str| {
        if text.is_empty() {
            String::new()
        } else {
            format!("<{element} xml:lang=\"{language}\">{}</{element}>", escape(text))
        }
    };
    one("en", &label.en) + &one("zh", &label.zh)
}

/// Levels of a category as `common:class` elements.
pub(super) fn classes(category: &str) -> String {
    let levels = category.split('/').filter(|level| !level.is_empty()).enumerate();
    let classes = levels.map(|(k, level)| format!("<common:class level=\"{k}\">{}</common:class>", escape(level)));
    let classes: Vec<String> = classes.collect();
    if classes.is_empty() {
        return String::new();
    }
    let inner = classes.concat();
    format!(
        "<classificationInformation><common:classification>{inner}</common:classification></classificationInformation>"
    )
}

/// The closing part that every dataset has.
pub(super) const VERSION: &str = "<administrativeInformation><publicationAndOwnership>\
    <common:dataSetVersion>01.00.000</common:dataSetVersion></publicationAndOwnership></administrativeInformation>\n";

fn source(source: &Source) -> String {
    let citation = if source.url.is_empty() { &source.note } else { &source.url };
    format!(
        "{}<sourceInformation><dataSetInformation><common:UUID>{}</common:UUID>\
         <common:shortName xml:lang=\"en\">{}</common:shortName><sourceCitation>{}</sourceCitation>\
         </dataSetInformation></sourceInformation>\n{VERSION}</sourceDataSet>\n",
        open("sourceDataSet", "Source"),
        uuid(&source.id),
        escape(&source.title),
        escape(citation),
    )
}

//! Atom (RFC 4287).

use super::{Feed, Xml};
use crate::{Document, LibraryError};

pub(super) fn write(feed: &Feed, documents: &[Document]) -> Result<String, LibraryError> {
    let mut xml = Xml::new()?;
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", feed.language_tag())])?;
    xml.element("title", &[], &feed.title)?;
    let address = format!("{}{}", feed.base, feed.path);
    xml.element("id", &[], &address)?;
    xml.element("updated", &[], &feed.newest(documents).to_string())?;
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &address)])?;
    let library = format!("{}/library", feed.base);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &library)])?;
    xml.open("author", &[])?;
    xml.element("name", &[], &feed.title)?;
    xml.close("author")?;
    for document in documents {
        entry(&mut xml, feed, document)?;
    }
    xml.close("feed")?;
    xml.finish()
}

fn entry(xml: &mut Xml, feed: &Feed, document: &Document) -> Result<(), LibraryError> {
    xml.open("entry", &[])?;
    xml.element("title", &[], document.title.get(feed.language))?;
    // The id is the same at every address the library may move to.
    let id = document.id.to_string();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| id.get(range).unwrap_or_default());
    xml.element("id", &[], &format!("urn:uuid:{}", parts.join("-")))?;
    let at = document.published.unwrap_or(feed.updated).to_string();
    xml.element("updated", &[], &at)?;
    if document.published.is_some() {
        xml.element("published", &[], &at)?;
    }
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.address(document))])?;
    let kind = document.kind.label();
    xml.empty("category", &[("term", document.kind.as_str()), ("label", kind.get(feed.language))])?;
    for tag in &document.tags {
        xml.empty("category", &[("term", tag)])?;
    }
    xml.element("summary", &[("type", "text")], document.summary.get(feed.language))?;
    xml.close("entry")
}

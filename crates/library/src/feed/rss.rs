//! RSS 2.0.

use super::{Feed, Xml};
use crate::{Document, LibraryError};

pub(super) fn write(feed: &Feed, documents: &[Document]) -> Result<String, LibraryError> {
    let mut xml = Xml::new()?;
    xml.open("rss", &[("version", "2.0"), ("xmlns:atom", "http://www.w3.org/2005/Atom")])?;
    xml.open("channel", &[])?;
    xml.element("title", &[], &feed.title)?;
    xml.element("link", &[], &format!("{}/library", feed.base))?;
    xml.element("description", &[], &feed.title)?;
    xml.element("language", &[], feed.language_tag())?;
    xml.element("lastBuildDate", &[], &day(feed.newest(documents)))?;
    let own = format!("{}{}", feed.base, feed.path);
    xml.empty("atom:link", &[("rel", "self"), ("type", "application/rss+xml"), ("href", &own)])?;
    for document in documents {
        item(&mut xml, feed, document)?;
    }
    xml.close("channel")?;
    xml.close("rss")?;
    xml.finish()
}

fn item(xml: &mut Xml, feed: &Feed, document: &Document) -> Result<(), LibraryError> {
    xml.open("item", &[])?;
    xml.element("title", &[], document.title.get(feed.language))?;
    xml.element("link", &[], &feed.address(document))?;
    xml.element("guid", &[("isPermaLink", "false")], &document.id.to_string())?;
    if let Some(at) = document.published {
        xml.element("pubDate", &[], &day(at))?;
    }
    xml.element("category", &[], document.kind.label().get(feed.language))?;
    for tag in &document.tags {
        xml.element("category", &[], tag)?;
    }
    // Readers take a description for HTML: what is text is escaped once more.
    let summary = document.summary.get(feed.language).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    xml.element("description", &[], &summary)?;
    xml.close("item")
}

/// A moment as RFC 822 writes it, with a year of four digits, in UTC.
fn day(at: jiff::Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

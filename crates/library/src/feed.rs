//! Feeds: the newest documents as Atom (RFC 4287) or RSS 2.0.

mod atom;
mod rss;

use jiff::Timestamp;
use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, BytesText, Event},
};
use verdigris_quantity::Language;

use crate::{Document, LibraryError};

/// What a feed says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Title.
    pub title: String,
    /// Address of the application, without a slash at its end; `None` writes paths alone.
    pub base: String,
    /// Path of the feed itself, from a slash on.
    pub path: String,
    /// Language.
    pub language: Language,
    /// When it last changed; documents may be newer.
    pub updated: Timestamp,
}

impl Feed {
    /// The feed of documents as an Atom document.
    pub fn atom(&self, documents: &[Document]) -> Result<String, LibraryError> {
        atom::write(self, documents)
    }

    /// The feed of documents as an RSS document.
    pub fn rss(&self, documents: &[Document]) -> Result<String, LibraryError> {
        rss::write(self, documents)
    }

    fn language_tag(&self) -> &'static str {
        match self.language {
            Language::Zh => "zh-CN",
            Language::En => "en",
        }
    }

    fn address(&self, document: &Document) -> String {
        format!("{}/library/{}", self.base, document.id)
    }

    /// The newest of the feed and its documents.
    fn newest(&self, documents: &[Document]) -> Timestamp {
        documents.iter().filter_map(|document| document.published).fold(self.updated, Timestamp::max)
    }
}

/// An XML document under way.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn new() -> Result<Self, LibraryError> {
        let mut xml = Self(Writer::new(Vec::new()));
        xml.event(Event::Decl(quick_xml::events::BytesDecl::new("1.0", Some("utf-8"), None)))?;
        Ok(xml)
    }

    fn event(&mut self, event: Event<'_>) -> Result<(), LibraryError> {
        self.0.write_event(event).map_err(|error| LibraryError::Feed { reason: error.to_string() })
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), LibraryError> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Start(start))
    }

    fn close(&mut self, name: &str) -> Result<(), LibraryError> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), LibraryError> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Empty(start))
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<(), LibraryError> {
        self.open(name, attributes)?;
        self.event(Event::Text(BytesText::new(&allowed(text))))?;
        self.close(name)
    }

    fn finish(self) -> Result<String, LibraryError> {
        String::from_utf8(self.0.into_inner()).map_err(|error| LibraryError::Feed { reason: error.to_string() })
    }
}

/// A text without the characters XML 1.0 cannot hold.
fn allowed(text: &str) -> String {
    let may = |character: &char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(may).collect()
}

#[cfg(test)]
mod tests;

//! One element with its attributes, text and children, borrowed from the document where nothing is escaped.

use std::borrow::Cow;

use quick_xml::{XmlVersion, events::attributes::Attributes};

use super::Document;
use crate::error::InterchangeError;

/// More attributes than any element of the formats has.
const MOST_ATTRIBUTES: usize = 128;

/// An element. Names are local: prefixes are dropped.
#[derive(Debug)]
pub(crate) struct Element<'x> {
    pub(crate) name: &'x str,
    /// Byte of its start tag.
    pub(crate) at: usize,
    attributes: Vec<(&'x str, Cow<'x, str>)>,
    text: Cow<'x, str>,
    pub(crate) children: Vec<Element<'x>>,
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

impl<'x> Element<'x> {
    /// Reads the start tag that stands in `from..to` of the document.
    pub(super) fn open(document: &Document<'x>, from: usize, to: usize) -> Result<Self, InterchangeError> {
        let raw = document.text.get(from..to).unwrap_or_default();
        let skipped = raw.find('<').map_or(raw.len(), |open| open + 1);
        let tag = raw[skipped..].trim_end_matches('>').trim_end_matches('/');
        let end = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let mut attributes = Vec::new();
        for attribute in Attributes::new(tag, end) {
            let attribute = attribute.map_err(|error| document.error(from, error))?;
            let key = attribute.key.into_inner();
            if key.starts_with("xmlns") {
                continue;
            }
            if attributes.len() == MOST_ATTRIBUTES {
                return Err(document.error(from, format!("an element has more than {MOST_ATTRIBUTES} attributes")));
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| document.error(from, format!("attribute `{key}`: {error}")))?;
            attributes.push((local(key), value));
        }
        Ok(Self { name: local(&tag[..end]), at: from, attributes, text: Cow::Borrowed(""), children: Vec::new() })
    }

    pub(super) fn append(&mut self, more: Cow<'x, str>) {
        if self.text.is_empty() {
            self.text = more;
        } else {
            self.text.to_mut().push_str(&more);
        }
    }

    /// An attribute by its local name, without spaces around it.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.raw_attribute(name).map(str::trim)
    }

    /// An attribute by its local name, as written.
    pub(crate) fn raw_attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_ref())
    }

    /// The element's own text without spaces around it.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The element's own text as written, except that text laid out over several lines is joined with single spaces.
    pub(crate) fn line_text(&self) -> String {
        if self.text.contains('\n') {
            self.text.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            self.text.clone().into_owned()
        }
    }

    /// The first child of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of a name.
    pub(crate) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Text of the first child of a name, empty when there is none.
    pub(crate) fn text_of(&self, name: &str) -> &str {
        self.child(name).map(Self::text).unwrap_or_default()
    }

    /// The number in the first child of a name: absent, read, or the text that does not read.
    pub(crate) fn number_of(&self, name: &str) -> Result<Option<f64>, &str> {
        number(self.text_of(name))
    }

    /// The number in an attribute: absent, read, or the text that does not read.
    pub(crate) fn number_in(&self, name: &str) -> Result<Option<f64>, &str> {
        number(self.attribute(name).unwrap_or_default())
    }
}

/// A number; empty text is *not available*, and what is not finite does not read.
pub(crate) fn number(text: &str) -> Result<Option<f64>, &str> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Some(value)),
        _ => Err(text),
    }
}

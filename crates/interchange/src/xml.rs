//! XML as the life-cycle formats use it: decoded, checked, bounded, and handed over one record at a time.
//!
//! A record is the subtree below an element of a given name. Only one record is held at a time, so memory is bounded
//! by the largest record, not by the document. Document type declarations are refused, so no entity is ever expanded;
//! the five predefined entities and character references are resolved.

mod element;
mod encoding;
mod escape;
mod root;
#[cfg(test)]
mod tests;

use std::cell::Cell;

use quick_xml::{Reader, events::Event};

pub(crate) use element::Element;
pub(crate) use encoding::decode;
pub(crate) use escape::escape;
pub(crate) use root::root_name;

use crate::error::InterchangeError;

/// Deepest nesting of elements; the formats read here need less than 20.
const DEEPEST: usize = 64;

/// One well-formed document.
pub(crate) struct Document<'x> {
    member: &'x str,
    text: &'x str,
    /// A byte and the line breaks before it, so that lines asked for in order are counted once.
    counted: Cell<(usize, u64)>,
}

impl<'x> Document<'x> {
    pub(crate) fn new(member: &'x str, text: &'x str) -> Self {
        Self { member, text, counted: Cell::new((0, 0)) }
    }

    /// Name of the member the document is in.
    pub(crate) fn member(&self) -> &'x str {
        self.member
    }

    /// Line of a byte, from 1.
    pub(crate) fn line(&self, at: usize) -> u64 {
        let at = at.min(self.text.len());
        let (from, before) = match self.counted.get() {
            (from, before) if from <= at => (from, before),
            _ => (0, 0),
        };
        let breaks = before + self.text.as_bytes()[from..at].split(|&byte| byte == b'\n').skip(1).count() as u64;
        self.counted.set((at, breaks));
        breaks + 1
    }

    /// A syntax error at a byte.
    pub(crate) fn error(&self, at: usize, reason: impl std::fmt::Display) -> InterchangeError {
        let before = self.text.get(..at).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        InterchangeError::Syntax {
            member: self.member.to_owned(),
            line: self.line(at),
            column: before[start..].chars().count() as u64 + 1,
            reason: reason.to_string(),
        }
    }

    /// Calls `visit` with every element whose local name is in `records`, each with all that is below it. Elements
    /// inside a record are not records of their own.
    pub(crate) fn walk(
        &self,
        records: &[&str],
        visit: &mut dyn FnMut(Element<'x>) -> Result<(), InterchangeError>,
    ) -> Result<(), InterchangeError> {
        let mut reader = Reader::from_str(self.text);
        let mut outside = 0_usize;
        let mut inside: Vec<Element<'x>> = Vec::new();
        let mut elements = 0_usize;
        loop {
            let from = reader.buffer_position() as usize;
            let event = self.event(&mut reader)?;
            let to = reader.buffer_position() as usize;
            match event {
                Event::Start(_) => {
                    elements += 1;
                    if outside + inside.len() >= DEEPEST {
                        return Err(self.error(from, format!("elements are nested deeper than {DEEPEST}")));
                    }
                    let element = Element::open(self, from, to)?;
                    if inside.is_empty() && !records.contains(&element.name) {
                        outside += 1;
                    } else {
                        inside.push(element);
                    }
                }
                Event::Empty(_) => {
                    elements += 1;
                    let element = Element::open(self, from, to)?;
                    match inside.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None if records.contains(&element.name) => visit(element)?,
                        None => {}
                    }
                }
                Event::End(_) => match inside.pop() {
                    Some(element) => match inside.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => visit(element)?,
                    },
                    None => outside = outside.saturating_sub(1),
                },
                Event::Text(text) => {
                    if let Some(element) = inside.last_mut() {
                        let plain = self.text.get(from..to).filter(|raw| !raw.contains('\r'));
                        match plain {
                            Some(raw) => element.append(raw.into()),
                            None => element.append(text.xml10_content().into_owned().into()),
                        }
                    }
                }
                Event::CData(text) => {
                    if let Some(element) = inside.last_mut() {
                        element.append(text.xml10_content().into_owned().into());
                    }
                }
                Event::GeneralRef(reference) => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Some(String::from(character)),
                        Ok(None) => quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned),
                        Err(error) => return Err(self.error(from, error)),
                    };
                    let Some(resolved) = resolved else {
                        let name: &str = &reference;
                        return Err(self.error(from, format!("the entity `&{name};` is not defined")));
                    };
                    if let Some(element) = inside.last_mut() {
                        element.append(resolved.into());
                    }
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if outside + inside.len() > 0 {
            return Err(self.error(self.text.len(), "the document ends inside an element"));
        }
        if elements == 0 {
            return Err(self.error(self.text.len(), "the document holds no element"));
        }
        Ok(())
    }

    fn event(&self, reader: &mut Reader<&'x [u8]>) -> Result<Event<'x>, InterchangeError> {
        let event = reader.read_event().map_err(|error| self.error(reader.error_position() as usize, error))?;
        if matches!(event, Event::DocType(_)) {
            let reason =
                "a document type declaration is refused: the formats need none, and entities may not be defined";
            return Err(self.error(reader.buffer_position() as usize, reason));
        }
        Ok(event)
    }
}

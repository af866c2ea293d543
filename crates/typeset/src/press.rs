//! From source to PDF.

use std::collections::BTreeSet;

use typst::{
    Library, LibraryExt,
    foundations::{Datetime, Smart},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use verdigris_quantity::Language;

use crate::{
    error::TypesetError,
    fonts::{Fonts, Shelf},
    tell,
    world::Desk,
};

/// What a document says of itself to readers and archives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFacts {
    /// Title.
    pub title: String,
    /// Main language.
    pub language: Language,
    /// Year, month and day; an archivable document (PDF/A) must have one.
    pub date: Option<(i32, u8, u8)>,
}

/// A press: fonts and the typesetter's library, read once and used for any number of documents.
pub struct Press {
    library: LazyHash<Library>,
    shelf: Shelf,
}

impl Press {
    /// A press with fonts.
    pub fn new(fonts: Fonts) -> Self {
        Self { library: LazyHash::new(Library::default()), shelf: Shelf::new(fonts) }
    }

    /// Sets a document: Typst `source`, the files it names, and what it says of itself.
    ///
    /// With a date the PDF follows PDF/A-2a (ISO 19005-2, level A) and PDF/UA-1 (ISO 14289-1); without one PDF/UA-1
    /// alone. Both need alternative text for every picture, which the typesetter checks.
    pub fn pdf(
        &self,
        source: &str,
        files: &[(String, Vec<u8>)],
        facts: &DocumentFacts,
    ) -> Result<Vec<u8>, TypesetError> {
        let date = facts.date.map(|(year, month, day)| day_of(year, month, day)).transpose()?;
        let prelude = prelude(facts);
        let fonts = self.shelf.holding(&written(&[&prelude, source], files))?;
        let shift = prelude.chars().count();
        let desk = Desk::lay(&self.library, fonts, prelude + source, files, date)?;
        let set = typst::compile::<PagedDocument>(&desk).output;
        let pdf = match set {
            Ok(document) => {
                typst_pdf::pdf(&document, &options(date)?).map_err(|errors| tell::first(&errors, &desk, shift))
            }
            Err(errors) => Err(tell::first(&errors, &desk, shift)),
        };
        // The typesetter keeps what it computed for the next run; a service would grow with every document.
        typst::comemo::evict(0);
        pdf
    }
}

fn day_of(year: i32, month: u8, day: u8) -> Result<Datetime, TypesetError> {
    Datetime::from_ymd(year, month, day).ok_or(TypesetError::Date { year, month, day })
}

/// Title and language as the typesetter takes them, in one line so that line numbers stay the source's own.
fn prelude(facts: &DocumentFacts) -> String {
    let (language, region) = match facts.language {
        Language::En => ("en", "gb"),
        Language::Zh => ("zh", "cn"),
    };
    format!("#set document(title: {});#set text(lang: \"{language}\", region: \"{region}\");", literal(&facts.title))
}

/// A text as a string literal of the typesetter's language; nothing in it is markup.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            c if c.is_control() => literal.push(' '),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// Characters that source and pictures may show; those of the language itself are among them, which does no harm.
fn written(sources: &[&str], files: &[(String, Vec<u8>)]) -> BTreeSet<char> {
    let pictures = files.iter().filter(|(name, _)| name.to_lowercase().ends_with(".svg"));
    let texts = pictures.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let shown = |c: &char| !c.is_control() && !c.is_whitespace() && !unseen(*c);
    sources.iter().copied().chain(texts).flat_map(str::chars).filter(shown).collect()
}

/// Characters that guide the setting and have no shape: joiners, marks of direction, variation selectors.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn options(date: Option<Datetime>) -> Result<PdfOptions, TypesetError> {
    let standards: &[PdfStandard] =
        if date.is_some() { &[PdfStandard::A_2a, PdfStandard::Ua_1] } else { &[PdfStandard::Ua_1] };
    let standards = PdfStandards::new(standards)
        .map_err(|refused| TypesetError::Standard { message: refused.message().to_string() })?;
    Ok(PdfOptions {
        creator: Smart::Custom(Some(concat!("Verdigris ", env!("CARGO_PKG_VERSION")).into())),
        timestamp: date.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

//! A report as a neutral model: sections of paragraphs, tables, pictures, findings and calculations, in two languages.
//!
//! [`typst_source`] writes it for the typesetter. Every text of the data enters as a string literal, so that no name of
//! a plant can become markup; numbers are grouped in threes by gaps that are not characters.

mod block;
mod formula;
mod lexer;
mod literal;
mod outline;
mod sources;
mod write;

#[cfg(test)]
mod tests;

use verdigris_quantity::{Label, Language};

pub use block::{Align, Block, Cell, Column, Drawing, Figure, Finding, RowKind, Severity, Table, TableRow, Width};
pub use write::typst_source;

/// A report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dossier {
    /// Title.
    pub title: Label,
    /// What it is about: plant and year.
    pub subtitle: Label,
    /// The few figures that matter, shown large.
    pub headlines: Vec<Headline>,
    /// Facts of the cover: operator, period, schemes, date.
    pub facts: Vec<(Label, Label)>,
    /// Sections.
    pub sections: Vec<Section>,
}

/// A figure shown large on the cover.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Headline {
    /// What it is.
    pub label: Label,
    /// The figure, a decimal text; empty where it is not available.
    pub value: String,
    /// Its unit.
    pub unit: Label,
    /// A remark: the scheme, the interval, or what is missing.
    pub note: Label,
}

/// A section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Heading.
    pub heading: Label,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// In which languages a dossier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Languages {
    /// One.
    One(Language),
    /// Both, the given one first and larger; pictures are in the first.
    Both(Language),
}

impl Languages {
    /// The main language.
    pub fn first(self) -> Language {
        match self {
            Self::One(first) | Self::Both(first) => first,
        }
    }

    /// The other language, where it is written too.
    pub fn second(self) -> Option<Language> {
        match self {
            Self::One(_) => None,
            Self::Both(Language::En) => Some(Language::Zh),
            Self::Both(Language::Zh) => Some(Language::En),
        }
    }
}

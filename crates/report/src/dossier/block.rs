//! What a section is made of.

use verdigris_quantity::{Label, Origin};

use crate::calculation::Calculation;

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Running text.
    Paragraph(Label),
    /// A heading below the section's.
    Heading(Label),
    /// A table.
    Table(Table),
    /// A picture.
    Figure(Figure),
    /// What is wrong with the data, and what to do.
    Findings(Vec<Finding>),
    /// A step of an account.
    Calculation(Calculation),
    /// A remark set apart.
    Note(Label),
}

/// A table; every row has as many cells as there are columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Caption; an empty one leaves the table without a number.
    pub caption: Label,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<TableRow>,
    /// Remarks below the table.
    pub notes: Vec<Label>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Head.
    pub head: Label,
    /// How cells stand.
    pub align: Align,
    /// How wide it is.
    pub width: Width,
}

/// How cells stand in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left: words.
    #[default]
    Left,
    /// In the middle: marks.
    Centre,
    /// At the right: numbers.
    Right,
}

/// How wide a column is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// As wide as its widest cell.
    #[default]
    Content,
    /// A share of what the others leave.
    Share(u8),
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRow {
    /// Cells, one a column.
    pub cells: Vec<Cell>,
    /// What the row is.
    pub kind: RowKind,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowKind {
    /// An entry.
    #[default]
    Plain,
    /// The head of a group of entries.
    Group,
    /// A sum.
    Total,
}

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text in both languages.
    Text(Label),
    /// A name or code that has no language.
    Verbatim(String),
    /// A decimal text, grouped in threes; a text that is no number stays as it is.
    Number(String),
    /// What is not available, and what it needs.
    Missing(Label),
    /// A source: its number in the notes at the end, with its trust tag.
    Source(Origin),
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// The picture in each language.
    pub drawing: Drawing,
    /// Caption.
    pub caption: Label,
    /// What it tells, for those who do not see it.
    pub alt: Label,
}

/// An SVG document in each language; either may be empty, not both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// Something wrong with data or against a rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Where: a cell, an item, a clause.
    pub place: String,
    /// What is wrong.
    pub message: Label,
    /// What to do.
    pub remedy: Label,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Figures are wrong until it is mended.
    Error,
    /// Figures may be wrong.
    #[default]
    Warning,
    /// Worth knowing.
    Notice,
}

impl Drawing {
    /// The picture in a language, or in the other one where it is missing.
    pub fn in_language(&self, language: verdigris_quantity::Language) -> Option<&str> {
        let pair = match language {
            verdigris_quantity::Language::En => [&self.en, &self.zh],
            verdigris_quantity::Language::Zh => [&self.zh, &self.en],
        };
        pair.into_iter().find(|svg| !svg.is_empty()).map(String::as_str)
    }
}

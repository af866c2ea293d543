//! Finding: a question in any words, its answer with counts and marked excerpts.

mod collect;
mod compile;
mod highlight;
mod meaning;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tantivy::{
    TantivyDocument,
    query::{AllQuery, BooleanQuery, Occur, Query},
    schema::Value,
};
use verdigris_quantity::Language;

use crate::{Document, Kind, Library, LibraryError};
use collect::Gathered;
use compile::Compiler;
pub use highlight::Highlights;

/// Documents beyond this place of an answer are not listed; narrow the question instead.
pub const DEEPEST: usize = 10_000;

/// What a document must be, besides holding the words; within one list any of its values will do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Tags, as written.
    pub tags: Vec<String>,
    /// Languages it can be read in.
    pub languages: Vec<Language>,
    /// Years of publication (UTC).
    pub years: Vec<i16>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Words, in no syntax; empty asks for everything, newest first.
    pub text: String,
    /// What the documents must be.
    pub filter: Filter,
    /// Language of the excerpts where a document has both.
    pub language: Language,
    /// When it is asked: newer documents stand a little higher.
    pub now: Timestamp,
    /// Documents passed over.
    pub offset: usize,
    /// Documents wanted.
    pub limit: usize,
}

impl Question {
    /// A question for the first twenty documents.
    pub fn new(text: impl Into<String>, language: Language, now: Timestamp) -> Self {
        Self { text: text.into(), filter: Filter::default(), language, now, offset: 0, limit: 20 }
    }
}

/// A value and how many documents have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Value.
    pub value: String,
    /// Documents.
    pub count: u64,
}

/// How the documents found divide. The counts of one list leave that list's own filter out, so that they tell what
/// choosing another value would give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// By kind, most first.
    pub kind: Vec<Count>,
    /// By tag, most first.
    pub tag: Vec<Count>,
    /// By year, newest first.
    pub year: Vec<Count>,
    /// By language, most first.
    pub language: Vec<Count>,
}

/// A document found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The document, with its body.
    pub document: Document,
    /// Marked texts.
    pub highlights: Highlights,
    /// Rank, only comparable within one answer; 0 where nothing was asked.
    pub score: f32,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Documents, best first.
    pub items: Vec<Found>,
    /// All documents that meet the question and the filter.
    pub total: u64,
    /// How they divide.
    pub facets: Facets,
    /// Whether no document had all words and those with some are given instead.
    pub relaxed: bool,
}

impl Library {
    /// Answers a question. Any text is a question: there is no syntax to get wrong.
    pub fn find(&self, question: &Question) -> Result<Answer, LibraryError> {
        let searcher = self.reader.searcher();
        let atoms = meaning::atoms(&question.text);
        let compiler = Compiler { fields: &self.fields, searcher: &searcher };
        let compiled = compiler.compile(atoms)?;
        let end = question.offset.saturating_add(question.limit).min(DEEPEST);
        let gather = |query: &dyn Query| -> Result<Gathered, LibraryError> {
            Ok(searcher.search(query, &collect::Gather { question, end, scored: !compiled.is_empty() })?)
        };
        let all =
            |occur: Occur| BooleanQuery::new(compiled.iter().map(|atom| (occur, atom.query.box_clone())).collect());
        let mut relaxed = false;
        let gathered = match compiled.len() {
            0 if question.text.trim().is_empty() => gather(&AllQuery)?,
            // Signs alone are no word that a document could hold.
            0 => Gathered::default(),
            1 => gather(&*compiled[0].query)?,
            _ => {
                let strict = gather(&all(Occur::Must))?;
                if strict.total == 0 {
                    let loose = gather(&all(Occur::Should))?;
                    relaxed = loose.total > 0;
                    loose
                } else {
                    strict
                }
            }
        };
        let marks: Vec<&meaning::Mark> = compiled.iter().flat_map(|atom| &atom.marks).collect();
        let mut items = Vec::new();
        for hit in gathered.hits.iter().skip(question.offset) {
            let stored: TantivyDocument = searcher.doc(hit.address)?;
            let json = stored.get_first(self.fields.document).and_then(|value| value.as_str()).unwrap_or_default();
            let document: Document =
                serde_json::from_str(json).map_err(|error| LibraryError::Index { reason: error.to_string() })?;
            let highlights = highlight::highlights(&document, &marks, question.language);
            items.push(Found { document, highlights, score: hit.rank.score });
        }
        Ok(Answer { items, total: gathered.total, facets: gathered.facets(), relaxed })
    }
}

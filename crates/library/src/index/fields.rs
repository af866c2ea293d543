//! What of a document is kept in the index, and under which words it is found.

use tantivy::{
    TantivyDocument, Term,
    schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions},
    tokenizer::PreTokenizedString,
};
use verdigris_alliance::DocumentId;
use verdigris_quantity::Label;

use super::token::{Tokens, grams, initials, syllables, words};
use crate::{Document, LibraryError, document::language_word, text::plain::plain};

/// Names of the columns read while collecting.
pub(crate) const KIND: &str = "kind";
/// Tags.
pub(crate) const TAG: &str = "tag";
/// Languages.
pub(crate) const LANGUAGE: &str = "language";
/// Year of publication.
pub(crate) const YEAR: &str = "year";
/// Microseconds of publication.
pub(crate) const PUBLISHED: &str = "published";

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    id: Field,
    kind: Field,
    tag: Field,
    language: Field,
    year: Field,
    published: Field,
    /// The document as JSON.
    pub document: Field,
    /// Chinese words and English stems of title, summary with tags, and body.
    pub words: [Field; 3],
    /// Chinese characters and pairs of them, of the title and of all the rest.
    pub grams: [Field; 2],
    /// Pinyin syllables of titles and summaries.
    pub syllables: Field,
    /// Initials of pinyin of titles and summaries, in twos and threes.
    pub initials: Field,
}

impl Fields {
    /// The schema.
    pub(super) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let positions = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqsAndPositions);
        // Words come cut: the tokenizer named here is never asked.
        let text = TextOptions::default().set_indexing_options(positions.set_tokenizer("raw"));
        let fields = Self {
            id: schema.add_text_field("id", STRING),
            kind: schema.add_text_field(KIND, STRING | FAST),
            tag: schema.add_text_field(TAG, STRING | FAST),
            language: schema.add_text_field(LANGUAGE, STRING | FAST),
            year: schema.add_i64_field(YEAR, FAST),
            published: schema.add_i64_field(PUBLISHED, FAST),
            document: schema.add_text_field("document", STORED),
            words: ["title", "summary", "body"].map(|name| schema.add_text_field(name, text.clone())),
            grams: ["title_grams", "rest_grams"].map(|name| schema.add_text_field(name, text.clone())),
            syllables: schema.add_text_field("syllables", text.clone()),
            initials: schema.add_text_field("initials", text.clone()),
        };
        (schema.build(), fields)
    }

    /// The term that is one document.
    pub(super) fn of_id(&self, id: DocumentId) -> Term {
        Term::from_field_text(self.id, &id.to_string())
    }

    /// A document with its words.
    pub(super) fn prepare(&self, document: &Document) -> Result<TantivyDocument, LibraryError> {
        let mut prepared = TantivyDocument::default();
        prepared.add_text(self.id, document.id.to_string());
        prepared.add_text(self.kind, document.kind.as_str());
        for tag in &document.tags {
            prepared.add_text(self.tag, tag);
        }
        for language in document.languages() {
            prepared.add_text(self.language, language_word(language));
        }
        if let (Some(year), Some(published)) = (document.year(), document.published) {
            prepared.add_i64(self.year, i64::from(year));
            prepared.add_i64(self.published, published.as_microsecond());
        }
        let json =
            serde_json::to_string(document).map_err(|error| LibraryError::Index { reason: error.to_string() })?;
        prepared.add_text(self.document, json);

        let [title, summary, body] = self.words;
        let [title_grams, rest_grams] = self.grams;
        let tags = document.tags.join(" / ");
        let both = |label: &Label| [label.zh.clone(), label.en.clone()];
        for text in both(&document.title) {
            add(&mut prepared, title, words(&text));
            add(&mut prepared, title_grams, grams(&text));
            add(&mut prepared, self.syllables, syllables(&text));
            add(&mut prepared, self.initials, initials(&text));
        }
        for text in both(&document.summary).into_iter().chain([tags]) {
            add(&mut prepared, summary, words(&text));
            add(&mut prepared, rest_grams, grams(&text));
            add(&mut prepared, self.syllables, syllables(&text));
            add(&mut prepared, self.initials, initials(&text));
        }
        for text in both(&document.body) {
            let text = plain(&text);
            add(&mut prepared, body, words(&text));
            add(&mut prepared, rest_grams, grams(&text));
        }
        Ok(prepared)
    }
}

fn add(document: &mut TantivyDocument, field: Field, tokens: Tokens) {
    if !tokens.is_empty() {
        document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
    }
}

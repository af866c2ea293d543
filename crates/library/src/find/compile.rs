//! A word of a question as a query over the index.
//!
//! A Chinese word is found wherever its characters stand in that order, whatever the dictionary made of the text; being a
//! word there ranks it higher. An English word is found by its stem, then by what begins with it, then by what is nearly
//! spelt so. Letters that no English word explains are read as pinyin.

use std::collections::BTreeSet;

use tantivy::{
    Searcher, Term,
    query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery},
    schema::{Field, IndexRecordOption},
};

use super::meaning::{Atom, Mark};
use crate::{
    LibraryError,
    index::Fields,
    text::{chinese, english, pinyin, run},
};

/// Weights of a word in title, summary and body.
const WORD: [f32; 3] = [6.0, 2.5, 1.0];
/// Weights of characters in the title and elsewhere.
const GRAM: [f32; 2] = [2.0, 0.4];
/// Words taken that begin with the letters typed.
const COMPLETIONS: usize = 40;

/// One word of the question, ready to be looked for.
pub(super) struct Compiled {
    /// The query.
    pub query: Box<dyn Query>,
    /// What to mark.
    pub marks: Vec<Mark>,
}

/// Makes queries against one state of the index.
pub(super) struct Compiler<'a> {
    /// Fields.
    pub fields: &'a Fields,
    /// The index.
    pub searcher: &'a Searcher,
}

/// Alternatives of one word: any will do, each with its weight.
#[derive(Default)]
struct Alternatives {
    queries: Vec<(Occur, Box<dyn Query>)>,
    marks: Vec<Mark>,
}

impl Alternatives {
    fn add(&mut self, query: Box<dyn Query>, weight: f32) {
        self.queries.push((Occur::Should, Box::new(BoostQuery::new(query, weight))));
    }
}

impl Compiler<'_> {
    /// Every word of a question.
    pub(super) fn compile(&self, atoms: Vec<Atom>) -> Result<Vec<Compiled>, LibraryError> {
        atoms.into_iter().map(|atom| self.atom(&atom)).collect()
    }

    fn atom(&self, atom: &Atom) -> Result<Compiled, LibraryError> {
        let mut any = Alternatives::default();
        match atom {
            Atom::Han { text, known } => self.han(&mut any, text, *known),
            Atom::Latin { token } => self.latin(&mut any, token)?,
        }
        Ok(Compiled { query: Box::new(BooleanQuery::new(any.queries)), marks: any.marks })
    }

    fn han(&self, any: &mut Alternatives, text: &str, known: bool) {
        let characters: Vec<char> = text.chars().collect();
        for (field, weight) in self.fields.grams.into_iter().zip(GRAM) {
            any.add(sequence(field, &grams_of(&characters)), weight);
        }
        if known {
            for (field, weight) in self.fields.words.into_iter().zip(WORD) {
                any.add(term(field, text), weight);
            }
        } else if characters.len() > 1 {
            // Neighbours that are no word may be several words: 铜铝 also asks for 铜、铝.
            let each = characters.iter().map(|character| {
                let places = self.fields.grams.map(|field| (Occur::Should, term(field, &character.to_string())));
                (Occur::Must, Box::new(BooleanQuery::new(places.into())) as Box<dyn Query>)
            });
            any.add(Box::new(BooleanQuery::new(each.collect())), GRAM[1] / 4.0);
            any.marks.extend(characters.iter().map(|&character| Mark::Han(vec![character])));
        }
        any.marks.insert(0, Mark::Han(characters));
    }

    fn latin(&self, any: &mut Alternatives, token: &str) -> Result<(), LibraryError> {
        let stem = english::stem(token);
        let mut known = false;
        for (field, weight) in self.fields.words.into_iter().zip(WORD) {
            known |= self.searcher.doc_freq(&Term::from_field_text(field, &stem))? > 0;
            any.add(term(field, &stem), weight);
        }
        any.marks.push(Mark::Stem(stem.clone()));
        if let Some(parts) = run::parts(token) {
            let parts: Vec<String> = parts.into_iter().map(english::stem).collect();
            for (field, weight) in self.fields.words.into_iter().zip(WORD) {
                any.add(sequence(field, &parts), weight / 2.0);
            }
            any.marks.push(Mark::Parts(parts));
            return Ok(());
        }
        let letters = token.chars().all(|character| character.is_ascii_lowercase());
        if token.chars().count() >= 3 && self.completions(any, token)? {
            known = true;
        }
        if letters {
            let read = self.pinyin(any, token, known)?;
            if !known && !read && token.len() >= 4 {
                self.near(any, &stem);
            }
        }
        Ok(())
    }

    /// Words that begin with the letters typed. Whether there are any besides the stem.
    fn completions(&self, any: &mut Alternatives, token: &str) -> Result<bool, LibraryError> {
        let mut found = false;
        let whole = english::stem(token);
        for (field, weight) in self.fields.words.into_iter().zip(WORD) {
            let mut longer: BTreeSet<String> = BTreeSet::new();
            for segment in self.searcher.segment_readers() {
                let inverted = segment.inverted_index(field)?;
                let mut stream =
                    inverted.terms().range().ge(token.as_bytes()).into_stream().map_err(|error| failed(&error))?;
                let mut taken = 0;
                while taken < COMPLETIONS && stream.advance() {
                    let Ok(text) = std::str::from_utf8(stream.key()) else { continue };
                    if !text.starts_with(token) {
                        break;
                    }
                    if text != whole {
                        longer.insert(text.to_owned());
                    }
                    taken += 1;
                }
            }
            found |= !longer.is_empty();
            for text in longer.into_iter().take(COMPLETIONS) {
                any.add(term(field, &text), weight / 8.0);
            }
        }
        if found {
            any.marks.push(Mark::Prefix(token.to_owned()));
        }
        Ok(found)
    }

    /// Letters as pinyin. One syllable, or initials, only where no English word explains the letters.
    fn pinyin(&self, any: &mut Alternatives, token: &str, known: bool) -> Result<bool, LibraryError> {
        let mut read = false;
        for syllables in pinyin::partings(token) {
            if known && syllables.len() < 2 {
                continue;
            }
            let field = self.fields.syllables;
            let mut all = true;
            for syllable in &syllables {
                all &= self.searcher.doc_freq(&Term::from_field_text(field, syllable))? > 0;
            }
            if all {
                read = true;
                any.add(sequence(field, &syllables), 1.0);
                any.marks.push(Mark::Syllables(syllables));
            }
        }
        if !known && (2..=12).contains(&token.len()) {
            let field = self.fields.initials;
            let width = token.len().min(3);
            let pieces: Vec<String> = (0..=token.len() - width).map(|at| token[at..at + width].to_owned()).collect();
            let mut all = true;
            for piece in &pieces {
                all &= self.searcher.doc_freq(&Term::from_field_text(field, piece))? > 0;
            }
            if all {
                read = true;
                any.add(sequence(field, &pieces), 0.5);
                any.marks.push(Mark::Initials(token.to_owned()));
            }
        }
        Ok(read)
    }

    fn near(&self, any: &mut Alternatives, stem: &str) {
        let distance: u8 = if stem.len() < 8 { 1 } else { 2 };
        for (field, weight) in self.fields.words.into_iter().zip(WORD) {
            let query = FuzzyTermQuery::new(Term::from_field_text(field, stem), distance, true);
            any.add(Box::new(query), weight / 4.0);
        }
        any.marks.push(Mark::Near(stem.to_owned(), usize::from(distance)));
    }
}

fn failed(error: &std::io::Error) -> LibraryError {
    LibraryError::Index { reason: error.to_string() }
}

fn grams_of(characters: &[char]) -> Vec<String> {
    match characters {
        [one] => vec![one.to_string()],
        _ => chinese::pairs(characters).map(|(_, pair)| pair).collect(),
    }
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

/// Tokens one after the other.
fn sequence(field: Field, texts: &[String]) -> Box<dyn Query> {
    match texts {
        [one] => term(field, one),
        _ => Box::new(PhraseQuery::new(texts.iter().map(|text| Term::from_field_text(field, text)).collect())),
    }
}

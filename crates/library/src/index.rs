//! The index: documents in memory, made for finding.
//!
//! It is a cache. Whoever holds the documents builds it at start with [`Library::rebuild`] and tells it of each change.

pub(crate) mod fields;
pub(crate) mod token;

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument};
use verdigris_alliance::DocumentId;

use crate::{Document, LibraryError};
pub(crate) use fields::Fields;

/// Threads that write; more gain nothing since words are cut beforehand.
const THREADS: usize = 2;
/// Bytes gathered by the threads before a segment is written.
const BUDGET: usize = 128 << 20;
/// Documents prepared at a time, so that a rebuild holds few in two forms.
const BATCH: usize = 2048;

/// The documents of the library, searchable.
pub struct Library {
    pub(crate) fields: Fields,
    pub(crate) reader: IndexReader,
    writer: Mutex<IndexWriter>,
}

impl Library {
    /// An empty library.
    pub fn new() -> Result<Self, LibraryError> {
        let (schema, fields) = Fields::schema();
        let index = Index::create_in_ram(schema);
        let writer = index.writer_with_num_threads(THREADS, BUDGET)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { fields, reader, writer: Mutex::new(writer) })
    }

    /// A library of documents.
    pub fn with(documents: &[Document]) -> Result<Self, LibraryError> {
        let library = Self::new()?;
        library.put(documents)?;
        Ok(library)
    }

    /// Adds documents; one of a known id replaces the version before. Questions asked afterwards see them.
    pub fn put(&self, documents: &[Document]) -> Result<(), LibraryError> {
        let mut writer = self.writer();
        self.add(&writer, documents)?;
        self.commit(&mut writer)
    }

    /// Removes documents; unknown ids are no error.
    pub fn remove(&self, ids: &[DocumentId]) -> Result<(), LibraryError> {
        let mut writer = self.writer();
        for id in ids {
            writer.delete_term(self.fields.of_id(*id));
        }
        self.commit(&mut writer)
    }

    /// Forgets everything and takes these documents instead; until it is done, questions see the old ones.
    pub fn rebuild(&self, documents: &[Document]) -> Result<(), LibraryError> {
        let mut writer = self.writer();
        writer.delete_all_documents()?;
        self.add(&writer, documents)?;
        self.commit(&mut writer)
    }

    /// Number of documents.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn add(&self, writer: &IndexWriter, documents: &[Document]) -> Result<(), LibraryError> {
        for batch in documents.chunks(BATCH) {
            let prepared: Result<Vec<TantivyDocument>, LibraryError> =
                batch.par_iter().map(|document| self.fields.prepare(document)).collect();
            for (document, prepared) in batch.iter().zip(prepared?) {
                writer.delete_term(self.fields.of_id(document.id));
                writer.add_document(prepared)?;
            }
        }
        Ok(())
    }

    fn commit(&self, writer: &mut IndexWriter) -> Result<(), LibraryError> {
        writer.commit()?;
        self.reader.reload()?;
        Ok(())
    }

    /// The writer; one left by a panic is taken as it stands, since what was not committed was not seen.
    fn writer(&self) -> MutexGuard<'_, IndexWriter> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

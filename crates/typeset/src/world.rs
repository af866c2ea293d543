//! The little world a document sees: its own files, the fonts, its own date, and nothing else.

use std::collections::HashMap;

use typst::{
    Library, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::FontStore;

use crate::error::TypesetError;

/// Name of the document's own source.
pub const MAIN: &str = "document.typ";

/// One document on the press.
pub struct Desk<'a> {
    library: &'a LazyHash<Library>,
    fonts: &'a FontStore,
    main: Source,
    files: HashMap<FileId, Bytes>,
    date: Option<Datetime>,
}

impl<'a> Desk<'a> {
    /// Lays out a document's source and files; names are relative to the document.
    pub fn lay(
        library: &'a LazyHash<Library>,
        fonts: &'a FontStore,
        source: String,
        files: &[(String, Vec<u8>)],
        date: Option<Datetime>,
    ) -> Result<Self, TypesetError> {
        let main = Source::new(id(MAIN)?, source);
        let files =
            files.iter().map(|(name, bytes)| Ok((id(name)?, Bytes::new(bytes.clone())))).collect::<Result<_, _>>()?;
        Ok(Self { library, fonts, main, files, date })
    }
}

fn id(name: &str) -> Result<FileId, TypesetError> {
    let path = VirtualPath::new(name).map_err(|_| TypesetError::FileName { name: name.to_owned() })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(absent(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.date
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

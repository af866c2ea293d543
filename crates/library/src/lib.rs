//! The library: news, policy, standards, technology notes, courses and exhibitions as typed documents, found in Chinese
//! and English, and told by feeds.
//!
//! The store keeps the documents; [`Library`] is a cache of them made for finding, rebuilt whenever the program starts.

pub mod document;
pub mod feed;
pub mod standard;

mod error;
mod find;
mod index;
mod text;

pub use document::{Attachment, Document, Kind, Link, LinkKind};
pub use error::LibraryError;
pub use find::{Answer, Count, Facets, Filter, Found, Highlights, Question};
pub use index::Library;

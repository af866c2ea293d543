//! PDF documents from typesetting source, with fonts for Chinese.
//!
//! A [`Press`] turns Typst source and the files it names into a PDF, in this process: no package is fetched, no file
//! is read but fonts. The same input gives the same bytes. A character no font has is an error with its remedy, since
//! a report with empty boxes in place of a plant's name must not leave the house.

mod error;
mod fonts;
mod press;
mod tell;
mod world;

pub use error::TypesetError;
pub use fonts::{FAMILY, Fonts};
pub use press::{DocumentFacts, Press};

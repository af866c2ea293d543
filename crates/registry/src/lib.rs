//! Factors and standards with validity, supersession and trust; methods; the packaged data pack.

pub mod factor;
pub mod mapping;
pub mod pack;
pub mod sector;

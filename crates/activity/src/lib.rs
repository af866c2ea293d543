//! Activity data of one plant: what was used, made, stocked and measured in a year, month by month, process unit by
//! process unit and meter by meter, in exact decimals.
//!
//! A [`Vocabulary`] says which items and measures there are and how months add up; [`Activity`] holds the records of a
//! plant as read, each with the cell it stands in; [`Year`] is the same added up for accounts.

pub mod bound;
pub mod check;
pub mod error;
pub mod example;
pub mod network;
pub mod plant;
pub mod record;
pub mod sector;
pub mod supply;
pub mod vocabulary;
pub mod year;

pub use error::ActivityError;
pub use example::{Example, examples};
pub use plant::{Attribute, Plant};
pub use record::{Activity, Quality, Record};
pub use sector::{Choice, Making, ProcessUnit, Requirement, Row, Sector, Sectors};
pub use supply::Supply;
pub use vocabulary::{Aggregation, Item, ItemKind, Measure, Vocabulary};
pub use year::{Total, Year};

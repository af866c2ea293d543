//! The one model every platform works on: flows, processes with exchanges, regions, parameters, methods and patches.
//!
//! Pure: tables and bytes in, networks and findings out. Importers build a [`Network`]; [`template`] unfolds processes
//! over regions, [`link`] finds the provider of every input, [`allocate`] parts co-products, [`patch`] changes a
//! network by name. Nothing is repaired silently: what is wrong with the data becomes a [`finding::Finding`].

pub mod allocate;
pub mod error;
pub mod evaluate;
pub mod exchange;
pub mod finding;
pub mod flow;
pub mod formula;
mod join;
pub mod link;
pub mod method;
mod nearest;
pub mod network;
pub mod parameter;
pub mod patch;
pub mod plausibility;
pub mod process;
pub mod region;
pub mod search;
pub mod source;
pub mod table;
pub mod template;

pub use error::NetworkError;
pub use exchange::{Direction, Exchange, Role};
pub use finding::{Finding, FindingKind, Place, Severity};
pub use flow::{Compartment, Flow, FlowIndex, FlowKind, Property};
pub use method::{Factor, Indicator, Method};
pub use network::{Alias, Network};
pub use parameter::Parameter;
pub use process::{Allocation, Process, ProcessIndex, ProcessKind};
pub use region::{Region, Regions};
pub use source::{Source, SourceIndex, Trust};

//! Data grants: an owner lets an organisation read some fields of some plants, for a purpose, until a time.
//!
//! A grant is the list of its moves. Each move carries the terms it is about; new terms are a new version, and only the
//! latest version can be agreed to. The clock adds two states to what the moves say: agreed becomes active when the terms
//! begin, and anything not closed is expired when they end.

mod history;
mod moves;
mod subject;
mod terms;

pub use history::{Grant, Moved, Step, StoredGrant, StoredMove};
pub use moves::{GrantState, Move, Side};
pub use subject::{Field, Purpose};
pub use terms::{Plants, Terms};

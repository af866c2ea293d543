//! Supply chain and capacity: how concentrated supply is, where the chain has gaps, what a loss would cost, and who can
//! help whom with idle capacity, scrap, residues and clean power.
//!
//! - [`concentration`]: shares, Herfindahl–Hirschman index and the supply-risk figure of the European Union, over packaged
//!   world production by country ([`production`]).
//! - [`network`]: plants, routes, stocks and demand of several goods over periods; [`supply`] runs them at least cost.
//! - [`gap`]: goods without a supplier, without one at home, with a single supplier or route.
//! - [`disruption`]: the re-optimised loss without each plant, route or place, pairs of them, and the worst few.
//! - [`matching`]: posted offers and wants matched across regions with transport and carbon; each owner gets a letter with
//!   its own part alone. [`sharing`] splits the gain by Shapley value and nucleolus.
//! - [`capacity`]: the register of plants and the rules for new capacity, as data.
//!
//! Equations and sources: `docs/methods/chain.md`.

pub mod capacity;
pub mod concentration;
pub mod disruption;
mod error;
pub mod gap;
pub mod matching;
pub mod network;
pub mod production;
mod reading;
pub mod sharing;
pub mod supply;
pub mod transport;

pub use error::ChainError;

//! Dynamic material flows: stocks, lifetimes, scrap by grade, alloying elements, residues.
//!
//! A good that enters use stays for its lifetime and comes back as scrap. [`stock`] follows stocks over any number of
//! series at once, from their inflow, from a stock that is to be held, or from both flows, with the survival of
//! [`lifetime`]s over the even or uneven steps of a [`time::Time`]. [`array`] holds figures over named dimensions and
//! refuses to combine what does not align; [`system`] books flows between processes and balances every process. [`cycle`] closes the loop of a metal: fabrication, use, scrap, elements;
//! [`residue`] follows what piles up beside it; [`model`] is the packaged model of aluminium, copper and zinc. Equations: `docs/methods/materials.md`.
//!
//! ```
//! use verdigris_materials::{Entry, Lifetime, Lifetimes, Time, stock::inflow_driven};
//!
//! let time = Time::yearly(2020, 2024)?;
//! let lifetimes = Lifetimes::One(Lifetime::Fixed { mean: 2.0 });
//! let stocks = inflow_driven(&time, &lifetimes, Entry::Start, &[1.0, 1.0, 1.0, 1.0, 1.0])?;
//! // Goods of the start of 2020 are still there at its end and gone at the end of 2021.
//! assert_eq!(stocks.stock, [1.0, 1.0, 1.0, 1.0, 1.0]);
//! # Ok::<(), verdigris_materials::MaterialsError>(())
//! ```

pub mod array;
pub mod balance;
pub mod cycle;
pub mod dimension;
pub mod error;
pub mod lifetime;
pub mod model;
pub mod residue;
pub mod special;
pub mod stock;
pub mod survival;
pub mod system;
pub mod time;

pub use array::Array;
pub use balance::Balance;
pub use dimension::Dimension;
pub use error::MaterialsError;
pub use lifetime::{Lifetime, Lifetimes};
pub use survival::{Entry, Survival};
pub use system::System;
pub use time::Time;

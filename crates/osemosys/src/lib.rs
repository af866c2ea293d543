//! Energy-system models of OSeMOSYS (Howells et al. 2011, Energy Policy 39, 5850–5870), so that models made elsewhere can
//! be solved, checked and explained here.
//!
//! Data come as MathProg text ([`mathprog::read`]) or as otoole's folder of CSV files ([`folder::read`]), texts only.
//! [`model::programme`] writes the equations of the model's short form as a [`verdigris_optimisation::Programme`]: accounting
//! variables are substituted, so columns are new capacities, rates of activity, storage levels and trade. What the data
//! say and this model does not use is a [`Finding`].

mod data;
mod definition;
mod error;
pub mod folder;
pub mod mathprog;
pub mod model;
mod storage;
mod table;
mod token;

pub use data::{Data, Finding, Parameter};
pub use error::Error;

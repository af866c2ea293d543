//! Data reconciliation: measured flows and contents adjusted so that balances close, by weighted least squares; gross
//! errors and leaks found.
//!
//! ```text
//! min (x − y)ᵀ V⁻¹ (x − y)   with   A x + B u = c        y measured, V its covariance, u not measured
//! x̂ = y − V Gᵀ (G V Gᵀ)⁻¹ (G y − d)                      G = Q₂ᵀ A, d = Q₂ᵀ c, Q₂ᵀ B = 0
//! ```
//!
//! A [`System`] holds variables and balances; [`reconcile`] adjusts, classifies and tests; [`gross::detect`] looks for
//! biases and leaks; [`nonlinear::reconcile`] takes balances that are no straight lines (contents of streams);
//! [`sheet::Sheet`] reads a plant's streams from CSV. [`bayes::posterior`] reaches the same figures by another way.
//! Equations, tests and their limits: `docs/methods/reconciliation.md`.
//!
//! ```
//! use verdigris_reconciliation::{System, reconcile};
//!
//! let mut furnace = System::new();
//! let charge = furnace.measured("charge", 100.0, 2.0);
//! let metal = furnace.measured("metal", 97.0, 1.0);
//! let dross = furnace.unmeasured("dross");
//! furnace.node("furnace", &[(charge, 1.0), (metal, -1.0), (dross, -1.0)]);
//! let result = reconcile(&furnace).unwrap();
//! assert!((result.values[dross].value.unwrap() - 3.0).abs() < 1e-12);
//! assert!((result.values[dross].sd.unwrap() - 5.0_f64.sqrt()).abs() < 1e-12);
//! ```

pub mod bayes;
mod chi_square;
mod error;
pub mod gross;
mod linear;
mod matrix;
pub mod nonlinear;
mod pivoted;
mod sheet;
mod sheet_model;
mod system;

pub use chi_square::{cumulative as chi_square_cumulative, quantile as chi_square_quantile};
pub use error::ReconciliationError;
pub use linear::{Adjusted, Class, GlobalTest, Reconciled, reconcile, reconcile_at};
pub use sheet::{Entry, Sheet, Solved, SolvedEntry};
pub use system::{Balance, Reading, System, Variable};

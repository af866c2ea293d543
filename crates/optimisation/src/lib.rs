//! Linear, integer and second-order-cone programmes: model, solvers behind one trait, independent checks, explained
//! infeasibility.
//!
//! A [`Programme`] is a minimisation over columns with bounds, rows `l ≤ a·x ≤ u` and second-order cones:
//!
//! ```text
//! min c·x + c0   with   l_r ≤ A x ≤ u_r,   l ≤ x ≤ u,   ‖t_k(x)‖₂ ≤ h_k(x),   x_j whole for some j
//! ```
//!
//! Every [`Solver`] gives an [`Answer`] with the dual of each row as the derivative of the objective by the row's
//! right-hand side (cost per unit; negative for a ceiling that binds). [`check::optimality`] judges an answer from the
//! programme alone. Equations, signs and tolerances: `docs/methods/optimisation.md`.
//!
//! ```
//! use verdigris_optimisation::{Automatic, Limits, Programme, Solver, Status, check};
//!
//! let mut charge = Programme::new("charge");
//! let ingot = charge.column("ingot", 2.0, 0.0, f64::INFINITY);
//! let scrap = charge.column("scrap", 1.0, 0.0, 60.0);
//! let mass = charge.row("mass", 100.0, 100.0, &[(ingot, 1.0), (scrap, 1.0)]);
//! let answer = Automatic.solve(&charge, &Limits::default()).unwrap();
//! assert_eq!(answer.status, Status::Optimal);
//! assert!((answer.objective - 140.0).abs() < 1e-6);
//! // One more tonne is made of ingot.
//! assert!((answer.duals[mass.index()] - 2.0).abs() < 1e-6);
//! assert!(check::optimality(&charge, &answer).worst() < 1e-6);
//! ```

mod answer;
mod branch;
pub mod check;
mod error;
pub mod explain;
mod interior;
mod micro;
pub mod mps;
mod programme;
mod proof;
mod simplex;
mod solver;

pub use answer::{Answer, Status};
pub use branch::Branching;
pub use error::Error;
pub use interior::Interior;
pub use micro::Micro;
pub use programme::{Affine, Column, ColumnView, Cone, ConeView, Programme, Row, RowView};
pub use simplex::{Basis, Corner, Rest, Simplex};
pub use solver::{Automatic, Limits, Solver};

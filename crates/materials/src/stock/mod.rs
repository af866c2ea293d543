//! Stocks in use and what flows into and out of them.
//!
//! With `Δ_y` the length of step `y`, `I` and `O` flows a year, `S` the stock at the end of a step and `s(y, c)` the
//! share of cohort `c` surviving at the end of step `y` ([`Survival`](crate::Survival)):
//!
//! - from inflow: `S_y = Σ_{c≤y} Δ_c·I_c·s(y, c)`;
//! - from stock: `I_y = (S_y − Σ_{c<y} Δ_c·I_c·s(y, c))/(Δ_y·s(y, y))`;
//! - outflow: `O_y = I_y − (S_y − S_{y−1})/Δ_y`.
//!
//! Values lie step by step, all series of a step together. Survival tables are kept once for each distinct lifetime and
//! cohorts are summed as they come, so memory grows with steps × series and never with steps² × series. Series are
//! worked on in fixed groups, each in the same order of operations on any number of threads: the bits do not change.

mod driven;
mod flow;
mod follow;
mod plan;
mod result;
mod tile;

pub use driven::{StockDriven, inflow_driven, stock_driven};
pub use flow::flow_driven;
pub use follow::{Decline, Group, Groups, Initial, follow, inflow_of_stock};
pub use result::{Cohorts, Stocks, age_structure};

#[cfg(test)]
mod tests;

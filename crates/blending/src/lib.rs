//! Charge blending for a furnace and for a plan of batches, with chance constraints.
//!
//! What a remelter asks every day: which scrap, how much primary metal and master alloy, so that the melt meets its
//! alloy and costs least. An [`Order`] holds what lies in the yard, what is ordered and how sure the answer must be;
//! [`blend`] gives the cheapest [`Plan`], or says what stands in the way. Equations: `docs/methods/blending.md`.
//!
//! ```
//! use verdigris_blending::{Batch, Composition, Furnace, Material, Order, Outcome, alloy, blend};
//!
//! let scrap = |id: &str, price, composition| Material {
//!     id: id.to_owned(),
//!     price: Some(price),
//!     composition,
//!     ..Material::default()
//! };
//! let order = Order {
//!     currency: "CNY".to_owned(),
//!     materials: vec![
//!         scrap("ingot", 20_000.0, Composition::of(&[("Fe", 0.12, 0.0), ("Si", 0.06, 0.0)])),
//!         scrap("profiles", 16_000.0, Composition::of(&[("Fe", 0.25, 0.03), ("Si", 0.45, 0.04), ("Mg", 0.52, 0.04)])),
//!         scrap("mixed", 14_000.0, Composition::of(&[("Fe", 0.60, 0.10), ("Si", 1.2, 0.2), ("Mg", 0.5, 0.1)])),
//!         scrap("magnesium", 18_000.0, Composition::of(&[("Mg", 99.9, 0.0)])),
//!     ],
//!     alloys: alloy::packaged()?.into_iter().filter(|alloy| alloy.id == "6063").collect(),
//!     furnaces: vec![Furnace { id: "F1".to_owned(), capacity: 25.0, ..Furnace::default() }],
//!     batches: vec![Batch {
//!         id: "B1".to_owned(),
//!         alloy: "6063".to_owned(),
//!         furnace: "F1".to_owned(),
//!         product: 20.0,
//!         ..Batch::default()
//!     }],
//!     ..Order::default()
//! };
//! let Outcome::Plan(plan) = blend(&order)? else { panic!() };
//! assert!(plan.cost_per_tonne < 16_000.0);
//! # Ok::<(), verdigris_blending::BlendError>(())
//! ```

pub mod alloy;
mod composition;
mod cone;
mod dense;
mod error;
mod explain;
mod interior;
mod material;
mod melt;
mod order;
mod plan;
mod programme;
mod promise;
mod simulate;
mod solve;
pub mod table;

pub use alloy::{Alloy, Limit};
pub use composition::{Composition, Content, Correlation};
pub use error::BlendError;
pub use explain::{Broken, Impossible};
pub use material::{Kind, Material, Origin};
pub use order::{Batch, Fraction, Furnace, Heel, Options, Order, Promise, Shape, Sorting};
pub use plan::{BatchPlan, Bound, Footprint, Line, Outcome, Plan, Predicted, Recycled, Sorted, SortingValue, StockUse};
pub use simulate::Simulated;

use melt::Prepared;

/// The cheapest plan of an order, or what stands in its way.
pub fn blend(order: &Order) -> Result<Outcome, BlendError> {
    order.validate()?;
    let prepared = Prepared::of(order)?;
    let Some(solved) = solve::solve(order, &prepared)? else {
        return Ok(Outcome::Impossible(explain::explain(order, &prepared)?));
    };
    let mut plan = plan::plan(order, &prepared, &solved)?;
    if !order.sortings.is_empty() {
        let unsorted = Order { sortings: Vec::new(), ..order.clone() };
        let without = solve::solve(&unsorted, &Prepared::of(&unsorted)?)?;
        plan.value_of_sorting = Some(match without {
            Some(without) => SortingValue::Saves((without.objective - solved.objective).max(0.0)),
            None => SortingValue::Indispensable,
        });
    }
    Ok(Outcome::Plan(Box::new(plan)))
}

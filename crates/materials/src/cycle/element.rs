//! Alloying and tramp elements in the loop.
//!
//! Let `z` be the content of an element in what fabrication takes, `p` its content in primary metal, `N` the mass of it
//! in old scrap with what shredding picks up, `k` the share of it a melt gives up to slag. Then
//! `z·(P + R) = p·P + (1 − k)·N`, as new scrap brings back its own content. Goods carry `z`, with what a sector adds by
//! alloying `b_s`; imported goods are taken to carry the same. Without a way out (`k = 0`) and with pick-up, `z` rises
//! as long as the share of old scrap does: the tramp element accumulates, and [`Course::dilution`] says how much primary
//! metal a limit needs.

use serde::Serialize;

/// An element carried by the metal. Contents are shares of mass.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Id, such as `Fe`.
    pub id: String,
    /// Content in primary metal.
    pub in_primary: f64,
    /// Content added to the goods of each sector by alloying.
    pub alloying: Vec<f64>,
    /// Mass picked up per mass of each sector's recovered scrap.
    pub pick_up: Vec<f64>,
    /// Share a melt gives up to slag or dross.
    pub removed: f64,
}

/// An element along a cycle.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Course {
    /// The element.
    pub id: String,
    /// Content in what fabrication takes, by step.
    pub content: Vec<f64>,
    /// Content in metal from old scrap, by step; 0 where there is none.
    pub in_recycled: Vec<f64>,
    /// Mass of the element in use at the end of the step.
    pub stock: Vec<f64>,
    /// Mass in goods entering use, a year.
    pub inflow: Vec<f64>,
    /// Mass in goods leaving use, a year.
    pub outflow: Vec<f64>,
}

impl Course {
    /// Least share of primary metal of content `in_primary` among primary and recycled metal that keeps `limit`.
    ///
    /// `(r − limit)/(r − p)`, between 0 and 1; NaN where even primary metal alone does not keep it.
    pub fn dilution(&self, step: usize, in_primary: f64, limit: f64) -> f64 {
        let recycled = self.in_recycled[step];
        if recycled <= limit {
            return 0.0;
        }
        if in_primary > limit {
            return f64::NAN;
        }
        (recycled - limit) / (recycled - in_primary)
    }
}

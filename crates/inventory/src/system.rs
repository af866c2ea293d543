//! The numeric system an inventory is computed on.
//!
//! With technosphere `A` (products × activities, outputs positive, inputs negative), interventions `B`
//! (elementary flows × activities) and characterisation `Q` (indicators × elementary flows), a demand `f` gives the
//! scaling `s` of activities by `A·s = f`, the inventory `g = B·s` and the scores `h = Q·g` (Heijungs & Suh 2002).

use crate::sparse::Sparse;

/// Matrices of one life-cycle system. Activity `j` is the one that produces (or, for a waste, treats) product `j`:
/// the production exchange is entry `(j, j)`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct System {
    /// `A`, products × activities.
    pub technosphere: Sparse,
    /// `B`, elementary flows × activities.
    pub interventions: Sparse,
    /// `Qᵀ`, elementary flows × indicators: one column per indicator.
    pub characterisation: Sparse,
}

impl System {
    /// Number of activities, which is the number of products.
    pub fn size(&self) -> usize {
        self.technosphere.columns()
    }

    /// Number of elementary flows.
    pub fn flows(&self) -> usize {
        self.interventions.rows()
    }

    /// Number of indicators.
    pub fn indicators(&self) -> usize {
        self.characterisation.columns()
    }
}

//! What can go wrong in the life-cycle engine.

use thiserror::Error;

/// Errors of the life-cycle engine. Indices are those of the [`System`](crate::system::System) at fault.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum InventoryError {
    /// The technosphere does not have as many products as activities.
    #[error("the technosphere has {products} products and {activities} activities; every product needs one producer")]
    NotSquare {
        /// Rows.
        products: usize,
        /// Columns.
        activities: usize,
    },
    /// Two matrices of a system disagree about a dimension.
    #[error("{what}: expected {expected}, found {found}")]
    Dimension {
        /// Which dimension of which matrix.
        what: &'static str,
        /// What the other matrices say.
        expected: usize,
        /// What was given.
        found: usize,
    },
    /// A declared production exchange is outside the matrix, zero, or used twice.
    #[error("declared production of product {product} by activity {activity} cannot be used")]
    DeclaredPair {
        /// Row.
        product: u32,
        /// Column.
        activity: u32,
    },
    /// No assignment gives every product its own producer.
    #[error("no producer is left for products {products:?}, no product for activities {activities:?}")]
    Unpaired {
        /// Products without a producer.
        products: Vec<u32>,
        /// Activities without a product.
        activities: Vec<u32>,
    },
    /// An activity has no (net) production exchange.
    #[error("activity {activity} makes none of its product on balance")]
    NoProduction {
        /// Activity, which is also the product.
        activity: u32,
    },
    /// A value is infinite or not a number.
    #[error("activity {activity} has an infinite or undefined amount of product {product}")]
    NotFinite {
        /// Row.
        product: u32,
        /// Column.
        activity: u32,
    },
    /// A demand, right-hand side or change points outside the system.
    #[error("index {index} is outside a system of {size}")]
    Outside {
        /// The index.
        index: u32,
        /// Number of activities.
        size: usize,
    },
    /// The equations of a strongly connected component have no unique solution.
    #[error("the loop of activities {component:?} is singular: it has no unique solution")]
    Singular {
        /// Activities of the component.
        component: Vec<u32>,
    },
    /// An uncertain amount falls on a place the matrix does not store.
    #[error("the {matrix} has no entry at row {row}, column {column}, on which an uncertain amount falls")]
    UncertainPlace {
        /// Which matrix.
        matrix: &'static str,
        /// Row.
        row: u32,
        /// Column.
        column: u32,
    },
    /// Two parts of a Monte Carlo run do not belong together.
    #[error("the two runs cannot be joined: {reason}")]
    RunsDiffer {
        /// What differs.
        reason: &'static str,
    },
    /// A stored plan belongs to another structure.
    #[error("the stored plan belongs to another structure")]
    PlanMismatch,
    /// A stored plan cannot be read.
    #[error("the stored plan is damaged: {reason}")]
    PlanDamaged {
        /// What does not hold.
        reason: &'static str,
    },
}

impl InventoryError {
    /// Stable code, which is also the message key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSquare { .. } => "inventory.not-square",
            Self::Dimension { .. } => "inventory.dimension",
            Self::DeclaredPair { .. } => "inventory.declared-pair",
            Self::Unpaired { .. } => "inventory.unpaired",
            Self::NoProduction { .. } => "inventory.no-production",
            Self::NotFinite { .. } => "inventory.not-finite",
            Self::Outside { .. } => "inventory.outside",
            Self::Singular { .. } => "inventory.singular",
            Self::UncertainPlace { .. } => "inventory.uncertain-place",
            Self::RunsDiffer { .. } => "inventory.runs-differ",
            Self::PlanMismatch => "inventory.plan-mismatch",
            Self::PlanDamaged { .. } => "inventory.plan-damaged",
        }
    }
}

//! Problems of the life-cycle engine; `study` names the processes where it knows them.

use verdigris_inventory::error::InventoryError;

use super::told;
use crate::{Kind, Problem};

impl From<InventoryError> for Problem {
    fn from(error: InventoryError) -> Self {
        let (code, kind) = (error.code(), Kind::Computation);
        match &error {
            InventoryError::NotSquare { products, activities } => {
                told(code, kind, &[("products", products), ("activities", activities)])
            }
            InventoryError::Dimension { what, expected, found } => {
                told(code, kind, &[("what", what), ("expected", expected), ("found", found)])
            }
            InventoryError::DeclaredPair { product, activity } | InventoryError::NotFinite { product, activity } => {
                told(code, kind, &[("product", product), ("activity", activity)])
            }
            InventoryError::Unpaired { products, activities } => {
                told(code, kind, &[("products", &list(products)), ("activities", &list(activities))])
            }
            InventoryError::NoProduction { activity } => told(code, kind, &[("activity", activity)]),
            InventoryError::Outside { index, size } => told(code, kind, &[("index", index), ("size", size)]),
            InventoryError::Singular { component } => told(code, kind, &[("activities", &list(component))]),
            InventoryError::UncertainPlace { matrix, row, column } => {
                told(code, kind, &[("matrix", matrix), ("row", row), ("column", column)])
            }
            InventoryError::RunsDiffer { reason } | InventoryError::PlanDamaged { reason } => {
                told(code, kind, &[("reason", reason)])
            }
            InventoryError::PlanMismatch => told(code, kind, &[]),
            // The enum may grow; what it says itself is better than nothing.
            _ => Self::from_error(code, error.to_string(), kind),
        }
    }
}

fn list(indices: &[u32]) -> String {
    indices.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

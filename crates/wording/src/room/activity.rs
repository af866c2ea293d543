//! Problems of a plant's records.

use verdigris_activity::ActivityError;

use super::told;
use crate::{Kind, Problem};

impl From<ActivityError> for Problem {
    fn from(error: ActivityError) -> Self {
        let code = error.code();
        match &error {
            ActivityError::Row { file, row, reason } => {
                told(code, Kind::Input, &[("file", file), ("row", row), ("reason", reason)])
            }
            ActivityError::UnknownSector { sector, known } => {
                told(code, Kind::Input, &[("sector", sector), ("known", known)])
            }
            ActivityError::Unknown { id, place, .. } => told(code, Kind::Input, &[("id", id), ("place", place)]),
            ActivityError::Unit { place, reason } => told(code, Kind::Input, &[("place", place), ("reason", reason)]),
            ActivityError::NoProduct { products } => told(code, Kind::Input, &[("products", products)]),
            ActivityError::Overflow { item } => told(code, Kind::Input, &[("item", item)]),
        }
    }
}

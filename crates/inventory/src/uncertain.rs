//! Uncertain amounts and the matrix entries they fall on.

use verdigris_quantity::distribution::Distribution;

use crate::sensitivity::Place;

/// One uncertain exchange or factor.
///
/// Its part of the matrix entry is `factor × amount`, where the amount follows `distribution`; the factor holds sign,
/// unit conversion and allocation. Several may fall on one entry: the entry is the sum of its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uncertain {
    /// Which entry.
    pub place: Place,
    /// Signed multiplier from the sampled amount to the entry.
    pub factor: f64,
    /// Value of the amount in the deterministic matrices, in the distribution's unit.
    pub amount: f64,
    /// Distribution of the amount.
    pub distribution: Distribution,
    /// Stable id that keys the draw; exchanges with equal ids are fully correlated.
    pub id: u64,
}

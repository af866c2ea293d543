//! What comes with the program and does not depend on the question, read once.

use std::sync::LazyLock;

use verdigris_accounts::Schemes;
use verdigris_activity::{Sectors, Vocabulary};
use verdigris_diagnosis::measure::{self, Measure};
use verdigris_registry::{factor::Registry, pack};
use verdigris_wording::Problem;

/// Words, sectors, factors, schemes and measures.
pub struct Packaged {
    /// Items and measures of records.
    pub vocabulary: Vocabulary,
    /// Sectors.
    pub sectors: Sectors,
    /// Factors and standards.
    pub registry: Registry,
    /// Accounting schemes.
    pub schemes: Schemes,
    /// Measures to try.
    pub measures: Vec<Measure>,
}

static PACKAGED: LazyLock<Result<Packaged, Problem>> = LazyLock::new(|| {
    Ok(Packaged {
        vocabulary: Vocabulary::packaged()?,
        sectors: Sectors::packaged()?,
        registry: pack::registry()?,
        schemes: Schemes::packaged()?,
        measures: measure::packaged()?,
    })
});

impl Packaged {
    /// The packaged data.
    pub fn get() -> Result<&'static Self, Problem> {
        PACKAGED.as_ref().map_err(Clone::clone)
    }
}

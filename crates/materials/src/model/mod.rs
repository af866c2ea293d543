//! The packaged model: aluminium, copper and zinc from 1900 on, with scenarios to 2060.
//!
//! [`Tables`] holds the rows of `data/materials`, each with its source and trust; [`Model`] makes of them a
//! [`Cycle`](crate::cycle::Cycle) a region, follows it and tells stocks, scrap, the balance of primary and recycled
//! metal and the residues ([`Answer`]). Amounts are thousand tonnes of metal, flows a year. What is not sourced is not
//! available and named ([`Need`]). Between points of a table lie straight lines; before the first and after the last the
//! nearest point holds, and the answer says from which year on it is held.

mod answer;
mod calibrate;
pub(crate) mod points;
mod prepare;
mod sample;
mod scenario;
mod table;

pub use answer::{Answer, Comparison, Figures, GradedScrap, Note, RegionAnswer, ResidueAnswer};
pub use calibrate::calibrated_mean;
pub use sample::{Quantiles, Sampled, sampled};
pub use scenario::Scenario;
pub use table::{Metal, Need, Place, Published, Sector, Source, Tables};

use verdigris_quantity::sampling::SampleKey;

use crate::error::MaterialsError;

/// First year followed; stocks of it are what came before and near nothing.
pub const FIRST_YEAR: i32 = 1900;
/// Last year of scenarios.
pub const LAST_YEAR: i32 = 2060;

/// The packaged model of one metal under one scenario.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    tables: &'a Tables,
    metal: &'a Metal,
    scenario: Option<Scenario>,
    stretch: f64,
}

impl<'a> Model<'a> {
    /// A metal, under the named scenario or the first of the metal; without a scenario the past alone is followed.
    pub fn new(tables: &'a Tables, metal: &str, scenario: Option<&str>) -> Result<Self, MaterialsError> {
        let found = tables.metals.iter().find(|one| one.id == metal);
        let Some(metal) = found else {
            // A metal that is only named among the needs says what it needs.
            if let Some(need) = tables.needs.iter().find(|need| need.metal == metal) {
                return Err(MaterialsError::NotAvailable { what: need.what.en.clone(), needs: need.needs.en.clone() });
            }
            return Err(MaterialsError::Unknown { kind: "metal", id: metal.to_owned() });
        };
        let scenario = Scenario::find(tables, &metal.id, scenario)?;
        Ok(Self { tables, metal, scenario, stretch: 1.0 })
    }

    /// The same with all lifetimes multiplied by a factor: longer or shorter use.
    pub fn with_lifetimes(mut self, factor: f64) -> Result<Self, MaterialsError> {
        if !(factor.is_finite() && factor > 0.0) {
            return Err(MaterialsError::Lifetime {
                place: "of all goods".to_owned(),
                parameter: "factor",
                value: factor,
                wanted: "finite and above zero",
            });
        }
        self.stretch = factor;
        Ok(self)
    }

    /// The metal.
    pub fn metal(&self) -> &Metal {
        self.metal
    }

    /// Follows the model at its best values.
    pub fn run(&self) -> Result<Answer, MaterialsError> {
        answer::of(self, &prepare::courses(self, None)?)
    }

    /// Follows the model with the draws of one iteration: the main figures alone.
    pub fn draw(&self, key: SampleKey) -> Result<Vec<Figures>, MaterialsError> {
        let prepared = prepare::courses(self, Some(key))?;
        Ok(answer::figures(self, &prepared))
    }
}

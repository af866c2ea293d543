//! One lifetime for all uses from a published end-of-life flow.

use super::{Model, Tables, prepare};
use crate::{error::MaterialsError, model::FIRST_YEAR};

/// The mean lifetime, in years, at which the packaged model of a metal meets its first published end-of-life flow.
///
/// Standard deviations keep their ratio to the mean. Found by bisection between a quarter and four times the packaged
/// lifetime: the longer goods stay, the less of a growing use comes back.
pub fn calibrated_mean(tables: &Tables, metal: &str) -> Result<f64, MaterialsError> {
    let model = Model { scenario: None, ..Model::new(tables, metal, None)? };
    let missing = |needs: &str| MaterialsError::NotAvailable {
        what: format!("a calibrated lifetime of {metal}"),
        needs: needs.to_owned(),
    };
    let published = tables.published.iter().find(|row| row.metal == metal && row.figure == "end-of-life");
    let (year, wanted) = published
        .and_then(|row| Some((row.year, row.value?)))
        .ok_or_else(|| missing("a published end-of-life flow"))?;
    let packaged = tables.lifetimes.iter().find(|row| row.metal == metal).ok_or_else(|| missing("a first lifetime"))?;
    let flow = |stretch: f64| -> Result<f64, MaterialsError> {
        let followed = prepare::courses(&model.clone().with_lifetimes(stretch)?, None)?;
        let step = (year - FIRST_YEAR) as usize;
        Ok(followed.regions.iter().map(|one| one.course.total(&one.course.end_of_life, step)).sum())
    };
    let (mut short, mut long) = (0.25, 4.0);
    if flow(short)? < wanted || flow(long)? > wanted {
        return Err(missing("a flow that a lifetime between a quarter and four times the packaged one leads to"));
    }
    for _ in 0..60 {
        let middle = 0.5 * (short + long);
        if flow(middle)? > wanted {
            short = middle;
        } else {
            long = middle;
        }
    }
    Ok(packaged.lifetime.mean() * 0.5 * (short + long))
}

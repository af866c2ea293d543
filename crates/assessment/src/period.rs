//! A period's emissions by source: what the decomposition compares.

use rust_decimal::prelude::ToPrimitive;
use verdigris_activity::{Activity, Year, network::main_product};
use verdigris_diagnosis::{Answer, accounted::emission_year, energy::Meter, lmdi::EmissionYear};

use crate::{Failure, Library, MAIN_SCHEME};

/// The records of some months, added up; figures of the whole year are left out.
pub fn months(
    activity: &Activity,
    months: std::ops::RangeInclusive<u8>,
    library: &Library<'_>,
) -> Result<Year, Failure> {
    let within = activity.records.iter().filter(|record| record.month.is_some_and(|month| months.contains(&month)));
    let part = Activity { plant: activity.plant.clone(), records: within.cloned().collect() };
    Ok(Year::of(&part, library.vocabulary)?)
}

/// Emissions of a period by source; nothing where the output or an emission is not available.
pub fn emissions(year: &Year, library: &Library<'_>) -> Result<Option<EmissionYear>, Failure> {
    let sector = library.sectors.sector(&year.plant.sector)?;
    let Ok((_, made)) = main_product(year, library.vocabulary, sector) else { return Ok(None) };
    let account = library.account(MAIN_SCHEME, year)?;
    let meter = Meter { year, vocabulary: library.vocabulary, registry: library.registry };
    let output = made.value.to_f64().unwrap_or_default();
    Ok(match emission_year(&account, &meter, output)? {
        Answer::Known(emissions) => Some(emissions),
        Answer::NotAvailable(_) => None,
    })
}

//! Reads a plant's records from a file, or takes a packaged example.

use std::path::Path;

use verdigris_interchange::{Limits, activity};
use verdigris_study::{Packaged, plant::Records};
use verdigris_wording::Problem;

/// Before the name of a packaged example plant.
const EXAMPLE: &str = "example:";

/// Reads `FILE`, or the packaged `example:NAME`.
pub fn records(plant: &str, year: Option<i32>, packaged: &Packaged) -> Result<Records, Problem> {
    if let Some(name) = plant.strip_prefix(EXAMPLE) {
        return Records::example(name, year, packaged);
    }
    let (activity, findings) = activity::read(Path::new(plant), &Limits::default())?;
    Records::of(activity, findings, year, packaged)
}

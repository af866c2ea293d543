//! Reads a plant's records from a file, or takes a packaged example.

use std::path::Path;

use verdigris_activity::{Activity, Sectors, Vocabulary, Year, check};
use verdigris_interchange::{Limits, activity};
use verdigris_network::Finding;

use verdigris_wording::{Kind, Problem};

/// Before the name of a packaged example plant.
const EXAMPLE: &str = "example:";

/// Years that records may be of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// A plant's records, added up, with what is wrong with them.
pub struct Records {
    /// As read.
    pub activity: Activity,
    /// Added up to the year.
    pub year: Year,
    /// Of the reader and of the checks.
    pub findings: Vec<Finding>,
    /// The words they are in.
    pub vocabulary: Vocabulary,
    /// The sectors.
    pub sectors: Sectors,
}

impl Records {
    /// Reads `FILE`, or the packaged `example:NAME`.
    pub fn read(plant: &str, year: Option<i32>) -> Result<Self, Problem> {
        let (mut activity, mut findings) = match plant.strip_prefix(EXAMPLE) {
            Some(name) => example(name)?,
            None => activity::read(Path::new(plant), &Limits::default())?,
        };
        match (year, activity.plant.year) {
            (Some(asked), 0) => activity.plant.year = asked,
            (Some(asked), given) if asked != given => {
                return Err(Problem::new("other-year", Kind::NotFound)
                    .with("asked", asked.to_string())
                    .with("given", given.to_string()));
            }
            _ => {}
        }
        let vocabulary = Vocabulary::packaged()?;
        let sectors = Sectors::packaged()?;
        // Factors hang on year and region: a wrong one would choose others, quietly.
        let given = &activity.plant;
        if !YEARS.contains(&given.year) {
            return Err(Problem::new("bad-year", Kind::Input).with("year", given.year.to_string()));
        }
        if !sectors.knows_region(&given.region) {
            return Err(Problem::new("bad-region", Kind::Input).with("region", &given.region));
        }
        if given.sector.is_empty() {
            return Err(Problem::new("no-sector", Kind::Input));
        }
        findings.extend(check::findings(&activity, &vocabulary, &sectors));
        let year = Year::of(&activity, &vocabulary)?;
        Ok(Self { activity, year, findings, vocabulary, sectors })
    }
}

fn example(name: &str) -> Result<(Activity, Vec<Finding>), Problem> {
    let found = verdigris_activity::examples().iter().find(|example| example.id == name);
    let example = found.ok_or_else(|| {
        let ids: Vec<&str> = verdigris_activity::examples().iter().map(|example| example.id).collect();
        Problem::new("no-example", Kind::NotFound).with("name", name).with("names", ids.join(", "))
    })?;
    Ok(activity::read_bytes(&format!("{name}.csv"), example.csv.as_bytes().to_vec(), &Limits::default())?)
}

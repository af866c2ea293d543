//! A plant's records, added up, with what is wrong with them.

use verdigris_activity::{Activity, Year, check};
use verdigris_interchange::activity;
use verdigris_network::Finding;
use verdigris_wording::{Kind, Problem};

use crate::packaged::Packaged;

/// Years that records may be of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// A plant's records, added up, with what is wrong with them.
#[derive(Clone, Debug)]
pub struct Records {
    /// As read, without figures below zero that cannot be.
    pub activity: Activity,
    /// Added up to the year.
    pub year: Year,
    /// Of the reader and of the checks.
    pub findings: Vec<Finding>,
}

impl Records {
    /// Checks records that were read with `findings` and adds them up; `year` is theirs where they do not say.
    pub fn of(
        mut activity: Activity,
        mut findings: Vec<Finding>,
        year: Option<i32>,
        packaged: &Packaged,
    ) -> Result<Self, Problem> {
        match (year, activity.plant.year) {
            (Some(asked), 0) => activity.plant.year = asked,
            (Some(asked), given) if asked != given => {
                return Err(Problem::new("other-year", Kind::NotFound)
                    .with("asked", asked.to_string())
                    .with("given", given.to_string()));
            }
            _ => {}
        }
        // Factors hang on year and region: a wrong one would choose others, quietly.
        let given = &activity.plant;
        if !YEARS.contains(&given.year) {
            return Err(Problem::new("bad-year", Kind::Input).with("year", given.year.to_string()));
        }
        if !packaged.sectors.knows_region(&given.region) {
            return Err(Problem::new("bad-region", Kind::Input).with("region", &given.region));
        }
        if given.sector.is_empty() {
            return Err(Problem::new("no-sector", Kind::Input));
        }
        findings.extend(check::findings(&activity, &packaged.vocabulary, &packaged.sectors));
        let activity = check::possible(&activity, &packaged.vocabulary);
        let year = Year::of(&activity, &packaged.vocabulary)?;
        Ok(Self { activity, year, findings })
    }

    /// The records of a packaged example plant.
    pub fn example(id: &str, year: Option<i32>, packaged: &Packaged) -> Result<Self, Problem> {
        let examples = verdigris_activity::examples();
        if !examples.iter().any(|example| example.id == id) {
            let ids: Vec<&str> = examples.iter().map(|example| example.id).collect();
            return Err(Problem::new("no-example", Kind::NotFound).with("name", id).with("names", ids.join(", ")));
        }
        // Examples read without findings; a test of the reader holds it.
        Self::of(activity::example(id)?, Vec::new(), year, packaged)
    }
}

//! Records being brought in for a plant that is known: what is read of the file's cells, what is wrong with it, and what
//! it adds up to.

use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use verdigris_activity::{Activity, Year, check};
use verdigris_interchange::activity::Sheets;
use verdigris_network::{Finding, FindingKind};
use verdigris_quantity::Label;
use verdigris_wording::{Kind, Problem};

use crate::packaged::Packaged;

/// What is known of the plant before any file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Label,
    /// Its sector.
    pub sector: String,
    /// Its region.
    pub region: String,
}

/// A year's figure.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BroughtTotal {
    /// Of what.
    pub item: Label,
    /// What of it.
    pub measure: Label,
    /// How much; over all process units.
    pub value: f64,
    /// Its unit.
    pub unit: String,
}

/// Records read for a plant.
#[derive(Clone, Debug)]
pub struct Brought {
    /// The records, under the plant's own id and name.
    pub activity: Activity,
    /// What reading the cells found.
    pub reading: Vec<Finding>,
    /// The same with what the checks found.
    pub findings: Vec<Finding>,
    /// What they add up to, by item and measure.
    pub totals: Vec<BroughtTotal>,
    /// Sector and region as the file gives them, where they are not the plant's.
    pub other: Option<(String, String)>,
}

/// Reads sheets as they stand for a plant. What the file does not say of the plant is taken from its profile.
pub fn brought(sheets: &Sheets, profile: &Profile, packaged: &Packaged) -> Result<Brought, Problem> {
    let (mut activity, mut reading) = sheets.read(&packaged.vocabulary, &packaged.sectors)?;
    let plant = &mut activity.plant;
    let differs = |given: &str, own: &str| !given.is_empty() && given != own;
    let other = (differs(&plant.sector, &profile.sector) || differs(&plant.region, &profile.region))
        .then(|| (plant.sector.clone(), plant.region.clone()));
    plant.id.clone_from(&profile.id);
    plant.name = profile.name.clone();
    if plant.sector.is_empty() {
        plant.sector.clone_from(&profile.sector);
    }
    if plant.region.is_empty() {
        plant.region.clone_from(&profile.region);
    }
    // The plant is known: its fields are not missing. Cells without a line are of the file as a whole.
    let known = |finding: &Finding| {
        finding.kind == FindingKind::MissingField
            && finding.place.line.is_none()
            && matches!(finding.argument("name"), Some("id" | "sector" | "region"))
    };
    reading.retain(|finding| !known(finding));
    let mut findings = reading.clone();
    findings.extend(check::findings(&activity, &packaged.vocabulary, &packaged.sectors));
    let totals = totals(&activity, packaged);
    Ok(Brought { activity, reading, findings, totals, other })
}

/// Sums of what reads; nothing where figures are too large to add up, which a diagnosis would refuse.
fn totals(activity: &Activity, packaged: &Packaged) -> Vec<BroughtTotal> {
    let vocabulary = &packaged.vocabulary;
    let Ok(year) = Year::of(&check::possible(activity, vocabulary), vocabulary) else { return Vec::new() };
    let mut keys: Vec<(&str, &str)> =
        year.totals().map(|total| (total.item.as_str(), total.measure.as_str())).collect();
    keys.dedup();
    let total = |(item, measure): (&str, &str)| {
        let (item, measure) = (vocabulary.item(item)?, vocabulary.measure(measure)?);
        let whole = year.over_units(&item.id, measure).ok().flatten()?;
        Some(BroughtTotal {
            item: item.name.clone(),
            measure: measure.name.clone(),
            value: whole.value.to_f64()?,
            unit: whole.unit,
        })
    };
    keys.into_iter().filter_map(total).collect()
}

impl Brought {
    /// The records as they may be submitted: of this plant, and of a year.
    pub fn submitted(mut self, year: Option<i32>) -> Result<Self, Problem> {
        if let Some((sector, region)) = &self.other {
            return Err(Problem::new("other-plant", Kind::Conflict).with("sector", sector).with("region", region));
        }
        match (year, self.activity.plant.year) {
            (Some(asked), 0) => self.activity.plant.year = asked,
            (Some(asked), given) if asked != given => {
                return Err(Problem::new("other-year", Kind::Conflict)
                    .with("asked", asked.to_string())
                    .with("given", given.to_string()));
            }
            (None, 0) => return Err(Problem::new("no-year", Kind::Usage)),
            _ => {}
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use verdigris_interchange::Limits;

    use super::*;

    fn read(text: &str) -> Brought {
        let sheets = Sheets::open("plant.csv", text.as_bytes().to_vec(), &Limits::default()).unwrap();
        let profile = Profile {
            id: "p".into(),
            name: Label::new("Plant", "企业"),
            sector: "zinc".into(),
            region: "CN-YN".into(),
        };
        brought(&sheets, &profile, Packaged::get().unwrap()).unwrap()
    }

    #[test]
    fn what_the_file_does_not_say_of_the_plant_is_known() {
        let brought = read("item,measure,unit,year\nzinc-ingot,produced,t,600\n");
        let missing: Vec<Option<&str>> = brought
            .findings
            .iter()
            .filter(|finding| finding.kind == FindingKind::MissingField)
            .map(|finding| finding.argument("name"))
            .collect();
        assert_eq!(missing, [Some("year")]);
        assert_eq!((brought.activity.plant.sector.as_str(), brought.activity.plant.region.as_str()), ("zinc", "CN-YN"));
        assert_eq!(brought.totals.iter().map(|total| total.value).collect::<Vec<_>>(), [600.0]);
        assert_eq!(brought.clone().submitted(None).unwrap_err().code(), "no-year");
        assert_eq!(brought.submitted(Some(2024)).unwrap().activity.plant.year, 2024);
    }

    #[test]
    fn the_file_of_another_plant_is_not_submitted() {
        let text = "#plant,sector,zinc\n#plant,region,CN-SD\n#plant,year,2024\nitem,measure,unit,year\nzinc-ingot,produced,t,6\n";
        let brought = read(text);
        assert_eq!(brought.clone().submitted(None).unwrap_err().code(), "other-plant");
        let other = "#plant,year,2024\nitem,measure,unit,year\nzinc-ingot,produced,t,6\n";
        assert_eq!(read(other).submitted(Some(2023)).unwrap_err().code(), "other-year");
    }
}

//! The sector's picture from public collections: facilities by place and metal, series of production, energy intensity
//! and grid intensity. Every row names its source; nothing is filled in.

mod read;

use std::collections::BTreeMap;

use serde::Deserialize;
use verdigris_quantity::Label;

pub use read::packaged;

/// A place or a group of countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Id: ISO 3166 code, `GLO`, a province `CN-…`, or a region of the aluminium institute `IAI-…`.
    pub id: String,
    /// Name.
    pub name: Label,
}

/// A source of rows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Source {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Year of the edition.
    pub year: String,
    /// Web address, where there is one.
    pub url: String,
    /// Terms.
    pub licence: String,
    /// Trust: see the packaged data's README.
    pub trust: String,
    /// Remarks.
    pub note: String,
}

/// A mine or works, as published; nothing is known of its output.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// Id in its source.
    pub id: String,
    /// Name as published.
    pub name: String,
    /// What it is: `mine`, `smelter`, `refinery`, `plant`.
    pub kinds: Vec<String>,
    /// Metals, the first one first.
    pub metals: Vec<String>,
    /// Country.
    pub country: String,
    /// Latitude, degrees north.
    pub lat: f64,
    /// Longitude, degrees east.
    pub lon: f64,
    /// How sure the source is of the entry.
    pub confidence: String,
    /// Id of the source.
    pub source: String,
}

/// What a series tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Output of a year.
    Production,
    /// Energy for a tonne of product.
    Intensity,
    /// Emissions of electricity.
    Grid,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 3] = [Self::Production, Self::Intensity, Self::Grid];

    /// The word in tables and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Intensity => "intensity",
            Self::Grid => "grid",
        }
    }

    /// The name shown to people.
    pub fn label(self) -> Label {
        match self {
            Self::Production => Label::new("Production", "产量"),
            Self::Intensity => Label::new("Energy intensity", "能耗强度"),
            Self::Grid => Label::new("Grid emission intensity", "电网排放强度"),
        }
    }

    /// The topic of a word, exactly as written.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == word)
    }
}

/// Values of one quantity in one place over the years.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Id.
    pub id: String,
    /// Metal, or `electricity`.
    pub metal: String,
    /// Topic.
    pub topic: Topic,
    /// Stage of processing or sort of figure, e.g. `mine`, `refined`, `ac`.
    pub stage: String,
    /// Region.
    pub region: String,
    /// Unit.
    pub unit: String,
    /// Name without the region.
    pub name: Label,
    /// Id of the source.
    pub source: String,
    /// Year and value, by year; years without a published value are absent.
    pub points: Vec<(i32, f64)>,
}

/// The whole picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sector {
    regions: BTreeMap<String, Region>,
    metals: BTreeMap<String, Label>,
    sources: BTreeMap<String, Source>,
    facilities: Vec<Facility>,
    series: Vec<Series>,
}

impl Sector {
    /// Facilities; an empty metal, country or kind asks for all.
    pub fn facilities(&self, metal: &str, country: &str, kind: &str) -> Vec<&Facility> {
        let any = |wanted: &str, list: &[String]| wanted.is_empty() || list.iter().any(|one| one == wanted);
        let asked = |facility: &&Facility| {
            any(metal, &facility.metals)
                && any(kind, &facility.kinds)
                && (country.is_empty() || facility.country == country)
        };
        self.facilities.iter().filter(asked).collect()
    }

    /// Series; no topic, an empty metal or an empty region asks for all.
    pub fn series(&self, metal: &str, topic: Option<Topic>, region: &str) -> Vec<&Series> {
        let asked = |series: &&Series| {
            (metal.is_empty() || series.metal == metal)
                && topic.is_none_or(|topic| series.topic == topic)
                && (region.is_empty() || series.region == region)
        };
        self.series.iter().filter(asked).collect()
    }

    /// Name of a metal; its id where it has none.
    pub fn metal(&self, id: &str) -> Label {
        self.metals.get(id).cloned().unwrap_or_else(|| Label::new(id, id))
    }

    /// Name of a region; its id where it has none.
    pub fn region(&self, id: &str) -> Label {
        self.regions.get(id).map_or_else(|| Label::new(id, id), |region| region.name.clone())
    }

    /// A source.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }
}

#[cfg(test)]
mod tests;

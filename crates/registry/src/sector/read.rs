//! Reading the packaged tables, and the official grid factors beside them.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, de::DeserializeOwned};
use verdigris_quantity::Label;

use super::{Facility, Region, Sector, Series, Source, Topic};
use crate::{
    factor::{Registry, RegistryError},
    pack,
};

#[derive(Deserialize)]
struct NameRow {
    id: String,
    name_en: String,
    name_zh: String,
}

#[derive(Deserialize)]
struct FacilityRow {
    id: String,
    name: String,
    kinds: String,
    metals: String,
    country: String,
    lat: String,
    lon: String,
    confidence: String,
    source: String,
}

#[derive(Deserialize)]
struct SeriesRow {
    id: String,
    metal: String,
    topic: String,
    stage: String,
    region: String,
    unit: String,
    name_en: String,
    name_zh: String,
    source: String,
}

#[derive(Deserialize)]
struct PointRow {
    series: String,
    year: String,
    value: String,
}

macro_rules! table {
    ($name:literal) => {
        (concat!("data/sector/", $name, ".csv"), include_str!(concat!("../../../../data/sector/", $name, ".csv")))
    };
}

/// A table as packaged: its name and its text.
type Table = (&'static str, &'static str);

const REGIONS: Table = table!("regions");
const METALS: Table = table!("metals");
const SOURCES: Table = table!("sources");
const FACILITIES: Table = table!("facilities");
const SERIES: Table = table!("series");
const POINTS: Table = table!("points");

/// The packaged picture.
pub fn packaged() -> Result<Sector, RegistryError> {
    let mut sector = Sector::default();
    for row in rows::<NameRow>(REGIONS)? {
        let region = Region { id: row.id.clone(), name: Label::new(row.name_en, row.name_zh) };
        sector.regions.insert(row.id, region);
    }
    for row in rows::<NameRow>(METALS)? {
        sector.metals.insert(row.id, Label::new(row.name_en, row.name_zh));
    }
    for source in rows::<Source>(SOURCES)? {
        sector.sources.insert(source.id.clone(), source);
    }
    for (at, row) in rows::<FacilityRow>(FACILITIES)?.into_iter().enumerate() {
        let facility = Facility {
            lat: value(FACILITIES, at, &row.lat)?,
            lon: value(FACILITIES, at, &row.lon)?,
            id: row.id,
            name: row.name,
            kinds: list(&row.kinds),
            metals: list(&row.metals),
            country: row.country,
            confidence: row.confidence,
            source: row.source,
        };
        sector.facilities.push(facility);
    }
    let mut points: BTreeMap<String, Vec<(i32, f64)>> = BTreeMap::new();
    for (at, row) in rows::<PointRow>(POINTS)?.into_iter().enumerate() {
        let point = (value(POINTS, at, &row.year)?, value(POINTS, at, &row.value)?);
        points.entry(row.series).or_default().push(point);
    }
    for (at, row) in rows::<SeriesRow>(SERIES)?.into_iter().enumerate() {
        let topic = Topic::read(&row.topic).ok_or_else(|| wrong(SERIES, at, format!("`{}` is no topic", row.topic)))?;
        let points = points.remove(&row.id).unwrap_or_default();
        sector.series.push(Series {
            points,
            topic,
            name: Label::new(row.name_en, row.name_zh),
            id: row.id,
            metal: row.metal,
            stage: row.stage,
            region: row.region,
            unit: row.unit,
            source: row.source,
        });
    }
    official_grid(&mut sector, &pack::registry()?);
    Ok(sector)
}

/// The announced average grid factors, province by province, as series.
fn official_grid(sector: &mut Sector, registry: &Registry) {
    for region in pack::network().network.regions.iter() {
        sector.regions.entry(region.id.clone()).or_insert(Region { id: region.id.clone(), name: region.name.clone() });
    }
    let mut found: BTreeMap<String, Series> = BTreeMap::new();
    for factor in registry.factors() {
        let Some(year) = factor.year else { continue };
        // Only the series of the announcements: supplements of one region have ids of another form.
        if factor.id != format!("grid-{}-{year}", factor.region.to_lowercase()) {
            continue;
        }
        let id = format!("grid-{}-{}", factor.source, factor.region);
        let series = found.entry(id.clone()).or_insert_with(|| Series {
            id,
            metal: "electricity".to_owned(),
            topic: Topic::Grid,
            stage: "average".to_owned(),
            region: factor.region.clone(),
            unit: factor.unit.to_string(),
            name: Label::new("average grid CO2 factor, as announced", "电力平均二氧化碳排放因子（公布值）"),
            source: factor.source.clone(),
            points: Vec::new(),
        });
        series.points.push((year, factor.value));
        if let Some(source) = registry.source(&factor.source) {
            sector.sources.entry(source.id.clone()).or_insert_with(|| Source {
                id: source.id.clone(),
                title: source.title.clone(),
                publisher: String::new(),
                year: String::new(),
                url: source.url.clone(),
                licence: source.licence.clone(),
                trust: factor.trust.map(|trust| trust.to_string()).unwrap_or_default(),
                note: String::new(),
            });
        }
    }
    for (_, mut series) in found {
        series.points.sort_by_key(|&(year, _)| year);
        sector.series.push(series);
    }
}

fn rows<T: DeserializeOwned>((name, text): Table) -> Result<Vec<T>, RegistryError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize().enumerate();
    rows.map(|(at, row)| row.map_err(|error| wrong((name, text), at, error.to_string()))).collect()
}

fn value<T: FromStr>(table: Table, at: usize, text: &str) -> Result<T, RegistryError> {
    text.parse().map_err(|_| wrong(table, at, format!("`{text}` is not a number")))
}

fn list(text: &str) -> Vec<String> {
    text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn wrong((name, _): Table, at: usize, reason: String) -> RegistryError {
    RegistryError::Row { file: name.to_owned(), row: at + 1, reason }
}

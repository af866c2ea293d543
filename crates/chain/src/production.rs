//! World production by metal, stage and country, and the weight of governance, as packaged.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use verdigris_quantity::Label;

use crate::ChainError;
use crate::reading::Table;

const PRODUCTION: &str = include_str!("../../../data/chain/production.csv");
const GOVERNANCE: &str = include_str!("../../../data/chain/governance.csv");
const SOURCES: &str = include_str!("../../../data/chain/sources.csv");
const COMMODITIES: &str = include_str!("../../../data/chain/commodities.csv");
const REGIONS: &str = include_str!("../../../data/sector/regions.csv");

/// Production of one metal at one stage in one country.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    /// `copper`, `aluminium`, …
    pub metal: String,
    /// `mine`, `smelter`, `refined`, `primary`.
    pub stage: String,
    /// Code of the country.
    pub region: String,
    /// Tonnes by year; years without a figure are absent.
    pub tonnes: BTreeMap<i32, f64>,
    /// Id of the source.
    pub source: String,
}

/// A source of packaged rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Address.
    pub url: String,
    /// Terms.
    pub licence: String,
    /// `P`, `T`, `N`, `D` or `C` (`data/README.md`).
    pub trust: String,
}

/// What is packaged.
#[derive(Clone, Debug, Default)]
pub struct World {
    series: Vec<Series>,
    governance: BTreeMap<String, f64>,
    regions: BTreeMap<String, Label>,
    sources: BTreeMap<String, Source>,
    names: BTreeMap<(String, String), Label>,
}

static PACKAGED: LazyLock<Result<World, ChainError>> =
    LazyLock::new(|| World::read(PRODUCTION, COMMODITIES, GOVERNANCE, REGIONS, SOURCES));

impl World {
    /// The packaged tables.
    pub fn packaged() -> Result<&'static Self, ChainError> {
        PACKAGED.as_ref().map_err(Clone::clone)
    }

    /// Reads tables of the packaged form (see `data/chain`).
    pub fn read(
        production: &str,
        commodities: &str,
        governance: &str,
        regions: &str,
        sources: &str,
    ) -> Result<Self, ChainError> {
        let mut world = Self::default();
        let table = Table::read("production.csv", production)?;
        let years: Vec<(String, i32)> = table
            .headers()
            .iter()
            .filter_map(|header| header.parse().ok().map(|year| (header.clone(), year)))
            .collect();
        for row in table.rows() {
            let mut tonnes = BTreeMap::new();
            for (column, year) in &years {
                if let Some(value) = row.number::<f64>(column)? {
                    if !(value >= 0.0 && value.is_finite()) {
                        return Err(row.refuse(format!("production of {year} is {value}")));
                    }
                    tonnes.insert(*year, value);
                }
            }
            world.series.push(Series {
                metal: row.needed("metal")?.to_owned(),
                stage: row.needed("stage")?.to_owned(),
                region: row.needed("region")?.to_owned(),
                tonnes,
                source: row.needed("source")?.to_owned(),
            });
        }
        for row in Table::read("commodities.csv", commodities)?.rows() {
            let key = (row.needed("metal")?.to_owned(), row.needed("stage")?.to_owned());
            world.names.insert(key, Label::new(row.needed("name_en")?, row.needed("name_zh")?));
        }
        for row in Table::read("governance.csv", governance)?.rows() {
            world.governance.insert(row.needed("region")?.to_owned(), row.needed_number("weight")?);
        }
        for row in Table::read("regions.csv", regions)?.rows() {
            world.regions.insert(row.needed("id")?.to_owned(), Label::new(row.text("name_en"), row.text("name_zh")));
        }
        for row in Table::read("sources.csv", sources)?.rows() {
            let id = row.needed("id")?.to_owned();
            let of = |column: &str| row.text(column).to_owned();
            let source = Source {
                id: id.clone(),
                title: of("title"),
                publisher: of("publisher"),
                url: of("url"),
                licence: of("licence"),
                trust: of("trust"),
            };
            world.sources.insert(id, source);
        }
        Ok(world)
    }

    /// Metals with their stages, in order.
    pub fn stages(&self) -> Vec<(&str, &str)> {
        let mut stages: Vec<(&str, &str)> =
            self.series.iter().map(|series| (series.metal.as_str(), series.stage.as_str())).collect();
        stages.sort_unstable();
        stages.dedup();
        stages
    }

    /// All countries of a metal and stage.
    pub fn series<'a>(&'a self, metal: &'a str, stage: &'a str) -> impl Iterator<Item = &'a Series> {
        self.series.iter().filter(move |series| series.metal == metal && series.stage == stage)
    }

    /// The last year with figures of a metal and stage.
    pub fn last_year(&self, metal: &str, stage: &str) -> Option<i32> {
        self.series(metal, stage).filter_map(|series| series.tonnes.keys().next_back().copied()).max()
    }

    /// Tonnes by country in a year; countries without production are left out.
    pub fn production(&self, metal: &str, stage: &str, year: i32) -> Vec<(String, f64)> {
        self.series(metal, stage)
            .filter_map(|series| series.tonnes.get(&year).map(|tonnes| (series.region.clone(), *tonnes)))
            .filter(|(_, tonnes)| *tonnes > 0.0)
            .collect()
    }

    /// Weight of governance of a country, 0 (good) to 10 (bad).
    pub fn governance(&self, region: &str) -> Option<f64> {
        self.governance.get(region).copied()
    }

    /// Name of a metal at a stage.
    pub fn commodity(&self, metal: &str, stage: &str) -> Label {
        let key = (metal.to_owned(), stage.to_owned());
        self.names.get(&key).cloned().unwrap_or_else(|| Label::new(format!("{metal}, {stage}"), metal))
    }

    /// Name of a country; its code where none is known.
    pub fn name(&self, region: &str) -> Label {
        self.regions.get(region).cloned().unwrap_or_else(|| Label::new(region, region))
    }

    /// A source by id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }
}

//! The rows of `data/materials`.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use verdigris_quantity::{Label, spread::Spread};

use crate::{error::MaterialsError, lifetime::Lifetime};

/// Where a datum comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Year.
    pub year: String,
    /// Address.
    pub url: String,
    /// Terms.
    pub licence: String,
    /// P official, T transcription or summary, D open data set, N derived.
    pub trust: String,
    /// Remark.
    pub note: String,
}

/// A metal of the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Metal {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Regions followed.
    pub regions: Vec<String>,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Code.
    pub id: String,
    /// Name.
    pub name: Label,
}

/// A use of a metal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sector {
    /// Metal.
    #[serde(skip)]
    pub metal: String,
    /// Id.
    pub id: String,
    /// Name.
    pub name: Label,
}

/// Something the model lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Metal.
    #[serde(skip)]
    pub metal: String,
    /// Region, or `*`.
    pub region: String,
    /// What is not available.
    pub what: Label,
    /// What it needs.
    pub needs: Label,
}

/// A figure others published, to compare with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// Metal.
    #[serde(skip_serializing)]
    pub metal: String,
    /// Region.
    pub region: String,
    /// Year.
    pub year: i32,
    /// Which figure.
    pub figure: String,
    /// Lower limit.
    pub low: Option<f64>,
    /// Value.
    pub value: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Source.
    pub source: String,
    /// Where in the source.
    pub place: String,
}

/// A value of a year, of a series.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Primary {
    pub metal: String,
    pub region: String,
    pub year: i32,
    pub value: f64,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Trade {
    pub metal: String,
    pub region: String,
    pub year: i32,
    pub flow: String,
    pub value: f64,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Split {
    pub metal: String,
    pub region: String,
    pub sector: String,
    pub year: i32,
    pub share: f64,
    pub source: String,
    pub trust: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SectorLifetime {
    pub metal: String,
    pub region: String,
    pub sector: String,
    pub lifetime: Lifetime,
    pub source: String,
    pub trust: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rate {
    pub metal: String,
    pub region: String,
    pub kind: String,
    pub sector: String,
    pub year: i32,
    pub value: f64,
    pub spread: Option<Spread>,
    pub source: String,
    pub trust: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ScenarioPoint {
    pub metal: String,
    pub scenario: String,
    pub region: String,
    pub kind: String,
    pub year: i32,
    pub value: f64,
    pub spread: Option<Spread>,
    pub source: String,
    pub trust: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ResidueRow {
    pub id: String,
    pub metal: String,
    pub name: Label,
    pub value: f64,
    pub source: String,
    pub trust: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct ResidueTarget {
    pub residue: String,
    pub region: String,
    pub year: i32,
    pub share: f64,
    pub source: String,
    pub trust: String,
}

/// All tables of the packaged model.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    /// Sources.
    pub sources: Vec<Source>,
    /// Metals.
    pub metals: Vec<Metal>,
    /// Regions.
    pub regions: Vec<Place>,
    /// Sectors.
    pub sectors: Vec<Sector>,
    /// What is not available.
    pub needs: Vec<Need>,
    /// Published figures.
    pub published: Vec<Published>,
    /// Names of scenarios: metal, id and name.
    pub scenarios: Vec<(String, Place)>,
    pub(crate) primary: Vec<Primary>,
    pub(crate) trade: Vec<Trade>,
    pub(crate) split: Vec<Split>,
    pub(crate) lifetimes: Vec<SectorLifetime>,
    pub(crate) rates: Vec<Rate>,
    pub(crate) points: Vec<ScenarioPoint>,
    pub(crate) residues: Vec<ResidueRow>,
    pub(crate) targets: Vec<ResidueTarget>,
}

macro_rules! packaged {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../data/materials/", $name, ".csv")))
    };
}

impl Tables {
    /// The packaged tables.
    pub fn packaged() -> Result<Self, MaterialsError> {
        #[derive(Deserialize)]
        struct MetalRow {
            id: String,
            name_en: String,
            name_zh: String,
            regions: String,
        }
        #[derive(Deserialize)]
        struct Named {
            #[serde(default)]
            metal: String,
            id: String,
            name_en: String,
            name_zh: String,
        }
        #[derive(Deserialize)]
        struct NeedRow {
            metal: String,
            region: String,
            what_en: String,
            what_zh: String,
            needs_en: String,
            needs_zh: String,
        }
        let named =
            |rows: Vec<Named>| rows.into_iter().map(|row| (row.metal, row.id, Label::new(row.name_en, row.name_zh)));
        let tables = Self {
            sources: rows(packaged!("sources"))?,
            metals: rows::<MetalRow>(packaged!("metals"))?
                .into_iter()
                .map(|row| Metal {
                    id: row.id,
                    name: Label::new(row.name_en, row.name_zh),
                    regions: row.regions.split(';').map(str::to_owned).collect(),
                })
                .collect(),
            regions: named(rows(packaged!("regions"))?).map(|(_, id, name)| Place { id, name }).collect(),
            sectors: named(rows(packaged!("sectors"))?).map(|(metal, id, name)| Sector { metal, id, name }).collect(),
            needs: rows::<NeedRow>(packaged!("needs"))?
                .into_iter()
                .map(|row| Need {
                    metal: row.metal,
                    region: row.region,
                    what: Label::new(row.what_en, row.what_zh),
                    needs: Label::new(row.needs_en, row.needs_zh),
                })
                .collect(),
            published: rows(packaged!("published"))?,
            scenarios: named(rows(packaged!("scenario_names"))?)
                .map(|(metal, id, name)| (metal, Place { id, name }))
                .collect(),
            primary: rows(packaged!("primary"))?,
            trade: rows(packaged!("trade"))?,
            split: rows(packaged!("split"))?,
            lifetimes: lifetimes(packaged!("lifetimes"))?,
            rates: rates(packaged!("rates"))?,
            points: scenario_points(packaged!("scenarios"))?,
            residues: residues(packaged!("residues"))?,
            targets: rows(packaged!("residue_targets"))?,
        };
        tables.check()?;
        Ok(tables)
    }

    /// Sectors of a metal.
    pub fn sectors_of(&self, metal: &str) -> Vec<&Sector> {
        self.sectors.iter().filter(|sector| sector.metal == metal).collect()
    }

    /// Name of a region.
    pub fn region(&self, id: &str) -> Label {
        self.regions.iter().find(|one| one.id == id).map_or_else(|| Label::new(id, id), |one| one.name.clone())
    }

    /// Every source named by a row must be there.
    fn check(&self) -> Result<(), MaterialsError> {
        let named = self
            .primary
            .iter()
            .map(|row| &row.source)
            .chain(self.trade.iter().map(|row| &row.source))
            .chain(self.split.iter().map(|row| &row.source))
            .chain(self.lifetimes.iter().map(|row| &row.source))
            .chain(self.rates.iter().map(|row| &row.source))
            .chain(self.points.iter().map(|row| &row.source))
            .chain(self.residues.iter().map(|row| &row.source))
            .chain(self.targets.iter().map(|row| &row.source))
            .chain(self.published.iter().map(|row| &row.source));
        for id in named {
            if !self.sources.iter().any(|source| source.id == *id) {
                return Err(MaterialsError::Unknown { kind: "source", id: id.clone() });
            }
        }
        let unknown = ["P", "T", "D", "N"];
        let trusts = self.split.iter().map(|row| &row.trust).chain(self.lifetimes.iter().map(|row| &row.trust));
        let trusts =
            trusts.chain(self.rates.iter().map(|row| &row.trust)).chain(self.points.iter().map(|row| &row.trust));
        let trusts =
            trusts.chain(self.residues.iter().map(|row| &row.trust)).chain(self.targets.iter().map(|row| &row.trust));
        for trust in trusts {
            if !unknown.contains(&trust.as_str()) {
                return Err(MaterialsError::Unknown { kind: "trust", id: trust.clone() });
            }
        }
        Ok(())
    }
}

fn rows<R: DeserializeOwned>((name, text): (&str, &str)) -> Result<Vec<R>, MaterialsError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, csv::Error>>()
        .map_err(|error| table(name, &error))
}

fn table(name: &str, error: &csv::Error) -> MaterialsError {
    let line = error.position().map_or(0, csv::Position::line);
    MaterialsError::Table { table: format!("{name}.csv"), line, reason: error.to_string() }
}

fn spread(place: &str, text: &str) -> Result<Option<Spread>, MaterialsError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|source| MaterialsError::Spread { place: place.to_owned(), source })
}

fn lifetimes(packaged: (&str, &str)) -> Result<Vec<SectorLifetime>, MaterialsError> {
    #[derive(Deserialize)]
    struct Row {
        metal: String,
        region: String,
        sector: String,
        kind: String,
        mean: f64,
        sd: Option<f64>,
        source: String,
        trust: String,
    }
    let read: Vec<Row> = rows(packaged)?;
    read.into_iter()
        .map(|row| {
            let place = || format!("of {} {} {}", row.metal, row.region, row.sector);
            let sd = row.sd.unwrap_or(0.0);
            let lifetime = match row.kind.as_str() {
                "fixed" => Lifetime::Fixed { mean: row.mean },
                "normal" => Lifetime::Normal { mean: row.mean, sd },
                "log-normal" => Lifetime::LogNormal { mean: row.mean, sd },
                "gamma" => Lifetime::gamma_of_mean(row.mean, sd),
                other => return Err(MaterialsError::Unknown { kind: "kind of lifetime", id: other.to_owned() }),
            };
            lifetime.validate(place)?;
            Ok(SectorLifetime {
                metal: row.metal,
                region: row.region,
                sector: row.sector,
                lifetime,
                source: row.source,
                trust: row.trust,
            })
        })
        .collect()
}

fn rates(packaged: (&str, &str)) -> Result<Vec<Rate>, MaterialsError> {
    #[derive(Deserialize)]
    struct Row {
        metal: String,
        region: String,
        rate: String,
        sector: String,
        year: i32,
        value: f64,
        distribution: String,
        source: String,
        trust: String,
    }
    let read: Vec<Row> = rows(packaged)?;
    read.into_iter()
        .map(|row| {
            let place = format!("rates.csv, {} {} {}", row.metal, row.region, row.rate);
            Ok(Rate {
                spread: spread(&place, &row.distribution)?,
                metal: row.metal,
                region: row.region,
                kind: row.rate,
                sector: row.sector,
                year: row.year,
                value: row.value,
                source: row.source,
                trust: row.trust,
            })
        })
        .collect()
}

fn scenario_points(packaged: (&str, &str)) -> Result<Vec<ScenarioPoint>, MaterialsError> {
    #[derive(Deserialize)]
    struct Row {
        metal: String,
        scenario: String,
        region: String,
        kind: String,
        year: i32,
        value: f64,
        distribution: String,
        source: String,
        trust: String,
    }
    let read: Vec<Row> = rows(packaged)?;
    read.into_iter()
        .map(|row| {
            let place = format!("scenarios.csv, {} {} {}", row.metal, row.scenario, row.region);
            Ok(ScenarioPoint {
                spread: spread(&place, &row.distribution)?,
                metal: row.metal,
                scenario: row.scenario,
                region: row.region,
                kind: row.kind,
                year: row.year,
                value: row.value,
                source: row.source,
                trust: row.trust,
            })
        })
        .collect()
}

fn residues(packaged: (&str, &str)) -> Result<Vec<ResidueRow>, MaterialsError> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        metal: String,
        name_en: String,
        name_zh: String,
        value: f64,
        source: String,
        trust: String,
    }
    let read: Vec<Row> = rows(packaged)?;
    Ok(read
        .into_iter()
        .map(|row| ResidueRow {
            id: row.id,
            metal: row.metal,
            name: Label::new(row.name_en, row.name_zh),
            value: row.value,
            source: row.source,
            trust: row.trust,
        })
        .collect())
}

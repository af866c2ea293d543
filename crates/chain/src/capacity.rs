//! Capacity of plants, and the rules for new capacity as data.
//!
//! A rule is a row of `data/chain/rules.csv` (or of a table of the same form): ceiling of the total, ratio of what is shut
//! to what is built, bound of an intensity, or no addition in some places, each with document, date and source. A check
//! that lacks an input is not available and says what it needs.

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::ChainError;
use crate::error::not_negative;
use crate::reading::Table;

const RULES: &str = include_str!("../../../data/chain/rules.csv");

/// What a rule bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Total capacity of the region after the project.
    Ceiling,
    /// Capacity shut for each unit built.
    Replacement,
    /// An intensity of the new plant.
    Intensity,
    /// Capacity added net of what is shut.
    NoNew,
}

/// How value and bound compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// At most the bound.
    AtMost,
    /// At least the bound.
    AtLeast,
    /// More than the bound.
    Above,
}

impl Comparison {
    fn keeps(self, value: f64, bound: f64) -> bool {
        match self {
            Self::AtMost => value <= bound,
            Self::AtLeast => value >= bound,
            Self::Above => value > bound,
        }
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// What it bounds.
    pub kind: Kind,
    /// Commodity.
    pub commodity: String,
    /// Stage.
    pub stage: String,
    /// Region where it holds, with all regions below.
    pub region: String,
    /// Kind of area inside the region it is limited to; everywhere when empty.
    pub within: String,
    /// How value and bound compare.
    pub comparison: Comparison,
    /// Bound.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Number of the document; empty where the source gives none.
    pub document: String,
    /// Date or year of issue.
    pub issued: String,
    /// Clause.
    pub place: String,
    /// Id of the source (`data/chain/sources.csv`).
    pub source: String,
    /// Name.
    pub name: Label,
}

/// Reads rules.
pub fn rules(text: &str) -> Result<Vec<Rule>, ChainError> {
    let table = Table::read("rules", text)?;
    table
        .rows()
        .map(|row| {
            let kind = match row.needed("kind")? {
                "ceiling" => Kind::Ceiling,
                "replacement" => Kind::Replacement,
                "intensity" => Kind::Intensity,
                "no-new" => Kind::NoNew,
                other => return Err(row.refuse(format!("`kind` is `{other}`"))),
            };
            let comparison = match row.needed("comparison")? {
                "at-most" => Comparison::AtMost,
                "at-least" => Comparison::AtLeast,
                "above" => Comparison::Above,
                other => return Err(row.refuse(format!("`comparison` is `{other}`"))),
            };
            let of = |column| row.needed(column).map(str::to_owned);
            Ok(Rule {
                id: of("id")?,
                kind,
                commodity: of("commodity")?,
                stage: of("stage")?,
                region: of("region")?,
                within: row.text("within").to_owned(),
                comparison,
                value: row.needed_number("value")?,
                unit: of("unit")?,
                document: row.text("document").to_owned(),
                issued: of("issued")?,
                place: of("place")?,
                source: of("source")?,
                name: Label::new(row.needed("name_en")?, row.needed("name_zh")?),
            })
        })
        .collect()
}

/// The packaged rules.
pub fn packaged_rules() -> Result<Vec<Rule>, ChainError> {
    rules(RULES)
}

/// A plant of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Registered {
    /// Plant.
    pub plant: String,
    /// Its owner; rows of a register with an owner are that owner's posting.
    pub owner: String,
    /// Commodity.
    pub commodity: String,
    /// Stage.
    pub stage: String,
    /// Region.
    pub region: String,
    /// Permitted, t/a.
    pub permitted: Option<f64>,
    /// Installed, t/a.
    pub installed: Option<f64>,
    /// Of that idle, t/a.
    pub idle: Option<f64>,
    /// Technology.
    pub technology: String,
    /// Year of commissioning.
    pub year: Option<i32>,
    /// Where the row is from.
    pub source: String,
}

/// What a register tells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Plant.
    pub plant: String,
    /// `installed-above-permitted`, `idle-above-installed`, `no-source`, `no-capacity`.
    pub code: &'static str,
}

/// Plants with their capacities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    /// Plants.
    pub plants: Vec<Registered>,
}

impl Register {
    /// Reads `plant,owner,commodity,stage,region,permitted,installed,idle,technology,year,source`.
    pub fn read(text: &str) -> Result<Self, ChainError> {
        let mut register = Self::default();
        for row in Table::read("register", text)?.rows() {
            let of = |column: &str| row.text(column).to_owned();
            let plant = row.needed("plant")?.to_owned();
            let capacity = |column: &'static str| -> Result<Option<f64>, ChainError> {
                let value = row.number::<f64>(column)?;
                value.map_or(Ok(()), |value| not_negative(&plant, column, value))?;
                Ok(value)
            };
            let (permitted, installed, idle) = (capacity("permitted")?, capacity("installed")?, capacity("idle")?);
            register.plants.push(Registered {
                owner: of("owner"),
                commodity: row.needed("commodity")?.to_owned(),
                stage: row.needed("stage")?.to_owned(),
                region: row.needed("region")?.to_owned(),
                permitted,
                installed,
                idle,
                technology: of("technology"),
                year: row.number("year")?,
                source: of("source"),
                plant,
            });
        }
        Ok(register)
    }

    /// What does not fit.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for plant in &self.plants {
            let mut tell = |code| findings.push(Finding { plant: plant.plant.clone(), code });
            if let (Some(installed), Some(permitted)) = (plant.installed, plant.permitted)
                && installed > permitted
            {
                tell("installed-above-permitted");
            }
            if let (Some(idle), Some(installed)) = (plant.idle, plant.installed)
                && idle > installed
            {
                tell("idle-above-installed");
            }
            if plant.source.is_empty() {
                tell("no-source");
            }
            if plant.permitted.is_none() && plant.installed.is_none() {
                tell("no-capacity");
            }
        }
        findings
    }
}

/// A project to be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Name.
    pub name: String,
    /// Commodity.
    pub commodity: String,
    /// Stage.
    pub stage: String,
    /// Region: a province such as `CN-SD`.
    pub region: String,
    /// Kinds of areas it stands in, such as `key-air-region`, `environment-sensitive`; absent: not known.
    pub within: Option<Vec<String>>,
    /// Capacity built, t/a.
    pub capacity: f64,
    /// Capacity shut for it, t/a.
    pub shut: Option<f64>,
    /// AC electricity, kWh/t.
    pub power: Option<f64>,
    /// Total permitted capacity of the commodity in the country before the project, t/a.
    pub total: Option<f64>,
}

impl Project {
    /// Reads a project from TOML.
    pub fn read(text: &str) -> Result<Self, ChainError> {
        let project: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1) as u64);
            ChainError::Table { table: "project".to_owned(), line, reason: error.message().to_owned() }
        })?;
        for (part, value) in [
            ("capacity", Some(project.capacity)),
            ("shut", project.shut),
            ("power", project.power),
            ("total", project.total),
        ] {
            value.map_or(Ok(()), |value| not_negative(&project.name, part, value))?;
        }
        if project.capacity <= 0.0 {
            let (object, value) = (project.name.clone(), project.capacity);
            return Err(ChainError::Number { object, part: "capacity", value, expected: "above zero" });
        }
        Ok(project)
    }
}

/// How a project stands to a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// Kept.
    Kept {
        /// The project's value.
        value: f64,
    },
    /// Broken.
    Broken {
        /// The project's value.
        value: f64,
    },
    /// Not available.
    NotAvailable {
        /// Which input it needs.
        needs: &'static str,
    },
}

/// A rule with its outcome.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The rule.
    pub rule: Rule,
    /// How the project stands to it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Checks a project against all rules that hold for its commodity, stage and place.
pub fn check(project: &Project, rules: &[Rule]) -> Vec<Verdict> {
    let below = |region: &str| {
        project.region == region || project.region.strip_prefix(region).is_some_and(|rest| rest.starts_with('-'))
    };
    rules
        .iter()
        .filter(|rule| rule.commodity == project.commodity && rule.stage == project.stage && below(&rule.region))
        .filter(|rule| {
            rule.within.is_empty() || project.within.as_ref().is_none_or(|areas| areas.contains(&rule.within))
        })
        .map(|rule| {
            let value = match rule.kind {
                _ if !rule.within.is_empty() && project.within.is_none() => Err("within"),
                Kind::Ceiling => match (project.total, project.shut) {
                    (None, _) => Err("total"),
                    (_, None) => Err("shut"),
                    (Some(total), Some(shut)) => Ok(total + project.capacity - shut),
                },
                Kind::Replacement => project.shut.map(|shut| shut / project.capacity).ok_or("shut"),
                Kind::Intensity => project.power.ok_or("power"),
                Kind::NoNew => project.shut.map(|shut| project.capacity - shut).ok_or("shut"),
            };
            let outcome = match value {
                Err(needs) => Outcome::NotAvailable { needs },
                Ok(value) if rule.comparison.keeps(value, rule.value) => Outcome::Kept { value },
                Ok(value) => Outcome::Broken { value },
            };
            Verdict { rule: rule.clone(), outcome }
        })
        .collect()
}

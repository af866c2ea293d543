//! The whole diagnosis of one plant's records: accounts, footprint, diagnosis, and what is told of them.

use serde_json::{Value, json};
use verdigris_accounts::Settings;
use verdigris_activity::Year;
use verdigris_assessment::{Assessment, Known, Library, Peers, ProductFootprint, drawing::Picture};
use verdigris_diagnosis::{Diagnosis, measure::Measure, percentile::Disclosure};
use verdigris_inventory::progress::{Cancellation, Watch};
use verdigris_network::{Finding, Severity};
use verdigris_quantity::{Label, Language};
use verdigris_report::{ReportError, dossier, workbook};
use verdigris_wording::{Kind, Problem, told};

use crate::{
    packaged::Packaged,
    plant::{
        Records,
        accounts::{Accounts, accounts},
        shape,
        standing::{Standing, standing},
    },
    result::Footprint,
    study::Loaded,
};

/// Monte Carlo runs of the footprint.
pub const FOOTPRINT_RUNS: u64 = 1000;

/// What a diagnosis is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Accounts under the schemes.
    Accounts,
    /// The plant joined to the background.
    Network,
    /// References, causes, measures.
    Diagnosis,
    /// The footprint and its interval.
    Footprint,
    /// Everything put together.
    Result,
}

impl Stage {
    /// Its word; the text is `stage-WORD` in the catalogues.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Network => "network",
            Self::Diagnosis => "diagnosis",
            Self::Footprint => "footprint",
            Self::Result => "result",
        }
    }

    /// Shares of the whole work at which it starts and ends, as measured on the example plants.
    fn span(self) -> (f64, f64) {
        match self {
            Self::Accounts => (0.0, 0.3),
            Self::Network => (0.3, 0.4),
            Self::Diagnosis => (0.4, 0.7),
            Self::Footprint => (0.7, 0.97),
            Self::Result => (0.97, 1.0),
        }
    }
}

/// How the plant is compared with others.
#[derive(Clone, Debug)]
pub struct Others {
    /// Their years.
    pub years: Vec<Year>,
    /// Whether they granted to be named.
    pub named: bool,
    /// Plants there must be before a figure of the group is shown.
    pub minimum: usize,
}

/// What is asked beside the records.
#[derive(Clone, Debug)]
pub struct Question {
    /// Schemes by id; all that hold where none is named.
    pub schemes: Vec<String>,
    /// Records of an earlier year, an earlier version or another plant to compare with.
    pub earlier: Option<Records>,
    /// Other plants.
    pub others: Others,
    /// Measures to try.
    pub measures: Vec<Measure>,
    /// Discount rate of the cost curve, as a fraction.
    pub discount_rate: f64,
    /// Year of the grid factor to use where the records' own is not published.
    pub grid_year: Option<i32>,
    /// Samples of the accounts' uncertainty.
    pub runs: u64,
    /// Seed of all samples.
    pub seed: u64,
    /// Day of the report.
    pub date: Option<(i32, u8, u8)>,
    /// Language of the findings in the result; both where none is chosen.
    pub language: Option<Language>,
}

impl Question {
    /// The question as asked without a wish.
    pub fn plain(packaged: &Packaged) -> Self {
        Self {
            schemes: Vec::new(),
            earlier: None,
            others: Others { years: Vec::new(), named: false, minimum: 5 },
            measures: packaged.measures.clone(),
            discount_rate: 0.08,
            grid_year: None,
            runs: 10_000,
            seed: 1,
            date: None,
            language: None,
        }
    }

    /// Refuses what cannot be meant.
    pub fn check(&self) -> Result<(), Problem> {
        if (0.0..1.0).contains(&self.discount_rate) {
            return Ok(());
        }
        Err(Problem::new("bad-rate", Kind::Usage).with("rate", self.discount_rate.to_string()))
    }
}

/// A plant diagnosed.
pub struct Diagnosed {
    /// The result as documented in `docs/formats/results.md`.
    pub value: Value,
    /// The records it is of.
    pub records: Records,
    /// Accounts.
    pub accounts: Accounts,
    /// The diagnosis.
    pub diagnosis: Diagnosis,
    /// The footprint of the main product, or why there is none.
    pub footprint: Result<Footprint, Problem>,
    /// Inputs without a provider in the background, which the footprint leaves out.
    pub left_out: Vec<Label>,
    sector: Label,
    date: Option<(i32, u8, u8)>,
}

/// Diagnoses a plant. `progress` is told the share done and the stage; where `cancelled` says so, the work stops at the
/// next chance with the problem `cancelled`.
pub fn run(
    records: Records,
    question: &Question,
    packaged: &Packaged,
    progress: &(dyn Fn(f64, Stage) + Sync),
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Diagnosed, Problem> {
    question.check()?;
    let at = |stage: Stage, share: f64| {
        if cancelled() {
            return Err(Problem::cancelled());
        }
        let (start, end) = stage.span();
        progress(start + share.clamp(0.0, 1.0) * (end - start), stage);
        Ok(())
    };
    let settings =
        Settings { samples: question.runs, seed: question.seed, grid_year: question.grid_year, ..Settings::default() };
    let step = |made: usize, all: usize| at(Stage::Accounts, made as f64 / all as f64);
    let made = accounts(&records, packaged, &question.schemes, &settings, question.earlier.as_ref(), &step)?;
    at(Stage::Network, 0.0)?;
    let standing = standing(&records, &made.main, Loaded::packaged(), packaged);
    at(Stage::Diagnosis, 0.0)?;
    let diagnosis = diagnose(&records, question, packaged, &settings, &made, standing.as_ref().ok())?;
    at(Stage::Footprint, 0.0)?;
    let left_out = standing.as_ref().map(Standing::left_out).unwrap_or_default();
    let footprint = standing.and_then(|standing| {
        let cancellation = Cancellation::default();
        let watched = |done: u64, all: u64| {
            if at(Stage::Footprint, done as f64 / all.max(1) as f64).is_err() {
                cancellation.cancel();
            }
        };
        let watch = Watch { progress: Some(&watched), cancellation: Some(&cancellation) };
        standing.footprint(FOOTPRINT_RUNS, question.seed, watch)
    });
    at(Stage::Result, 0.0)?;
    let value = value(&records, question, &made, &diagnosis, footprint.as_ref().ok())?;
    let sector = packaged.sectors.sector(&records.activity.plant.sector)?.name.clone();
    at(Stage::Result, 1.0)?;
    Ok(Diagnosed { value, records, accounts: made, diagnosis, footprint, left_out, sector, date: question.date })
}

fn diagnose(
    records: &Records,
    question: &Question,
    packaged: &Packaged,
    settings: &Settings,
    made: &Accounts,
    standing: Option<&Standing>,
) -> Result<Diagnosis, Problem> {
    let library = Library {
        vocabulary: &packaged.vocabulary,
        sectors: &packaged.sectors,
        registry: &packaged.registry,
        schemes: &packaged.schemes,
        settings,
    };
    let Others { years, named, minimum } = &question.others;
    let disclosure = Disclosure { minimum_count: *minimum, minimum_each_side: 2, dominance: None, p_percent: None };
    let peers = Peers { years, named: *named, disclosure };
    let known = Known {
        activity: &records.activity,
        year: &records.year,
        accounts: &made.all(),
        earlier: question.earlier.as_ref().map(|earlier| &earlier.year),
        peers: (!years.is_empty()).then_some(&peers),
        network: standing.map(|at| (&at.study.network, &at.study.methods[0])),
        measures: &question.measures,
        discount_rate: question.discount_rate,
    };
    Ok(verdigris_assessment::diagnose(&known, &library)?)
}

fn value(
    records: &Records,
    question: &Question,
    made: &Accounts,
    diagnosis: &Diagnosis,
    footprint: Option<&Footprint>,
) -> Result<Value, Problem> {
    let findings: Vec<Value> = records
        .findings
        .iter()
        .map(|finding| match question.language {
            Some(language) => json!(told::told_in(finding, language)),
            None => json!(told::told(finding)),
        })
        .collect();
    Ok(json!({
        "version": 1,
        "plant": records.activity.plant,
        "year": records.activity.plant.year,
        "findings": findings,
        "accounts": shape::json(&made.asked)?,
        "reconciliations": shape::json(&made.reconciliations)?,
        "footprint": footprint,
        "diagnosis": diagnosis,
        "trace": shape::trace(records, &made.asked),
    }))
}

impl Diagnosed {
    /// Everything there is to tell, for a report.
    pub fn assessment(&self) -> Assessment<'_> {
        Assessment {
            plant: &self.records.activity.plant,
            sector: &self.sector,
            date: self.date,
            findings: self.records.findings.iter().map(reported).collect(),
            accounts: &self.accounts.asked,
            reconciliations: &self.accounts.reconciliations,
            footprint: match &self.footprint {
                Ok(found) => Ok(for_report(found, self.left_out.clone())),
                Err(problem) => Err(problem.messages()),
            },
            diagnosis: &self.diagnosis,
        }
    }

    /// The pictures, in both languages.
    pub fn pictures(&self) -> Vec<Picture> {
        self.assessment().pictures()
    }

    /// The accounts with live formulas, as XLSX.
    pub fn workbook(&self, language: Language) -> Result<Vec<u8>, Problem> {
        workbook::xlsx(&self.assessment().workbook(), language)
            .map_err(|error: ReportError| Problem::new("report", Kind::Computation).with("reason", error.to_string()))
    }
}

/// A finding as the report tells it, in both languages.
fn reported(finding: &Finding) -> dossier::Finding {
    let told = told::told(finding);
    dossier::Finding {
        severity: match told.severity {
            Severity::Error => dossier::Severity::Error,
            Severity::Warning => dossier::Severity::Warning,
            Severity::Note => dossier::Severity::Notice,
        },
        place: told::place(finding),
        message: told.message,
        remedy: told.remedy,
    }
}

/// The footprint as the report tells it.
fn for_report(footprint: &Footprint, left_out: Vec<Label>) -> ProductFootprint {
    let result = footprint.results.first().cloned().unwrap_or_default();
    ProductFootprint {
        product: footprint.product.name.clone(),
        method: result.method,
        value: result.value,
        unit: format!("{}/{}", result.unit, footprint.unit),
        interval: result.quantiles.map(|quantiles| ([quantiles.p2_5, quantiles.p97_5], quantiles.runs)),
        trace: result.trace.unwrap_or_default(),
        left_out,
    }
}

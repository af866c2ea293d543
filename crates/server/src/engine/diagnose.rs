//! The job that diagnoses a plant's year.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use verdigris_activity::Activity;
use verdigris_alliance::Field;
use verdigris_network::Finding;
use verdigris_quantity::Language;
use verdigris_store::{Claim, NewPart, NewResult, Submission};
use verdigris_study::{
    Packaged,
    diagnosis::{self, Diagnosed, Question, Stage},
    plant::Records,
};
use verdigris_wording::{Kind, Problem};

use super::imports::READING;
use crate::{
    Shared,
    api::submissions::RECORDS,
    jobs::{Done, Failure, Progress},
    stored,
};

/// Parts of a result that make it up, and the field each belongs to.
pub(super) const PARTS: [(&str, Field); 6] = [
    ("profile.json", Field::Profile),
    ("findings.json", Field::Records),
    ("accounts.json", Field::Accounts),
    ("footprint.json", Field::Footprint),
    ("diagnosis.json", Field::Diagnosis),
    ("measures.json", Field::Measures),
];

/// What to diagnose.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// Year of the records: its latest submission counts.
    #[schema(minimum = 1990, maximum = 2100)]
    pub year: i32,
    /// Accounting schemes; all that hold where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub schemes: Vec<String>,
    /// An earlier year of the plant to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1990, maximum = 2100)]
    pub reference_year: Option<i32>,
    /// Year of the grid factor to use where the records' own is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1990, maximum = 2100)]
    pub grid_year: Option<i32>,
    /// Samples of the accounts' uncertainty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10000)]
    pub runs: Option<u64>,
    /// Discount rate of the cost curve, as a fraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, exclusive_maximum = 1)]
    pub discount_rate: Option<f64>,
}

/// What the job needs of one submission.
struct Submitted {
    submission: Submission,
    activity: Activity,
    reading: Vec<Finding>,
}

async fn submitted(platform: &Shared, claim: &Claim, year: i32) -> Result<Submitted, Failure> {
    let passing = |error: verdigris_store::StoreError| Failure::Passing(stored::problem(&error));
    let missing = || Problem::new("no-submission", Kind::Conflict).with("year", year.to_string());
    let bad = |error: serde_json::Error| stored::unreadable(RECORDS, &error);
    let submission = platform.store.job_submission(claim, year).await.map_err(passing)?.ok_or_else(missing)?;
    let records = platform.store.job_part(claim, submission.id, RECORDS).await.map_err(passing)?.ok_or_else(missing)?;
    let activity = serde_json::from_slice(&records.body).map_err(bad)?;
    let reading = match platform.store.job_part(claim, submission.id, READING).await.map_err(passing)? {
        Some(part) => serde_json::from_slice(&part.body).map_err(bad)?,
        None => Vec::new(),
    };
    Ok(Submitted { submission, activity, reading })
}

/// Diagnoses what a job asks for.
pub(crate) async fn run(platform: Shared, claim: Arc<Claim>, progress: Progress) -> Result<Done, Failure> {
    let wish: Wish =
        serde_json::from_value(claim.job.question.clone()).map_err(|error| stored::unreadable("question", &error))?;
    let own = submitted(&platform, &claim, wish.year).await?;
    let earlier = match wish.reference_year {
        Some(year) => Some(submitted(&platform, &claim, year).await?),
        None => None,
    };
    let by = claim.job.person;
    let date = jiff::tz::TimeZone::UTC.to_datetime(platform.now()).date();
    let told = progress.clone();
    let work = move || -> Result<NewResult, Problem> {
        let packaged = Packaged::get()?;
        let of = |one: Submitted| Records::of(one.activity, one.reading, None, packaged);
        let (submission, engine) = (own.submission.id, concat!("verdigris ", env!("CARGO_PKG_VERSION")));
        let plain = Question::plain(packaged);
        let question = Question {
            schemes: wish.schemes.clone(),
            earlier: earlier.map(of).transpose()?,
            discount_rate: wish.discount_rate.unwrap_or(plain.discount_rate),
            grid_year: wish.grid_year,
            runs: wish.runs.unwrap_or(plain.runs),
            date: Some((i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())),
            ..plain
        };
        // The report is pressed after the diagnosis, which is told to be all but the last twentieth.
        let tell = |share: f64, stage: Stage| told.at(share * 0.95, stage.word());
        let diagnosed = diagnosis::run(of(own)?, &question, packaged, &tell, &|| told.is_cancelled())?;
        if told.is_cancelled() {
            return Err(Problem::cancelled());
        }
        told.at(0.95, "report");
        let question = serde_json::to_value(&wish).unwrap_or_default();
        Ok(NewResult {
            submission,
            by,
            engine: engine.to_owned(),
            question,
            totals: totals(&diagnosed),
            parts: parts(&diagnosed)?,
        })
    };
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(error = %error, "a diagnosis broke off");
        Failure::Passing(Problem::new("internal", Kind::Computation))
    })?;
    match done {
        Ok(result) => Ok(Done::Result(Box::new(result))),
        Err(problem) if problem.kind() == Kind::Cancelled => Err(Failure::Stopped),
        Err(problem) => Err(Failure::Problem(problem)),
    }
}

/// Totals by scheme, those that are available.
fn totals(diagnosed: &Diagnosed) -> Value {
    let totals = diagnosed.accounts.asked.iter().filter_map(|account| {
        let value: f64 = account.total?.try_into().ok()?;
        Some(json!({
            "scheme": account.scheme, "name": account.name, "value": value, "unit": account.unit,
            "quantity": account.quantity,
        }))
    });
    Value::Array(totals.collect())
}

/// The result parted by fields, and its files.
fn parts(diagnosed: &Diagnosed) -> Result<Vec<NewPart>, Problem> {
    let Value::Object(mut whole) = diagnosed.value.clone() else { return Ok(Vec::new()) };
    let mut take = |name: &str| whole.remove(name).unwrap_or_default();
    let mut plant = take("plant");
    let attributes = plant.as_object_mut().and_then(|plant| plant.remove("attributes")).unwrap_or_default();
    let (mut diagnosis, footprint) = (take("diagnosis"), take("footprint"));
    let curve = diagnosis.as_object_mut().and_then(|diagnosis| diagnosis.remove("curve")).unwrap_or_default();
    let why = diagnosed.footprint.as_ref().err().map(Problem::messages);
    let bodies: BTreeMap<&str, Value> = BTreeMap::from([
        ("profile.json", json!({ "version": take("version"), "plant": plant, "year": take("year") })),
        ("findings.json", json!({ "findings": take("findings"), "plant": { "attributes": attributes } })),
        (
            "accounts.json",
            json!({
                "accounts": take("accounts"), "reconciliations": take("reconciliations"), "trace": take("trace"),
            }),
        ),
        (
            "footprint.json",
            json!({ "footprint": footprint, "footprint_needs": why, "footprint_left_out": diagnosed.left_out }),
        ),
        ("diagnosis.json", json!({ "diagnosis": diagnosis })),
        ("measures.json", json!({ "diagnosis": { "curve": curve } })),
    ]);
    let mut parts = Vec::new();
    for (name, field) in PARTS {
        let body = bodies.get(name).map(Value::to_string).unwrap_or_default().into_bytes();
        parts.push(NewPart { name: name.to_owned(), field, media_type: "application/json".to_owned(), body });
    }
    for (language, tag) in [(Language::Zh, "zh"), (Language::En, "en")] {
        parts.push(NewPart {
            name: format!("accounts.{tag}.xlsx"),
            field: Field::Accounts,
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
            body: diagnosed.workbook(language)?,
        });
        #[cfg(feature = "pdf")]
        parts.push(NewPart {
            name: format!("report.{tag}.pdf"),
            field: Field::Report,
            media_type: "application/pdf".to_owned(),
            body: pdf(diagnosed, language)?,
        });
    }
    for picture in diagnosed.pictures() {
        let field = if picture.name == "cost-curve" { Field::Measures } else { Field::Diagnosis };
        let drawing = picture.figure.drawing;
        for (tag, svg) in [("zh", drawing.zh), ("en", drawing.en)] {
            parts.push(NewPart {
                name: format!("{}.{tag}.svg", picture.name),
                field,
                media_type: "image/svg+xml".to_owned(),
                body: svg.into_bytes(),
            });
        }
    }
    Ok(parts)
}

/// The bilingual report, one language first.
#[cfg(feature = "pdf")]
fn pdf(diagnosed: &Diagnosed, language: Language) -> Result<Vec<u8>, Problem> {
    use verdigris_report::dossier::{Languages, typst_source};
    use verdigris_typeset::{DocumentFacts, Fonts, Press};

    let assessment = diagnosed.assessment();
    let dossier = assessment.dossier();
    let (source, files) = typst_source(&dossier, Languages::Both(language));
    let title = dossier.title.get(language).to_owned();
    let facts = DocumentFacts { title, language, date: assessment.date };
    Press::new(Fonts::new())
        .pdf(&source, &files, &facts)
        .map_err(|error| Problem::new("report", Kind::Computation).with("reason", error.to_string()))
}

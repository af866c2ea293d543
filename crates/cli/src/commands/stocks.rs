//! `stocks METAL`: what is in use, what comes back, and how much primary metal is needed beside it.

use std::path::{Path, PathBuf};

use serde_json::json;
use verdigris_materials::model::RegionAnswer;
use verdigris_report::{ReportError, area, flows};
use verdigris_study::stocks::{Question, Stocks, stocks};
use verdigris_wording::{Kind, Problem};

use crate::{
    arguments::Stocks as Asked,
    context::Context,
    output::{number::percent, print_json, table::Align},
};

/// Years between two lines of the table.
const EVERY: i32 = 10;

pub fn run(context: &Context, asked: &Asked) -> Result<(), Problem> {
    let told = stocks(&Question {
        metal: asked.metal.clone(),
        scenario: asked.scenario.clone(),
        lifetimes: asked.lifetimes,
        runs: asked.monte_carlo,
        seed: asked.seed,
    })?;
    let region = told.region(asked.region.as_deref())?;
    let written = match &asked.output {
        Some(folder) => pictures(context, &told, region, asked.year.unwrap_or(told.answer.last_data), folder)?,
        None => Vec::new(),
    };
    if context.json {
        let mut value = serde_json::to_value(&told)
            .map_err(|error| Problem::new("report", Kind::Computation).with("reason", error.to_string()))?;
        if asked.region.is_some() {
            value["regions"] = json!([region]);
        }
        value["pictures"] = json!(written);
        return print_json(&value);
    }
    show(context, &told, region);
    for path in &written {
        context.line(&context.format("written", &[("name", ""), ("path", &path.display().to_string())]));
    }
    Ok(())
}

fn show(context: &Context, told: &Stocks, region: &RegionAnswer) {
    let answer = &told.answer;
    let place = context.name(&region.name).to_owned();
    let metal = context.name(&answer.metal.name).to_owned();
    context.heading(&context.format("stocks-title", &[("metal", &metal), ("region", &place)]));
    if let Some(scenario) = &answer.scenario {
        let (name, last) = (context.name(&scenario.name).to_owned(), answer.last_data.to_string());
        context.line(&context.format("stocks-scenario", &[("name", &name), ("year", &last)]));
    }
    let mut table = context.table(&[
        ("col-year", Align::Right),
        ("col-stock", Align::Right),
        ("col-inflow", Align::Right),
        ("col-end-of-life", Align::Right),
        ("col-recovered", Align::Right),
        ("col-primary", Align::Right),
        ("col-old-scrap-share", Align::Right),
    ]);
    let figures = &region.figures;
    for (k, &year) in answer.years.iter().enumerate() {
        if year % EVERY != 0 && year != answer.last_data && k + 1 != answer.years.len() {
            continue;
        }
        let supply = figures.primary[k] + figures.recycled[k];
        let share = if supply > 0.0 { percent(figures.recycled[k] / supply) } else { String::new() };
        table.row(vec![
            year.to_string(),
            million(figures.stock[k]),
            million(figures.inflow[k]),
            million(figures.end_of_life[k]),
            million(figures.recovered[k]),
            million(figures.primary[k]),
            share,
        ]);
    }
    context.print_table(&table);
    scrap(context, told, region);
    residues(context, told, region);
    if let Some(sampled) = &told.sampled {
        spread(context, told, region, sampled.runs, sampled.seed);
    }
    if !answer.comparison.is_empty() {
        context.heading(&context.text("stocks-published"));
        let mut table = context.table(&[
            ("col-region", Align::Left),
            ("col-year", Align::Right),
            ("col-figure", Align::Left),
            ("col-published", Align::Right),
            ("col-computed", Align::Right),
            ("col-source", Align::Left),
        ]);
        for one in &answer.comparison {
            let published = &one.published;
            let beside = match (published.value, published.low) {
                (Some(value), _) => million(value),
                (None, low) => format!("≥ {}", million(low.unwrap_or_default())),
            };
            table.row(vec![
                published.region.clone(),
                published.year.to_string(),
                context.text(&format!("stocks-figure-{}", published.figure)),
                beside,
                million(one.computed),
                published.source.clone(),
            ]);
        }
        context.print_table(&table);
    }
    notes(context, told);
}

/// Scrap of the last year of data by the goods it comes from.
fn scrap(context: &Context, told: &Stocks, region: &RegionAnswer) {
    let Some(at) = told.answer.years.iter().position(|year| *year == told.answer.last_data) else { return };
    context.heading(&context.format("stocks-scrap", &[("year", &told.answer.last_data.to_string())]));
    let mut table = context.table(&[
        ("col-origin", Align::Left),
        ("col-end-of-life", Align::Right),
        ("col-recovered", Align::Right),
    ]);
    for one in &region.scrap {
        table.row(vec![context.name(&one.name).to_owned(), million(one.arising[at]), million(one.recovered[at])]);
    }
    context.print_table(&table);
}

fn residues(context: &Context, told: &Stocks, region: &RegionAnswer) {
    for residue in &region.residues {
        let Some(at) = told.answer.years.iter().position(|year| *year == told.answer.last_data) else { continue };
        let (name, year) = (context.name(&residue.name).to_owned(), told.answer.last_data.to_string());
        let amount = million(residue.arising[at]);
        context.line(&context.format("stocks-residue", &[("name", &name), ("year", &year), ("amount", &amount)]));
        for (k, target) in residue.target.iter().enumerate() {
            let fresh = k == 0 || residue.target[k - 1] != *target;
            let whole = told.answer.years[k] % 10 == 0 || residue.target[..k].iter().all(Option::is_none);
            if let (Some(share), Some(asked), true, true) = (target, residue.asked[k], fresh, whole) {
                let year = told.answer.years[k].to_string();
                context.line(&context.format(
                    "stocks-target",
                    &[("year", &year), ("share", &percent(*share)), ("amount", &million(asked))],
                ));
            }
        }
    }
}

/// The 5th and 95th percentile of the draws in the last years of data and scenario.
fn spread(context: &Context, told: &Stocks, region: &RegionAnswer, runs: u64, seed: u64) {
    context.heading(&context.format("stocks-spread", &[("runs", &runs.to_string()), ("seed", &seed.to_string())]));
    let mut table = context.table(&[
        ("col-figure", Align::Left),
        ("col-year", Align::Right),
        ("col-median", Align::Right),
        ("col-interval-90", Align::Left),
    ]);
    let answer = &told.answer;
    let last = answer.years.len() - 1;
    let of_data = answer.years.iter().position(|year| *year == answer.last_data).unwrap_or(last);
    let shown = if of_data == last { vec![last] } else { vec![of_data, last] };
    for one in told.sampled.iter().flat_map(|sampled| &sampled.quantiles) {
        if one.region != region.region {
            continue;
        }
        for &at in &shown {
            let values = &one.values[at];
            table.row(vec![
                context.text(&format!("stocks-figure-{}", one.figure)),
                answer.years[at].to_string(),
                million(values[2]),
                format!("{} – {}", million(values[0]), million(values[4])),
            ]);
        }
    }
    context.print_table(&table);
}

/// What was taken where data end, and what is not available.
fn notes(context: &Context, told: &Stocks) {
    let answer = &told.answer;
    for note in &answer.notes {
        let (from, to) = (note.from.to_string(), note.to.to_string());
        let key = format!("stocks-note-{}", note.code);
        context.line(&context.format(&key, &[("region", &note.region), ("from", &from), ("to", &to)]));
    }
    context.heading(&context.text("stocks-needs"));
    for need in &answer.needs {
        let (what, needs) = (context.name(&need.what).to_owned(), context.name(&need.needs).to_owned());
        context.line(&context.format("stocks-need", &[("what", &what), ("needs", &needs), ("region", &need.region)]));
    }
}

fn pictures(
    context: &Context,
    told: &Stocks,
    region: &RegionAnswer,
    year: i32,
    folder: &Path,
) -> Result<Vec<PathBuf>, Problem> {
    std::fs::create_dir_all(folder).map_err(|error| Problem::storage(folder, &error))?;
    let failed = |error: ReportError| Problem::new("picture", Kind::Computation).with("reason", error.to_string());
    let language = context.language();
    let (metal, code) = (&told.answer.metal.id, region.region.to_lowercase());
    let stock = told.stock_picture(region);
    let mut drawn = vec![
        (format!("stock-{metal}-{code}.svg"), area::svg(&stock, language).map_err(failed)?),
        (format!("stock-{metal}-{code}.html"), area::html(&stock, language).map_err(failed)?),
        (format!("supply-{metal}-{code}.svg"), area::svg(&told.supply_picture(region), language).map_err(failed)?),
    ];
    if let Some(picture) = told.flows_picture(region, year) {
        drawn.push((format!("flows-{metal}-{code}-{year}.svg"), flows::svg(&picture, language).map_err(failed)?));
    }
    let mut written = Vec::new();
    for (name, picture) in drawn {
        let path = folder.join(name);
        std::fs::write(&path, picture).map_err(|error| Problem::storage(&path, &error))?;
        written.push(path);
    }
    Ok(written)
}

/// Million tonnes with two decimals, more for small amounts.
fn million(thousand: f64) -> String {
    let value = thousand / 1000.0;
    if value.abs() < 0.1 && value != 0.0 { format!("{value:.4}") } else { format!("{value:.2}") }
}

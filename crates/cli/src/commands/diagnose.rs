//! `diagnose PLANT`: accounts, footprint, diagnosis and the report of one plant.

mod tell_diagnosis;

use std::path::PathBuf;

use serde_json::json;
use verdigris_accounts::{Account, Item, Reconciliation, Schemes, Settings};
use verdigris_activity::Year;
use verdigris_assessment::{Assessment, Known, Peers, ProductFootprint};
use verdigris_diagnosis::{
    Diagnosis,
    measure::{self, Measure},
    percentile::Disclosure,
};
use verdigris_network::{Finding, Severity};
use verdigris_quantity::Label;
use verdigris_registry::pack;
use verdigris_report::dossier;

use crate::{
    arguments::Diagnose,
    context::Context,
    output::{print_json, table::Align},
    plant::{
        accounts::{Accounts, accounts},
        footprint::{Standing, standing},
        outputs,
        read::Records,
        shape,
    },
    result::Footprint,
};
use verdigris_wording::{Kind, Problem, told};

/// Monte Carlo runs of the footprint.
const FOOTPRINT_RUNS: u64 = 1000;

/// Decimals shown on the terminal; the JSON has all.
const SHOWN: u32 = 4;
/// Findings told one by one; the rest is counted.
const FINDINGS_SHOWN: usize = 12;

pub fn run(context: &Context, asked: &Diagnose) -> Result<(), Problem> {
    let date = asked.date.as_deref().map(day).transpose()?;
    if !(0.0..1.0).contains(&asked.discount_rate) {
        return Err(Problem::new("bad-rate", Kind::Usage).with("rate", asked.discount_rate.to_string()));
    }
    let records = Records::read(&asked.plant, asked.year)?;
    let earlier = asked.reference.as_deref().map(|plant| Records::read(plant, None)).transpose()?;
    let registry = pack::registry()?;
    let schemes = Schemes::packaged()?;
    let settings =
        Settings { samples: asked.runs, seed: asked.seed, grid_year: asked.grid_year, ..Settings::default() };
    let made = accounts(&records, &registry, &schemes, &asked.scheme, &settings, earlier.as_ref())?;
    let library = verdigris_assessment::Library {
        vocabulary: &records.vocabulary,
        sectors: &records.sectors,
        registry: &registry,
        schemes: &schemes,
        settings: &settings,
    };
    let others =
        asked.peer.iter().map(|plant| Ok(Records::read(plant, None)?.year)).collect::<Result<Vec<Year>, Problem>>()?;
    let disclosure =
        Disclosure { minimum_count: asked.peer_minimum, minimum_each_side: 2, dominance: None, p_percent: None };
    let peers = Peers { years: &others, named: asked.name_peers, disclosure };
    let standing = standing(&context.library, &records, &made.main, &[]);
    let measures = measures(&asked.measures)?;
    let known = Known {
        activity: &records.activity,
        year: &records.year,
        accounts: &made.all(),
        earlier: earlier.as_ref().map(|earlier| &earlier.year),
        peers: (!others.is_empty()).then_some(&peers),
        network: standing.as_ref().ok().map(|at| (&at.study.network, &at.study.methods[0])),
        measures: &measures,
        discount_rate: asked.discount_rate,
    };
    let diagnosis = verdigris_assessment::diagnose(&known, &library)?;
    let left_out = standing.as_ref().map(Standing::left_out).unwrap_or_default();
    let footprint = standing.and_then(|at| at.footprint(FOOTPRINT_RUNS, asked.seed));
    let whole = shape(context, &records, &made, &diagnosis, footprint.as_ref().ok())?;
    let mut written = Vec::new();
    if let Some(folder) = &asked.output {
        let sector = records.sectors.sector(&records.activity.plant.sector)?;
        let assessment = Assessment {
            plant: &records.activity.plant,
            sector: &sector.name,
            date: date.or_else(today),
            findings: records.findings.iter().map(reported).collect(),
            accounts: &made.asked,
            reconciliations: &made.reconciliations,
            footprint: footprint.as_ref().map(|found| for_report(found, left_out.clone())).map_err(because),
            diagnosis: &diagnosis,
        };
        let bar = context.bar("working-report");
        written = outputs::write(folder, &assessment, &whole, context.language())?;
        bar.finish_and_clear();
    }
    if context.json {
        return print_json(&whole);
    }
    tell(context, &records, &made);
    tell_diagnosis::tell(context, &diagnosis, footprint.as_ref().map_err(because), &left_out);
    for file in &written {
        context.line(&context.format("written-file", &[("path", &file.display().to_string())]));
    }
    Ok(())
}

/// The packaged measures and those of the user's files.
fn measures(files: &[PathBuf]) -> Result<Vec<Measure>, Problem> {
    let mut measures = measure::packaged()?;
    for path in files {
        let text = std::fs::read_to_string(path).map_err(|error| Problem::storage(path, &error))?;
        measures.extend(measure::parse(&path.display().to_string(), &text)?);
    }
    Ok(measures)
}

/// A day as `2026-11-21`.
fn day(text: &str) -> Result<(i32, u8, u8), Problem> {
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next()?.parse::<i32>().ok();
    let read = || Some((next()?, u8::try_from(next()?).ok()?, u8::try_from(next()?).ok()?));
    let mut read = read;
    let real = |&(year, month, day): &(i32, u8, u8)| {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = [31, 28 + u8::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        days.get(usize::from(month).wrapping_sub(1)).is_some_and(|last| (1..=*last).contains(&day))
    };
    read().filter(real).ok_or_else(|| Problem::new("bad-date", Kind::Usage).with("text", text))
}

/// The day by the machine's clock, in UTC.
fn today() -> Option<(i32, u8, u8)> {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    Some(civil(i64::try_from(seconds / 86_400).ok()?))
}

/// Year, month and day of a count of days since 1970-01-01, in the Gregorian calendar.
fn civil(days: i64) -> (i32, u8, u8) {
    let (mut year, mut rest) = (1970, days);
    let length = |year: i64| if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) { 366 } else { 365 };
    while rest >= length(year) {
        rest -= length(year);
        year += 1;
    }
    let february = length(year) - 337;
    let mut month = 1_u8;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if rest < days {
            break;
        }
        rest -= days;
        month += 1;
    }
    (year as i32, month, rest as u8 + 1)
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

/// Why there is no footprint, in both languages.
fn because(problem: &Problem) -> Label {
    problem.messages()
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

fn shape(
    context: &Context,
    records: &Records,
    made: &Accounts,
    diagnosis: &Diagnosis,
    footprint: Option<&Footprint>,
) -> Result<serde_json::Value, Problem> {
    let findings: Vec<_> = records.findings.iter().map(|finding| told::told_in(finding, context.language())).collect();
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

fn tell(context: &Context, records: &Records, made: &Accounts) {
    let plant = &records.activity.plant;
    let year = plant.year.to_string();
    let name = if plant.name.is_empty() { plant.id.as_str() } else { context.name(&plant.name) };
    context.heading(&context.format("diagnose-title", &[("plant", name), ("region", &plant.region), ("year", &year)]));
    tell_findings(context, &records.findings);
    let broken = records.findings.iter().filter(|finding| finding.severity() == Severity::Error).count();
    for account in &made.asked {
        tell_account(context, account);
    }
    if broken > 0 {
        context.line("");
        context.line(&context.format("diagnose-broken", &[("count", &broken.to_string())]));
    }
    if made.asked.iter().any(|account| account.missing.iter().any(|missing| missing.en.contains("grid CO2 factor"))) {
        context.line(&context.text("diagnose-grid-hint"));
    }
    for reconciliation in made.reconciliations.iter().filter(|one| !one.steps.is_empty()) {
        tell_reconciliation(context, made, reconciliation);
    }
}

fn tell_findings(context: &Context, findings: &[Finding]) {
    if findings.is_empty() {
        context.line(&context.text("diagnose-no-findings"));
        return;
    }
    let mut order: Vec<&Finding> = findings.iter().collect();
    order.sort_by_key(|finding| std::cmp::Reverse(finding.severity()));
    context.line(&context.format("diagnose-findings", &[("count", &findings.len().to_string())]));
    for finding in order.iter().take(FINDINGS_SHOWN) {
        let mark = told::severity_key(finding.severity());
        let (place, message) = (told::place(finding), told::message(finding, context.language()));
        context.line(&format!("  • {} {place}: {message}", context.text(mark)));
        context.line(&format!("      → {}", told::remedy(finding, context.language())));
    }
    if order.len() > FINDINGS_SHOWN {
        let more = (order.len() - FINDINGS_SHOWN).to_string();
        context.line(&context.format("diagnose-more-findings", &[("count", &more)]));
    }
}

fn tell_account(context: &Context, account: &Account) {
    context.line("");
    context.heading(context.name(&account.name));
    let mut table = context.table(&[
        ("col-item", Align::Left),
        ("col-value", Align::Right),
        ("col-unit", Align::Left),
        ("col-formula", Align::Left),
        ("col-trust", Align::Left),
    ]);
    let mut add = |items: &[Item], mark: &str| {
        for item in items {
            let value =
                item.value.map_or_else(|| "–".to_owned(), |value| value.round_dp(SHOWN).normalize().to_string());
            let name = format!("{mark}{}", context.name(&item.full_name()));
            table.row(vec![name, value, item.unit.clone(), item.formula.clone(), item.trust.clone()]);
        }
    };
    add(&account.items, "");
    add(&account.auxiliary, "+ ");
    add(&account.memo, "· ");
    context.print_table(&table);
    let unit = format!("{} ({})", account.unit, context.name(&account.quantity));
    match (account.total, account.range) {
        (Some(total), Some([low, high])) => {
            let (total, low, high) = (total.round_dp(SHOWN).to_string(), format!("{low:.0}"), format!("{high:.0}"));
            let arguments = [("total", total.as_str()), ("unit", &unit), ("low", &low), ("high", &high)];
            context.line(&context.format("diagnose-total-range", &arguments));
        }
        (Some(total), None) => {
            context.line(
                &context.format("diagnose-total", &[("total", &total.round_dp(SHOWN).to_string()), ("unit", &unit)]),
            );
        }
        (None, _) => {
            for missing in &account.missing {
                context.line(&format!("  {}", context.name(missing)));
            }
        }
    }
    for change in &account.log {
        let (effect, what) = (change.effect.round_dp(SHOWN).normalize().to_string(), context.name(&change.what));
        let arguments = [("item", context.name(&change.item)), ("what", what), ("effect", effect.as_str())];
        context.line(&context.format("diagnose-recalculated", &arguments));
    }
    for caveat in &account.caveats {
        context.line(&format!("  ! {}", context.name(caveat)));
    }
}

fn tell_reconciliation(context: &Context, made: &Accounts, reconciliation: &Reconciliation) {
    let name = |id: &str| {
        let account = made.asked.iter().find(|account| account.scheme == id);
        account.map_or_else(|| id.to_owned(), |account| account.scheme.clone())
    };
    context.line("");
    let (from, to) = (name(&reconciliation.from), name(&reconciliation.to));
    context.heading(&context.format("diagnose-reconciliation", &[("from", &from), ("to", &to)]));
    let mut table =
        context.table(&[("col-step", Align::Left), ("col-change", Align::Right), ("col-because", Align::Left)]);
    for step in &reconciliation.steps {
        let because = context.name(&step.because).to_owned();
        table.row(vec![
            context.name(&step.name).to_owned(),
            step.amount.round_dp(SHOWN).normalize().to_string(),
            because,
        ]);
    }
    context.print_table(&table);
}

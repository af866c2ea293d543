//! `diagnose PLANT`: accounts, footprint, diagnosis and the report of one plant.

mod tell_diagnosis;

use std::path::PathBuf;

use verdigris_accounts::{Account, Item, Reconciliation};
use verdigris_diagnosis::measure::{self, Measure};
use verdigris_network::{Finding, Severity};
use verdigris_study::{
    Packaged,
    diagnosis::{self, Others, Question},
    plant::{Records, accounts::Accounts},
};
use verdigris_wording::{Problem, told};

use crate::{
    arguments::Diagnose,
    context::Context,
    day,
    output::{print_json, table::Align},
    plant::{outputs, read},
};

/// Decimals shown on the terminal; the JSON has all.
const SHOWN: u32 = 4;
/// Findings told one by one; the rest is counted.
const FINDINGS_SHOWN: usize = 12;

pub fn run(context: &Context, asked: &Diagnose) -> Result<(), Problem> {
    let date = asked.date.as_deref().map(day::read).transpose()?;
    let packaged = Packaged::get()?;
    let mut question = Question {
        schemes: asked.scheme.clone(),
        discount_rate: asked.discount_rate,
        grid_year: asked.grid_year,
        runs: asked.runs,
        seed: asked.seed,
        date: if asked.output.is_some() { date.or_else(day::today) } else { date },
        language: Some(context.language()),
        ..Question::plain(packaged)
    };
    question.check()?;
    let records = read::records(&asked.plant, asked.year, packaged)?;
    question.earlier = asked.reference.as_deref().map(|plant| read::records(plant, None, packaged)).transpose()?;
    let years = asked.peer.iter().map(|plant| Ok(read::records(plant, None, packaged)?.year));
    question.others =
        Others { years: years.collect::<Result<_, Problem>>()?, named: asked.name_peers, minimum: asked.peer_minimum };
    question.measures.extend(measures(&asked.measures)?);
    let diagnosed = diagnosis::run(records, &question, packaged, &|_, _| {}, &|| false)?;
    let mut written = Vec::new();
    if let Some(folder) = &asked.output {
        let bar = context.bar("working-report");
        written = outputs::write(folder, &diagnosed, context.language())?;
        bar.finish_and_clear();
    }
    if context.json {
        return print_json(&diagnosed.value);
    }
    tell(context, &diagnosed.records, &diagnosed.accounts);
    let footprint = diagnosed.footprint.as_ref().map_err(Problem::messages);
    tell_diagnosis::tell(context, &diagnosed.diagnosis, footprint, &diagnosed.left_out);
    for file in &written {
        context.line(&context.format("written-file", &[("path", &file.display().to_string())]));
    }
    Ok(())
}

/// The measures of the user's files.
fn measures(files: &[PathBuf]) -> Result<Vec<Measure>, Problem> {
    let mut measures = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).map_err(|error| Problem::storage(path, &error))?;
        measures.extend(measure::parse(&path.display().to_string(), &text)?);
    }
    Ok(measures)
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

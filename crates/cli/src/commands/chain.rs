//! `chain concentration | supply | match | check`: the supply chain and capacity.

use std::path::Path;

use serde_json::json;
use verdigris_chain::capacity::{Comparison, Outcome};
use verdigris_chain::gap::Kind as GapKind;
use verdigris_report::Footprints;
use verdigris_study::chain::{self, Asked, Chain, Commodity};
use verdigris_wording::{Kind, Problem};

use crate::{
    arguments::ChainCommand,
    context::Context,
    output::{number::short, print_json, table::Align},
};

/// Rows of losses shown in the terminal.
const SHOWN: usize = 20;

pub fn run(context: &Context, command: &ChainCommand) -> Result<(), Problem> {
    match command {
        ChainCommand::Concentration { metal, year, picture } => {
            let all = chain::concentration(metal.as_deref(), *year)?;
            draw(context, picture.as_deref(), &chain::bars(&all))?;
            if context.json {
                return print_json(&all);
            }
            concentration(context, &all, metal.is_some());
        }
        ChainCommand::Supply { file, home, pairs, worst, picture } => {
            let asked = Asked { home: home.clone(), pairs: *pairs, worst: *worst };
            let chain = chain::supply(&read(file)?, &asked)?;
            draw(context, picture.as_deref(), &chain::losses(&chain))?;
            if context.json {
                return print_json(&chain);
            }
            supply(context, &chain);
        }
        ChainCommand::Match { postings, ways, carbon_price, owner } => {
            let (market, letters) = chain::matching(&read(postings)?, &read(ways)?, *carbon_price)?;
            let Some(owner) = owner else {
                if context.json {
                    return print_json(&market);
                }
                market_totals(context, &market);
                return Ok(());
            };
            let letter = letters.iter().find(|letter| letter.owner() == owner);
            let letter = letter.ok_or_else(|| Problem::new("chain-owner", Kind::NotFound).with("owner", owner))?;
            let content = letter.open(owner).map_err(|error| chain::problem(&error))?;
            if context.json {
                return print_json(content);
            }
            own_matches(context, content);
        }
        ChainCommand::Check { project, rules } => {
            let rules = rules.as_deref().map(read).transpose()?;
            let verdicts = chain::check(&read(project)?, rules.as_deref())?;
            if context.json {
                return print_json(&json!({ "verdicts": verdicts }));
            }
            check(context, &verdicts);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Problem> {
    std::fs::read_to_string(path).map_err(|error| Problem::storage(path, &error))
}

fn draw(context: &Context, picture: Option<&Path>, bars: &Footprints) -> Result<(), Problem> {
    let Some(path) = picture else { return Ok(()) };
    let svg = verdigris_report::bars::svg(bars, context.language())
        .map_err(|error| Problem::new("report", Kind::Computation).with("reason", error.to_string()))?;
    std::fs::write(path, svg).map_err(|error| Problem::storage(path, &error))
}

fn concentration(context: &Context, all: &[Commodity], long: bool) {
    let mut table = context.table(&[
        ("col-metal", Align::Left),
        ("col-production-year", Align::Right),
        ("col-hhi", Align::Right),
        ("col-three", Align::Right),
        ("col-governed", Align::Right),
        ("col-largest", Align::Left),
    ]);
    for commodity in all {
        let figures = &commodity.figures;
        let largest: Vec<String> = commodity
            .countries
            .iter()
            .zip(&figures.shares)
            .take(if long { 10 } else { 3 })
            .map(|(name, share)| format!("{} {:.1} %", context.name(name), 100.0 * share.share))
            .collect();
        let governed = figures.governed.map_or_else(|| context.text("chain-none"), |index| format!("{index:.2}"));
        table.row(vec![
            context.name(&commodity.name).to_owned(),
            commodity.year.to_string(),
            format!("{:.0}", figures.hhi),
            format!("{:.1} %", 100.0 * figures.three),
            governed,
            largest.join(", "),
        ]);
    }
    context.heading(&context.text("chain-concentration"));
    context.print_table(&table);
    if let Some(first) = all.first() {
        let arguments = [("source", first.source.as_str()), ("licence", &first.licence), ("trust", &first.trust)];
        context.line(&context.format("chain-source", &arguments));
    }
}

fn supply(context: &Context, chain: &Chain) {
    let cost = short(chain.run.cost);
    let unmet = short(chain.run.unmet.iter().sum());
    let arguments = [("cost", cost.as_str()), ("currency", &chain.currency), ("unmet", &unmet), ("unit", &chain.unit)];
    context.line(&context.format("chain-run", &arguments));
    if !chain.gaps.is_empty() {
        context.heading(&context.text("chain-gaps"));
        for gap in &chain.gaps {
            let key = match gap.kind {
                GapKind::NoSupplier => "gap-no-supplier",
                GapKind::NoHomeSupplier => "gap-no-home-supplier",
                GapKind::SingleSupplier => "gap-single-supplier",
                GapKind::SingleRoute => "gap-single-route",
                GapKind::TooLittleCapacity => "gap-too-little-capacity",
                GapKind::NotProcessed => "gap-not-processed",
            };
            let suppliers = gap.suppliers.join(", ");
            let route = gap.route.clone().unwrap_or_default();
            let arguments =
                [("good", gap.good.as_str()), ("place", &gap.place), ("suppliers", &suppliers), ("route", &route)];
            context.line(&format!("  {}", context.format(key, &arguments)));
        }
    }
    context.heading(&context.text("chain-losses"));
    let mut table =
        context.table(&[("col-part", Align::Left), ("col-loss", Align::Right), ("col-unmet", Align::Right)]);
    for loss in chain.single.iter().take(SHOWN) {
        table.row(vec![loss.name.clone(), short(loss.loss), short(loss.unmet)]);
    }
    context.print_table(&table);
    for pair in &chain.pairs {
        let (loss, beyond) = (short(pair.loss), short(pair.beyond));
        let names = pair.names.join(" + ");
        context.line(&context.format("chain-pair", &[("names", &names), ("loss", &loss), ("beyond", &beyond)]));
    }
    if let Some(worst) = &chain.worst {
        let (names, loss) = (worst.names.join(" + "), short(worst.loss));
        let key = if worst.proven { "chain-worst" } else { "chain-worst-unproven" };
        context.line(&context.format(key, &[("names", &names), ("loss", &loss)]));
    }
}

fn market_totals(context: &Context, market: &verdigris_chain::matching::Market) {
    context.heading(&context.text("chain-market"));
    let mut table = context.table(&[
        ("col-good", Align::Left),
        ("col-offered", Align::Right),
        ("col-wanted", Align::Right),
        ("col-matched", Align::Right),
    ]);
    for total in &market.goods {
        table.row(vec![total.good.clone(), short(total.offered), short(total.wanted), short(total.matched)]);
    }
    context.print_table(&table);
    if let (Some(gain), Some(carbon)) = (market.gain, market.carbon) {
        let (gain, carbon) = (short(gain), short(carbon));
        context.line(&context.format("chain-gain", &[("gain", &gain), ("carbon", &carbon)]));
    }
    if market.withheld > 0 {
        context.line(&context.format("chain-withheld", &[("count", &market.withheld.to_string())]));
    }
}

fn own_matches(context: &Context, content: &verdigris_chain::matching::Content) {
    let mut table = context.table(&[
        ("col-own", Align::Left),
        ("col-other", Align::Left),
        ("col-units", Align::Right),
        ("col-distance", Align::Right),
        ("col-transport", Align::Right),
        ("col-carbon", Align::Right),
    ]);
    for own in &content.matches {
        table.row(vec![
            own.own.clone(),
            own.other.clone(),
            short(own.amount),
            short(own.distance),
            short(own.transport),
            short(own.carbon),
        ]);
    }
    context.print_table(&table);
    let (share, error) = (short(content.share.share), short(content.share.error));
    context.line(&context.format("chain-share", &[("share", &share), ("error", &error)]));
}

fn check(context: &Context, verdicts: &[verdigris_chain::capacity::Verdict]) {
    let mut table = context.table(&[
        ("col-rule", Align::Left),
        ("col-outcome", Align::Left),
        ("col-value", Align::Right),
        ("col-bound", Align::Right),
        ("col-document", Align::Left),
        ("col-issued", Align::Left),
    ]);
    for verdict in verdicts {
        let rule = &verdict.rule;
        let (outcome, value) = match &verdict.outcome {
            Outcome::Kept { value } => (context.text("rule-kept"), short(*value)),
            Outcome::Broken { value } => (context.text("rule-broken"), short(*value)),
            Outcome::NotAvailable { needs } => (context.format("rule-needs", &[("needs", needs)]), String::new()),
        };
        let sign = match rule.comparison {
            Comparison::AtMost => "≤",
            Comparison::AtLeast => "≥",
            Comparison::Above => ">",
        };
        table.row(vec![
            context.name(&rule.name).to_owned(),
            outcome,
            value,
            format!("{sign} {} {}", short(rule.value), if rule.unit == "1" { "" } else { &rule.unit }),
            if rule.document.is_empty() { rule.source.clone() } else { rule.document.clone() },
            rule.issued.clone(),
        ]);
    }
    context.print_table(&table);
}

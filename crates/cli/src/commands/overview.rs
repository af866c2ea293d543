//! `overview`: the packaged products at a glance, with pictures. What `make run` shows.

use std::path::{Path, PathBuf};

use serde_json::json;
use verdigris_inventory::{contribution, samples::Samples, traversal::GraphLimits};
use verdigris_network::FindingKind;
use verdigris_quantity::Label;
use verdigris_report::{Bar, Footprints, Segment, bars};
use verdigris_study::{
    PACKAGED, Solved, Study, Target,
    footprint::{product, result},
    sankey as chain,
    target::{find, region_name, with_amount},
    uncertainty::sample,
};
use verdigris_wording::{Kind, Problem};

use crate::{
    commands::sankey,
    context::{Context, watch, watched},
    output::{
        number::{percent, short},
        print_json,
        table::{Align, Table},
    },
};

/// Products of these categories are shown.
const CATEGORY: &str = "metals/";
/// The product compared by province and drawn.
const SHOWN: &str = "primary-aluminium-ingot";
/// Region whose supply chain is drawn.
const DRAWN: &str = "CN";

struct Row {
    target: Target,
    solved: Solved,
}

pub fn run(context: &Context, output: Option<&Path>, method: &str, runs: u64, seed: u64) -> Result<(), Problem> {
    let study = Study::open(context.library.network(PACKAGED)?, &[method.to_owned()], &[])?;
    let (nation, provinces) = activities(&study);
    let mut rows = Vec::new();
    for activity in nation.iter().chain(&provinces) {
        let target = with_amount(&study, *activity, "1", None)?;
        let solved = study.solve(&target)?;
        // Burden-free scrap and cut-offs have nothing to show.
        if solved.scores[0].value != 0.0 {
            rows.push(Row { target, solved });
        }
    }
    let national = rows.iter().filter(|row| !provinces.contains(&row.target.activity)).count();
    let bar = context.bar("working-sampling");
    let progress = watched(&bar);
    let demands: Vec<Vec<(usize, f64)>> = rows.iter().map(|row| row.target.one()).collect();
    let (samples, _) = sample(&study, &demands, seed, runs.max(2), watch(&progress))?;
    bar.finish_and_clear();
    let written = pictures(context, &study, &rows, national, &samples, output)?;
    if context.json {
        let intensities = study.intensities()?;
        let mut list = Vec::new();
        for (k, row) in rows.iter().enumerate() {
            list.push(result(&study, &row.target, &row.solved, Some((&samples, k)), Some(intensities), &[]));
        }
        return print_json(&json!({ "network": PACKAGED, "footprints": list, "pictures": written }));
    }
    context.heading(&context.format("overview-title", &[("method", method)]));
    let mut table = table(context);
    for (k, row) in rows[..national].iter().enumerate() {
        table.row(line(context, &study, row, &samples, k));
    }
    context.print_table(&table);
    context.line("");
    context.heading(&context.text("overview-provinces"));
    let mut order: Vec<usize> = (national..rows.len()).collect();
    order.sort_by(|&a, &b| rows[a].solved.scores[0].value.total_cmp(&rows[b].solved.scores[0].value));
    let mut table = self::table(context);
    for k in order {
        table.row(line(context, &study, &rows[k], &samples, k));
    }
    context.print_table(&table);
    context.line("");
    let count = samples.iterations.len().to_string();
    context.line(&context.format("overview-note", &[("runs", &count), ("seed", &seed.to_string())]));
    let unlinked = study.assembly.findings.iter().filter(|finding| finding.kind == FindingKind::UnlinkedInput).count();
    if unlinked > 0 {
        context.line(&context.format("overview-unlinked", &[("count", &unlinked.to_string())]));
    }
    let paths: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    context.line(&context.format("overview-written", &[("paths", &paths.join(", "))]));
    context.line(&context.format("overview-next", &[("product", SHOWN)]));
    Ok(())
}

/// Activities to show: every metal product where it is made nationally or only there, and the provinces of one.
fn activities(study: &Study) -> (Vec<usize>, Vec<usize>) {
    let mut nation = Vec::new();
    let mut provinces = Vec::new();
    for (k, made) in study.assembly.activities.iter().enumerate() {
        let process = study.network.process(made.process);
        let flow = study.network.flow(process.exchanges[made.reference].flow);
        let of_template = process.id.contains('@');
        let province = process.region.contains('-');
        if of_template && province {
            if flow.id == SHOWN {
                provinces.push(k);
            }
        } else if flow.category.starts_with(CATEGORY) {
            nation.push(k);
        }
    }
    nation.sort_by_key(|&k| {
        let made = &study.assembly.activities[k];
        study.network.process(made.process).exchanges[made.reference].flow
    });
    (nation, provinces)
}

fn table(context: &Context) -> Table {
    context.table(&[
        ("col-product", Align::Left),
        ("col-region", Align::Left),
        ("col-value", Align::Right),
        ("col-unit", Align::Left),
        ("col-interval", Align::Left),
        ("col-contributions", Align::Left),
    ])
}

fn line(context: &Context, study: &Study, row: &Row, samples: &Samples, demand: usize) -> Vec<String> {
    let made = product(study, row.target.activity);
    let summary = samples.summary(demand, 0);
    let indicator = &study.assembly.indicators[0];
    let total = row.solved.scores[0].value;
    let largest: Vec<String> = contributions(study, row, 3)
        .into_iter()
        .map(|(label, value)| {
            format!("{} {}", crate::output::table::cut(context.name(&label), 30), percent(value / total))
        })
        .collect();
    vec![
        context.name(&made.name).to_owned(),
        region_name(study, &made.region, context.language()),
        short(total),
        format!("{} / {}", indicator.unit, row.target.amount.unit),
        format!("{} – {}", short(summary.quantiles[0].value), short(summary.quantiles[6].value)),
        largest.join(", "),
    ]
}

/// The processes with the largest own emissions.
fn contributions(study: &Study, row: &Row, count: usize) -> Vec<(Label, f64)> {
    let direct = study.direct_of(0);
    let all = contribution::by_activity(&direct, &row.solved.solution.scaling);
    let name = |k: usize| study.network.process(study.assembly.activities[k].process).name.clone();
    contribution::largest(&all, count).into_iter().map(|(k, value)| (name(k), value)).collect()
}

fn pictures(
    context: &Context,
    study: &Study,
    rows: &[Row],
    nation: usize,
    samples: &Samples,
    output: Option<&Path>,
) -> Result<Vec<PathBuf>, Problem> {
    let folder = output.unwrap_or(Path::new("out"));
    std::fs::create_dir_all(folder).map_err(|error| Problem::storage(folder, &error))?;
    let mut written = Vec::new();
    if let Ok((activity, _)) = find(study, SHOWN, Some(DRAWN)) {
        let target = with_amount(study, activity, "1", None)?;
        let solved = study.solve(&target)?;
        let chain = chain::of(study, &target, &solved, 0, GraphLimits { cutoff: 0.01, nodes: 40 })?;
        for ending in ["svg", "html"] {
            let path = folder.join(format!("sankey-{SHOWN}.{ending}"));
            sankey::write(context, chain.supply(), &path)?;
            written.push(path);
        }
    }
    for (name, part, start) in [("footprints", &rows[..nation], 0), ("provinces", &rows[nation..], nation)] {
        let figure = footprints(study, part, start, samples);
        let drawn = bars::svg(&figure, context.language())
            .map_err(|error| Problem::new("picture", Kind::Computation).with("reason", error.to_string()))?;
        let path = folder.join(format!("{name}.svg"));
        std::fs::write(&path, drawn).map_err(|error| Problem::storage(&path, &error))?;
        written.push(path);
    }
    Ok(written)
}

fn footprints(study: &Study, rows: &[Row], start: usize, samples: &Samples) -> Footprints {
    let indicator = &study.assembly.indicators[0];
    let unit = rows.first().map_or_else(String::new, |row| format!("{} / {}", indicator.unit, row.target.amount.unit));
    let bars = rows.iter().enumerate().map(|(k, row)| {
        let made = product(study, row.target.activity);
        let summary = samples.summary(start + k, 0);
        let segments =
            contributions(study, row, 3).into_iter().map(|(label, value)| Segment { label, value }).collect();
        Bar {
            label: made.name,
            region: made.region,
            total: row.solved.scores[0].value,
            interval: Some((summary.quantiles[0].value, summary.quantiles[6].value)),
            segments,
        }
    });
    let mut bars: Vec<Bar> = bars.collect();
    bars.sort_by(|a, b| b.total.total_cmp(&a.total));
    Footprints {
        title: Label::new(indicator.name.en.clone(), indicator.name.zh.clone()),
        unit: Label::new(unit.clone(), unit),
        source: Label::new(
            format!("Verdigris; network {}, method {}", study.name, study.methods[indicator.method].id),
            format!("铜绿；网络 {}，方法 {}", study.name, study.methods[indicator.method].id),
        ),
        bars,
    }
}

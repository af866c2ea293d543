//! `explain PRODUCT|FILE.json [PATH]`: walks a figure down to exchanges, factors and their sources.

use std::path::Path;

use serde_json::Value;
use verdigris_quantity::Trace;
use verdigris_study::{
    figures::{self, Figures},
    opening::{Opening, Reach},
    path,
    result::Footprint,
    target::resolve,
};
use verdigris_wording::{Kind, Problem};

use crate::{
    arguments::On,
    commands::{footprint::print_header, open},
    context::Context,
    output::{number::short, print_json},
};

/// Share of the whole below which lines are added up.
const CUTOFF: f64 = 0.001;

pub fn run(context: &Context, text: &str, path: Option<&str>, depth: usize, on: &On) -> Result<(), Problem> {
    let given = path.unwrap_or_default();
    let steps = path::steps(given)?;
    let inside = Path::new(text).join("diagnosis.json");
    let file = if inside.is_file() { inside.as_path() } else { Path::new(text) };
    let is_file = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let traces = if is_file { from_file(file)? } else { computed(context, text, steps.len() + depth, on)? };
    let mut opened = Vec::new();
    for trace in &traces {
        opened.push(path::follow(trace, &steps, given)?);
    }
    if context.json {
        return print_json(&opened);
    }
    for trace in opened {
        print(context, trace, given, 0, depth);
        context.line("");
    }
    Ok(())
}

fn from_file(file: &Path) -> Result<Vec<Trace>, Problem> {
    let text = std::fs::read_to_string(file).map_err(|error| Problem::storage(file, &error))?;
    let bad = |error: serde_json::Error| {
        Problem::new("bad-result", Kind::Input)
            .with("path", file.display().to_string())
            .with("reason", error.to_string())
    };
    let mut result: Value = serde_json::from_str(&text).map_err(bad)?;
    if result.get("trace").is_none() {
        // A footprint opens as one tree of each indicator.
        let footprint: Footprint = serde_json::from_value(result).map_err(bad)?;
        return Ok(footprint.results.into_iter().filter_map(|result| result.trace).collect());
    }
    // A diagnosis opens as one tree of all its figures, those of its accounts first.
    let mut whole = figures::tree(&mut result, Figures::Accounts).map_err(bad)?.unwrap_or_default();
    for figures in [Figures::Ladders, Figures::Measures, Figures::Footprint] {
        whole.inputs.extend(figures::tree(&mut result, figures).map_err(bad)?);
    }
    Ok(vec![whole])
}

fn computed(context: &Context, text: &str, depth: usize, on: &On) -> Result<Vec<Trace>, Problem> {
    let (study, _) = open(context, on)?;
    let target = resolve(&study, &on.wanted(text))?;
    let intensities = study.intensities()?;
    if !context.json {
        print_header(context, &study, &target);
    }
    let reach = Reach { depth, cutoff: CUTOFF };
    let open = |k| Opening::new(&study, k, intensities).activity(target.activity, target.own, reach);
    Ok((0..study.indicators()).map(open).collect())
}

fn print(context: &Context, trace: &Trace, path: &str, level: usize, depth: usize) {
    let indent = "  ".repeat(level);
    let number = if path.is_empty() { String::new() } else { format!("{path}  ") };
    let formula = trace.formula.as_deref().map(|formula| format!("   = {formula}")).unwrap_or_default();
    let interval =
        trace.interval.map(|[low, high]| format!("  [{} – {}]", short(low), short(high))).unwrap_or_default();
    // A plant is opened as the list of its accounts and is no figure itself; what is not available says so by its name.
    let figure = match (trace.unit.is_empty() && trace.formula.is_none(), trace.value.is_finite()) {
        (true, _) => String::new(),
        (false, true) => format!(": {} {}", short(trace.value), trace.unit),
        (false, false) => ": –".to_owned(),
    };
    context.line(&format!("{indent}{number}{}{figure}{interval}{formula}", context.name(&trace.label)));
    if let Some(origin) = &trace.origin {
        let parts: Vec<&str> = [&origin.source, &origin.place, &origin.url, &origin.licence]
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        let trust = if origin.trust.is_empty() { String::new() } else { format!("[{}] ", origin.trust) };
        context.line(&format!("{indent}    ↳ {trust}{}", parts.join(" · ")));
    }
    if level < depth * 2 {
        for (k, input) in trace.inputs.iter().enumerate() {
            let path = if path.is_empty() { (k + 1).to_string() } else { format!("{path}.{}", k + 1) };
            print(context, input, &path, level + 1, depth);
        }
    }
}

//! `export NAME --format F -o PATH` and `template -o FILE`.

use std::path::Path;

use serde_json::json;
use verdigris_activity::{Sector, Sectors};
use verdigris_interchange::{Silent, activity, ilcd, jsonld, tables};
use verdigris_network::Finding;
use verdigris_study::result::FindingCount;
use verdigris_wording::{Kind, Problem};

use crate::{arguments::ExportFormat, context::Context, output::print_json};

pub fn run(context: &Context, name: &str, format: ExportFormat, output: &Path) -> Result<(), Problem> {
    let network = context.library.network(name)?.network;
    // Formats without templates get the processes of all regions.
    let unfolded = || verdigris_network::template::unfold(network.clone());
    let mut findings: Vec<Finding> = Vec::new();
    match format {
        ExportFormat::Tables if ends_with(output, "zip") => put(output, &tables::write_zip(&network)?)?,
        ExportFormat::Tables => tables::write_folder(&network, output)?,
        ExportFormat::Xlsx => put(output, &tables::write_workbook(&network)?)?,
        ExportFormat::Jsonld => {
            let (bytes, lost) = jsonld::write(&unfolded(), &Silent)?;
            findings = lost;
            put(output, &bytes)?;
        }
        ExportFormat::Ilcd => put(output, &ilcd::write(&unfolded())?)?,
    }
    done(context, name, output, &findings)
}

pub fn template(context: &Context, output: &Path, replace: bool) -> Result<(), Problem> {
    free(output, replace)?;
    put(output, &tables::template()?)?;
    done(context, "template", output, &[])
}

/// The template of a sector's plant records, empty or with the packaged example of the sector.
pub fn records(context: &Context, text: &str, example: bool, output: &Path, replace: bool) -> Result<(), Problem> {
    free(output, replace)?;
    let sectors = Sectors::packaged()?;
    let sector = meant(&sectors, text.trim())?;
    let filled = if example {
        let found = verdigris_activity::examples().iter().find(|example| example.sector == sector.id);
        let found =
            found.ok_or_else(|| Problem::new("no-sector-example", Kind::NotFound).with("sector", &sector.id))?;
        Some(activity::example(found.id)?)
    } else {
        None
    };
    put(output, &activity::template(&sector.id, filled.as_ref())?)?;
    done(context, context.name(&sector.name), output, &[])
}

/// Refuses to write over a workbook that somebody may have filled in.
fn free(output: &Path, replace: bool) -> Result<(), Problem> {
    if output.exists() && !replace {
        return Err(Problem::new("file-exists", Kind::Storage).with("path", output.display().to_string()));
    }
    Ok(())
}

/// The sector of an id or a name, or the only one whose name holds the text.
fn meant<'s>(sectors: &'s Sectors, text: &str) -> Result<&'s Sector, Problem> {
    let names = |sector: &'s Sector| [&sector.id, &sector.name.en, &sector.name.zh];
    let exact = sectors.all().iter().find(|sector| names(sector).iter().any(|name| name.eq_ignore_ascii_case(text)));
    if let Some(sector) = exact {
        return Ok(sector);
    }
    let part = text.to_lowercase();
    let holds = |sector: &&Sector| !part.is_empty() && sector.name.zh.starts_with(&part);
    let named = |sector: &&Sector| !part.is_empty() && sector.name.en.to_lowercase().starts_with(&part);
    let found: Vec<&Sector> = sectors.all().iter().filter(|sector| holds(sector) || named(sector)).collect();
    if let [sector] = found.as_slice() {
        return Ok(sector);
    }
    let known: Vec<String> = sectors.all().iter().map(|sector| format!("{} {}", sector.id, sector.name.zh)).collect();
    Err(Problem::new("no-sector-named", Kind::NotFound).with("text", text).with("names", known.join(", ")))
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    std::fs::write(path, bytes).map_err(|error| Problem::storage(path, &error))
}

fn done(context: &Context, name: &str, output: &Path, findings: &[Finding]) -> Result<(), Problem> {
    let counts = FindingCount::of(findings);
    if context.json {
        return print_json(&json!({ "network": name, "file": output, "findings": counts }));
    }
    context.line(&context.format("written", &[("name", name), ("path", &output.display().to_string())]));
    for item in &counts {
        context.line(&format!("  {:>7}  {} ({})", item.count, context.text(&format!("kind-{}", item.code)), item.code));
    }
    Ok(())
}

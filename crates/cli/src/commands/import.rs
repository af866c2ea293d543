//! `import PATH --as NAME`.

use std::path::Path;

use indicatif::ProgressBar;
use serde_json::json;
use verdigris_interchange::{ImportOptions, Progress, Stage};
use verdigris_study::{PACKAGED, result::FindingCount};
use verdigris_wording::{Kind, Problem};

use crate::{
    context::Context,
    library::{Library, Stored},
    output::print_json,
};

struct Shown(ProgressBar);

impl Progress for Shown {
    fn report(&self, _: Stage, done: usize, total: usize) {
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
    }
}

pub fn run(context: &Context, path: &Path, name: &str, replace: bool) -> Result<(), Problem> {
    Library::check_name(name)?;
    if name == PACKAGED {
        return Err(Problem::new("reserved-name", Kind::Usage).with("name", name));
    }
    if context.library.holds(name) && !replace {
        return Err(Problem::new("name-taken", Kind::Usage).with("name", name));
    }
    let shown = Shown(context.bar("working-reading"));
    let options = ImportOptions { id: name.to_owned(), ..ImportOptions::default() };
    let imported = verdigris_interchange::import(path, &options, &shown)?;
    shown.0.finish_and_clear();
    let stored = Stored::new(path.display().to_string(), imported.network, imported.findings);
    context.library.save(name, &stored)?;
    let counts = FindingCount::of(&stored.findings);
    if context.json {
        return print_json(&json!({
            "network": name, "origin": stored.origin, "processes": stored.network.processes.len(),
            "flows": stored.network.flows.len(), "exchanges": stored.network.exchange_count(),
            "methods": stored.network.methods.len(), "findings": counts,
        }));
    }
    context.heading(&context.format(
        "imported",
        &[
            ("name", name),
            ("processes", &stored.network.processes.len().to_string()),
            ("flows", &stored.network.flows.len().to_string()),
            ("exchanges", &stored.network.exchange_count().to_string()),
            ("methods", &stored.network.methods.len().to_string()),
        ],
    ));
    for item in &counts {
        context.line(&format!("  {:>7}  {} ({})", item.count, context.text(&format!("kind-{}", item.code)), item.code));
    }
    context.line(&context.format("import-next", &[("name", name)]));
    Ok(())
}

//! One file a command.

mod blend;
mod chain;
mod check;
mod compare;
mod contributions;
mod diagnose;
mod explain;
mod export;
mod find;
mod footprint;
mod import;
mod methods;
mod networks;
mod overview;
#[cfg(feature = "server")]
mod platform;
mod reconcile;
mod sankey;
mod scenario;
mod sensitivity;
mod stocks;

use std::{path::PathBuf, sync::Arc};

use verdigris_network::patch::Patch;
use verdigris_study::Study;
use verdigris_wording::Problem;

use crate::{
    arguments::{Command, On},
    context::Context,
};

/// Runs a command.
pub fn run(context: &Context, command: Command) -> Result<(), Problem> {
    match command {
        Command::Overview { output, method, runs, seed } => {
            overview::run(context, output.as_deref(), &method, runs, seed)
        }
        Command::Import { path, name, replace } => import::run(context, &path, &name, replace),
        Command::Networks => networks::run(context),
        Command::Check { name, kind, limit } => check::run(context, &name, kind.as_deref(), limit),
        Command::Find { text, network, limit } => find::run(context, &text, network.as_deref(), limit),
        Command::Footprint { product, on } => footprint::run(context, &product, &on),
        Command::Contributions { product, by, limit, on } => contributions::run(context, &product, by, limit, &on),
        Command::Compare { first, second, on } => compare::run(context, &first, &second, &on),
        Command::Sankey { product, output, cutoff, nodes, on } => {
            sankey::run(context, &product, &output, cutoff, nodes, &on)
        }
        Command::Scenario { product, on } => scenario::run(context, &product, &on),
        Command::Sensitivity { product, limit, on } => sensitivity::run(context, &product, limit, &on),
        Command::Methods { network } => methods::run(context, &network),
        Command::Export { name, format, output } => export::run(context, &name, format, &output),
        Command::Blend(asked) => blend::run(context, &asked),
        Command::Template { sector: Some(sector), example, output, replace } if sector.trim() == "charge" => {
            blend::template(context, example, &output, replace)
        }
        Command::Diagnose(asked) => diagnose::run(context, &asked),
        Command::Stocks(asked) => stocks::run(context, &asked),
        Command::Template { sector: None, output, replace, .. } => export::template(context, &output, replace),
        Command::Template { sector: Some(sector), example, output, replace } => {
            export::records(context, &sector, example, &output, replace)
        }
        #[cfg(feature = "server")]
        Command::Serve { listen, place } => platform::serve(context, listen, place),
        #[cfg(feature = "server")]
        Command::Admin(admin) => platform::admin(context, admin),
        #[cfg(feature = "server")]
        Command::Log(log) => platform::log(context, log),
        #[cfg(feature = "server")]
        Command::Backup { output, place } => platform::backup(context, &output, place),
        #[cfg(feature = "server")]
        Command::Restore { file, place } => platform::restore(context, &file, place),
        #[cfg(feature = "server")]
        Command::Openapi => platform::openapi(),
        Command::Reconcile(asked) => reconcile::run(context, &asked),
        Command::Chain { command } => chain::run(context, &command),
        Command::Explain { product, path, depth, on } => explain::run(context, &product, path.as_deref(), depth, &on),
    }
}

/// Reads patch files.
fn patches(paths: &[PathBuf]) -> Result<Vec<Patch>, Problem> {
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).map_err(|error| Problem::storage(path, &error))?;
            Ok(Patch::parse(&text)?)
        })
        .collect()
}

/// Opens the study a command computes on, with its patches applied.
fn open(context: &Context, on: &On) -> Result<(Study, Vec<Patch>), Problem> {
    if let Some(threads) = on.threads {
        // The pool can be sized once a process; results do not depend on its size.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let patches = patches(&on.patch)?;
    let study = Study::open(context.library.network(&on.network)?, &on.method, &patches)?
        .with_plans(Arc::new(context.library.clone()));
    Ok((study, patches))
}

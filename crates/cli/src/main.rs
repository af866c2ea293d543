//! The `verdigris` command: import databases, compute footprints, open every figure down to its sources.

mod arguments;
mod commands;
mod context;
mod day;
mod exit;
mod help;
mod language;
mod library;
mod output;
mod plant;

use std::process::ExitCode;

use clap::FromArgMatches;

use crate::{arguments::Cli, context::Context, library::Library};
use verdigris_wording::{Messages, Problem};

fn main() -> ExitCode {
    let environment = |name: &str| std::env::var(name).ok();
    let given: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let messages = Messages::of(language::asked(&given, &environment));
    let matches = help::command(messages).get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let context = Context {
        library: Library::locate(cli.common.library.as_deref(), &environment),
        json: cli.common.json,
        colours: output::colours(cli.common.color),
        quiet: cli.common.quiet,
        messages,
    };
    match commands::run(&context, cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            report(&context, &problem);
            ExitCode::from(exit::code(problem.kind()))
        }
    }
}

/// Tells a problem on standard error: what and where, then what to do.
fn report(context: &Context, problem: &Problem) {
    let message = problem.message(context.language());
    let remedy = problem.remedy(context.language());
    if context.json {
        let body = serde_json::json!({
            "error": { "code": problem.code(), "message": message, "remedy": remedy, "exit": exit::code(problem.kind()) } });
        eprintln!("{body}");
        return;
    }
    eprintln!("{}: {message}", context.format("error-mark", &[("code", problem.code())]));
    if let Some(remedy) = remedy {
        eprintln!("  → {remedy}");
    }
}

//! The project's own chores: `cargo xtask tidy`, `cargo xtask licences`, `cargo xtask postgres -- COMMAND…`,
//! `cargo xtask api-test [PROGRAM]`.

mod contract;
mod licence;
mod postgres;
mod tidy;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

/// A rule that is not kept, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// File, with a line where there is one, or crate.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl Breach {
    /// A breach at a place.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

fn main() -> ExitCode {
    let chore = env::args().nth(1).unwrap_or_default();
    let rest: Vec<String> = env::args().skip(2).skip_while(|argument| argument == "--").collect();
    let ran = match chore.as_str() {
        "postgres" => Some(postgres::run(&rest)),
        "api-test" => Some(contract::run(&root(), &rest)),
        _ => None,
    };
    if let Some(ran) = ran {
        return ran.unwrap_or_else(|error| {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        });
    }
    let done = match chore.as_str() {
        "tidy" => tidy::run(&root()),
        "licences" => licence::run(&root()),
        _ => Err(anyhow::anyhow!("usage: cargo xtask tidy | licences | postgres -- COMMAND… | api-test [PROGRAM]")),
    };
    match done {
        Ok((breaches, summary)) => {
            for breach in &breaches {
                eprintln!("{}: {}", breach.place, breach.message);
            }
            println!("{chore}: {summary}, {} breaches", breaches.len());
            if breaches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// What a command prints, run in the repository's root.
fn output(root: &Path, program: &str, arguments: &[&str]) -> Result<String> {
    let shown = || format!("{program} {}", arguments.join(" "));
    let output = Command::new(program).args(arguments).current_dir(root).output().with_context(shown)?;
    if !output.status.success() {
        bail!("{} failed:\n{}", shown(), String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).with_context(shown)
}

/// The cargo that runs this chore.
fn cargo() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

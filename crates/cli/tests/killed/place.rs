//! Where the program keeps its data.

use std::{fs::File, path::PathBuf, process::Command};

use tempfile::TempDir;

/// Variable that names a server of PostgreSQL on which databases can be made.
const VARIABLE: &str = "VERDIGRIS_TEST_POSTGRES";

/// A folder and, on PostgreSQL, a database.
pub struct Place {
    pub folder: PathBuf,
    pub database: Option<String>,
    temporary: TempDir,
}

/// A new place on each database there is.
pub fn all(what: &str) -> Vec<Place> {
    let mut all = vec![Place::new(None)];
    match std::env::var(VARIABLE) {
        Ok(server) => all.push(Place::new(Some(made(&server, what)))),
        Err(_) => eprintln!("skipped on PostgreSQL: {VARIABLE} is not set"),
    }
    all
}

/// A new database, made by PostgreSQL's own client.
fn made(server: &str, what: &str) -> String {
    let name = format!("killed_{what}_{}", std::process::id());
    let made = Command::new("psql").args([server, "-q", "-c", &format!("CREATE DATABASE {name}")]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let (base, _) = address.rsplit_once('/').unwrap();
    format!("{base}/{name}?{query}")
}

impl Place {
    fn new(database: Option<String>) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        Self { folder: temporary.path().join("data"), database, temporary }
    }

    pub fn name(&self) -> &'static str {
        if self.database.is_some() { "postgres" } else { "sqlite" }
    }

    /// Where the program's log lines go.
    pub fn errors(&self) -> File {
        let path = self.temporary.path().join("errors");
        File::options().create(true).append(true).open(path).unwrap()
    }

    /// The last it said there.
    pub fn told(&self) -> String {
        let text = std::fs::read_to_string(self.temporary.path().join("errors")).unwrap_or_default();
        text.lines().rev().take(5).collect::<Vec<_>>().join("\n")
    }

    /// Whether `verdigris log verify` finds log and rows to agree.
    pub fn log_verifies(&self) -> bool {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verdigris"));
        command.args(["log", "verify", "--demo", "--data"]).arg(&self.folder);
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        let output = command.output().unwrap();
        println!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        output.status.success()
    }
}

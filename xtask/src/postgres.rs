//! A throw-away server of PostgreSQL for a command: started in a temporary folder, reached by a socket there, stopped
//! and removed afterwards.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail};

/// Variable by which tests learn of the server.
const VARIABLE: &str = "VERDIGRIS_TEST_POSTGRES";
/// PostgreSQL refuses to run as root; this user comes with its package.
const USER: &str = "postgres";

/// Runs a command with the variable set, and gives its exit code.
pub fn run(command: &[String]) -> Result<ExitCode> {
    let [program, arguments @ ..] = command else { bail!("usage: cargo xtask postgres -- COMMAND…") };
    let server = Server::start()?;
    let status = Command::new(program)
        .args(arguments)
        .env(VARIABLE, server.address())
        .status()
        .with_context(|| format!("running {program}"))?;
    drop(server);
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}

struct Server {
    programs: PathBuf,
    folder: PathBuf,
    as_root: bool,
}

impl Server {
    fn start() -> Result<Self> {
        let programs = programs()?;
        let folder = env::temp_dir().join(format!("verdigris-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).context("making a temporary folder")?;
        let as_root = fs::read_to_string("/proc/self/status").is_ok_and(|text| text.contains("\nUid:\t0\t"));
        let server = Self { programs, folder, as_root };
        if as_root {
            run_quietly(Command::new("chown").arg(USER).arg(&server.folder))?;
        }
        let data = server.data();
        run_quietly(
            server
                .command("initdb")
                .args(["--username=owner", "--auth=trust", "--encoding=UTF8"])
                .args(["--locale=C", "--no-sync", "-D"])
                .arg(&data),
        )?;
        // Durable as in earnest: tests kill the program, and what was acknowledged must be there.
        let settings = format!("-k {} -c listen_addresses= -c max_connections=200", server.folder.display());
        run_quietly(
            server
                .command("pg_ctl")
                .args(["-w", "-o"])
                .arg(settings)
                .arg("-l")
                .arg(server.folder.join("log"))
                .arg("-D")
                .arg(&data)
                .arg("start"),
        )?;
        // A plain user, as programs should have: no superuser, so that row-level security is for it too.
        server.make_user()?;
        Ok(server)
    }

    /// One statement at a time, for `CREATE DATABASE` stands in no transaction.
    fn make_user(&self) -> Result<()> {
        for text in ["CREATE ROLE verdigris LOGIN CREATEDB CREATEROLE", "CREATE DATABASE verdigris OWNER verdigris"] {
            run_quietly(
                self.command("psql")
                    .arg("-qX")
                    .arg("-h")
                    .arg(&self.folder)
                    .args(["-U", "owner", "-d", "postgres", "-c", text]),
            )?;
        }
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The socket's folder stands in the query, where it may have slashes.
    fn address(&self) -> String {
        format!("postgres://verdigris@localhost/verdigris?host={}", self.folder.display())
    }

    fn command(&self, name: &str) -> Command {
        // The client may be installed elsewhere than the server.
        let beside = self.programs.join(name);
        let program = if beside.is_file() { beside } else { PathBuf::from(name) };
        if !self.as_root {
            return Command::new(program);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", USER, "--"]).arg(program);
        command.current_dir("/");
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stopped = run_quietly(self.command("pg_ctl").args(["-m", "immediate", "-D"]).arg(self.data()).arg("stop"));
        if let Err(error) = stopped {
            eprintln!("{error:#}");
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder of the server's programs: on the path, or where Debian's packages put them.
fn programs() -> Result<PathBuf> {
    let here = |folder: &Path| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file();
    let path = env::var_os("PATH").unwrap_or_default();
    if let Some(folder) = env::split_paths(&path).find(|folder| here(folder)) {
        return Ok(folder);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> =
        versions.map(|version| version.path().join("bin")).filter(|bin| here(bin)).collect();
    folders.sort();
    folders.pop().context("PostgreSQL is not installed: on Debian, apt-get install postgresql")
}

fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("running {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

//! The API tried against its own document by schemathesis: a demo server of its own in a temporary folder, asked with
//! the tokens of several people, stopped and removed afterwards.

use std::{
    env, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

/// Whose tokens are tried: one who owns plants, one who governs, one who runs the server.
const PEOPLE: [&str; 3] =
    ["engineer@east-aluminium.example", "secretariat@alliance.example", "operator@alliance.example"];

/// Routes left out: streams that do not end, and those that end the session, password or mandate the rest is asked with.
const LEFT_OUT: &str = "events|/session$|/account/password$|/mandates/";

/// How long the server may take to answer for the first time.
const PATIENCE: Duration = Duration::from_mins(2);

/// Tries a program; where schemathesis is not installed, says so and is content.
pub fn run(root: &Path, arguments: &[String]) -> Result<ExitCode> {
    let tool = env::var("SCHEMATHESIS").unwrap_or_else(|_| "schemathesis".into());
    if Command::new(&tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        println!(
            "schemathesis is not installed: the API was not tried against its document (pip install schemathesis, or \
             name it in SCHEMATHESIS)"
        );
        return Ok(ExitCode::SUCCESS);
    }
    let program = match arguments {
        [] => {
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("debug/verdigris")
        }
        [program] => PathBuf::from(program),
        _ => bail!("usage: cargo xtask api-test [PROGRAM]"),
    };
    let examples = env::var("EXAMPLES").unwrap_or_else(|_| "10".into());
    let server = Server::start(&program)?;
    let mut sound = true;
    for person in PEOPLE {
        let token = server.token(person)?;
        println!("== {person}");
        let status = Command::new(&tool)
            .arg("--config-file")
            .arg(root.join("crates/server/schemathesis.toml"))
            .arg("run")
            .arg(format!("http://{}/api/v1/openapi.json", server.address))
            .args(["--header", &format!("Authorization: Bearer {token}"), "--exclude-path-regex", LEFT_OUT])
            .args(["--phases", "examples,coverage,fuzzing", "--max-examples", &examples])
            .args(["--continue-on-failure", "--generation-deterministic", "--warnings", "off"])
            .current_dir(&server.folder)
            .status()
            .with_context(|| format!("running {tool}"))?;
        sound &= status.success();
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A demo server with limits set high.
struct Server {
    child: Child,
    folder: PathBuf,
    address: String,
}

impl Server {
    fn start(program: &Path) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).context("a free port")?;
        let folder = env::temp_dir().join(format!("verdigris-api-{}", std::process::id()));
        fs::create_dir_all(&folder).context("making a temporary folder")?;
        let child = Command::new(program)
            .args(["serve", "--demo", "--listen", &address.to_string(), "--data"])
            .arg(folder.join("data"))
            .env("VERDIGRIS_LIMITS__REQUESTS_PER_MINUTE", "1000000")
            .env("VERDIGRIS_LIMITS__SIGN_INS_PER_MINUTE", "1000000")
            .env("VERDIGRIS_LOG__LEVEL", "error")
            // The example's diagnoses are not what is tried here.
            .env("VERDIGRIS_JOBS__WORKERS", "0")
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let server = Self { child, folder, address: address.to_string() };
        let begun = Instant::now();
        while server.ask("GET", "/health", &[], None).is_err() {
            ensure!(begun.elapsed() < PATIENCE, "the server does not answer");
            thread::sleep(Duration::from_millis(200));
        }
        Ok(server)
    }

    /// A token of a demo account, good for everything.
    fn token(&self, email: &str) -> Result<String> {
        let (_, about) = self.ask("GET", "/api/v1/about", &[], None)?;
        let accounts = about["demo_accounts"].as_array().context("no demo accounts")?;
        let account = accounts.iter().find(|account| account["email"] == email).with_context(|| email.to_owned())?;
        let credentials = json!({ "email": email, "password": account["password"] });
        let (head, session) = self.ask("POST", "/api/v1/session", &[], Some(&credentials))?;
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .and_then(|cookie| cookie.split(';').next())
            .context("no cookie")?;
        let csrf = session["csrf"].as_str().context("no csrf")?;
        // A day of its own: the clock of the server says when.
        let expires = session["expires"].as_str().context("no end of the session")?;
        let wanted = json!({ "name": "api-test", "scopes": ["read", "write", "admin"], "expires": expires });
        let headers = [("cookie", cookie), ("x-csrf-token", csrf)];
        let (_, made) = self.ask("POST", "/api/v1/account/tokens", &headers, Some(&wanted))?;
        made["secret"].as_str().map(str::to_owned).context("no token")
    }

    /// A request: the head and the JSON of a good answer.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Result<(String, Value)> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let body = body.map(Value::to_string).unwrap_or_default();
        write!(stream, "{method} {path} HTTP/1.0\r\nhost: {}\r\n", self.address)?;
        for (name, value) in headers {
            write!(stream, "{name}: {value}\r\n")?;
        }
        write!(stream, "content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("an answer without a head")?;
        let status = head.split(' ').nth(1).unwrap_or_default();
        ensure!(status.starts_with('2'), "{method} {path}: {status} {body}");
        Ok((head.to_owned(), serde_json::from_str(body).unwrap_or_default()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

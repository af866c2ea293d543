//! What the server is told: built-in defaults, then a TOML file, then the environment, then flags; the later wins.

use std::{
    env, fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::ServerError;

/// Prefix of environment variables; `VERDIGRIS_LOG__FORMAT` sets `format` of `[log]`.
const PREFIX: &str = "VERDIGRIS_";

/// Variables with the prefix that belong to other parts of the command.
const OTHERS: &[&str] =
    &["VERDIGRIS_BIN", "VERDIGRIS_CONFIG", "VERDIGRIS_LANG", "VERDIGRIS_LIBRARY", "VERDIGRIS_TOKEN"];

/// Whether the server shows the example alliance or holds real members' data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The example alliance, with accounts whose passwords are public.
    Demo,
    /// Real members; nothing is loaded.
    #[default]
    Production,
}

impl Mode {
    /// The word in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Production => "production",
        }
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

/// Logging.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// How lines are written.
    pub format: LogFormat,
    /// Least level: error, warn, info, debug or trace.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Human, level: "info".into() }
    }
}

/// Bounds on what one request or client may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Longest JSON body, in bytes.
    pub body_bytes: usize,
    /// Longest uploaded file, in bytes.
    pub upload_bytes: usize,
    /// Requests a minute from one address.
    pub requests_per_minute: u32,
    /// Attempts to sign in a minute from one address.
    pub sign_ins_per_minute: u32,
    /// Wrong passwords of one account before it is locked for a minute; each further one doubles the time.
    pub wrong_passwords: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            upload_bytes: 25 << 20,
            requests_per_minute: 3000,
            sign_ins_per_minute: 30,
            wrong_passwords: 5,
        }
    }
}

/// How long a session lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sessions {
    /// Hours without a request after which it ends.
    pub idle_hours: u32,
    /// Hours after which it ends in any case.
    pub longest_hours: u32,
    /// Hours a password that was handed out to serve once may wait for its use.
    pub one_time_hours: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { idle_hours: 12, longest_hours: 24 * 14, one_time_hours: 72 }
    }
}

/// Background work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Jobs {
    /// Jobs at a time; 0 takes no jobs, for a server beside another that does.
    pub workers: usize,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { workers: 1 }
    }
}

/// An OpenID Connect provider people may sign in with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Short id, part of the address.
    pub id: String,
    /// Name on the button.
    pub name: String,
    /// Issuer, an https address.
    pub issuer: String,
    /// Client id given by the provider.
    pub client_id: String,
    /// File with the client secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret_file: Option<PathBuf>,
    /// Mail domains it vouches for: a person here with a verified address in one of them is recognised at the first
    /// sign-in. Without any, nobody is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
}

/// The server's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Configuration {
    /// Address to listen on; loopback unless told otherwise.
    pub listen: SocketAddr,
    /// Folder of the database, keys and the search index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// `postgres://…`; an SQLite file in the data folder where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// Demo or production.
    pub mode: Mode,
    /// Address people reach it by; https makes cookies secure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Whether `X-Forwarded-For` of the nearest proxy is believed.
    pub behind_proxy: bool,
    /// Whether listening beyond loopback without https is meant.
    pub plain_http: bool,
    /// Name of the alliance, shown at the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Logging.
    pub log: Log,
    /// Bounds.
    pub limits: Limits,
    /// Sessions.
    pub sessions: Sessions,
    /// Background work.
    pub jobs: Jobs,
    /// OpenID Connect providers.
    pub oidc: Vec<Provider>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            data: None,
            database: None,
            mode: Mode::Production,
            public_url: None,
            behind_proxy: false,
            plain_http: false,
            name: None,
            log: Log::default(),
            limits: Limits::default(),
            sessions: Sessions::default(),
            jobs: Jobs::default(),
            oidc: Vec::new(),
        }
    }
}

/// What flags of the command line set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--config`
    pub file: Option<PathBuf>,
    /// `--listen`
    pub listen: Option<SocketAddr>,
    /// `--data`
    pub data: Option<PathBuf>,
    /// `--database`
    pub database: Option<String>,
    /// `--demo`
    pub demo: bool,
}

impl Configuration {
    /// Reads file and environment and applies flags.
    pub fn read(flags: &Flags) -> Result<Self, ServerError> {
        let variables =
            env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let named = env::var_os("VERDIGRIS_CONFIG").map(PathBuf::from);
        let file = flags.file.clone().or(named);
        let mut configuration = Self::layered(file.as_deref(), variables)?;
        if let Some(listen) = flags.listen {
            configuration.listen = listen;
        }
        if flags.data.is_some() {
            configuration.data.clone_from(&flags.data);
        }
        if flags.database.is_some() {
            configuration.database.clone_from(&flags.database);
        }
        if flags.demo {
            configuration.mode = Mode::Demo;
        }
        configuration.check()?;
        Ok(configuration)
    }

    /// Defaults, a file and variables laid over one another.
    fn layered(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ServerError> {
        let mut table = match file {
            Some(path) => {
                let text = fs::read_to_string(path).map_err(|error| ServerError::file(path, &error))?;
                text.parse::<Table>().map_err(|error| ServerError::Configuration {
                    place: path.display().to_string(),
                    reason: error.to_string(),
                })?
            }
            None => Table::new(),
        };
        let place = file.map_or_else(|| "environment".to_owned(), |path| path.display().to_string());
        for (name, value) in variables {
            let Some(key) = name.strip_prefix(PREFIX) else { continue };
            if OTHERS.contains(&name.as_str()) || key.starts_with("TEST_") || key.is_empty() {
                continue;
            }
            set(&mut table, &key.to_lowercase(), &value)
                .map_err(|reason| ServerError::Configuration { place: name.clone(), reason })?;
        }
        Value::Table(table)
            .try_into()
            .map_err(|error: toml::de::Error| ServerError::Configuration { place, reason: error.to_string() })
    }

    /// Refuses what would be unsafe or cannot work.
    fn check(&self) -> Result<(), ServerError> {
        let refuse =
            |place: &str, reason: &str| Err(ServerError::Configuration { place: place.into(), reason: reason.into() });
        if let Some(address) = &self.public_url
            && !(address.starts_with("https://") || address.starts_with("http://"))
        {
            return refuse("public_url", "must begin with https:// or http://");
        }
        if !self.listen.ip().is_loopback() && !self.is_https() && !self.plain_http {
            return refuse(
                "listen",
                "beyond loopback passwords would travel in clear: set public_url to the https address of the proxy in \
                 front, or plain_http = true where the network itself is safe",
            );
        }
        if let Some(database) = &self.database
            && !(database.starts_with("postgres://") || database.starts_with("postgresql://"))
        {
            return refuse("database", "must be postgres://…; leave it out for SQLite in the data folder");
        }
        for provider in &self.oidc {
            if !provider.issuer.starts_with("https://") {
                return refuse("oidc", "an issuer must begin with https://");
            }
            if provider.id.is_empty() || !provider.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                return refuse("oidc", "an id has letters, digits and hyphens");
            }
        }
        Ok(())
    }

    /// Whether people reach it by https.
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|address| address.starts_with("https://"))
    }

    /// The data folder: as told, or one in the user's data folder, apart for demo and production.
    pub fn data_folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| {
            let base = env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
            let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
            base.or_else(home).unwrap_or_else(|| PathBuf::from(".")).join("verdigris").join(self.mode.as_str())
        })
    }
}

/// Sets a dotted key (`__` between levels) to a value that reads as TOML, or else is text.
fn set(table: &mut Table, key: &str, value: &str) -> Result<(), String> {
    let mut levels: Vec<&str> = key.split("__").collect();
    let Some(last) = levels.pop() else { return Ok(()) };
    let mut at = table;
    for level in levels {
        let inner = at.entry(level.to_owned()).or_insert_with(|| Value::Table(Table::new()));
        at = inner.as_table_mut().ok_or_else(|| format!("`{level}` is not a table"))?;
    }
    let read = format!("value = {value}").parse::<Table>().ok().and_then(|mut table| table.remove("value"));
    let kept = read.filter(|value| matches!(value, Value::Boolean(_) | Value::Integer(_) | Value::Array(_)));
    at.insert(last.to_owned(), kept.unwrap_or_else(|| Value::String(value.to_owned())));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn later_layers_win() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("verdigris.toml");
        fs::write(&file, "listen = \"127.0.0.1:9000\"\n[log]\nlevel = \"warn\"\n[limits]\nwrong_passwords = 3\n")
            .unwrap();
        let read = Configuration::layered(
            Some(&file),
            variables(&[("VERDIGRIS_LOG__LEVEL", "debug"), ("VERDIGRIS_BEHIND_PROXY", "true"), ("HOME", "/")]),
        )
        .unwrap();
        assert_eq!(read.listen.port(), 9000);
        assert_eq!((read.log.level.as_str(), read.limits.wrong_passwords, read.behind_proxy), ("debug", 3, true));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let error = Configuration::layered(None, variables(&[("VERDIGRIS_LISTN", "127.0.0.1:1")])).unwrap_err();
        assert!(error.to_string().contains("listn"), "{error}");
        assert!(Configuration::layered(None, variables(&[("VERDIGRIS_LIBRARY", "x")])).is_ok());
    }

    #[test]
    fn listening_to_the_world_in_clear_is_refused() {
        let open = Configuration { listen: "0.0.0.0:80".parse().unwrap(), ..Configuration::default() };
        assert!(open.check().is_err());
        assert!(Configuration { plain_http: true, ..open.clone() }.check().is_ok());
        assert!(Configuration { public_url: Some("https://verdigris.example".into()), ..open }.check().is_ok());
        assert!(Configuration::default().check().is_ok());
    }
}

//! Log lines: for people, or one JSON object each. No secret and no member data is ever a field.

use std::io::{self, IsTerminal as _};

use tracing::level_filters::LevelFilter;

use crate::{
    ServerError,
    configuration::{Log, LogFormat},
};

/// Writes log lines to standard error from now on; does nothing where a test already listens.
pub fn begin(log: &Log) -> Result<(), ServerError> {
    let level: LevelFilter = log.level.parse().map_err(|_| ServerError::Configuration {
        place: "log.level".into(),
        reason: format!("`{}` is none of error, warn, info, debug, trace", log.level),
    })?;
    let lines = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_target(false)
        .with_ansi(io::stderr().is_terminal());
    let _ = match log.format {
        LogFormat::Human => lines.compact().try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
    };
    Ok(())
}

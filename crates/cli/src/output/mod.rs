//! What the reader sees: tables on a terminal, JSON for programs.

pub mod number;
pub mod table;

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::arguments::Colour;
use verdigris_wording::Problem;

/// Whether to colour standard output.
pub fn colours(choice: Colour) -> bool {
    match choice {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    }
}

/// Writes to standard output; a reader that stops reading (`| head`) is not an error.
pub fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes one JSON object.
pub fn print_json<T: Serialize>(value: &T) -> Result<(), Problem> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Problem::storage(std::path::Path::new("-"), &io::Error::other(error)))?;
    print(&text);
    print("\n");
    Ok(())
}

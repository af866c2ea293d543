//! The platform: running it, and what its operator does beside it.

use std::{
    fs,
    io::{self, Write as _},
    net::SocketAddr,
    path::Path,
};

use serde_json::json;
use verdigris_server::{
    Configuration, Flags, Mode, ServerError, document,
    operate::{self, NewOperator, Remote},
    web,
};
use verdigris_wording::{Kind, Problem};

use crate::{
    arguments::{Admin, LogCommand, Place},
    context::Context,
};

fn flags(place: Place, listen: Option<SocketAddr>) -> Flags {
    Flags { file: place.config, listen, data: place.data, database: place.database, demo: place.demo }
}

fn configured(place: Place) -> Result<Configuration, Problem> {
    Configuration::read(&flags(place, None)).map_err(|error| error.problem())
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn told(error: ServerError) -> Problem {
    error.problem()
}

/// Runs the platform until Ctrl-C.
pub fn serve(context: &Context, listen: Option<SocketAddr>, place: Place) -> Result<(), Problem> {
    let configuration = Configuration::read(&flags(place, listen)).map_err(told)?;
    let folder = configuration.data_folder().display().to_string();
    let mode = configuration.mode;
    let public = configuration.public_url.clone();
    let listening = |address: SocketAddr| {
        let address = public.unwrap_or_else(|| format!("http://{address}"));
        if context.json {
            println!("{}", json!({ "listening": address, "data": folder, "mode": mode }));
            return;
        }
        println!("{}", context.format("serve-listening", &[("address", &address)]));
        println!("{}", context.format("serve-data", &[("folder", &folder)]));
        if mode == Mode::Demo {
            println!("{}", context.format("serve-demo", &[]));
        }
        if !web::is_built() {
            println!("{}", context.format("serve-without-web", &[]));
        }
    };
    verdigris_server::serve(configuration, listening).map_err(told)
}

/// Accounts, from the machine the platform runs on.
pub fn admin(context: &Context, admin: Admin) -> Result<(), Problem> {
    let made = match admin {
        Admin::Create { email, name, organisation, place } => {
            let configuration = configured(place)?;
            let new = NewOperator { email, name, language: context.language(), organisation };
            operate::create_operator(&configuration, &new).map_err(told)?
        }
        Admin::Password { email, place } => operate::renew_password(&configured(place)?, &email).map_err(told)?,
    };
    if context.json {
        println!("{}", json!({ "email": made.email, "one_time_password": made.password }));
    } else {
        println!("{}", context.format("admin-made", &[("email", &made.email), ("password", &made.password)]));
    }
    Ok(())
}

/// The tamper-evident log.
pub fn log(context: &Context, log: LogCommand) -> Result<(), Problem> {
    let LogCommand::Verify { url, token, key, checkpoint, place } = log;
    let Some(address) = url else {
        return checked(context, &operate::verify_store(&configured(place)?).map_err(told)?);
    };
    let token = token.or_else(|| std::env::var("VERDIGRIS_TOKEN").ok());
    let before = match &checkpoint {
        Some(path) if path.exists() => Some(fs::read_to_string(path).map_err(|error| Problem::storage(path, &error))?),
        _ => None,
    };
    let seen = operate::verify_server(&Remote { address, token, key, before }).map_err(told)?;
    if let Some(path) = &checkpoint {
        fs::write(path, &seen.note).map_err(|error| Problem::storage(path, &error))?;
    }
    if context.json {
        let body = json!({ "holds": true, "origin": seen.origin, "entries": seen.size, "before": seen.before, "key": seen.key });
        println!("{body}");
        return Ok(());
    }
    let size = seen.size.to_string();
    println!(
        "{}",
        context.format("log-holds-remote", &[("origin", &seen.origin), ("entries", &size), ("key", &seen.key)])
    );
    if let Some(before) = seen.before {
        println!("{}", context.format("log-continues", &[("before", &before.to_string())]));
    }
    Ok(())
}

/// Tells what a check found; breaches are a failure.
fn checked(context: &Context, verified: &verdigris_server::operate::Verified) -> Result<(), Problem> {
    if context.json {
        let body = json!({ "holds": verified.holds(), "entries": verified.entries, "checkpoints": verified.checkpoints,
            "rows": verified.rows, "files": verified.files, "breaches": verified.breaches });
        println!("{body}");
    } else {
        let numbers = [verified.entries, verified.checkpoints, verified.rows, verified.files].map(|n| n.to_string());
        let [entries, checkpoints, rows, files] = &numbers;
        let numbers = [("entries", entries.as_str()), ("checkpoints", checkpoints), ("rows", rows), ("files", files)];
        println!("{}", context.format("log-checked", &numbers));
        for breach in &verified.breaches {
            println!("  ! {breach}");
        }
    }
    if verified.holds() {
        Ok(())
    } else {
        let reason = verified.breaches.join("; ");
        Err(Problem::new("log-broken", Kind::Storage).with("reason", reason))
    }
}

/// Writes a backup and checks it.
pub fn backup(context: &Context, output: &Path, place: Place) -> Result<(), Problem> {
    let verified = operate::backup(&configured(place)?, output).map_err(told)?;
    if !context.json {
        println!("{}", context.format("backup-written", &[("path", &output.display().to_string())]));
    }
    checked(context, &verified)
}

/// Puts a backup back.
pub fn restore(context: &Context, file: &Path, place: Place) -> Result<(), Problem> {
    let configuration = configured(place)?;
    let verified = operate::restore(&configuration, file).map_err(told)?;
    if !context.json {
        let folder = configuration.data_folder().display().to_string();
        println!("{}", context.format("backup-restored", &[("folder", &folder)]));
    }
    checked(context, &verified)
}

/// Prints the description of the API.
pub fn openapi() -> Result<(), Problem> {
    let text = document()
        .to_pretty_json()
        .map_err(|error| Problem::from_error("internal", error.to_string(), Kind::Computation))?;
    // A reader that has seen enough closes the pipe.
    let _ = writeln!(io::stdout(), "{text}");
    Ok(())
}

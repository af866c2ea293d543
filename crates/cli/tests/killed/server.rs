//! The program as a process.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::place::Place;

/// A running server.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    /// Starts without waiting for it to listen.
    pub fn begin(place: &Place) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verdigris"));
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(&place.folder);
        if let Some(database) = &place.database {
            command.args(["--database", database]);
        }
        command.env("VERDIGRIS_LIMITS__REQUESTS_PER_MINUTE", "4000000000");
        command.env("VERDIGRIS_LIMITS__SIGN_INS_PER_MINUTE", "4000000000");
        command.env("VERDIGRIS_LOG__LEVEL", "warn");
        let child = command.stdout(Stdio::piped()).stderr(place.errors()).spawn().unwrap();
        Self { child, address: String::new() }
    }

    /// Starts and waits until it says where it listens.
    pub fn start(place: &Place) -> Self {
        let mut server = Self::begin(place);
        let mut lines = BufReader::new(server.child.stdout.take().unwrap()).lines();
        let found = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("http://")?;
            let address: String =
                rest.chars().take_while(|letter| letter.is_ascii_digit() || ".:".contains(*letter)).collect();
            address.contains(':').then_some(address)
        });
        server.address =
            found.unwrap_or_else(|| panic!("{}: the server does not start: {}", place.name(), place.told()));
        // What else it says is read and dropped: a full pipe would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        server
    }

    /// Kills it at once.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it when nothing is under way any more; what follows must not differ from a kill.
    pub fn stop(mut self) {
        self.kill();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

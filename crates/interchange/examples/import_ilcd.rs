//! Reads an ILCD archive and says how long it took and how much memory it needed at most.
//! `cargo run --release -p verdigris-interchange --example import_ilcd -- ARCHIVE`

use std::{path::Path, time::Instant};

use verdigris_interchange::{Archive, InterchangeError, Limits, Silent, ilcd};

fn main() -> Result<(), InterchangeError> {
    let path = std::env::args().nth(1).unwrap_or_default();
    let start = Instant::now();
    let archive = Archive::open(Path::new(&path), &Limits::default())?;
    let import = ilcd::import(&archive, &Silent)?;
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: not available");
    let network = &import.network;
    println!(
        "{} processes, {} exchanges, {} flows, {} methods, {} findings in {seconds:.2} s; {peak}",
        network.processes.len(),
        network.exchange_count(),
        network.flows.len(),
        network.methods.len(),
        import.findings.len(),
    );
    Ok(())
}

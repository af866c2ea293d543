//! Users who ask a running server page after page, each over a connection of its own: requests a second, and how long the
//! median and the slowest hundredth took. Standard library alone: `rustc -O bench/platform/load.rs`.
//!
//! load HOST:PORT COOKIE USERS SECONDS PATH…  →  one line: requests, seconds, requests/s, p50, p99, longest (ms), failures

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { reader: BufReader::new(stream) })
    }

    /// Asks and reads the whole answer; gives its status.
    fn get(&mut self, host: &str, cookie: &str, path: &str) -> std::io::Result<u16> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nAccept: application/json\r\n\r\n");
        self.reader.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
        let (mut length, mut chunked) = (0_usize, false);
        loop {
            line.clear();
            if self.reader.read_line(&mut line)? <= 2 {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0),
                "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
                _ => {}
            }
        }
        let mut body = Vec::new();
        loop {
            if chunked {
                line.clear();
                self.reader.read_line(&mut line)?;
                length = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
            }
            body.resize(length, 0);
            self.reader.read_exact(&mut body)?;
            if chunked {
                line.clear();
                self.reader.read_line(&mut line)?;
            }
            if !chunked || length == 0 {
                return Ok(status);
            }
        }
    }
}

fn user(address: &str, cookie: &str, paths: &[String], number: usize, until: Instant) -> (Vec<u64>, usize) {
    let (mut times, mut failures) = (Vec::new(), 0);
    let mut connection = None;
    let mut turn = number;
    while Instant::now() < until {
        let path = &paths[turn % paths.len()];
        turn += 1;
        let begun = Instant::now();
        let mut open = match connection.take().map_or_else(|| Connection::open(address), Ok) {
            Ok(open) => open,
            Err(_) => {
                failures += 1;
                continue;
            }
        };
        match open.get(address, cookie, path) {
            Ok(200) => {
                times.push(begun.elapsed().as_micros() as u64);
                connection = Some(open);
            }
            Ok(_) => {
                failures += 1;
                connection = Some(open);
            }
            Err(_) => failures += 1,
        }
    }
    (times, failures)
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [address, cookie, users, seconds, paths @ ..] = &arguments[..] else {
        eprintln!("load HOST:PORT COOKIE USERS SECONDS PATH…");
        std::process::exit(2);
    };
    let users: usize = users.parse().expect("USERS is a number");
    let seconds: f64 = seconds.parse().expect("SECONDS is a number");
    let begun = Instant::now();
    let until = begun + Duration::from_secs_f64(seconds);
    let results: Vec<(Vec<u64>, usize)> = thread::scope(|scope| {
        let running: Vec<_> =
            (0..users).map(|number| scope.spawn(move || user(address, cookie, paths, number, until))).collect();
        running.into_iter().map(|one| one.join().expect("a user ends")).collect()
    });
    let took = begun.elapsed().as_secs_f64();
    let failures: usize = results.iter().map(|(_, failures)| failures).sum();
    let mut times: Vec<u64> = results.into_iter().flat_map(|(times, _)| times).collect();
    times.sort_unstable();
    let at = |share: f64| {
        let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1)) - 1;
        times.get(place).copied().unwrap_or(0) as f64 / 1000.0
    };
    println!(
        "{} {took:.2} {:.1} {:.2} {:.2} {:.2} {failures}",
        times.len(),
        times.len() as f64 / took,
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

//! A client of HTTP, just large enough: one request a connection.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};

/// A signed-in client.
pub struct Client {
    address: String,
    cookie: String,
    csrf: String,
}

/// An answer.
#[derive(Debug)]
struct Answer {
    status: u16,
    cookie: Option<String>,
    body: Vec<u8>,
}

impl Client {
    pub fn new(address: &str) -> Self {
        Self::with(address, (String::new(), String::new()))
    }

    pub fn with(address: &str, (cookie, csrf): (String, String)) -> Self {
        Self { address: address.to_owned(), cookie, csrf }
    }

    pub fn session(&self) -> (String, String) {
        (self.cookie.clone(), self.csrf.clone())
    }

    pub fn sign_in(&mut self, email: &str, password: &str) {
        let body = json!({ "email": email, "password": password }).to_string();
        let answer = self.send("POST", "/session", Some((body.as_bytes(), "application/json"))).unwrap();
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        self.cookie = answer.cookie.unwrap();
        let session: Value = serde_json::from_slice(&answer.body).unwrap();
        session["csrf"].as_str().unwrap().clone_into(&mut self.csrf);
    }

    pub fn get(&mut self, path: &str) -> Value {
        self.try_get(path).unwrap_or_else(|reason| panic!("GET {path}: {reason}"))
    }

    pub fn try_get(&mut self, path: &str) -> Result<Value, String> {
        self.json("GET", path, None)
    }

    pub fn text(&mut self, path: &str) -> String {
        let answer = self.send("GET", path, None).unwrap();
        assert_eq!(answer.status, 200, "GET {path}: {}", String::from_utf8_lossy(&answer.body));
        String::from_utf8_lossy(&answer.body).into_owned()
    }

    pub fn post(&mut self, path: &str, body: &Value) -> Result<Value, String> {
        self.json("POST", path, Some((body.to_string().as_bytes(), "application/json")))
    }

    pub fn post_bytes(&mut self, path: &str, body: &[u8]) -> Result<Value, String> {
        self.json("POST", path, Some((body, "application/octet-stream")))
    }

    /// An answer that is not a success is an error of the test, one that does not come is the server's end.
    fn json(&mut self, method: &str, path: &str, body: Option<(&[u8], &str)>) -> Result<Value, String> {
        let answer = self.send(method, path, body).map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        if (200..300).contains(&answer.status) {
            serde_json::from_slice(&answer.body).map_err(|error| format!("{error}: {text}"))
        } else {
            Err(format!("{} {text}", answer.status))
        }
    }

    fn send(&self, method: &str, path: &str, body: Option<(&[u8], &str)>) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_mins(2)))?;
        let (content, kind) = body.unwrap_or_default();
        let head = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {}\r\nX-CSRF-Token: {}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            self.cookie,
            self.csrf,
            content.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(content)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        parse(&answer).ok_or_else(|| std::io::Error::other("the answer was cut"))
    }
}

/// Reads an answer that must be whole: one that was cut acknowledges nothing.
fn parse(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    };
    let mut rest = &answer[end + 4..];
    let body = match header("content-length") {
        Some(length) => {
            let length: usize = length.parse().ok()?;
            rest.get(..length)?.to_vec()
        }
        None if header("transfer-encoding").is_some() => {
            let mut body = Vec::new();
            loop {
                let line = rest.windows(2).position(|two| two == b"\r\n")?;
                let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?, 16).ok()?;
                if length == 0 {
                    break body;
                }
                body.extend(rest.get(line + 2..line + 2 + length)?);
                rest = rest.get(line + 4 + length..)?;
            }
        }
        None => Vec::new(),
    };
    let cookie = header("set-cookie").and_then(|value| value.split(';').next().map(str::to_owned));
    Some(Answer { status, cookie, body })
}

//! Counters for operators, in Prometheus' text form.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Upper bounds of the duration classes, in seconds.
const CLASSES: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Requests of one method, route and status.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    classes: [u64; CLASSES.len()],
    count: u64,
    seconds: f64,
}

/// Everything counted since the server started.
#[derive(Debug)]
pub struct Metrics {
    started: Instant,
    running: AtomicU64,
    requests: Mutex<BTreeMap<(String, String, u16), Tally>>,
    events: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            running: AtomicU64::new(0),
            requests: Mutex::default(),
            events: Mutex::default(),
        }
    }
}

/// A request under way; counted down when dropped.
#[derive(Debug)]
pub struct Running<'a>(&'a AtomicU64);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// A request begins.
    pub fn begin(&self) -> Running<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        Running(&self.running)
    }

    /// A request ended.
    pub fn request(&self, method: &str, route: &str, status: u16, elapsed: Duration) {
        let seconds = elapsed.as_secs_f64();
        // Only methods of HTTP as written here make series: a client cannot invent more.
        let method = match method {
            "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" => method,
            _ => "other",
        };
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = requests.entry((method.to_owned(), route.to_owned(), status)).or_default();
        tally.count += 1;
        tally.seconds += seconds;
        for (class, bound) in tally.classes.iter_mut().zip(CLASSES) {
            *class += u64::from(seconds <= bound);
        }
    }

    /// Something worth counting happened, such as a sign-in that failed.
    pub fn event(&self, what: &'static str, outcome: &'static str) {
        *self.events.lock().unwrap_or_else(PoisonError::into_inner).entry((what, outcome)).or_default() += 1;
    }

    /// The text form.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "# TYPE verdigris_up_seconds gauge");
        let _ = writeln!(text, "verdigris_up_seconds {}", self.started.elapsed().as_secs());
        let _ = writeln!(text, "# TYPE verdigris_http_requests_running gauge");
        let _ = writeln!(text, "verdigris_http_requests_running {}", self.running.load(Ordering::Relaxed));
        let _ = writeln!(text, "# TYPE verdigris_events_total counter");
        for ((what, outcome), count) in self.events.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let _ = writeln!(text, "verdigris_events_total{{event=\"{what}\",outcome=\"{outcome}\"}} {count}");
        }
        let _ = writeln!(text, "# TYPE verdigris_http_request_duration_seconds histogram");
        for ((method, route, status), tally) in self.requests.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            let name = "verdigris_http_request_duration_seconds";
            for (class, bound) in tally.classes.iter().zip(CLASSES) {
                let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {class}");
            }
            let _ = writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", tally.count);
            let _ = writeln!(text, "{name}_sum{{{labels}}} {}", tally.seconds);
            let _ = writeln!(text, "{name}_count{{{labels}}} {}", tally.count);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_fall_into_cumulative_classes() {
        let metrics = Metrics::default();
        metrics.request("GET", "/a", 200, Duration::from_millis(3));
        metrics.request("GET", "/a", 200, Duration::from_secs(9));
        metrics.request("BREW", "/a", 405, Duration::ZERO);
        let text = metrics.text();
        assert!(text.contains("{method=\"GET\",route=\"/a\",status=\"200\",le=\"0.0025\"} 0\n"));
        assert!(text.contains("{method=\"GET\",route=\"/a\",status=\"200\",le=\"0.005\"} 1\n"));
        assert!(text.contains("{method=\"GET\",route=\"/a\",status=\"200\",le=\"+Inf\"} 2\n"));
        assert!(text.contains("method=\"other\""));
    }
}

//! The session cookie.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::Configuration;

/// Name where people come by https; the prefix makes browsers refuse it without `Secure` or for a wider domain.
const SECURE: &str = "__Host-verdigris";

/// Name on plain-http loopback, where browsers keep no secure cookie.
const PLAIN: &str = "verdigris";

fn name(configuration: &Configuration) -> &'static str {
    if configuration.is_https() { SECURE } else { PLAIN }
}

/// The secret in a request's cookies, if there is one.
pub fn secret(configuration: &Configuration, headers: &HeaderMap) -> Option<String> {
    let name = name(configuration);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// The header that sets the cookie for so many seconds, or with none takes it away.
pub fn set(configuration: &Configuration, secret: &str, seconds: u64) -> Option<HeaderValue> {
    let secure = if configuration.is_https() { "; Secure" } else { "" };
    let name = name(configuration);
    HeaderValue::from_str(&format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_makes_it_secure() {
        let plain = Configuration::default();
        let https = Configuration { public_url: Some("https://v.example".into()), ..Configuration::default() };
        assert_eq!(set(&plain, "s", 9).unwrap(), "verdigris=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=9");
        let secure = set(&https, "s", 9).unwrap();
        assert_eq!(secure, "__Host-verdigris=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=9; Secure");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; verdigris=x; __Host-verdigris=y"));
        assert_eq!(secret(&plain, &headers).as_deref(), Some("x"));
        assert_eq!(secret(&https, &headers).as_deref(), Some("y"));
        assert_eq!(secret(&plain, &HeaderMap::new()), None);
    }
}

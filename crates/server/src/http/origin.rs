//! Where a request comes from: its network address, and whether another site sent it.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    time::Instant,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use verdigris_wording::Kind;

use super::refusal::Refusal;
use crate::Shared;

/// The client's address: the peer's, or behind a trusted proxy the one that proxy saw. Absent in tests without a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl ClientAddress {
    /// As text for storage.
    pub fn text(self) -> String {
        self.0.map(|address| address.to_string()).unwrap_or_default()
    }

    /// What limits count by: an IPv6 customer has a whole /64.
    pub fn key(self) -> [u8; 8] {
        match self.0 {
            None => [0; 8],
            Some(IpAddr::V4(address)) => {
                let [a, b, c, d] = address.octets();
                [0, 0, 0, 4, a, b, c, d]
            }
            Some(IpAddr::V6(address)) => {
                let mut key = [0; 8];
                key.copy_from_slice(&address.octets()[..8]);
                key
            }
        }
    }
}

fn address(platform: &Shared, parts: &Parts) -> ClientAddress {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if !platform.configuration.behind_proxy {
        return ClientAddress(peer);
    }
    // The nearest proxy appends what it saw; what stands before may be invented by the client.
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let last = forwarded.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
    ClientAddress(last.and_then(|text| text.trim().parse().ok()).or(peer))
}

impl FromRequestParts<Shared> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, Infallible> {
        Ok(address(platform, parts))
    }
}

/// Refuses too many requests from one address, and changes that another site sends a browser to make.
pub async fn admit(State(platform): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if let Err(wait) = platform.limits.requests.take(address(&platform, &parts).key(), Instant::now()) {
        platform.metrics.event("request", "limited");
        return too_many(wait).into_response();
    }
    let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    let elsewhere = parts.headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site");
    if !safe && elsewhere {
        return Refusal::new("cross-site", Kind::Forbidden).into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Too many, with the time to wait.
pub fn too_many(wait: std::time::Duration) -> Refusal {
    let seconds = wait.as_secs() + 1;
    Refusal::new("too-many-requests", Kind::TooMany).with("seconds", seconds.to_string()).retry_after(seconds)
}

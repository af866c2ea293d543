//! Requests to a provider: https with the system's certificates, no redirects, bounded in time and size.

use std::{sync::Arc, time::Duration};

use openidconnect::{HttpRequest, HttpResponse, http};
use thiserror::Error;
use ureq::{
    Agent,
    tls::{RootCerts, TlsConfig},
};

/// Longest a request takes.
const PATIENCE: Duration = Duration::from_secs(10);

/// Longest answer: a list of keys is a few kilobytes.
const LONGEST: u64 = 1 << 20;

/// Why a provider could not be asked.
#[derive(Debug, Error)]
pub enum WireError {
    /// The connection or the answer.
    #[error(transparent)]
    Request(#[from] Box<ureq::Error>),
    /// The answer does not make sense as HTTP.
    #[error(transparent)]
    Http(#[from] http::Error),
    /// The thread of the request died.
    #[error("the request was cut: {0}")]
    Cut(#[from] tokio::task::JoinError),
}

impl From<ureq::Error> for WireError {
    fn from(error: ureq::Error) -> Self {
        Self::Request(Box::new(error))
    }
}

/// A client of HTTP.
#[derive(Clone, Debug)]
pub struct Wire(Agent);

impl Wire {
    /// A client that speaks https only, or plain http too where the provider itself is configured so.
    pub fn new(plain: bool) -> Self {
        let certificates = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let settings = Agent::config_builder()
            .https_only(!plain)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .tls_config(certificates)
            .user_agent("verdigris")
            .build();
        Self(settings.into())
    }

    /// Sends a request, on a thread that may wait.
    pub async fn send(self, request: HttpRequest) -> Result<HttpResponse, WireError> {
        tokio::task::spawn_blocking(move || self.send_now(request)).await?
    }

    fn send_now(&self, request: HttpRequest) -> Result<HttpResponse, WireError> {
        let answer = if request.method() == http::Method::POST {
            self.0.run(request)?
        } else {
            self.0.run(request.map(|_| ()))?
        };
        let (parts, mut body) = answer.into_parts();
        let body = body.with_config().limit(LONGEST).read_to_vec()?;
        let mut response = http::Response::builder().status(parts.status);
        for (name, value) in &parts.headers {
            response = response.header(name, value);
        }
        Ok(response.body(body)?)
    }
}

//! The platform over HTTP: identity, the API under `/api/v1`, background jobs, and the browser application built in.
//!
//! A request passes [`http::observe`] (id, log line, counters, refusals told in both languages), then the security headers,
//! then its handler. Handlers ask `store` and `alliance`; they decide nothing about access themselves.

pub mod api;
pub mod configuration;
pub mod demo;
mod described;
mod documents;
mod engine;
mod error;
pub mod http;
pub mod identity;
pub mod jobs;
mod logging;
pub mod metrics;
mod names;
pub mod operate;
mod ops;
mod random;
pub mod router;
pub mod schema;
mod sector;
mod serve;
mod state;
mod stored;
mod text;
pub mod web;

pub use configuration::{Configuration, Flags, Mode};
pub use error::ServerError;
pub use router::{document, router};
pub use serve::serve;
pub use state::{Platform, Shared};

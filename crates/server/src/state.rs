//! What all requests share.

use std::sync::Arc;

use crate::{Configuration, metrics::Metrics};

/// The running platform.
#[derive(Debug)]
pub struct Platform {
    /// As configured.
    pub configuration: Configuration,
    /// Counters.
    pub metrics: Metrics,
}

/// The platform as handlers hold it.
pub type Shared = Arc<Platform>;

impl Platform {
    /// A platform as configured.
    pub fn new(configuration: Configuration) -> Self {
        Self { configuration, metrics: Metrics::default() }
    }
}

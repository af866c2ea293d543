//! How a long import tells where it is, and how it is stopped.

use std::{
    fmt,
    sync::atomic::{AtomicUsize, Ordering},
};

use crate::error::InterchangeError;

/// What an import or export is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Reading and parsing members.
    Reading,
    /// Building the network.
    Building,
    /// Checking it.
    Checking,
    /// Writing.
    Writing,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reading => "reading",
            Self::Building => "building",
            Self::Checking => "checking",
            Self::Writing => "writing",
        })
    }
}

/// Listens to an import. Called from several threads.
pub trait Progress: Sync {
    /// `done` of `total` steps of a stage are finished; calls of one stage may arrive out of order.
    fn report(&self, stage: Stage, done: usize, total: usize);

    /// Asked between steps; `true` stops the work with [`InterchangeError::Cancelled`].
    fn cancelled(&self) -> bool {
        false
    }
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _: Stage, _: usize, _: usize) {}
}

/// Counts steps of one stage across threads.
pub(crate) struct Counter<'p> {
    progress: &'p dyn Progress,
    stage: Stage,
    done: AtomicUsize,
    total: usize,
}

impl<'p> Counter<'p> {
    pub(crate) fn new(progress: &'p dyn Progress, stage: Stage, total: usize) -> Self {
        Self { progress, stage, done: AtomicUsize::new(0), total }
    }

    /// One step more, or an error when the user stopped the work.
    pub(crate) fn step(&self) -> Result<(), InterchangeError> {
        if self.progress.cancelled() {
            return Err(InterchangeError::Cancelled { stage: self.stage.to_string() });
        }
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.progress.report(self.stage, done, self.total);
        Ok(())
    }
}

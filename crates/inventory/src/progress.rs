//! Watching and stopping long work.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks running work to stop; shared between the one who asks and the work.
#[derive(Debug, Default)]
pub struct Cancellation(AtomicBool);

impl Cancellation {
    /// Asks the work to stop at the next chance.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the work should stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a caller wants to see of long work and how it stops it.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Called with units done and units in all, from any thread, not necessarily in order.
    pub progress: Option<&'a (dyn Fn(u64, u64) + Sync)>,
    /// Checked before each piece of work.
    pub cancellation: Option<&'a Cancellation>,
}

impl Watch<'_> {
    /// Whether the work should stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_some_and(Cancellation::is_cancelled)
    }

    /// Reports work done.
    pub fn report(&self, done: u64, all: u64) {
        if let Some(progress) = self.progress {
            progress(done, all);
        }
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("cancellation", &self.cancellation).finish_non_exhaustive()
    }
}

//! How far a job is, told by the one who does it and read by the one who renews its claim.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

#[derive(Debug, Default)]
struct Inner {
    at: Mutex<(f64, String)>,
    cancelled: AtomicBool,
}

/// How far a job is. Cheap to clone; usable from a computing thread.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Inner>);

impl Progress {
    /// Says how far it is (0 to 1) and what is being done, as a word whose text is `stage-WORD` in the catalogues.
    pub fn at(&self, fraction: f64, stage: &str) {
        let mut at = self.0.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.0 = if fraction.is_finite() { fraction.clamp(0.0, 1.0) } else { at.0 };
        stage.clone_into(&mut at.1);
    }

    /// Whether it should stop: asked now and then by long work.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> (f64, String) {
        self.0.at.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

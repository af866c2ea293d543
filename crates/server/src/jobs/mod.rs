//! Background work: what kinds there are, how a worker does them, and how others hear of it.
//!
//! A worker claims a job from the store for a time and renews its claim while it works. A server that is killed renews
//! nothing: when the time has run out, the next worker, after a restart or beside it, begins the job again.

mod progress;
mod worker;

use std::{future::Future, pin::Pin, sync::Arc};

use serde_json::Value;
use tokio::sync::{Notify, broadcast};
use verdigris_alliance::JobId;
use verdigris_store::{Claim, NewResult};
use verdigris_wording::Problem;

pub use progress::Progress;
pub use worker::work;

use crate::Shared;

/// What came of a job.
pub enum Done {
    /// A result, stored in the same transaction as the end of the job.
    Result(Box<NewResult>),
    /// Something stored already, told as kind and id.
    Outcome(Value),
}

/// Why a job did not come to an end.
pub enum Failure {
    /// It cannot be done; trying again would fail as well.
    Problem(Problem),
    /// It was stopped because somebody asked, or the server stops: [`Progress::is_cancelled`] said so.
    Stopped,
    /// Something failed that may succeed another time.
    Passing(Problem),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A job being done.
pub type Doing = Pin<Box<dyn Future<Output = Result<Done, Failure>> + Send>>;

/// A kind of job: its word, and how it is done.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The word stored with jobs of this kind.
    pub word: &'static str,
    /// Begins one.
    pub begin: fn(Shared, Arc<Claim>, Progress) -> Doing,
}

/// Every kind this server does.
pub const KINDS: &[Kind] = &[Kind {
    word: "diagnosis",
    begin: |platform, claim, progress| Box::pin(crate::engine::diagnose::run(platform, claim, progress)),
}];

/// What workers and those who watch share.
pub struct Jobs {
    /// Kinds done here.
    pub kinds: Vec<Kind>,
    /// Wakes workers when there is something to do.
    pub(crate) waiting: Notify,
    /// Says that a job has changed.
    changed: broadcast::Sender<JobId>,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words: Vec<&str> = self.kinds.iter().map(|kind| kind.word).collect();
        write!(formatter, "Jobs({})", words.join(", "))
    }
}

impl Default for Jobs {
    fn default() -> Self {
        Self { kinds: KINDS.to_vec(), waiting: Notify::new(), changed: broadcast::channel(256).0 }
    }
}

impl Jobs {
    /// A job was stored: a worker that rests takes it at once.
    pub fn wake(&self) {
        self.waiting.notify_one();
    }

    /// Tells those who watch that a job has changed.
    pub fn tell(&self, id: JobId) {
        // Nobody watching is no error.
        let _ = self.changed.send(id);
    }

    /// News of changes.
    pub fn watch(&self) -> broadcast::Receiver<JobId> {
        self.changed.subscribe()
    }
}

//! A worker: claims jobs one after another until the server stops.

use std::{sync::Arc, time::Duration};

use futures_util::FutureExt as _;
use jiff::SignedDuration;
use serde_json::json;
use tokio::{
    sync::watch,
    time::{self, Instant},
};
use verdigris_quantity::{Label, Language};
use verdigris_store::{Claim, NewNotice, StoreError};
use verdigris_wording::{Kind as ProblemKind, Messages, Problem, messages::both};

use super::{Done, Failure, Progress};
use crate::Shared;

/// How long a claim holds unless renewed: a crash is noticed after this time.
const LEASE: SignedDuration = SignedDuration::from_secs(20);

/// How often a worker looks whether its job is still wanted; nothing is written by that.
const LOOK: Duration = Duration::from_millis(500);

/// How often at most progress is written.
const NEWS: Duration = Duration::from_secs(1);

/// How often a claim is renewed without progress: four times within its length.
const RENEWAL: Duration = Duration::from_secs(5);

/// How long a worker rests when there is nothing to do, unless woken.
const REST: Duration = Duration::from_secs(2);

/// How one job ended, for the log and metrics.
#[derive(Clone, Copy)]
enum End {
    Done,
    Failed,
    Cancelled,
    Released,
    Lost,
}

impl End {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Released => "released",
            Self::Lost => "lost",
        }
    }
}

/// Works until told to stop; what is under way then is given back to be begun again.
pub async fn work(platform: Shared, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        match platform.store.claim(LEASE, platform.now()).await {
            Ok(Some(claim)) => one(&platform, claim, &stopping).await,
            Ok(None) => {
                tokio::select! {
                    () = platform.jobs.waiting.notified() => {}
                    () = time::sleep(REST) => {}
                    _ = stopping.changed() => {}
                }
            }
            Err(error) => {
                tracing::warn!(error = %error, "no job can be claimed");
                time::sleep(REST).await;
            }
        }
    }
}

async fn one(platform: &Shared, claim: Claim, stopping: &watch::Receiver<bool>) {
    let claim = Arc::new(claim);
    let (id, kind) = (claim.job.id, claim.job.kind.clone());
    platform.jobs.tell(id);
    tracing::info!(job = %id, kind, attempt = claim.job.attempts, "job begins");
    let end = match run(platform, &claim, stopping.clone()).await {
        Ok(end) => end,
        Err(StoreError::LeaseLost) => End::Lost,
        Err(error) => {
            // The claim runs out and the job is begun again.
            tracing::error!(job = %id, error = %error, "the end of a job cannot be stored");
            End::Lost
        }
    };
    platform.metrics.event("job", end.as_str());
    tracing::info!(job = %id, kind, end = end.as_str(), "job ends");
    platform.jobs.tell(id);
}

/// Does a job while renewing its claim, and stores how it ended.
async fn run(platform: &Shared, claim: &Arc<Claim>, stopping: watch::Receiver<bool>) -> Result<End, StoreError> {
    let Some(kind) = platform.jobs.kinds.iter().find(|kind| kind.word == claim.job.kind) else {
        let problem = Problem::new("job-kind", ProblemKind::Computation).with("kind", claim.job.kind.clone());
        return fail(platform, claim, &problem, false).await;
    };
    let progress = Progress::default();
    let doing = (kind.begin)(Arc::clone(platform), Arc::clone(claim), progress.clone());
    // A panic of the work is the end of the job, not of the worker.
    let mut doing = std::panic::AssertUnwindSafe(doing).catch_unwind().boxed();
    let mut looks = time::interval(LOOK);
    looks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    let (mut asked, mut written, mut renewed) = (false, (0.0, String::new()), Instant::now());
    let ended = loop {
        tokio::select! {
            ended = &mut doing => break ended,
            _ = looks.tick() => {
                let now = progress.read();
                let due = if now == written { RENEWAL } else { NEWS };
                let answer = if renewed.elapsed() >= due {
                    renewed = Instant::now();
                    let beat = platform.store.heartbeat(claim, now.0, &now.1, LEASE, platform.now()).await;
                    written = now;
                    platform.jobs.tell(claim.job.id);
                    beat
                } else {
                    platform.store.look(claim).await
                };
                match answer {
                    Ok(beat) => asked |= beat.cancelling,
                    Err(StoreError::LeaseLost) => {
                        progress.cancel();
                        return Err(StoreError::LeaseLost);
                    }
                    // The claim holds for a while yet; the next one may get through.
                    Err(error) => tracing::warn!(job = %claim.job.id, error = %error, "a claim was not renewed"),
                }
                if asked || *stopping.borrow() {
                    progress.cancel();
                }
            }
        }
    };
    let at = platform.now();
    match ended {
        Ok(Ok(Done::Result(new))) => {
            let mut writing = platform.store.writing().await?;
            let outcome = writing.finish_with_result(claim, &new, at).await?;
            writing.add_notices(&[notice(claim, "job-done", &format!("/results/{}", outcome.id))], at).await?;
            writing.commit().await?;
            Ok(End::Done)
        }
        Ok(Ok(Done::Outcome(outcome))) => {
            platform.store.finish(claim, &outcome, at).await?;
            Ok(End::Done)
        }
        Ok(Err(Failure::Stopped)) if asked => {
            platform.store.cancelled(claim, at).await?;
            Ok(End::Cancelled)
        }
        Ok(Err(Failure::Stopped)) => {
            platform.store.release(claim).await?;
            Ok(End::Released)
        }
        Ok(Err(Failure::Problem(problem))) => fail(platform, claim, &problem, false).await,
        Ok(Err(Failure::Passing(problem))) => fail(platform, claim, &problem, true).await,
        Err(_) => {
            tracing::error!(job = %claim.job.id, "a job panicked");
            fail(platform, claim, &Problem::new("internal", ProblemKind::Computation), true).await
        }
    }
}

/// Ends a job badly and tells who asked for it; one that is tried again is not over, and nobody is told.
async fn fail(platform: &Shared, claim: &Claim, problem: &Problem, again: bool) -> Result<End, StoreError> {
    tracing::warn!(job = %claim.job.id, code = problem.code(), "a job failed");
    let stored = serde_json::to_value(problem).unwrap_or_else(|_| json!({ "code": problem.code() }));
    let at = platform.now();
    let mut writing = platform.store.writing().await?;
    let state = writing.fail(claim, &stored, again, at).await?;
    if state.is_over() {
        writing.add_notices(&[notice(claim, "job-failed", &format!("/jobs/{}", claim.job.id))], at).await?;
    }
    writing.commit().await?;
    Ok(End::Failed)
}

/// What the person who asked for a job is told; stored together with its end.
fn notice(claim: &Claim, kind: &str, link: &str) -> NewNotice {
    let about: Label = both(&format!("job-{}", claim.job.kind), &[]);
    let said = |language| Messages::of(language).format(&format!("notice-{kind}"), &[("what", about.get(language))]);
    let message = Label::new(said(Language::En), said(Language::Zh));
    NewNotice { person: claim.job.person, kind: kind.to_owned(), message, link: link.to_owned() }
}

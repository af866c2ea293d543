//! One's own background work, with news of it while it runs.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tokio::{sync::broadcast::Receiver, time};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{JobId, PersonId, PlantId};
use verdigris_quantity::Label;
use verdigris_store::{Job, JobState};
use verdigris_wording::{Problem, messages::both};

use crate::{
    Shared,
    http::{
        extract::{Json, Path},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

/// How long a watcher waits for news before it looks by itself: another server may do the work.
const LOOK: Duration = Duration::from_secs(2);

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get, cancel)).routes(routes!(events))
}

/// What came of a job.
#[derive(Debug, Serialize, ToSchema)]
struct JobResult {
    /// What kind of thing, as a word.
    kind: String,
    /// Its id.
    id: String,
}

/// Background work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: JobId,
    /// What kind, as a word.
    kind: String,
    /// `queued`, `running`, `done`, `failed` or `cancelled`.
    state: &'static str,
    /// From 0 to 1.
    progress: f64,
    /// What is being done now.
    #[schema(value_type = crate::schema::Label)]
    stage: Label,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it was first begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    started: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    ended: Option<Timestamp>,
    /// How often it was begun.
    attempts: u32,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<JobResult>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<JobProblem>,
    /// The plant it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Id>)]
    plant: Option<PlantId>,
}

/// Why a job failed.
#[derive(Debug, Serialize, ToSchema)]
struct JobProblem {
    /// Stable code.
    code: String,
    /// What happened.
    #[schema(value_type = crate::schema::Label)]
    messages: Label,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    remedy: Option<Label>,
}

fn problem(stored: &Value) -> JobProblem {
    // Storage itself writes a bare code.
    let code = || stored.get("code").and_then(Value::as_str).unwrap_or("internal");
    let problem = serde_json::from_value(stored.clone())
        .unwrap_or_else(|_| Problem::new(code(), verdigris_wording::Kind::Computation));
    JobProblem { code: problem.code().to_owned(), messages: problem.messages(), remedy: problem.remedies() }
}

impl From<Job> for JobShown {
    fn from(job: Job) -> Self {
        let word = match (job.state, job.stage.as_str()) {
            (JobState::Running, "") => "begins",
            (JobState::Running, _) if job.cancelling => "stopping",
            (JobState::Running, stage) => stage,
            (state, _) => state.as_str(),
        };
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            id: job.id,
            kind: job.kind,
            state: job.state.as_str(),
            progress: if job.state == JobState::Done { 1.0 } else { job.progress },
            stage: both(&format!("stage-{word}"), &[]),
            created: job.created,
            started: job.started,
            ended: job.ended,
            attempts: job.attempts,
            result: job
                .outcome
                .and_then(|outcome| Some(JobResult { kind: text(&outcome, "kind")?, id: text(&outcome, "id")? })),
            problem: job.problem.as_ref().map(problem),
            plant: job.plant,
        }
    }
}

/// A job of the asker's own; those of others are not there.
async fn own(platform: &Shared, person: PersonId, id: JobId) -> Result<Job, Refusal> {
    platform.store.job(id).await?.filter(|job| job.person == person).ok_or_else(Refusal::not_found)
}

/// One's own jobs, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", params(PageQuery),
    responses((status = 200, body = Page<JobShown>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Paged(paging): Paged,
) -> Result<Json<Page<JobShown>>, Refusal> {
    asker.must_read()?;
    Ok(Json(platform.store.jobs_of(asker.person.id, &paging).await?.map(JobShown::from).into()))
}

/// A job.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = JobShown), (status = 401, body = ProblemDetails), (status = 404, body = ProblemDetails)))]
async fn get(State(platform): State<Shared>, asker: Asker, Path(id): Path<JobId>) -> Result<Json<JobShown>, Refusal> {
    asker.must_read()?;
    Ok(Json(own(&platform, asker.person.id, id).await?.into()))
}

/// Ask for the end of a job.
#[utoipa::path(delete, path = "/jobs/{id}", tag = "jobs", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = JobShown), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails)))]
async fn cancel(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<JobId>,
) -> Result<Json<JobShown>, Refusal> {
    asker.must_write()?;
    let job = own(&platform, asker.person.id, id).await?;
    if job.state.is_over() {
        return Err(Refusal::new("job-over", verdigris_wording::Kind::Conflict));
    }
    let job = platform.store.cancel_job(id, asker.at).await?;
    platform.jobs.tell(id);
    Ok(Json(job.into()))
}

/// One who watches a job.
struct Watcher {
    platform: Shared,
    person: PersonId,
    id: JobId,
    news: Receiver<JobId>,
    last: String,
    over: bool,
}

impl Watcher {
    /// The next event: at once the first time, then when something changed, last of all the end.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        if self.over {
            return None;
        }
        loop {
            // Gone, or no longer the asker's: the stream ends as if it were over.
            let Ok(job) = own(&self.platform, self.person, self.id).await else {
                return None;
            };
            let over = job.state.is_over();
            let told = serde_json::to_string(&JobShown::from(job)).unwrap_or_default();
            if over {
                self.over = true;
                return Some((Ok(Event::default().event("end").data(told)), self));
            }
            if told != self.last {
                self.last.clone_from(&told);
                return Some((Ok(Event::default().event("progress").data(told)), self));
            }
            let _ = time::timeout(LOOK, self.changed()).await;
        }
    }

    async fn changed(&mut self) {
        loop {
            match self.news.recv().await {
                Ok(id) if id != self.id => {}
                // Too many to keep up with: look.
                _ => return,
            }
        }
    }
}

/// News of a job while it runs, as server-sent events: `progress` with the job, last of all `end` with it.
#[utoipa::path(get, path = "/jobs/{id}/events", tag = "jobs", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 401, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn events(State(platform): State<Shared>, asker: Asker, Path(id): Path<JobId>) -> Result<Response, Refusal> {
    asker.must_read()?;
    let person = asker.person.id;
    let news = platform.jobs.watch();
    own(&platform, person, id).await?;
    let watcher = Watcher { platform, person, id, news, last: String::new(), over: false };
    let mut response =
        Sse::new(stream::unfold(watcher, Watcher::next)).keep_alive(KeepAlive::default()).into_response();
    // Proxies would hold events back to fill their buffers.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

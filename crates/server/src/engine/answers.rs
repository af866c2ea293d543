//! Answers, computed on threads of their own and kept by their question.
//!
//! An answer depends on the question and the program alone, so that a kept one is as good as a new one.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, LazyLock, Mutex, PoisonError},
    thread,
};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::{sync::Semaphore, task::spawn_blocking};
use verdigris_wording::Problem;

use crate::http::refusal::Refusal;

/// Bytes of all answers kept; the oldest go first.
const KEPT: usize = 64 << 20;

/// Computations at one time: one a core.
static SLOTS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(2, Into::into)));

static ANSWERS: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// An answer as sent.
#[derive(Clone, Debug)]
struct Answer {
    tag: HeaderValue,
    body: Bytes,
}

/// Answers by question, oldest first.
#[derive(Debug, Default)]
struct Kept {
    by_question: HashMap<Arc<str>, Answer>,
    order: VecDeque<Arc<str>>,
    bytes: usize,
}

impl Kept {
    fn keep(&mut self, question: &str, answer: &Answer, most: usize) {
        if answer.body.len() > most || self.by_question.contains_key(question) {
            return;
        }
        let question: Arc<str> = question.into();
        self.bytes += answer.body.len();
        self.order.push_back(Arc::clone(&question));
        self.by_question.insert(question, answer.clone());
        while self.bytes > most {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(gone) = self.by_question.remove(&oldest) {
                self.bytes -= gone.body.len();
            }
        }
    }
}

/// Runs work on a thread of its own, as soon as one of a few is free.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Refusal> {
    let slot = SLOTS.acquire().await.map_err(|error| Refusal::internal(&error))?;
    let done = spawn_blocking(work).await.map_err(|error| Refusal::internal(&error))?;
    drop(slot);
    Ok(done?)
}

/// The answer to a question, kept or computed by `work`. The question must name everything the answer depends on.
pub async fn answer<T: Serialize>(
    headers: &HeaderMap,
    question: String,
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<Response, Refusal> {
    let kept = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).by_question.get(question.as_str()).cloned();
    let found = if let Some(answer) = kept {
        answer
    } else {
        let body = blocking(move || {
            let answer = work()?;
            serde_json::to_vec(&answer).map_err(|error| {
                tracing::error!(error = %error, "an answer cannot be written as JSON");
                Problem::new("internal", verdigris_wording::Kind::Computation)
            })
        })
        .await?;
        let hash: [u8; 32] = Sha256::digest(&body).into();
        let text = format!("{:032x}", hash.iter().take(16).fold(0_u128, |bits, &byte| bits << 8 | u128::from(byte)));
        let tag = HeaderValue::from_str(&format!("\"{text}\"")).unwrap_or(HeaderValue::from_static("\"\""));
        let answer = Answer { tag, body: body.into() };
        ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).keep(&question, &answer, KEPT);
        answer
    };
    Ok(respond(headers, &found))
}

fn respond(headers: &HeaderMap, answer: &Answer) -> Response {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let own = answer.tag.to_str().unwrap_or_default();
    let has = known.flat_map(|list| list.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == own
    });
    let mut response = if has {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], answer.body.clone()).into_response()
    };
    response.headers_mut().insert(header::ETAG, answer.tag.clone());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_answers_go_first_and_the_sum_is_bounded() {
        let answer = |size: usize| Answer { tag: HeaderValue::from_static("\"x\""), body: vec![0; size].into() };
        let mut kept = Kept::default();
        for question in ["a", "b", "c"] {
            kept.keep(question, &answer(40), 100);
        }
        assert!(!kept.by_question.contains_key("a"));
        assert!(kept.by_question.contains_key("b") && kept.by_question.contains_key("c"));
        kept.keep("huge", &answer(101), 100);
        kept.keep("c", &answer(40), 100);
        assert_eq!((kept.bytes, kept.order.len(), kept.by_question.len()), (80, 2, 2));
    }
}

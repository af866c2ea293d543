//! Jobs: one worker at a time, taken over when left, ended once.

use jiff::SignedDuration;
use serde_json::json;
use verdigris_alliance::{Field, OrganisationKind, PersonId, Role};
use verdigris_store::{JobState, NewJob, NewResult, Paging, Store};

use crate::place::{Place, at, holder, organisation, part, person, plant, submit};

const LEASE: SignedDuration = SignedDuration::from_secs(30);

fn job(person: PersonId, attempts: u32) -> NewJob {
    NewJob { kind: "test".into(), person, plant: None, question: json!({ "n": 1 }), attempts_allowed: attempts }
}

#[tokio::test]
async fn a_job_left_by_its_worker_is_taken_over_until_attempts_are_used_up() {
    for place in Place::all().await {
        let store = place.open().await;
        let anna = person(&store, "anna").await;
        let queued = store.enqueue(&job(anna.id, 2), at(0)).await.unwrap();
        let first = store.claim(LEASE, at(1)).await.unwrap().unwrap();
        assert_eq!(first.job.id, queued.id);
        assert!(store.claim(LEASE, at(2)).await.unwrap().is_none());
        store.heartbeat(&first, 0.5, "reading", LEASE, at(20)).await.unwrap();
        assert!(store.claim(LEASE, at(49)).await.unwrap().is_none(), "renewed");
        let second = store.claim(LEASE, at(50)).await.unwrap().unwrap();
        assert_eq!((second.job.id, second.job.attempts), (queued.id, 2));
        assert_eq!(store.heartbeat(&first, 0.9, "", LEASE, at(51)).await.unwrap_err().code(), "lease-lost");
        assert_eq!(store.finish(&first, &json!({}), at(51)).await.unwrap_err().code(), "lease-lost");
        assert!(store.claim(LEASE, at(80)).await.unwrap().is_none(), "both attempts are used up");
        let failed = store.job(queued.id).await.unwrap().unwrap();
        assert_eq!((failed.state, failed.problem), (JobState::Failed, Some(json!({ "code": "job-attempts" }))));
        assert_eq!(store.finish(&second, &json!({}), at(81)).await.unwrap_err().code(), "lease-lost");
    }
}

#[tokio::test]
async fn the_end_of_a_job_can_be_asked_for() {
    for place in Place::all().await {
        let store = place.open().await;
        let anna = person(&store, "anna").await;
        let waiting = store.enqueue(&job(anna.id, 1), at(0)).await.unwrap();
        assert_eq!(store.cancel_job(waiting.id, at(1)).await.unwrap().state, JobState::Cancelled);
        assert_eq!(store.cancel_job(waiting.id, at(1)).await.unwrap_err().code(), "wrong-state");
        store.enqueue(&job(anna.id, 1), at(2)).await.unwrap();
        let claim = store.claim(LEASE, at(3)).await.unwrap().unwrap();
        assert_eq!(store.cancel_job(claim.job.id, at(4)).await.unwrap().state, JobState::Running);
        assert!(store.heartbeat(&claim, 0.1, "", LEASE, at(5)).await.unwrap().cancelling);
        assert_eq!(store.finish(&claim, &json!({}), at(6)).await.unwrap_err().code(), "lease-lost");
        store.cancelled(&claim, at(7)).await.unwrap();
        assert_eq!(store.job(claim.job.id).await.unwrap().unwrap().state, JobState::Cancelled);
        assert_eq!(store.jobs_of(anna.id, &Paging::default()).await.unwrap().items.len(), 2);
    }
}

#[tokio::test]
async fn a_failure_that_may_pass_is_tried_again() {
    for place in Place::all().await {
        let store = place.open().await;
        let anna = person(&store, "anna").await;
        store.enqueue(&job(anna.id, 2), at(0)).await.unwrap();
        let claim = store.claim(LEASE, at(1)).await.unwrap().unwrap();
        store.fail(&claim, &json!({ "code": "x" }), true, at(2)).await.unwrap();
        assert_eq!(store.job(claim.job.id).await.unwrap().unwrap().state, JobState::Queued);
        let claim = store.claim(LEASE, at(3)).await.unwrap().unwrap();
        store.release(&claim).await.unwrap();
        let claim = store.claim(LEASE, at(4)).await.unwrap().unwrap();
        assert_eq!(claim.job.attempts, 2);
        store.fail(&claim, &json!({ "code": "x" }), true, at(5)).await.unwrap();
        assert_eq!(store.job(claim.job.id).await.unwrap().unwrap().state, JobState::Failed);
        assert_eq!(store.job_counts().await.unwrap(), [("failed".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn a_result_and_the_end_of_its_job_are_one() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let anna = holder(&store, "anna", owner.id, Role::Engineer).await;
        let plant = plant(&store, owner.id, "P1").await;
        let submission = submit(&store, plant.id, anna.id, 2024, "x").await;
        store.enqueue(&NewJob { plant: Some(plant.id), ..job(anna.id, 3) }, at(0)).await.unwrap();
        let left = store.claim(LEASE, at(1)).await.unwrap().unwrap();
        let claim = store.claim(LEASE, at(100)).await.unwrap().unwrap();
        let new = NewResult {
            submission: submission.id,
            by: anna.id,
            engine: "test".into(),
            question: json!({}),
            totals: json!([]),
            parts: vec![part("diagnosis.json", Field::Diagnosis, "{}")],
        };
        let before = store.log().size().await.unwrap();
        assert_eq!(store.finish_with_result(&left, &new, at(101)).await.unwrap_err().code(), "lease-lost");
        assert_eq!(store.log().size().await.unwrap(), before, "nothing of it was stored");
        assert_eq!(store.job_submission(&claim, 2024).await.unwrap(), Some(submission.clone()));
        assert!(store.job_part(&claim, submission.id, "records.json").await.unwrap().is_some());
        let result = store.finish_with_result(&claim, &new, at(102)).await.unwrap();
        let done = store.job(claim.job.id).await.unwrap().unwrap();
        assert_eq!((done.state, done.outcome), (JobState::Done, Some(json!({ "kind": "result", "id": result.id }))));
    }
}

/// Many workers at once: every job is done once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_job_has_two_workers() {
    for place in Place::all().await {
        let store = place.open().await;
        let anna = person(&store, "anna").await;
        for _ in 0..24 {
            store.enqueue(&job(anna.id, 1), at(0)).await.unwrap();
        }
        let work = async |store: Store| {
            let mut done = 0;
            while let Some(claim) = store.claim(LEASE, at(1)).await.unwrap() {
                store.finish(&claim, &json!({}), at(2)).await.unwrap();
                done += 1;
            }
            done
        };
        let workers: Vec<_> = (0..4).map(|_| tokio::spawn(work(store.clone()))).collect();
        let mut done = 0;
        for worker in workers {
            done += worker.await.unwrap();
        }
        assert_eq!(done, 24);
        assert_eq!(store.job_counts().await.unwrap(), [("done".to_owned(), 24)]);
    }
}

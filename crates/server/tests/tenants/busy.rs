//! Many pages at once while a job runs and submissions are written: everybody is answered, with what the decision lets them
//! see, and what they saw is in the log.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::task::JoinSet;
use verdigris_alliance::Field;

use crate::{
    place,
    world::{Sight, World},
};

/// Far beyond what anything here takes: reached only where somebody waits for ever.
const FOR_EVER: Duration = Duration::from_mins(4);

/// People who ask at the same time.
const CROWD: usize = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_is_answered_while_work_goes_on() {
    for place in place::all() {
        let world = Arc::new(World::new(&place, 3).await);
        let (job, writing) = (tokio::spawn(job(Arc::clone(&world))), tokio::spawn(submit(Arc::clone(&world))));
        let mut crowd = JoinSet::new();
        for number in 0..CROWD {
            crowd.spawn(visit(Arc::clone(&world), number));
        }
        let all = async {
            let mut seen = 0;
            while let Some(done) = crowd.join_next().await {
                seen += done.unwrap();
            }
            seen
        };
        let seen = tokio::time::timeout(FOR_EVER, all).await.expect("everybody is answered");
        job.abort();
        writing.abort();
        let looked = world.accesses().await;
        println!("{}: {CROWD} people saw {seen} profiles, {looked} readings logged", world.name());
        assert!(seen > 0 && looked > 0);
    }
}

/// Asks for the board, the plants and each plant, again and again.
async fn visit(world: Arc<World>, number: usize) -> usize {
    let asker = &world.askers[number % world.askers.len()];
    let sight: Sight = world.sight(asker).await;
    let mut seen = 0;
    for _ in 0..3 {
        let home = world.get(asker, "/home").await;
        assert_eq!(home.status == 200, sight.reads(), "{}: {}", asker.name, home.body);
        world.get(asker, "/plants?limit=200").await;
        for id in world.ids(crate::routes::Kind::Plant) {
            let object = world.object(&id);
            let answer = world.get(asker, &format!("/plants/{id}")).await;
            assert_eq!(answer.status == 200, sight.any(object, Field::ALL), "{}: {}", asker.name, answer.body);
            let shown: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(shown["name"].is_object(), sight.any(object, &[Field::Profile]), "{shown}");
            if shown["name"].is_object() {
                seen += 1;
                assert!(world.is_logged(asker.person, object, Field::Profile).await, "{} read {id}", asker.name);
            }
        }
    }
    seen
}

/// A worker that renews its claim as fast as it can.
async fn job(world: Arc<World>) {
    let lease = SignedDuration::from_secs(20);
    let Some(claim) = world.store().claim(lease, Timestamp::now()).await.unwrap() else { return };
    for step in 0.. {
        world
            .store()
            .heartbeat(&claim, f64::from(step % 100) / 100.0, "running", lease, Timestamp::now())
            .await
            .unwrap();
        world.store().look(&claim).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Somebody who submits one version after the other.
async fn submit(world: Arc<World>) {
    let plant = world.ids(crate::routes::Kind::Plant)[0].clone();
    loop {
        world.submit_again(&plant).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

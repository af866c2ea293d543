//! A load that is broken off again and again, at every kind of moment, ends as one that was not.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll},
};

use sqlx::{AnyPool, AssertSqlSafe, Row as _, any::AnyPoolOptions};
use verdigris_server::demo::load;
use verdigris_store::{Options, Store};

/// Runs a future for so many steps, then lets it fall.
struct Steps<F> {
    work: F,
    left: u32,
}

impl<F: Future + Unpin> Future for Steps<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(left) = self.left.checked_sub(1) else { return Poll::Ready(None) };
        self.left = left;
        Pin::new(&mut self.work).poll(context).map(Some)
    }
}

/// How many rows each table has, and in how many kinds of what people would see twice.
async fn counts(pool: &AnyPool) -> Vec<(&'static str, i64)> {
    const ASKED: [&str; 14] = [
        "SELECT count(*) FROM organisation",
        "SELECT count(DISTINCT name_en) FROM organisation",
        "SELECT count(*) FROM person",
        "SELECT count(*) FROM mandate",
        "SELECT count(DISTINCT person || organisation || role) FROM mandate",
        "SELECT count(*) FROM plant",
        "SELECT count(DISTINCT name_en) FROM plant_profile",
        "SELECT count(*) FROM submission",
        "SELECT count(DISTINCT plant || year) FROM submission",
        "SELECT count(*) FROM data_grant",
        "SELECT count(*) FROM grant_move",
        "SELECT count(*) FROM document_version",
        "SELECT count(*) FROM log_entry",
        "SELECT count(*) FROM setting WHERE name LIKE 'demo:%'",
    ];
    let mut all = Vec::new();
    for asked in ASKED {
        all.push((asked, sqlx::query(AssertSqlSafe(asked)).fetch_one(pool).await.unwrap().get::<i64, _>(0)));
    }
    all
}

async fn store() -> (Store, AnyPool, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Options::folder(folder.path())).await.unwrap();
    let url = format!("sqlite://{}", folder.path().join("verdigris.sqlite").display());
    let pool = AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
    (store, pool, folder)
}

#[tokio::test]
async fn a_load_broken_off_anywhere_neither_doubles_nor_loses_a_piece() {
    let at = jiff::Timestamp::now();
    let (whole, whole_pool, _kept) = store().await;
    let expected = load(&whole, at).await.unwrap();
    let (store, pool, _folder) = store().await;
    let (mut rounds, mut steps) = (0, 1);
    let submitted = loop {
        let work = pin!(load(&store, at));
        if let Some(done) = (Steps { work, left: steps }).await {
            break done.unwrap();
        }
        rounds += 1;
        // Longer and longer, by steps that fall on every kind of statement.
        steps += 1 + rounds % 7 + steps / 12;
    };
    println!("broken off {rounds} times");
    assert!(rounds > 15, "broken off {rounds} times only");
    assert_eq!(submitted.len(), expected.len());
    assert_eq!(counts(&pool).await, counts(&whole_pool).await);
    assert!(store.verify().await.unwrap().holds());
    // And nothing is added by another.
    load(&store, at).await.unwrap();
    assert_eq!(counts(&pool).await, counts(&whole_pool).await);
}

/// Two programs that load at once share the work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_loads_at_once_are_one() {
    let at = jiff::Timestamp::now();
    let (store, pool, _folder) = store().await;
    let (one, two) = tokio::join!(load(&store, at), load(&store, at));
    assert_eq!(one.unwrap(), two.unwrap());
    let counts = counts(&pool).await;
    let of = |asked: &str| counts.iter().find(|(known, _)| known.ends_with(asked)).unwrap().1;
    assert_eq!(of("count(*) FROM organisation"), of("count(DISTINCT name_en) FROM organisation"));
    assert_eq!(of("count(*) FROM mandate"), of("count(DISTINCT person || organisation || role) FROM mandate"));
    assert_eq!(of("count(*) FROM submission"), of("count(DISTINCT plant || year) FROM submission"));
    assert_eq!(of("count(*) FROM plant"), of("count(DISTINCT name_en) FROM plant_profile"));
}

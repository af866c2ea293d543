//! A program that writes is killed (SIGKILL) at random moments, again and again, on both databases. Everything it had
//! acknowledged is there, and nothing is half done.
//!
//! The program is this test itself, started with `VERDIGRIS_CRASH` set: it writes and prints a line for everything stored.

#[path = "../store/place.rs"]
#[expect(dead_code, reason = "shared with the other tests, which use all of it")]
mod place;

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use verdigris_alliance::{Field, ImportId, OrganisationKind, PersonId, PlantId, Role};
use verdigris_store::{
    Address, ImportState, JobState, NewImport, NewJob, NewResult, NewSubmission, Options, Paging, Store,
};

use place::{Place, admin, holder, organisation, part, plant, viewer};

const ROLE: &str = "VERDIGRIS_CRASH";
const ROUNDS: u64 = 24;
const LEASE: SignedDuration = SignedDuration::from_secs(1);

/// What the writer is told: address and folder, plant, person; each on a line.
fn told(options: &Options, plant: PlantId, person: PersonId) -> String {
    let address = match &options.address {
        Address::Sqlite(path) => format!("sqlite:{}", path.display()),
        Address::Postgres(url) => url.clone(),
    };
    format!("{address}\n{}\n{plant}\n{person}", options.folder.display())
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "crash:{line}").unwrap();
    out.flush().unwrap();
}

/// Writes until it is killed. Does nothing in an ordinary run of the tests.
#[tokio::test]
async fn writer() {
    let Ok(told) = std::env::var(ROLE) else { return };
    let lines: Vec<&str> = told.lines().collect();
    let options = Options::read(Some(lines[0]), lines[1]).unwrap();
    let (plant, person): (PlantId, PersonId) = (lines[2].parse().unwrap(), lines[3].parse().unwrap());
    let store = Store::open(&options).await.unwrap();
    say("begun");
    loop {
        let now = Timestamp::now();
        let file = NewImport { plant, file_name: "a.xlsx".into(), file: vec![1; 20_000], by: person };
        let import = store.add_import(&file, now).await.unwrap();
        say(&format!("import {import}"));
        let submission = NewSubmission {
            plant,
            year: 2024,
            by: person,
            import: Some(import),
            file_name: "a.xlsx".into(),
            sha256: "0".repeat(64),
            counts: json!({}),
            parts: vec![part("a.xlsx", Field::File, &"x".repeat(20_000)), part("records.json", Field::Records, "{}")],
        };
        let submission = store.submit(&submission, now).await.unwrap();
        say(&format!("submission {}", submission.id));
        let (kind, question) = ("diagnosis".to_owned(), json!({}));
        let new = NewJob { kind, person, plant: Some(plant), question, attempts_allowed: 1000 };
        let job = store.enqueue(&new, now).await.unwrap();
        say(&format!("job {}", job.id));
        while let Some(claim) = store.claim(LEASE, Timestamp::now()).await.unwrap() {
            store.heartbeat(&claim, 0.5, "half", LEASE, Timestamp::now()).await.unwrap();
            let latest = store.job_submission(&claim, 2024).await.unwrap().unwrap();
            let result = NewResult {
                submission: latest.id,
                by: person,
                engine: "test".into(),
                question: json!({}),
                totals: json!([]),
                parts: vec![part("accounts.json", Field::Accounts, &"y".repeat(20_000))],
            };
            let result = store.finish_with_result(&claim, &result, Timestamp::now()).await.unwrap();
            say(&format!("result {} {}", result.id, claim.job.id));
        }
    }
}

fn begin(options: &Options, plant: PlantId, person: PersonId) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--nocapture", "--test-threads=1"])
        .env(ROLE, told(options, plant, person))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets a writer work for a while, kills it, and gives what it acknowledged.
fn round(options: &Options, plant: PlantId, person: PersonId, number: u64) -> Vec<String> {
    let mut child = begin(options, plant, person);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    // Some rounds are cut short while the store is still opening.
    if number % 6 != 5 {
        loop {
            let line = lines.next().expect("the writer ended by itself").unwrap();
            if line.contains("crash:begun") {
                break;
            }
        }
    }
    // Spread over some transactions' time, differently in every round.
    std::thread::sleep(Duration::from_micros(3_000 + number.wrapping_mul(0x9e37_79b9) % 250_000));
    child.kill().unwrap();
    child.wait().unwrap();
    // What stood in the pipe was written before the end.
    for line in lines.map_while(Result::ok) {
        if let Some((_, what)) = line.split_once("crash:") {
            acknowledged.push(what.to_owned());
        }
    }
    acknowledged
}

/// Everything acknowledged is there; versions and log have no gap; done jobs have their results, and only they.
async fn check(store: &Store, plant: PlantId, person: PersonId, acknowledged: &[String]) {
    let verified = store.verify().await.unwrap();
    assert!(verified.holds(), "{:?}", verified.breaches);
    let sees = viewer(store, person).await;
    let reading = store.reading(&sees, Timestamp::now()).await.unwrap();
    let (mut submissions, mut cursor) = (Vec::new(), None);
    loop {
        let page = reading.submissions(plant, Some(2024), &Paging::new(200, cursor)).await.unwrap();
        submissions.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let versions: BTreeSet<u64> = submissions.iter().map(|submission| submission.version).collect();
    assert_eq!(versions, (1..=submissions.len() as u64).collect(), "versions have no gap");
    for submission in &submissions {
        let import = reading.import(submission.import.unwrap()).await.unwrap().unwrap();
        assert_eq!(import.state, ImportState::Submitted);
        assert_eq!(reading.parts(submission.id).await.unwrap().len(), 2);
    }
    for line in acknowledged {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["import", id] => {
                let id: ImportId = id.parse().unwrap();
                assert!(reading.import(id).await.unwrap().is_some(), "{line}");
            }
            ["submission", id] => {
                assert!(submissions.iter().any(|submission| submission.id.to_string() == *id), "{line}");
            }
            ["job", id] => assert!(store.job(id.parse().unwrap()).await.unwrap().is_some(), "{line}"),
            ["result", id, job] => {
                assert!(reading.result(id.parse().unwrap()).await.unwrap().is_some(), "{line}");
                let job = store.job(job.parse().unwrap()).await.unwrap().unwrap();
                assert_eq!(job.state, JobState::Done, "{line}");
            }
            _ => {}
        }
    }
    let (mut results, mut cursor) = (Vec::new(), None);
    loop {
        let page = reading.results(plant, None, &Paging::new(200, cursor)).await.unwrap();
        results.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let counts = store.job_counts().await.unwrap();
    let done = counts.iter().find(|(state, _)| state == "done").map_or(0, |(_, count)| *count);
    assert_eq!(done, results.len() as u64, "a result for every job done, and for no other: {counts:?}");
}

#[tokio::test]
async fn what_was_acknowledged_survives_being_killed() {
    if std::env::var(ROLE).is_ok() {
        return;
    }
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let person = holder(&store, "anna", owner.id, Role::Engineer).await.id;
        let plant = plant(&store, owner.id, "P").await.id;
        let mut acknowledged = Vec::new();
        for number in 0..ROUNDS {
            acknowledged.extend(round(&place.options, plant, person, number));
        }
        println!("{}: {} acknowledged in {ROUNDS} rounds", store.dialect().as_str(), acknowledged.len());
        assert!(acknowledged.len() > 10, "the writer was killed before it wrote anything");
        // The killed program's last transaction may still be ending on the server.
        tokio::time::sleep(Duration::from_millis(200)).await;
        check(&store, plant, person, &acknowledged).await;
        // And the work goes on.
        let resumed = store.claim(LEASE, Timestamp::now() + SignedDuration::from_secs(5)).await.unwrap();
        let waiting =
            store.job_counts().await.unwrap().iter().any(|(state, _)| state == "queued" || state == "running");
        assert_eq!(resumed.is_some(), waiting);
    }
}

/// A database is made while its maker is killed: the next to open it finds a whole schema or makes it.
#[tokio::test]
async fn a_migration_is_whole_or_not_there() {
    if std::env::var(ROLE).is_ok() {
        return;
    }
    for number in 0..ROUNDS {
        let mut places = vec![Place::sqlite()];
        if number % 4 == 0 {
            places.extend(Place::postgres().await);
        }
        for place in places {
            let nobody = (PlantId::from_bits(1), PersonId::from_bits(1));
            let mut child = begin(&place.options, nobody.0, nobody.1);
            std::thread::sleep(Duration::from_millis(5 + number * 4));
            child.kill().unwrap();
            child.wait().unwrap();
            let store = place.open().await;
            organisation(&store, "O", OrganisationKind::Bank).await;
            assert!(store.verify().await.unwrap().holds());
            if let Address::Sqlite(path) = &place.options.address {
                let pool = admin(&format!("sqlite://{}", path.display())).await;
                let row = sqlx::query("PRAGMA integrity_check").fetch_one(&pool).await.unwrap();
                assert_eq!(sqlx::Row::get::<String, _>(&row, 0), "ok");
            }
        }
    }
}

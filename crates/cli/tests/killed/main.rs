//! The program killed with SIGKILL at any moment: while it makes its database, while it writes, imports and computes. What it
//! acknowledged is there afterwards, and nothing half-done is to be seen. On SQLite, and on PostgreSQL where
//! `VERDIGRIS_TEST_POSTGRES` names a server.
#![cfg(all(unix, feature = "server"))]

mod client;
mod place;
mod server;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use client::Client;
use server::Server;

/// Rounds of being killed while starting for the first time.
const STARTS: u64 = 12;

/// Rounds of being killed while at work.
const ROUNDS: u64 = 5;

/// Pauses that look random (SplitMix64).
fn pause(seed: u64, least: u64, most: u64) -> Duration {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    Duration::from_millis(least + (z ^ z >> 31) % (most - least))
}

/// The engineer of the example alliance, signed in, and a plant of theirs.
fn engineer(server: &Server) -> (Client, String) {
    let mut client = Client::new(&server.address);
    let about = client.get("/about");
    let accounts = about["demo_accounts"].as_array().unwrap();
    let account = accounts.iter().find(|account| account["role"] == "engineer").unwrap();
    client.sign_in(account["email"].as_str().unwrap(), account["password"].as_str().unwrap());
    let plants = client.get("/plants?limit=200");
    let own = |plant: &&Value| plant["basis"] == "own" && plant["can"].as_array().unwrap().contains(&json!("import"));
    let plant = plants["items"].as_array().unwrap().iter().find(own).unwrap()["id"].as_str().unwrap().to_owned();
    (client, plant)
}

/// Records of a year that read.
fn book(sector: &Value, region: &Value, note: u64) -> Vec<u8> {
    format!(
        "process_unit,item,measure,meter,month,value,unit,quality,uncertainty,source,note\n\
         #plant,id,p\n#plant,name_en,P\n#plant,name_zh,厂\n#plant,sector,{}\n#plant,region,{}\n#plant,year,2024\n\
         ,electricity,used,,,{},MWh,measured,,,round {note}\n",
        sector.as_str().unwrap(),
        region.as_str().unwrap(),
        1000 + note,
    )
    .into_bytes()
}

/// What was acknowledged: kind and id.
type Told = Mutex<Vec<(&'static str, String)>>;

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap().to_owned()
}

/// Writes without end until the server is gone, noting what was acknowledged.
fn write(address: &str, session: (String, String), plant: &str, number: u64, told: &Told, stop: &AtomicBool) {
    let mut client = Client::with(address, session);
    let Ok(profile) = client.try_get(&format!("/plants/{plant}")) else { return };
    let mut turn = 0;
    while !stop.load(Ordering::Relaxed) {
        turn += 1;
        let file = book(&profile["sector"], &profile["region"], number * 1000 + turn);
        let path = format!("/plants/{plant}/imports?file_name=year.csv");
        let Ok(import) = client.post_bytes(&path, &file) else { return };
        told.lock().unwrap().push(("imports", id(&import)));
        if turn % 3 == 0 {
            continue;
        }
        let path = format!("/imports/{}/submit", id(&import));
        let Ok(submission) = client.post(&path, &json!({ "accept_errors": true })) else { return };
        told.lock().unwrap().push(("submissions", id(&submission)));
        // One a round: every one of them is computed to its end afterwards.
        if number.is_multiple_of(10) && turn == 2 {
            let Ok(job) = client.post(&format!("/plants/{plant}/diagnoses"), &json!({ "year": 2024 })) else { return };
            told.lock().unwrap().push(("jobs", id(&job)));
        }
    }
}

#[test]
fn killed_while_it_begins_it_begins_again() {
    for place in place::all("starts") {
        for round in 1..=STARTS {
            let mut server = Server::begin(&place);
            thread::sleep(pause(round, 20, 1500));
            server.kill();
        }
        let server = Server::start(&place);
        let (mut client, plant) = engineer(&server);
        client.get(&format!("/plants/{plant}/submissions"));
        server.stop();
        assert!(place.log_verifies(), "{}: the log does not hold", place.name());
    }
}

#[test]
fn killed_at_work_it_has_all_it_acknowledged_and_nothing_half_done() {
    for place in place::all("work") {
        let told = Told::default();
        for round in 1..=ROUNDS {
            let mut server = Server::start(&place);
            let (client, plant) = engineer(&server);
            let stop = AtomicBool::new(false);
            thread::scope(|scope| {
                for number in 0..3 {
                    let (address, session) = (server.address.clone(), client.session());
                    let (plant, told, stop) = (&plant, &told, &stop);
                    scope.spawn(move || write(&address, session, plant, round * 10 + number, told, stop));
                }
                thread::sleep(pause(100 + round, 300, 4000));
                server.kill();
                stop.store(true, Ordering::Relaxed);
            });
            let server = Server::start(&place);
            let told = told.lock().unwrap();
            check(&server, &told);
            server.stop();
        }
        let told = told.into_inner().unwrap();
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for (kind, _) in &told {
            *counts.entry(kind).or_default() += 1;
        }
        println!("{}: {ROUNDS} kills, acknowledged {counts:?}", place.name());
        assert!(counts.get("submissions").is_some_and(|count| *count > 0), "nothing was acknowledged: {counts:?}");
        let server = Server::start(&place);
        jobs_end(&server, &told);
        server.stop();
        assert!(place.log_verifies(), "{}: the log does not hold", place.name());
    }
}

/// Everything acknowledged is there, and every submission there is has its file, its records and its place in the log.
fn check(server: &Server, told: &[(&'static str, String)]) {
    let (mut client, plant) = engineer(server);
    for (kind, id) in told {
        let found = client.try_get(&format!("/{kind}/{id}"));
        assert!(found.is_ok(), "acknowledged and not there: {kind} {id}: {found:?}");
    }
    let mut cursor = String::new();
    let size = size(&client.text("/log/checkpoint"));
    loop {
        let page = client.get(&format!("/plants/{plant}/submissions?limit=200{cursor}"));
        for submission in page["items"].as_array().unwrap() {
            let id = submission["id"].as_str().unwrap();
            assert!(submission["log_index"].as_u64().unwrap() < size, "submission {id} is not in the log");
            assert!(!client.text(&format!("/submissions/{id}/file")).is_empty(), "submission {id} has no file");
            client.get(&format!("/submissions/{id}/records"));
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
}

/// Size in a checkpoint: its second line.
fn size(checkpoint: &str) -> u64 {
    checkpoint.lines().nth(1).unwrap().parse().unwrap()
}

/// Jobs go on where they were cut, and end: done with a result, or failed with a reason.
fn jobs_end(server: &Server, told: &[(&'static str, String)]) {
    let (mut client, _) = engineer(server);
    let begun = Instant::now();
    for (_, id) in told.iter().filter(|(kind, _)| *kind == "jobs") {
        loop {
            let job = client.get(&format!("/jobs/{id}"));
            match job["state"].as_str().unwrap() {
                "done" => {
                    let result = job["result"]["id"].as_str().unwrap();
                    client.get(&format!("/results/{result}"));
                    break;
                }
                "failed" => {
                    assert!(job["problem"]["code"].is_string(), "a job failed without a reason: {job}");
                    break;
                }
                "queued" | "running" => {}
                other => panic!("job {id} is {other}"),
            }
            assert!(begun.elapsed() < Duration::from_mins(10), "job {id} does not end: {job}");
            thread::sleep(Duration::from_millis(200));
        }
    }
}

//! What was stored stays, and whoever changes it behind the store's back is found out.

use serde_json::json;
use sqlx::AnyPool;
use verdigris_alliance::{Field, Move, OrganisationKind, Plants, Purpose, Role, Side, Terms, grant::Step};
use verdigris_ledger::{Checkpoint, Tile, Verifier, bundle, leaf_hash, proof};
use verdigris_store::{Address, Dialect, NewAttachment, NewResult, Options, Paging, Store};

use crate::place::{Place, admin, at, holder, organisation, part, plant, run, submit};

/// Something of every kind that is logged.
async fn fill(store: &Store) {
    let owner = organisation(store, "Owner", OrganisationKind::Enterprise).await;
    let bank = organisation(store, "Bank", OrganisationKind::Bank).await;
    let office = organisation(store, "Office", OrganisationKind::Secretariat).await;
    let anna = holder(store, "anna", owner.id, Role::Steward).await;
    let one = holder(store, "one", office.id, Role::Secretariat).await;
    let two = holder(store, "two", office.id, Role::Operator).await;
    let plant = plant(store, owner.id, "P1").await;
    let submission = submit(store, plant.id, anna.id, 2024, "x").await;
    let result = NewResult {
        submission: submission.id,
        by: anna.id,
        engine: "test".into(),
        question: json!({ "year": 2024 }),
        totals: json!([{ "scheme": "s", "value": 0.1 }]),
        parts: vec![part("accounts.json", Field::Accounts, "{}")],
    };
    store.add_result(&result, at(200)).await.unwrap();
    let terms = Terms {
        plants: Plants::All,
        fields: [Field::Records].into(),
        purpose: Purpose::Finance,
        from: None,
        until: at(10_000),
    };
    let note = String::new();
    let step = Step { what: Move::Offer, side: Side::Owner, by: anna.id, at: at(210), terms: Some(terms), note };
    let grant = store.open_grant(owner.id, bank.id, step.clone()).await.unwrap();
    store.move_grant(grant.id, Step { what: Move::Withdraw, terms: None, ..step }).await.unwrap();
    let case = store.ask_emergency(owner.id, Some(plant.id), "fire", one.id, at(220)).await.unwrap();
    store.second_emergency(case.id, two.id, at(221)).await.unwrap();
    store.end_emergency(case.id, two.id, at(222)).await.unwrap();
    let document = store.add_document("news", &json!({ "title": "铜" }), true, None, at(230)).await.unwrap();
    store.add_document_version(document.document, &json!({ "title": "铝" }), 1, None, at(231)).await.unwrap();
    let file = NewAttachment { name: "a.pdf".into(), media_type: "application/pdf".into(), body: vec![1, 2, 3] };
    store.attach(document.document, &file, None, at(232)).await.unwrap();
    store.log().checkpoint(at(240)).await.unwrap();
}

/// Every table whose rows stay.
const KEPT: [&str; 18] = [
    "plant",
    "plant_profile",
    "submission",
    "result",
    "part",
    "data_grant",
    "grant_move",
    "emergency",
    "emergency_step",
    "decision",
    "access_log",
    "document",
    "document_version",
    "attachment",
    "log_entry",
    "log_hash",
    "log_checkpoint",
    "organisation",
];

async fn outside(options: &Options) -> AnyPool {
    let url = match &options.address {
        Address::Sqlite(path) => format!("sqlite://{}", path.display()),
        Address::Postgres(url) => url.clone(),
    };
    let pool = admin(&url).await;
    if matches!(options.address, Address::Postgres(_)) {
        run(&pool, "SET verdigris.service = 'on'").await;
    }
    pool
}

#[tokio::test]
async fn what_was_stored_is_not_changed_and_not_removed() {
    for place in Place::all().await {
        let store = place.open().await;
        fill(&store).await;
        let pool = outside(&place.options).await;
        for table in KEPT.iter().filter(|table| **table != "organisation") {
            let column = match *table {
                "log_hash" => "level",
                "log_checkpoint" => "at",
                "log_entry" | "decision" | "grant_move" | "emergency" | "emergency_step" => "log_index",
                "part" => "name",
                _ => "id",
            };
            let column = if ["plant_profile", "document_version", "submission", "result"].contains(table) {
                "version"
            } else {
                column
            };
            for text in [format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")] {
                let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(text.clone())).execute(&pool).await;
                // No row, no trigger of SQLite: nothing was read in this test.
                let empty = *table == "access_log" && store.dialect() == Dialect::Sqlite;
                assert!(empty || refused.is_err_and(|error| error.to_string().contains("append-only")), "{text}");
            }
        }
        pool.close().await;
        assert!(store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn changes_behind_the_store_are_found() {
    let changes = [
        ("submission", "UPDATE submission SET year = 2023"),
        ("submission", "UPDATE submission SET sha256 = 'ff'"),
        ("part", "UPDATE part SET body = x'00' WHERE name = 'records.json'"),
        ("result", "UPDATE result SET totals = '[]'"),
        ("result", "DELETE FROM result"),
        ("grant_move", "UPDATE grant_move SET note = 'never' WHERE position = 2"),
        ("emergency", "UPDATE emergency SET reason = 'other'"),
        ("emergency_step", "DELETE FROM emergency_step WHERE what = 'end'"),
        ("decision", "UPDATE decision SET content = '{}'"),
        ("document_version", "UPDATE document_version SET content = '{\"title\":\"锌\"}' WHERE version = 1"),
        ("log_entry", "UPDATE log_entry SET content = '{}' WHERE log_index = 3"),
        ("log_entry", "UPDATE log_entry SET subject = 'x' WHERE log_index = 3"),
        ("log_entry", "DELETE FROM log_entry WHERE log_index = 3"),
        ("log_hash", "DELETE FROM log_hash WHERE level = 1 AND place = 0"),
        ("log_head", "UPDATE log_head SET size = size - 1"),
        ("log_checkpoint", "UPDATE log_checkpoint SET note = replace(note, 'verdigris', 'other')"),
    ];
    for place in Place::all().await {
        let store = place.open().await;
        fill(&store).await;
        let whole = store.verify().await.unwrap();
        assert!(whole.holds(), "{:?}", whole.breaches);
        assert_eq!((whole.checkpoints, whole.files, whole.rows), (1, 4, whole.entries));
        let pool = outside(&place.options).await;
        let before = match store.dialect() {
            Dialect::Sqlite => "DROP TRIGGER {}_no_update; DROP TRIGGER {}_no_delete; PRAGMA foreign_keys = OFF;",
            Dialect::Postgres => "ALTER TABLE {} DISABLE TRIGGER {}_append_only;",
        };
        for (table, change) in changes {
            let mut work = pool.begin().await.unwrap();
            if table != "log_head" {
                sqlx::raw_sql(sqlx::AssertSqlSafe(before.replace("{}", table))).execute(&mut *work).await.unwrap();
            }
            let change = match store.dialect() {
                Dialect::Sqlite => change.to_owned(),
                Dialect::Postgres => change.replace("x'00'", "'0'::bytea"),
            };
            sqlx::raw_sql(sqlx::AssertSqlSafe(change.clone())).execute(&mut *work).await.unwrap();
            let found = store.verify_in(&mut work).await.unwrap();
            assert!(!found.holds(), "not found: {change}");
            work.rollback().await.unwrap();
        }
        assert!(store.verify().await.unwrap().holds());
        pool.close().await;
    }
}

#[tokio::test]
async fn the_log_proves_itself_to_others() {
    for place in Place::all().await {
        let store = place.open().await;
        fill(&store).await;
        let log = store.log();
        let verifier = Verifier::parse(&log.key()).unwrap();
        let old = Checkpoint::open(&log.checkpoint(at(300)).await.unwrap(), &verifier, log.origin()).unwrap();
        fill_more(&store).await;
        let new = Checkpoint::open(&log.checkpoint(at(301)).await.unwrap(), &verifier, log.origin()).unwrap();
        let hashes = log.consistency(old.size, new.size).await.unwrap();
        proof::verify_consistency(old.size, new.size, old.root, new.root, &hashes).unwrap();
        let tile = Tile { level: 0, index: 0, width: new.size as u16 };
        let row = tile.read(&log.tile(tile).await.unwrap().unwrap()).unwrap();
        let packed = log.bundle(tile).await.unwrap().unwrap();
        let leaves = bundle::decode(&packed).unwrap();
        for (index, leaf) in leaves.iter().enumerate() {
            let hashes = log.inclusion(index as u64, new.size).await.unwrap();
            proof::verify_inclusion(index as u64, new.size, leaf_hash(leaf), &hashes, new.root).unwrap();
            let node = verdigris_ledger::Node::new(0, index as u64);
            assert_eq!(verdigris_ledger::Hashes::hash(&row, node), Some(leaf_hash(leaf)));
        }
        assert_eq!(log.tile(Tile { width: new.size as u16 + 1, ..tile }).await.unwrap(), None);
        assert_eq!(log.inclusion(0, new.size + 1).await.unwrap_err().code(), "not-found");
        let entries = log.entries(&Paging::new(3, None)).await.unwrap();
        assert_eq!(entries.items[0].index, new.size - 1);
        assert!(entries.next.is_some());
        // A private entry tells nothing of what it is about; a published document stands in clear.
        for entry in log.entries(&Paging::new(200, None)).await.unwrap().items {
            let leaf = String::from_utf8_lossy(&entry.leaf).into_owned();
            assert_eq!(leaf.contains(&entry.content), entry.kind == "document", "{leaf}");
        }
    }
}

async fn fill_more(store: &Store) {
    for number in 0..5 {
        store.add_document("news", &json!({ "n": number }), true, None, at(250)).await.unwrap();
    }
}

#[tokio::test]
async fn a_backup_is_whole_and_can_be_put_back() {
    let place = Place::sqlite();
    let store = place.open().await;
    fill(&store).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("备份 1.sqlite");
    Store::backup(&place.options, &backup).await.unwrap();
    assert_eq!(Store::backup(&place.options, &backup).await.unwrap_err().code(), "backup");
    let checked = Store::check_backup(&backup).await.unwrap();
    assert_eq!(checked, store.verify().await.unwrap());
    let elsewhere = Options::folder(folder.path().join("new"));
    Store::restore(&backup, &elsewhere).await.unwrap();
    assert_eq!(Store::restore(&backup, &elsewhere).await.unwrap_err().code(), "backup");
    let restored = Store::open(&elsewhere).await.unwrap();
    assert_eq!(restored.log().key(), store.log().key());
    assert!(restored.verify().await.unwrap().holds());
    fill_more(&restored).await;
    #[cfg(unix)]
    for file in ["verdigris.sqlite", "log.key"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path().join("new").join(file)).unwrap().permissions().mode();
        assert_eq!(mode % 0o1000, 0o600, "{file}");
    }
    // Half a backup is none.
    let bytes = std::fs::read(&backup).unwrap();
    std::fs::write(folder.path().join("half"), &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(Store::check_backup(&folder.path().join("half")).await.unwrap_err().code(), "database-damaged");
    if let Some(place) = Place::postgres().await {
        let refused = Store::backup(&place.options, &backup).await.unwrap_err();
        assert!(refused.to_string().contains("pg_dump --enable-row-security --format=custom"), "{refused}");
    }
}

#[tokio::test]
async fn a_lost_or_wrong_key_is_told() {
    let place = Place::sqlite();
    place.open().await.close().await;
    let key = place.options.folder.join("log.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    assert!(Store::open(&place.options).await.unwrap_err().to_string().contains("put it back"));
    let other = Place::sqlite();
    other.open().await.close().await;
    std::fs::copy(other.options.folder.join("log.key"), &key).unwrap();
    assert!(Store::open(&place.options).await.unwrap_err().to_string().contains("not the key"));
    std::fs::write(&key, kept).unwrap();
    Store::open(&place.options).await.unwrap();
}

/// The commands the program tells are run as told.
#[tokio::test]
async fn the_tools_of_postgres_make_a_backup_that_can_be_put_back() {
    let (Some(place), Some(empty)) = (Place::postgres().await, Place::postgres().await) else { return };
    if std::process::Command::new("pg_dump").arg("--version").output().is_err() {
        eprintln!("skipped: pg_dump is not installed");
        return;
    }
    let store = place.open().await;
    fill(&store).await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("dump");
    let told = Store::backup(&place.options, &target).await.unwrap_err().to_string();
    let commands: Vec<&str> = told.split("; put back into an empty database by ").collect();
    let dump = commands[0].split_once("DATABASE: ").unwrap().1;
    let restore = commands[1].split_once(". Keep").unwrap().0;
    for (command, options) in [(dump, &place.options), (restore, &empty.options)] {
        let Address::Postgres(url) = &options.address else { unreachable!("a place on PostgreSQL") };
        let command = command.replace("DATABASE", &format!("'{url}'"));
        let done = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    }
    std::fs::copy(place.options.folder.join("log.key"), empty.options.folder.join("log.key")).unwrap();
    let restored = empty.open().await;
    assert_eq!(restored.verify().await.unwrap(), store.verify().await.unwrap());
    assert!(restored.verify().await.unwrap().entries > 0);
    fill_more(&restored).await;
}

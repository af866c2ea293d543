//! Databases of older and newer programs, and what stands in a store's way.

use jiff::SignedDuration;
use serde_json::json;
use sqlx::{AssertSqlSafe, Row as _};
use verdigris_alliance::{Field, Move, OrganisationKind, Plants, Purpose, Role, Side, Terms, grant::Step};
use verdigris_store::{Address, NewImport, NewJob, NewResult, Options, Paging, Store};

use crate::place::{Place, admin, at, holder, organisation, part, plant, run, submit, viewer};

/// A database as the first schema's program left it, with rows in it: made by the first migration alone.
async fn first_schema(place: &Place) {
    Store::prepare(&place.options, 1).await.unwrap();
    let url = match &place.options.address {
        Address::Sqlite(path) => format!("sqlite://{}", path.display()),
        Address::Postgres(url) => url.clone(),
    };
    let pool = admin(&url).await;
    run(
        &pool,
        "INSERT INTO person VALUES ('00000000000000000000000000000001', '安娜', 'anna@example.org', 'anna@example.org', 'zh', 0, NULL, 1); \
         INSERT INTO organisation VALUES ('00000000000000000000000000000002', 'Smelter', '冶炼厂', 'enterprise', 'CN-YN', 'admitted', NULL, 1, 0, 1); \
         INSERT INTO mandate VALUES ('00000000000000000000000000000003', '00000000000000000000000000000001', '00000000000000000000000000000002', 'engineer', 0, NULL, NULL);",
    )
    .await;
    pool.close().await;
}

#[tokio::test]
async fn a_database_of_the_first_schema_is_brought_forward() {
    for place in Place::all().await {
        first_schema(&place).await;
        let store = place.open().await;
        let anna = store.person_by_email("anna@example.org").await.unwrap().unwrap();
        assert_eq!(anna.name, "安娜");
        let mandates = store.mandates_of(anna.id).await.unwrap();
        let made = plant(&store, mandates[0].organisation, "P").await;
        submit(&store, made.id, anna.id, 2024, "x").await;
        assert!(store.verify().await.unwrap().holds());
        store.close().await;
        // Again, and nothing is done twice.
        let again = place.open().await;
        assert!(again.person(anna.id).await.unwrap().is_some());
    }
}

/// Every row of every table, as text.
async fn everything(place: &Place) -> Vec<String> {
    let url = match &place.options.address {
        Address::Sqlite(path) => format!("sqlite://{}", path.display()),
        Address::Postgres(url) => url.clone(),
    };
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
    let tables = match &place.options.address {
        Address::Sqlite(_) => tables,
        Address::Postgres(_) => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    };
    let pool = admin(&url).await;
    if matches!(place.options.address, Address::Postgres(_)) {
        run(&pool, "SET verdigris.service = 'on'").await;
    }
    let mut rows = Vec::new();
    for table in sqlx::query(tables).fetch_all(&pool).await.unwrap() {
        let table: String = table.get("name");
        if table == "schema_migration" {
            continue;
        }
        let columns: Vec<String> = match &place.options.address {
            Address::Sqlite(_) => {
                let text = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY name");
                let found = sqlx::query(AssertSqlSafe(text)).fetch_all(&pool).await.unwrap();
                found.iter().map(|row| format!("quote({})", row.get::<String, _>("name"))).collect()
            }
            Address::Postgres(_) => vec![format!("{table}::text")],
        };
        let text = format!("SELECT {} AS line FROM {table} ORDER BY 1", columns.join(" || ',' || "));
        let found = sqlx::query(AssertSqlSafe(text)).fetch_all(&pool).await.unwrap();
        rows.extend(found.iter().map(|row| format!("{table}: {}", row.get::<String, _>("line"))));
    }
    pool.close().await;
    rows
}

/// One of everything the platform keeps.
async fn fill(store: &Store) -> verdigris_alliance::PlantId {
    let owner = organisation(store, "Owner", OrganisationKind::Enterprise).await;
    let bank = organisation(store, "Bank", OrganisationKind::Bank).await;
    let anna = holder(store, "anna", owner.id, Role::Engineer).await;
    let lee = holder(store, "lee", bank.id, Role::Lender).await;
    let made = plant(store, owner.id, "P").await;
    let new = NewJob {
        kind: "diagnosis".into(),
        person: anna.id,
        plant: Some(made.id),
        question: json!({ "year": 2024 }),
        attempts_allowed: 3,
    };
    for text in ["x", "y"] {
        submit(store, made.id, anna.id, 2024, text).await;
        store.enqueue(&new, at(110)).await.unwrap();
        let claim = store.claim(SignedDuration::from_secs(30), at(111)).await.unwrap().unwrap();
        let latest = store.job_submission(&claim, 2024).await.unwrap().unwrap();
        let result = NewResult {
            submission: latest.id,
            by: anna.id,
            engine: "test".into(),
            question: json!({}),
            totals: json!([{ "value": text }]),
            parts: vec![part("accounts.json", Field::Accounts, text)],
        };
        store.finish_with_result(&claim, &result, at(112)).await.unwrap();
    }
    let terms = Terms {
        plants: Plants::All,
        fields: [Field::Accounts].into(),
        purpose: Purpose::Finance,
        from: None,
        until: at(10_000),
    };
    let step = |what, side, by, terms, seconds| Step { what, side, by, at: at(seconds), terms, note: "n".into() };
    let grant = step(Move::Offer, Side::Owner, anna.id, Some(terms), 120);
    let grant = store.open_grant(owner.id, bank.id, grant).await.unwrap();
    store.move_grant(grant.id, step(Move::Agree, Side::Reader, lee.id, None, 121)).await.unwrap();
    store.ask_emergency(owner.id, None, "r", lee.id, at(122)).await.unwrap();
    store.add_document("news", &json!({ "title": "t" }), true, Some(anna.id), at(123)).await.unwrap();
    let file = NewImport { plant: made.id, file_name: "f.csv".into(), file: vec![1, 2, 3], by: anna.id };
    store.add_import(&file, at(124)).await.unwrap();
    store.remember(anna.id, "k", "r", at(125)).await.unwrap();
    let sees = viewer(store, lee.id).await;
    store.reading(&sees, at(130)).await.unwrap().results(made.id, None, &Paging::default()).await.unwrap();
    store.log().checkpoint(at(131)).await.unwrap();
    made.id
}

/// A database that the first schema's program filled keeps every row when it is brought forward, and serves on.
#[tokio::test]
async fn a_filled_database_of_the_first_schema_loses_nothing() {
    for place in Place::all().await {
        let first = Store::open_at(&place.options, 1).await.unwrap();
        let plant = fill(&first).await;
        first.close().await;
        let before = everything(&place).await;
        assert!(before.len() > 50, "{before:?}");
        let store = place.open().await;
        assert_eq!(everything(&place).await, before);
        let verified = store.verify().await.unwrap();
        assert!(verified.holds(), "{:?}", verified.breaches);
        // What the second schema is for: the latest result beside its plant, as the lender may see it.
        let lee = store.person_by_email("lee@example.org").await.unwrap().unwrap();
        let sees = viewer(&store, lee.id).await;
        let now = store.reading(&sees, at(200)).await.unwrap().plant_now(plant).await.unwrap().unwrap();
        let latest = now.latest.unwrap();
        assert_eq!((latest.submission_version, latest.totals), (2, json!([{ "value": "y" }])));
        let anna = store.person_by_email("anna@example.org").await.unwrap().unwrap();
        assert_eq!(submit(&store, plant, anna.id, 2024, "z").await.version, 3);
        assert!(store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn a_newer_or_another_database_is_refused() {
    for place in Place::all().await {
        place.open().await.close().await;
        let url = match &place.options.address {
            Address::Sqlite(path) => format!("sqlite://{}", path.display()),
            Address::Postgres(url) => url.clone(),
        };
        let pool = admin(&url).await;
        run(&pool, "INSERT INTO schema_migration VALUES (9999, 'later', 'x', 0, '9.9.9')").await;
        let refused = Store::open(&place.options).await.unwrap_err();
        assert_eq!(refused.code(), "database-newer");
        assert!(refused.to_string().contains("9999"), "{refused}");
        run(&pool, "DELETE FROM schema_migration WHERE number = 9999; UPDATE schema_migration SET sha256 = 'x'").await;
        assert_eq!(Store::open(&place.options).await.unwrap_err().code(), "database-other");
    }
}

/// Two programs that start at once on a new database: both find it whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn starting_twice_at_once_is_no_race() {
    for place in Place::all().await {
        let (one, two) = (place.options.clone(), place.options.clone());
        Store::prepare(&place.options, 0).await.unwrap();
        let one = tokio::spawn(async move { Store::prepare(&one, 1).await });
        let two = tokio::spawn(async move { Store::prepare(&two, 1).await });
        one.await.unwrap().unwrap();
        two.await.unwrap().unwrap();
        let store = place.open().await;
        organisation(&store, "O", OrganisationKind::Bank).await;
    }
}

/// A user of PostgreSQL who may not make roles learns what an administrator has to run.
#[tokio::test]
async fn a_role_that_cannot_be_made_is_asked_for() {
    let Some(place) = Place::postgres().await else { return };
    place.open().await.close().await;
    let Address::Postgres(url) = &place.options.address else { unreachable!("a place on PostgreSQL") };
    let plain = format!("plain_{}", std::process::id());
    let pool = admin(url).await;
    run(&pool, &format!("CREATE ROLE {plain} LOGIN; GRANT ALL ON SCHEMA public TO {plain}; CREATE SCHEMA {plain}"))
        .await;
    run(&pool, &format!("GRANT ALL ON SCHEMA {plain} TO {plain}; ALTER ROLE {plain} SET search_path = {plain}")).await;
    let theirs = Options::read(Some(&url.replace("verdigris@", &format!("{plain}@"))), &place.options.folder).unwrap();
    let refused = Store::open(&theirs).await.unwrap_err();
    assert_eq!(refused.code(), "database-role", "{refused}");
    assert!(refused.to_string().contains("GRANT verdigris_reader TO"), "{refused}");
    run(&pool, &format!("DROP SCHEMA {plain} CASCADE; REVOKE ALL ON SCHEMA public FROM {plain}; DROP ROLE {plain}"))
        .await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options::folder(folder.path());
    std::fs::write(folder.path().join("verdigris.sqlite"), vec![7; 8192]).unwrap();
    assert_eq!(Store::open(&options).await.unwrap_err().code(), "database-damaged");
    let wrong = Options::read(Some("postgres://nobody@127.0.0.1:1/x"), folder.path()).unwrap();
    assert_eq!(Store::open(&wrong).await.unwrap_err().code(), "database-unavailable");
}

/// SQLite's own limit of pages stands for a disk without room.
#[tokio::test]
async fn a_full_disk_loses_nothing_acknowledged_and_says_so() {
    let place = Place::sqlite();
    let store = place.open().await;
    let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
    let anna = holder(&store, "anna", owner.id, verdigris_alliance::Role::Engineer).await;
    let made = plant(&store, owner.id, "P").await;
    let first = submit(&store, made.id, anna.id, 2024, "x").await;
    store.limit_pages(200).await.unwrap();
    let big = verdigris_store::NewImport {
        plant: made.id,
        file_name: "big.xlsx".into(),
        file: vec![1; 4_000_000],
        by: anna.id,
    };
    let refused = store.add_import(&big, at(200)).await.unwrap_err();
    assert_eq!(refused.code(), "disk-full");
    assert!(refused.to_string().contains("make room"), "{refused}");
    store.limit_pages(1_000_000_000).await.unwrap();
    store.add_import(&big, at(201)).await.unwrap();
    let second = submit(&store, made.id, anna.id, 2024, "y").await;
    assert_eq!((first.version, second.version), (1, 2));
    assert!(store.verify().await.unwrap().holds());
}

#[tokio::test]
async fn a_database_that_cannot_be_written_says_what_to_do() {
    for place in Place::all().await {
        let store = place.open().await;
        store.forbid_writing().await.unwrap();
        let refused = store.set_setting("mode", "demo").await.unwrap_err();
        assert_eq!(refused.code(), "read-only");
        assert!(refused.to_string().contains("right to write"), "{refused}");
    }
}

const FOLDER: &str = "VERDIGRIS_READ_ONLY_FOLDER";

/// Opens a folder it is told and prints what came of it. Does nothing in an ordinary run of the tests.
#[tokio::test]
async fn opener() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let opened = Store::open(&Options::folder(folder)).await;
    println!("opened:{}", opened.map_or_else(|error| error.code(), |_| "yes"));
}

/// The same in earnest: another user's folder. Root may write anywhere, so this test becomes nobody, where it can.
#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    if !std::process::Command::new("setpriv").args(nobody).arg("true").status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: setpriv is not there, or this is not root");
        return;
    }
    let place = Place::sqlite();
    place.open().await.close().await;
    let folder = &place.options.folder;
    let allow = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(folder.parent().unwrap(), 0o755);
    allow(folder, 0o755);
    for file in std::fs::read_dir(folder).unwrap() {
        allow(&file.unwrap().path(), 0o644);
    }
    for path in [folder.clone(), folder.join("new")] {
        let output = std::process::Command::new("setpriv")
            .args(nobody)
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "upgrade::opener", "--nocapture"])
            .env(FOLDER, &path)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("opened:read-only"), "{path:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    }
}

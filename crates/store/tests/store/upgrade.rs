//! Databases of older and newer programs, and what stands in a store's way.

use verdigris_alliance::OrganisationKind;
use verdigris_store::{Address, Options, Store};

use crate::place::{Place, admin, at, holder, organisation, plant, run, submit};

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

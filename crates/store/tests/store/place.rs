//! Where tests have their stores, and the people and plants they begin with.

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use sqlx::{AnyPool, AssertSqlSafe};
use tempfile::TempDir;
use verdigris_alliance::{
    Field, MemberMove, MemberState, Organisation, OrganisationId, OrganisationKind, Person, PersonId, Plant, PlantId,
    Role, Viewer,
};
use verdigris_quantity::{Label, Language};
use verdigris_store::{
    NewMandate, NewOrganisation, NewPart, NewPerson, NewProfile, NewSubmission, Options, Store, Submission,
};

/// Variable that names a server of PostgreSQL on which databases can be made.
pub const VARIABLE: &str = "VERDIGRIS_TEST_POSTGRES";

/// A moment of the tests, in seconds after noon of a day.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_262_400 + seconds).unwrap()
}

/// A new database on one of the two.
pub struct Place {
    pub options: Options,
    _folder: TempDir,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Place {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { options: Options::folder(folder.path().join("data")), _folder: folder }
    }

    /// A new database on the server, or nothing and a message where there is none.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var(VARIABLE) else {
            eprintln!("skipped on PostgreSQL: {VARIABLE} is not set");
            return None;
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("verdigris_{}_{number}", std::process::id());
        let pool = admin(&server).await;
        run(&pool, &format!("DROP DATABASE IF EXISTS {name}")).await;
        run(&pool, &format!("CREATE DATABASE {name}")).await;
        pool.close().await;
        let (address, query) = server.split_once('?').unwrap_or((&server, ""));
        let base = address.rsplit_once('/').unwrap().0;
        let folder = tempfile::tempdir().unwrap();
        let options = Options::read(Some(&format!("{base}/{name}?{query}")), folder.path()).unwrap();
        Some(Self { options, _folder: folder })
    }

    pub async fn all() -> Vec<Self> {
        let mut places = vec![Self::sqlite()];
        places.extend(Self::postgres().await);
        places
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.options).await.unwrap()
    }
}

/// A pool outside the store, with every right.
pub async fn admin(url: &str) -> AnyPool {
    sqlx::any::install_default_drivers();
    sqlx::any::AnyPoolOptions::new().max_connections(1).connect(url).await.unwrap()
}

pub async fn run(pool: &AnyPool, text: &str) {
    sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(pool).await.unwrap();
}

pub async fn person(store: &Store, name: &str) -> Person {
    let new = NewPerson { name: name.into(), email: format!("{name}@example.org"), language: Language::En };
    store.add_person(&new, None, at(0)).await.unwrap()
}

pub async fn organisation(store: &Store, name: &str, kind: OrganisationKind) -> Organisation {
    let new =
        NewOrganisation { name: Label::new(name, name), kind, region: "CN-YN".into(), holding: None, example: true };
    let mut made = store.add_organisation(&new, None, at(0)).await.unwrap();
    for what in [MemberMove::Vet, MemberMove::Admit] {
        if made.state != MemberState::Admitted {
            made.state = store.move_member(made.id, what, None, at(0)).await.unwrap();
        }
    }
    made
}

/// A person with a mandate.
pub async fn holder(store: &Store, name: &str, organisation: OrganisationId, role: Role) -> Person {
    let person = person(store, name).await;
    let new = NewMandate { person: person.id, organisation, role, until: None };
    store.give_mandate(&new, None, at(0)).await.unwrap();
    person
}

pub async fn plant(store: &Store, owner: OrganisationId, name: &str) -> Plant {
    let profile = NewProfile { name: Label::new(name, name), sector: "aluminium".into(), region: "CN-YN".into() };
    store.add_plant(owner, &profile, true, None, at(0)).await.unwrap()
}

pub async fn viewer(store: &Store, person: PersonId) -> Viewer {
    store.viewer(person, None).await.unwrap()
}

pub fn part(name: &str, field: Field, text: &str) -> NewPart {
    NewPart { name: name.into(), field, media_type: "text/plain".into(), body: text.as_bytes().to_vec() }
}

pub async fn submit(store: &Store, plant: PlantId, by: PersonId, year: i32, text: &str) -> Submission {
    let new = NewSubmission {
        plant,
        year,
        by,
        import: None,
        file_name: "a.xlsx".into(),
        sha256: "00".repeat(32),
        counts: serde_json::json!({ "error": 0, "warning": 1, "note": 2 }),
        parts: vec![part("a.xlsx", Field::File, text), part("records.json", Field::Records, text)],
    };
    store.submit(&new, at(100)).await.unwrap()
}

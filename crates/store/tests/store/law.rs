//! PostgreSQL by itself, asked past the program as the reading role, shows exactly the rows `alliance::access` allows:
//! random worlds, row for row. A second writing of the rules, in another language, that must agree with the first.

use jiff::Timestamp;
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sqlx::{AnyConnection, Connection as _, Row as _};
use verdigris_alliance::{Field, Object, OrganisationKind, PersonId, Role, Viewer, access::Sight};
use verdigris_store::{AccessFilter, Address, Paging, PlantFilter, Store};

use crate::place::{Place, admin, at, run};

const WORLDS: usize = 6;
const ORGANISATIONS: u128 = 4;
const PEOPLE: u128 = 5;
/// No bytes, as both databases write it where text is not taken for bytes.
const EMPTY: &str = "CAST('' AS BYTES)";

/// A world as rows, words and times of which may be nonsense.
#[derive(Clone, Debug)]
struct World {
    organisations: Vec<(String, String)>,
    disabled: Vec<bool>,
    mandates: Vec<(usize, usize, String, i64, Option<i64>)>,
    grants: Vec<(usize, usize, Vec<Made>)>,
    emergencies: Vec<Case>,
}

#[derive(Clone, Debug)]
struct Made {
    what: String,
    side: String,
    at: i64,
    version: i64,
    terms: String,
}

#[derive(Clone, Debug)]
struct Case {
    owner: usize,
    plant: Option<usize>,
    reason: String,
    asked_by: usize,
    asked_at: i64,
    second: Option<(usize, i64, i64)>,
    ended: Option<i64>,
}

fn id(number: u128) -> String {
    format!("{number:032x}")
}

/// Mostly a word of the list, now and then none of it.
fn word(words: Vec<&'static str>) -> impl Strategy<Value = String> {
    prop_oneof![40 => prop::sample::select(words).prop_map(str::to_owned), 1 => Just("Nonsense".to_owned())]
}

/// Hours from the beginning of the tests' day, with a preference for the same few.
fn hour() -> impl Strategy<Value = i64> {
    (0_i64..8).prop_map(|hour| hour * 3600)
}

fn terms() -> impl Strategy<Value = String> {
    let fields: Vec<&'static str> = Field::ALL.iter().map(|field| field.as_str()).collect();
    let plants = prop_oneof![
        12 => Just("\"all\"".to_owned()),
        12 => prop::collection::vec(0_u128..8, 1..3)
            .prop_map(|plants| format!("[{}]", plants.iter().map(|p| format!("\"{}\"", id(200 + p))).collect::<Vec<_>>().join(","))),
        1 => Just("[]".to_owned()),
        1 => Just("\"some\"".to_owned()),
    ];
    let extra =
        prop_oneof![30 => Just(""), 1 => Just(",\"limit\":3"), 1 => Just(",\"from\":null"), 1 => Just(",\"from\":7")];
    let from = prop::option::weighted(0.3, hour());
    (plants, prop::collection::vec(word(fields), 1..4), word(vec!["finance", "research"]), from, hour(), extra)
        .prop_map(|(plants, fields, purpose, from, until, extra)| {
            let fields: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
            let from = if extra.contains("from") { None } else { from };
            let from = from.map_or(String::new(), |from| format!(",\"from\":\"{}\"", at(from)));
            format!(
                "{{\"plants\":{plants},\"fields\":[{}],\"purpose\":\"{purpose}\"{from},\"until\":\"{}\"{extra}}}",
                fields.join(","),
                at(until + 3600 * 4)
            )
        })
}

/// A history most of which follows from itself: offered, agreed, perhaps ended; and some that does not.
fn history() -> impl Strategy<Value = Vec<Made>> {
    let steps = prop_oneof![
        8 => Just(vec![("offer", "owner", 1), ("agree", "reader", 1)]),
        2 => Just(vec![("request", "reader", 1), ("offer", "owner", 1), ("agree", "reader", 1)]),
        2 => Just(vec![("request", "reader", 1), ("offer", "owner", 2), ("agree", "reader", 2)]),
        1 => Just(vec![("offer", "owner", 1)]),
        1 => Just(vec![("offer", "owner", 1), ("agree", "reader", 1), ("revoke", "owner", 1)]),
        1 => Just(vec![("offer", "owner", 1), ("agree", "reader", 1), ("withdraw", "reader", 1)]),
        1 => Just(vec![("offer", "owner", 1), ("request", "reader", 2), ("offer", "owner", 3), ("agree", "reader", 3)]),
        1 => Just(vec![("offer", "reader", 1), ("agree", "reader", 1)]),
        1 => Just(vec![("offer", "owner", 1), ("agree", "owner", 1)]),
        1 => Just(vec![("offer", "owner", 1), ("agree", "reader", 2)]),
        1 => Just(vec![("offer", "owner", 1), ("accept", "reader", 1)]),
    ];
    (steps, hour(), prop::collection::vec(terms(), 4), prop::bool::weighted(0.1)).prop_map(
        |(steps, start, written, backwards)| {
            let step = |(place, (what, side, version)): (usize, (&str, &str, i64))| Made {
                what: what.to_owned(),
                side: side.to_owned(),
                at: if backwards { start - place as i64 } else { start + place as i64 },
                version,
                terms: written[version as usize].clone(),
            };
            steps.into_iter().enumerate().map(step).collect()
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    let kinds: Vec<&'static str> = OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let roles: Vec<&'static str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    let kind = prop_oneof![2 => Just("secretariat".to_owned()), 3 => word(kinds)];
    let state = prop_oneof![12 => Just("admitted".to_owned()), 2 => word(vec!["applied", "suspended", "withdrawn"])];
    let own = prop::sample::select(vec!["administrator", "reader"]).prop_map(str::to_owned);
    let expert = Just("expert".to_owned());
    let role = prop_oneof![2 => Just("secretariat".to_owned()), 2 => own, 3 => expert, 4 => word(roles)];
    let begun = prop_oneof![2 => Just(0), 1 => hour()];
    let (organisation, person) = (0..ORGANISATIONS as usize, 0..PEOPLE as usize);
    let until = prop::option::weighted(0.3, hour());
    let case = (
        organisation.clone(),
        prop::option::of(0_usize..8),
        prop::sample::select(vec!["fire", "fire", "fire", " "]),
        person.clone(),
        hour(),
        prop::option::weighted(0.8, (person.clone(), hour(), prop::sample::select(vec![24_i64, 24, 24, 25, 1]))),
        prop::option::weighted(0.2, hour()),
    );
    let case = case.prop_map(|(owner, plant, reason, asked_by, asked_at, second, ended)| Case {
        owner,
        plant,
        reason: reason.to_owned(),
        asked_by,
        asked_at,
        second: second.map(|(by, at, hours)| (by, at, at + hours * 3600)),
        ended,
    });
    (
        prop::collection::vec((kind, state), ORGANISATIONS as usize),
        prop::collection::vec(prop::bool::weighted(0.1), PEOPLE as usize),
        prop::collection::vec((person, organisation.clone(), role, begun, until), 8..16),
        prop::collection::vec((organisation.clone(), organisation, history()), 8..16),
        prop::collection::vec(case, 3..8),
    )
        .prop_map(|(organisations, disabled, mandates, grants, emergencies)| World {
            organisations,
            disabled,
            mandates,
            grants,
            emergencies,
        })
}

fn moment(seconds: i64) -> i64 {
    at(seconds).as_microsecond()
}

/// The world as statements: only digits, words and JSON made here.
fn statements(world: &World) -> String {
    let mut text = String::new();
    let mut say = |line: String| {
        text.push_str(&line);
        text.push_str(";\n");
    };
    for (number, (kind, state)) in world.organisations.iter().enumerate() {
        say(format!(
            "INSERT INTO organisation VALUES ('{}', 'o', 'o', '{kind}', 'CN', '{state}', NULL, 1, 0, 1)",
            id(number as u128)
        ));
    }
    for (number, disabled) in world.disabled.iter().enumerate() {
        let person = id(100 + number as u128);
        let since = if *disabled { "5" } else { "NULL" };
        say(format!("INSERT INTO person VALUES ('{person}', 'p', '{person}', '{person}', 'en', 0, {since}, 1)"));
    }
    for number in 0..ORGANISATIONS * 2 {
        let (plant, owner) = (id(200 + number), id(number % ORGANISATIONS));
        say(format!("INSERT INTO plant VALUES ('{plant}', '{owner}', 1, 0)"));
        say(format!("INSERT INTO plant_profile VALUES ('{plant}', '{owner}', 1, 'n', 'n', 's', 'r', NULL, 0)"));
        for field in Field::ALL {
            say(format!(
                "INSERT INTO part VALUES ('s', '{plant}/{field}', '{plant}', '{owner}', '{field}', 't', 0, '', {EMPTY})"
            ));
        }
        let (subject, person) = (id(300 + number), id(100));
        say(format!(
            "INSERT INTO import VALUES ('{subject}', '{plant}', '{owner}', 'f', '', {EMPTY}, '[]', 'open', 0, '{person}', 1)"
        ));
        say(format!(
            "INSERT INTO submission VALUES ('{subject}', '{plant}', '{owner}', 2024, 1, 0, '{person}', NULL, 'f', '', \
             '{{}}', {number})"
        ));
        say(format!(
            "INSERT INTO result VALUES ('{subject}', '{plant}', '{owner}', 2024, '{subject}', 1, 1, 0, '{person}', NULL, \
             'e', '{{}}', '[]', {number})"
        ));
    }
    for (number, (person, organisation, role, from, until)) in world.mandates.iter().enumerate() {
        let until = until.map_or("NULL".into(), |until| moment(until).to_string());
        say(format!(
            "INSERT INTO mandate VALUES ('{}', '{}', '{}', '{role}', {}, {until}, NULL)",
            id(400 + number as u128),
            id(100 + *person as u128),
            id(*organisation as u128),
            moment(*from)
        ));
    }
    for (number, (owner, reader, moves)) in world.grants.iter().enumerate() {
        let grant = id(500 + number as u128);
        say(format!(
            "INSERT INTO data_grant VALUES ('{grant}', '{}', '{}', 0)",
            id(*owner as u128),
            id(*reader as u128)
        ));
        for (position, made) in moves.iter().enumerate() {
            say(format!(
                "INSERT INTO grant_move VALUES ('{grant}', {position}, '{}', '{}', '{}', {}, {}, '{}', '', {})",
                made.what,
                made.side,
                id(100),
                moment(made.at),
                made.version,
                made.terms,
                number * 100 + position
            ));
        }
    }
    for (number, case) in world.emergencies.iter().enumerate() {
        let emergency = id(600 + number as u128);
        let plant = case.plant.map_or("NULL".into(), |plant| format!("'{}'", id(200 + plant as u128)));
        say(format!(
            "INSERT INTO emergency VALUES ('{emergency}', '{}', {plant}, '{}', '{}', {}, {number})",
            id(case.owner as u128),
            case.reason,
            id(100 + case.asked_by as u128),
            moment(case.asked_at)
        ));
        if let Some((by, since, until)) = case.second {
            say(format!(
                "INSERT INTO emergency_step VALUES ('{emergency}', 'second', '{}', {}, {}, {})",
                id(100 + by as u128),
                moment(since),
                moment(until),
                number * 2
            ));
        }
        if let Some(ended) = case.ended {
            say(format!(
                "INSERT INTO emergency_step VALUES ('{emergency}', 'end', '{}', {}, NULL, {})",
                id(100),
                moment(ended),
                number * 2 + 1
            ));
        }
    }
    text
}

/// Tables with what names a row, and the fields any of which opens it.
const TABLES: [(&str, &str, &[Field]); 4] = [
    ("plant", "id", Field::ALL),
    ("plant_profile", "plant", &[Field::Profile]),
    ("submission", "plant", &[Field::Records, Field::File]),
    ("result", "plant", &[Field::Accounts, Field::Footprint, Field::Diagnosis, Field::Measures, Field::Report]),
];

async fn listed(connection: &mut AnyConnection, text: String) -> Vec<String> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

/// Asks the database itself, and the rules, about everything; counts the rows shown.
async fn compare(
    store: &Store,
    connection: &mut AnyConnection,
    world: &World,
    seen: &mut [usize; 2],
) -> Result<(), TestCaseError> {
    for number in 0..PEOPLE {
        let person: PersonId = id(100 + number).parse().unwrap();
        for scopes in [None, Some(vec!["read".to_owned()]), Some(vec!["write".to_owned()]), Some(Vec::new())] {
            let whole: &[i64] = &[0, 3600 * 2 + 7, 3600 * 5, 3600 * 9];
            let moments = if scopes.is_none() { whole } else { &whole[2..3] };
            let viewer = Viewer { scopes, ..store.viewer(person, None).await.unwrap() };
            let owners: Vec<_> = (0..ORGANISATIONS).map(|owner| id(owner).parse().unwrap()).collect();
            let knowledge = store.knowledge(&viewer, &owners).await.unwrap();
            for seconds in moments {
                let now = at(*seconds);
                let sight = Sight::of(&viewer, &knowledge, now);
                announce(connection, &viewer, now).await;
                for (table, column, fields) in TABLES {
                    let shown = listed(connection, format!("SELECT {column} FROM {table} ORDER BY {column}")).await;
                    let allowed =
                        plants(|object| fields.iter().any(|field| sight.decide(object, *field, None).is_ok()));
                    prop_assert_eq!(shown, allowed, "{} for {:?} at {} in {:?}", table, viewer, now, world);
                }
                let shown = listed(connection, "SELECT name FROM part ORDER BY name".into()).await;
                let mut allowed = Vec::new();
                for field in Field::ALL {
                    let of = plants(|object| sight.decide(object, *field, None).is_ok());
                    allowed.extend(of.iter().map(|plant| format!("{plant}/{field}")));
                }
                allowed.sort();
                seen[usize::from(shown.is_empty())] += 1;
                prop_assert_eq!(shown, allowed, "part for {:?} at {} in {:?}", viewer, now, world);
                let shown = listed(connection, "SELECT plant FROM import ORDER BY plant".into()).await;
                let allowed = plants(|object| {
                    let basis = sight.decide(object, Field::File, None);
                    basis.is_ok_and(|basis| basis.kind == verdigris_alliance::BasisKind::Own)
                });
                prop_assert_eq!(shown, allowed, "import for {:?} at {} in {:?}", viewer, now, world);
            }
        }
    }
    Ok(())
}

/// The plants for which a condition holds.
fn plants(condition: impl Fn(Object) -> bool) -> Vec<String> {
    let numbers = 0..ORGANISATIONS * 2;
    let object = |number: u128| Object {
        owner: id(number % ORGANISATIONS).parse().unwrap(),
        plant: id(200 + number).parse().unwrap(),
    };
    numbers.map(object).filter(|object| condition(*object)).map(|object| object.plant.to_string()).collect()
}

async fn announce(connection: &mut AnyConnection, viewer: &Viewer, now: Timestamp) {
    let scopes = viewer.scopes.as_ref().map_or("session".to_owned(), |scopes| format!("token:{}", scopes.join(",")));
    sqlx::query(
        "SELECT set_config('verdigris.person', $1, false), set_config('verdigris.at', $2, false), \
         set_config('verdigris.scopes', $3, false)",
    )
    .bind(viewer.person.to_string())
    .bind(now.as_microsecond().to_string())
    .bind(scopes)
    .execute(connection)
    .await
    .unwrap();
}

fn worlds() -> Vec<World> {
    let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_121_u64);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    (0..WORLDS).map(|_| world().new_tree(&mut runner).unwrap().current()).collect()
}

#[tokio::test]
async fn the_database_shows_what_the_rules_allow_and_no_other_row() {
    let Some(place) = Place::postgres().await else { return };
    let store = place.open().await;
    let Address::Postgres(url) = &place.options.address else { unreachable!("a place on PostgreSQL") };
    let owner = admin(url).await;
    let mut reader = AnyConnection::connect(url).await.unwrap();
    sqlx::raw_sql("SET ROLE verdigris_reader").execute(&mut reader).await.unwrap();
    let tables = "decision, log_entry, document_version, attachment, access_log, part, result, submission, import, plant_profile, emergency_step, emergency, grant_move, \
        data_grant, mandate, plant, person, organisation";
    let mut seen = [0, 0];
    for world in worlds() {
        let clear: Vec<String> =
            tables.split(", ").map(|table| format!("ALTER TABLE {table} DISABLE TRIGGER USER")).collect();
        let clear = clear.join(";");
        run(
            &owner,
            &format!(
                "SET verdigris.service = 'on'; {clear}; TRUNCATE {tables} CASCADE; {}",
                statements(&world).replace("BYTES", "BYTEA")
            ),
        )
        .await;
        compare(&store, &mut reader, &world, &mut seen).await.unwrap_or_else(|error| panic!("{error}"));
    }
    println!("views with rows and without: {seen:?}");
    assert!(seen[0] > 50 && seen[1] > 50, "the worlds are not worth it: {seen:?}");
}

/// The same over the store's own door, on both databases; and the log tells exactly what was let out.
#[tokio::test]
async fn the_store_lets_out_what_the_rules_allow_and_logs_it() {
    let mut total = 0;
    for world in worlds().iter().take(2) {
        for place in Place::all().await {
            let store = place.open().await;
            let (url, bytes, before) = match &place.options.address {
                Address::Sqlite(path) => (format!("sqlite://{}", path.display()), "BLOB", ""),
                Address::Postgres(url) => (url.clone(), "BYTEA", "SET verdigris.service = 'on';"),
            };
            let pool = admin(&url).await;
            run(&pool, &format!("{before} BEGIN; {} COMMIT", statements(world).replace("BYTES", bytes))).await;
            pool.close().await;
            let mut let_out = Vec::new();
            for number in 0..PEOPLE {
                let viewer = store.viewer(id(100 + number).parse().unwrap(), None).await.unwrap();
                let_out.extend(ask(&store, &viewer).await);
            }
            let owners: Vec<_> = (0..ORGANISATIONS).map(|owner| id(owner).parse().unwrap()).collect();
            let (mut logged, mut cursor) = (Vec::new(), None);
            loop {
                let paging = Paging::new(200, cursor);
                let page = store.accesses(&owners, &AccessFilter::default(), &paging).await.unwrap();
                let told = page.items.iter();
                logged.extend(told.map(|access| (access.person, access.plant.to_string(), access.field, access.at)));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            let_out.sort();
            logged.sort();
            assert_eq!(let_out, logged);
            total += logged.len();
        }
    }
    assert!(total > 20, "the worlds are not worth it: {total}");
}

type LetOut = (PersonId, String, Field, Timestamp);

/// Asks the store for everything, checks each answer against the rules, and gives what should be in the log.
async fn ask(store: &Store, viewer: &Viewer) -> Vec<LetOut> {
    let owners: Vec<_> = (0..ORGANISATIONS).map(|owner| id(owner).parse().unwrap()).collect();
    let knowledge = store.knowledge(viewer, &owners).await.unwrap();
    let mut let_out = Vec::new();
    for now in [at(20_000)] {
        let sight = Sight::of(viewer, &knowledge, now);
        let reading = store.reading(viewer, now).await.unwrap();
        let seen = reading.plants(&PlantFilter::default(), &Paging::new(200, None)).await.unwrap().items;
        let allowed = plants(|object| !sight.readable(object).is_empty());
        assert_eq!(seen.iter().map(|plant| plant.id.to_string()).collect::<Vec<_>>(), allowed);
        for plant in &seen {
            assert_eq!(plant.fields, sight.readable(plant.object()));
            assert_eq!(plant.profile.is_some(), plant.fields.contains_key(&Field::Profile));
        }
        for field in Field::ALL {
            let of = plants(|object| sight.decide(object, *field, None).is_ok());
            for plant in plants(|_| true) {
                let found = reading.part("s", &format!("{plant}/{field}")).await.unwrap();
                assert_eq!(found.is_some(), of.contains(&plant), "{field} of {plant} for {viewer:?} at {now}");
            }
            let_out.extend(of.into_iter().map(|plant| (viewer.person, plant, *field, now)));
        }
    }
    let_out
}

#[tokio::test]
async fn who_does_not_say_who_reads_sees_nothing() {
    let Some(place) = Place::postgres().await else { return };
    let store = place.open().await;
    let owner = crate::place::organisation(&store, "Owner", OrganisationKind::Enterprise).await;
    crate::place::plant(&store, owner.id, "P1").await;
    let Address::Postgres(url) = &place.options.address else { unreachable!("a place on PostgreSQL") };
    let mut connection = AnyConnection::connect(url).await.unwrap();
    let count = "SELECT id FROM plant";
    assert!(listed(&mut connection, count.into()).await.is_empty(), "the owner of the tables itself, without a word");
    sqlx::raw_sql("SET verdigris.service = 'on'").execute(&mut connection).await.unwrap();
    assert_eq!(listed(&mut connection, count.into()).await.len(), 1);
    sqlx::raw_sql("SET ROLE verdigris_reader").execute(&mut connection).await.unwrap();
    assert!(listed(&mut connection, count.into()).await.is_empty(), "the reading role may not call itself the service");
    for text in ["SELECT id FROM person", "SELECT terms FROM grant_move", "INSERT INTO plant VALUES ('x', 'y', 0, 0)"] {
        assert!(sqlx::raw_sql(text).execute(&mut connection).await.is_err(), "{text}");
    }
}

//! Over HTTP nobody sees what `alliance::access` does not let them see: random alliances, every person, every GET route
//! with an id and every list, each answer compared with the decision and searched for texts the person may not read.

mod asking;
mod busy;
mod emergencies;
mod grants;
mod loading;
mod log;
mod place;
mod routes;
mod stage;
mod submissions;
mod world;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use asking::{Ask, Asked};
use routes::{Kind, LISTS, ROUTES};
use tokio::task::JoinSet;
use world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_what_the_decision_denies() {
    for place in place::all() {
        for seed in 1..=place.worlds {
            let world = Arc::new(World::new(&place, seed).await);
            let mut tally: Tally = BTreeMap::new();
            // All of them at once: what one is answered may not depend on what others ask.
            let mut crowd = JoinSet::new();
            for number in 0..world.askers.len() {
                crowd.spawn(check(Arc::clone(&world), number));
            }
            while let Some(done) = crowd.join_next().await {
                for (key, count) in done.unwrap() {
                    *tally.entry(key).or_default() += count;
                }
            }
            println!("{} seed {seed}: {tally:?}", world.name());
            // A world in which nobody sees anything, or everybody everything, would prove nothing.
            for kind in Kind::ALL {
                let seen: Vec<_> =
                    tally.keys().filter(|(name, _)| *name == kind.name()).map(|(_, status)| *status).collect();
                assert!(seen.contains(&200), "nobody saw any {}", kind.name());
                assert!(seen.contains(&404) || kind.is_open(), "everybody saw every {}", kind.name());
            }
            world.store().close().await;
        }
    }
}

/// How often which kind of object was answered with which status.
type Tally = BTreeMap<(&'static str, u16), u32>;

async fn check(world: Arc<World>, number: usize) -> Tally {
    let (world, asker) = (&*world, &world.askers[number]);
    let mut tally = Tally::new();
    let sight = world.sight(asker).await;
    for route in ROUTES {
        for id in world.ids(route.kind) {
            let path = route.path(&id);
            let answer = world.get(asker, &path).await;
            *tally.entry((route.kind.name(), answer.status)).or_default() += 1;
            let expected = (route.seen)(&sight, world, &id);
            assert_eq!(
                answer.status == 200,
                expected,
                "{} asked GET {path}: {} {}",
                asker.name,
                answer.status,
                answer.body
            );
            if !expected {
                assert!([401, 403, 404].contains(&answer.status), "{} asked GET {path}: {}", asker.name, answer.status);
                let known = asker.is_narrow() || route.kind.is_known(&sight, world, &id);
                assert!(answer.status != 403 || known, "{path} tells {} that it exists", asker.name);
            }
            leaks(world, asker, &sight, &path, &answer);
        }
    }
    for path in LISTS {
        let answer = world.get(asker, path).await;
        leaks(world, asker, &sight, path, &answer);
    }
    tally
}

/// No text the asker may not read is in an answer.
fn leaks(world: &World, asker: &Ask, sight: &world::Sight, path: &str, answer: &Asked) {
    for mark in world.marks_in(&answer.body) {
        assert!((mark.may)(sight, world), "{} asked GET {path} and read {}: {}", asker.name, mark.text, answer.body);
    }
}

#[test]
fn every_get_route_with_an_id_is_asked() {
    let document = verdigris_server::document();
    let asked: BTreeSet<&str> = ROUTES.iter().map(|route| route.pattern).collect();
    let open: BTreeSet<&str> = routes::OPEN.iter().copied().collect();
    for (path, item) in &document.paths.paths {
        if item.get.is_some() && path.contains('{') {
            let path = path.strip_prefix("/api/v1").unwrap_or(path);
            assert!(asked.contains(path) || open.contains(path), "GET {path} is asked by no test of tenants");
        }
    }
}

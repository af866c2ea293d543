//! Laws any such decision must keep, whatever its rules: checked on generated worlds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use verdigris_alliance::{
    Basis, BasisKind, Field, Grant, Knowledge, Move, Object, Side, StoredGrant, StoredMove, Viewer, access::Sight,
    grant::Step,
};

use crate::{
    draw::Draw,
    world::{World, hour, moved, organisation, person, plant, standing, terms},
};

type Seen = BTreeMap<(Object, Field), Basis>;

fn seen(viewer: &Viewer, knowledge: &Knowledge, objects: &[Object], at: Timestamp) -> Seen {
    let sight = Sight::of(viewer, knowledge, at);
    let of = |object: &Object| {
        let object = *object;
        sight.readable(object).into_iter().map(move |(field, basis)| ((object, field), basis))
    };
    objects.iter().flat_map(of).collect()
}

/// Compares what every viewer sees at every moment in a world and in the same world with changed knowledge.
fn compare(seeds: u64, change: impl Fn(&mut Knowledge, &mut Draw), judge: impl Fn(&Seen, &Seen)) {
    for seed in 1000..1000 + seeds {
        let world = World::generate(seed);
        let mut knowledge = world.knowledge.clone();
        change(&mut knowledge, &mut Draw::new(seed));
        for viewer in &world.viewers {
            for at in &world.moments {
                let before = seen(viewer, &world.knowledge, &world.objects, *at);
                let after = seen(viewer, &knowledge, &world.objects, *at);
                judge(&before, &after);
            }
        }
    }
}

fn keeps_all(before: &Seen, after: &Seen) {
    assert!(before.keys().all(|key| after.contains_key(key)), "something was taken away");
}

fn good_grant(owner: u64, reader: u64, id: u128) -> StoredGrant {
    let text = terms("\"all\"", &["accounts", "report"], "finance", None, hour(150));
    StoredGrant {
        id: verdigris_alliance::GrantId::from_bits(id),
        owner: organisation(owner),
        reader: organisation(reader),
        moves: vec![moved('o', hour(1), 1, &text), moved('a', hour(2), 1, &text)],
    }
}

#[test]
fn a_grant_more_never_takes_away() {
    let add = |knowledge: &mut Knowledge, draw: &mut Draw| {
        knowledge.grants.push(good_grant(draw.below(6), draw.below(6), 1));
    };
    compare(25, add, keeps_all);
}

#[test]
fn a_revocation_takes_its_own_at_once_and_nothing_else() {
    let mut taken = 0;
    for seed in 2000..2012 {
        let world = World::generate(seed);
        for (place, stored) in world.knowledge.grants.iter().enumerate() {
            let Ok(grant) = stored.read() else { continue };
            let at = grant.last().at;
            let step = |what, side| Step { what, side, by: person(0), at, terms: None, note: String::new() };
            let Ok(ended) = grant.step(step(Move::Revoke, Side::Owner)) else { continue };
            let mut knowledge = world.knowledge.clone();
            knowledge.grants[place].moves.push(StoredMove::try_from(ended.last()).unwrap());
            let mut without = world.knowledge.clone();
            without.grants.remove(place);
            for viewer in &world.viewers {
                for moment in &world.moments {
                    let before = seen(viewer, &world.knowledge, &world.objects, *moment);
                    let after = seen(viewer, &knowledge, &world.objects, *moment);
                    assert!(after.values().all(|basis| basis.kind != BasisKind::Grant(grant.id)));
                    assert_eq!(after, seen(viewer, &without, &world.objects, *moment));
                    taken += before.len() - after.len();
                }
            }
        }
    }
    assert!(taken > 100, "{taken}");
}

#[test]
fn other_tenants_change_nothing() {
    let add = |knowledge: &mut Knowledge, _: &mut Draw| {
        knowledge.organisations.push(standing(50, "secretariat", "admitted"));
        knowledge.organisations.push(standing(51, "enterprise", "admitted"));
        knowledge.organisations.push(standing(52, "bank", "root"));
        knowledge.grants.extend([good_grant(51, 50, 1), good_grant(0, 50, 2), good_grant(50, 51, 3)]);
        let case = knowledge.emergencies.first().cloned();
        knowledge.emergencies.extend(case.map(|case| verdigris_alliance::Emergency { asked_by: person(77), ..case }));
    };
    compare(25, add, |before, after| assert_eq!(before, after));
}

#[test]
fn order_never_matters() {
    let shuffle = |knowledge: &mut Knowledge, draw: &mut Draw| {
        draw.shuffle(&mut knowledge.organisations);
        draw.shuffle(&mut knowledge.grants);
        draw.shuffle(&mut knowledge.emergencies);
        draw.shuffle(&mut knowledge.mandates);
    };
    compare(25, shuffle, |before, after| assert_eq!(before, after));
}

#[test]
fn less_knowledge_never_gives() {
    let drop = |knowledge: &mut Knowledge, draw: &mut Draw| {
        let gone = organisation(draw.below(6));
        knowledge.organisations.retain(|known| known.organisation != gone);
        knowledge.grants.retain(|_| draw.percent(70));
        knowledge.emergencies.retain(|_| draw.percent(70));
        knowledge.mandates.retain(|_| draw.percent(70));
    };
    compare(25, drop, |before, after| keeps_all(after, before));
    // A move the owner made to take back, lost, is no knowledge lost but a history changed: it is not asked here.
}

#[test]
fn a_token_never_exceeds_its_person() {
    for seed in 3000..3025 {
        let world = World::generate(seed);
        for viewer in &world.viewers {
            let session = Viewer { scopes: None, ..viewer.clone() };
            for at in &world.moments {
                let token = seen(viewer, &world.knowledge, &world.objects, *at);
                keeps_all(&token, &seen(&session, &world.knowledge, &world.objects, *at));
            }
        }
    }
}

#[test]
fn fewer_mandates_never_give() {
    for seed in 4000..4025 {
        let world = World::generate(seed);
        let mut draw = Draw::new(seed);
        for viewer in &world.viewers {
            let mut fewer = viewer.clone();
            fewer.mandates.retain(|_| draw.percent(50));
            for at in &world.moments {
                let less = seen(&fewer, &world.knowledge, &world.objects, *at);
                keeps_all(&less, &seen(viewer, &world.knowledge, &world.objects, *at));
            }
        }
    }
}

#[test]
fn narrower_terms_see_no_more() {
    let mut knowledge = Knowledge::default();
    knowledge.organisations.extend([standing(0, "enterprise", "admitted"), standing(2, "bank", "admitted")]);
    let mut viewer = World::generate(0).viewers.remove(0);
    viewer.disabled = false;
    viewer.mandates.truncate(1);
    viewer.mandates[0].organisation = organisation(2);
    viewer.mandates[0].role = "lender".into();
    (viewer.mandates[0].from, viewer.mandates[0].until) = (hour(0), None);
    let objects = [0, 1].map(|n| Object { owner: organisation(0), plant: plant(n) });
    let look = |plants: &str, fields: &[&str], until| {
        let text = terms(plants, fields, "finance", None, hour(until));
        let moves = vec![moved('o', hour(1), 1, &text), moved('a', hour(2), 1, &text)];
        let grant = StoredGrant { moves, ..good_grant(0, 2, 9) };
        assert!(matches!(grant.read(), Ok(Grant { .. })));
        let knowledge = Knowledge { grants: vec![grant], ..knowledge.clone() };
        seen(&viewer, &knowledge, &objects, hour(10)).len()
    };
    let one = format!("[\"{}\"]", plant(1));
    assert_eq!(look("\"all\"", &["accounts", "report"], 11), 4);
    assert_eq!(look(&one, &["accounts", "report"], 11), 2);
    assert_eq!(look(&one, &["report"], 11), 1);
    assert_eq!(look(&one, &["report"], 10), 0);
}

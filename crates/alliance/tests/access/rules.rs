//! The rules one by one, on the smallest world that shows them.

use jiff::{SignedDuration, Timestamp};
use verdigris_alliance::{
    Basis, BasisKind, Denial, Emergency, EmergencyId, Field, GrantId, Knowledge, MandateId, Object, Purpose,
    StoredGrant, StoredMandate, Viewer, access,
};

use crate::world::{hour, moved, organisation, person, plant, standing, terms};

const OWNER: u64 = 0;
const BANK: u64 = 2;
const BODY: u64 = 3;
const HOST: u64 = 4;

fn mandate(id: u128, who: u64, at: u64, role: &str) -> StoredMandate {
    StoredMandate {
        id: MandateId::from_bits(id),
        person: person(who),
        organisation: organisation(at),
        role: role.into(),
        from: hour(0),
        until: None,
    }
}

fn viewer(at: u64, role: &str) -> Viewer {
    Viewer::session(person(1), vec![mandate(1, 1, at, role)])
}

fn knowledge() -> Knowledge {
    let mut knowledge = Knowledge::default();
    for (at, kind) in [(OWNER, "enterprise"), (1, "enterprise"), (BANK, "bank"), (BODY, "secretariat"), (HOST, "host")]
    {
        knowledge.organisations.push(standing(at, kind, "admitted"));
    }
    knowledge
}

fn grant(letters: &str) -> StoredGrant {
    let text = terms("\"all\"", &["accounts"], "finance", None, hour(100));
    let moves = letters.chars().enumerate().map(|(n, letter)| moved(letter, hour(n as i64), 1, &text)).collect();
    StoredGrant { id: GrantId::from_bits(5), owner: organisation(OWNER), reader: organisation(BANK), moves }
}

fn look(viewer: &Viewer, knowledge: &Knowledge, at: Timestamp) -> Result<Basis, Denial> {
    let object = Object { owner: organisation(OWNER), plant: plant(0) };
    access::decide(viewer, object, Field::Accounts, Some(Purpose::Finance), knowledge, at)
}

fn state(knowledge: &mut Knowledge, at: u64, state: &str) {
    knowledge.organisations[at as usize].state = state.into();
}

#[test]
fn own_data_stay_readable_whatever_the_standing() {
    for known in ["applied", "vetted", "admitted", "suspended", "withdrawn"] {
        let mut knowledge = knowledge();
        state(&mut knowledge, OWNER, known);
        let basis = look(&viewer(OWNER, "reader"), &knowledge, hour(5)).unwrap();
        assert_eq!(basis.kind, BasisKind::Own);
        assert_eq!(
            (basis.organisation, basis.mandate, basis.purpose),
            (organisation(0), MandateId::from_bits(1), None)
        );
    }
    let mut knowledge = knowledge();
    state(&mut knowledge, OWNER, "member");
    assert_eq!(look(&viewer(OWNER, "reader"), &knowledge, hour(5)), Err(Denial::NoBasis));
}

#[test]
fn nobody_has_a_standing_read_but_the_owners_people() {
    for at in 1..5 {
        for role in verdigris_alliance::Role::ALL {
            assert_eq!(look(&viewer(at, role.as_str()), &knowledge(), hour(5)), Err(Denial::NoBasis), "{role} at {at}");
        }
    }
    for role in ["secretariat", "analyst", "council", "expert", "lender", "editor", "auditor", "operator"] {
        assert_eq!(look(&viewer(OWNER, role), &knowledge(), hour(5)), Err(Denial::NoBasis), "{role} in the owner");
    }
}

#[test]
fn a_grant_reads_while_active_between_admitted_members() {
    let mut world = knowledge();
    world.grants.push(grant("roa"));
    let lender = viewer(BANK, "lender");
    let basis = look(&lender, &world, hour(5)).unwrap();
    assert_eq!((basis.kind, basis.purpose), (BasisKind::Grant(GrantId::from_bits(5)), Some(Purpose::Finance)));
    assert_eq!(basis.organisation, organisation(BANK));
    assert!(look(&lender, &world, hour(2)).is_ok(), "from the moment of agreement");
    assert!(look(&lender, &world, hour(1)).is_err(), "not before");
    assert!(look(&lender, &world, hour(100)).is_err(), "not at its end");
    let object = Object { owner: organisation(OWNER), plant: plant(0) };
    let asked = |field, purpose| access::decide(&lender, object, field, purpose, &world, hour(5)).is_ok();
    assert!(asked(Field::Accounts, None));
    assert!(!asked(Field::Accounts, Some(Purpose::Research)) && !asked(Field::Report, None));
    for role in ["editor", "auditor", "operator", "lender ", ""] {
        assert!(look(&viewer(BANK, role), &world, hour(5)).is_err(), "{role}");
    }
    for known in ["applied", "vetted", "suspended", "withdrawn"] {
        for at in [OWNER, BANK] {
            let mut world = world.clone();
            state(&mut world, at, known);
            assert_eq!(look(&lender, &world, hour(5)), Err(Denial::NoBasis), "{known}");
        }
    }
    for letters in ["r", "ro", "o", "roax", "roaw", "rd", "roD", "ra", "a", ""] {
        let mut world = world.clone();
        world.grants = vec![grant(letters)];
        assert_eq!(look(&lender, &world, hour(5)), Err(Denial::NoBasis), "{letters}");
    }
}

#[test]
fn own_comes_before_a_grant_and_an_emergency_last() {
    let mut world = knowledge();
    world.grants.push(grant("oa"));
    world.emergencies.push(case());
    world.mandates.push(mandate(9, 2, HOST, "operator"));
    let mut viewer = viewer(BANK, "lender");
    viewer.mandates.push(mandate(2, 1, BODY, "secretariat"));
    let kind = |viewer: &Viewer, at| look(viewer, &world, at).map(|basis| basis.kind);
    let grant = BasisKind::Grant(GrantId::from_bits(5));
    assert_eq!(kind(&viewer, hour(11)), Ok(grant));
    viewer.mandates.remove(0);
    assert_eq!(kind(&viewer, hour(11)), Ok(BasisKind::Emergency(EmergencyId::from_bits(7))));
    viewer.mandates.push(mandate(3, 1, OWNER, "engineer"));
    assert_eq!(kind(&viewer, hour(11)), Ok(BasisKind::Own));
    assert_eq!([grant.as_str(), BasisKind::Own.as_str()], ["grant", "own"]);
    assert_eq!((grant.id(), BasisKind::Own.id()), (Some(format!("{:032x}", 5)), None));
    let emergency = BasisKind::Emergency(EmergencyId::from_bits(7));
    assert_eq!((emergency.as_str(), emergency.id()), ("emergency", Some(format!("{:032x}", 7))));
}

fn case() -> Emergency {
    let asked =
        Emergency::ask(EmergencyId::from_bits(7), organisation(OWNER), None, " fire ", person(1), hour(10)).unwrap();
    asked.second(person(2), hour(11)).unwrap()
}

#[test]
fn break_glass_takes_two_with_roles_at_both_moments() {
    let mut world = knowledge();
    world.emergencies.push(case());
    world.mandates.push(mandate(9, 2, HOST, "operator"));
    let asker = viewer(BODY, "secretariat");
    let basis = look(&asker, &world, hour(11)).unwrap();
    assert_eq!(basis.kind, BasisKind::Emergency(EmergencyId::from_bits(7)));
    assert_eq!((basis.organisation, basis.mandate, basis.purpose), (organisation(BODY), MandateId::from_bits(1), None));
    let just_before = |at: Timestamp| at.checked_sub(SignedDuration::from_micros(1)).unwrap();
    assert!(look(&asker, &world, just_before(hour(35))).is_ok());
    assert!(look(&asker, &world, hour(35)).is_err() && look(&asker, &world, just_before(hour(11))).is_err());
    let denied = |change: &dyn Fn(&mut Knowledge, &mut Viewer)| {
        let (mut world, mut asker) = (world.clone(), asker.clone());
        change(&mut world, &mut asker);
        look(&asker, &world, hour(12)).is_err()
    };
    assert!(!denied(&|_, _| ()));
    assert!(denied(&|world, _| world.mandates[0].from = just_before(hour(11))), "appointed to second");
    assert!(denied(&|world, _| world.mandates[0].until = Some(hour(11))), "no longer when seconding");
    assert!(!denied(&|world, _| world.mandates[0].until = Some(hour(12))), "later does not matter");
    assert!(denied(&|world, _| world.mandates[0].role = "auditor".into()));
    assert!(denied(&|world, _| world.mandates[0].organisation = organisation(1)), "an operator of an enterprise");
    assert!(denied(&|world, _| world.mandates[0].person = person(1)), "seconded by the one who asked");
    assert!(denied(&|world, _| world.mandates.clear()));
    assert!(denied(&|world, _| state(world, HOST, "suspended")));
    assert!(denied(&|world, _| state(world, BODY, "suspended")));
    assert!(!denied(&|world, _| state(world, OWNER, "withdrawn")));
    assert!(denied(&|world, _| state(world, OWNER, "gone")));
    assert!(denied(&|_, asker| asker.mandates[0].until = Some(hour(12))), "no longer in office");
    assert!(denied(&|_, asker| asker.mandates[0].from = just_before(hour(11))), "not in office when asking");
    assert!(denied(&|_, asker| asker.scopes = Some(vec!["read".into(), "admin".into()])), "by token");
    assert!(denied(&|world, _| world.emergencies[0].seconded_by = Some(person(1))));
    assert!(denied(&|world, _| world.emergencies[0].reason = " \t".into()));
    assert!(denied(&|world, _| world.emergencies[0].ended_at = Some(hour(90))), "an end is an end");
    assert!(denied(&|world, _| world.emergencies[0].until = Some(hour(36))));
    assert!(denied(&|world, _| world.emergencies[0].asked_at = just_before(hour(11 - 24))));
    assert!(denied(&|world, _| world.emergencies[0].asked_by = person(2)), "the second does not read");
    assert!(denied(&|world, _| world.emergencies[0].plant = Some(plant(1))));
    assert!(!denied(&|world, _| world.emergencies[0].plant = Some(plant(0))));
    assert!(denied(&|world, _| world.emergencies[0].owner = organisation(1)));
}

#[test]
fn an_organisation_told_twice_or_not_at_all_denies() {
    let viewer = viewer(OWNER, "engineer");
    let mut twice = knowledge();
    twice.organisations.push(standing(OWNER, "enterprise", "admitted"));
    assert!(look(&viewer, &twice, hour(1)).is_err());
    let mut none = knowledge();
    none.organisations.remove(0);
    assert!(look(&viewer, &none, hour(1)).is_err());
}

#[test]
fn mandates_hold_from_their_first_moment_until_before_their_last() {
    let mut viewer = viewer(OWNER, "engineer");
    (viewer.mandates[0].from, viewer.mandates[0].until) = (hour(3), Some(hour(5)));
    let reads = |at| look(&viewer, &knowledge(), hour(at)).is_ok();
    assert_eq!([reads(2), reads(3), reads(4), reads(5)], [false, true, true, false]);
    viewer.mandates[0].person = person(2);
    assert!(look(&viewer, &knowledge(), hour(4)).is_err(), "somebody else's");
}

#[test]
fn openings_tell_storage_where_to_look() {
    let mut world = knowledge();
    world.grants.push(grant("oa"));
    let sight = access::Sight::of(&viewer(BANK, "lender"), &world, hour(3));
    let [opening] = sight.openings() else { panic!("one opening") };
    assert_eq!((opening.owner, opening.fields.len()), (organisation(OWNER), 1));
    assert!(access::Sight::of(&viewer(BODY, "secretariat"), &world, hour(3)).openings().is_empty());
}

#[test]
fn denials_and_bases_have_stable_words() {
    let all = [
        (Denial::Disabled, "disabled"),
        (Denial::Scope, "scope"),
        (Denial::NoBasis, "no-basis"),
        (Denial::Role, "role"),
        (Denial::Standing, "standing"),
        (Denial::Oneself, "oneself"),
        (Denial::Unfit, "unfit"),
    ];
    for (denial, word) in all {
        assert_eq!(denial.code(), format!("denied-{word}"));
        assert_eq!(serde_json::to_string(&denial).unwrap(), format!("\"{word}\""));
    }
    let own = serde_json::to_value(BasisKind::Own).unwrap();
    assert_eq!(own, serde_json::json!({"kind": "own"}));
    let grant = serde_json::to_value(BasisKind::Grant(GrantId::from_bits(5))).unwrap();
    assert_eq!(grant, serde_json::json!({"kind": "grant", "id": format!("{:032x}", 5)}));
}

#[test]
fn of_several_mandates_the_oldest_is_named() {
    let mut world = knowledge();
    let mut own = viewer(OWNER, "engineer");
    own.mandates = [8, 4, 6].map(|id| mandate(id, 1, OWNER, "engineer")).into();
    assert_eq!(look(&own, &world, hour(5)).unwrap().mandate, MandateId::from_bits(4));
    world.grants.push(grant("oa"));
    let mut lender = viewer(BANK, "lender");
    lender.mandates = [8, 4, 6].map(|id| mandate(id, 1, BANK, "lender")).into();
    assert_eq!(look(&lender, &world, hour(5)).unwrap().mandate, MandateId::from_bits(4));
    world.emergencies.push(case());
    world.mandates.push(mandate(9, 2, HOST, "operator"));
    let mut asker = viewer(BODY, "secretariat");
    asker.mandates = [8, 4, 6].map(|id| mandate(id, 1, BODY, "operator")).into();
    assert_eq!(look(&asker, &world, hour(11)).unwrap().mandate, MandateId::from_bits(4));
}
